"""The due times that the rules give, and why.

For each clock the heaviest rule that means the complaint and is in force on the local date of its arrival decides
(weights: monitor/deadlines/rules.py), else the default. A stated due time wins over every rule of completion.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from monitor.clock_events import ClockSettings, Pause
from monitor.deadlines.case import Case, Run, run_of
from monitor.deadlines.explanation import CALENDAR, ClockRuling, Explanation
from monitor.deadlines.limits import Limit, LimitKind, parse_limit
from monitor.deadlines.reckoning import Span, reckon
from monitor.deadlines.rules import (
    DEFAULTS,
    Entries,
    Entry,
    Rule,
    candidates,
    entries_by_category,
    in_force,
    label_key,
    limit_of,
    until_certain,
)
from monitor.deadlines.worktime import Calendar, zone_named
from monitor.errors import BadInput
from monitor.model import ClockName, Dues

__all__ = ["Case", "ClockRuling", "ClockSettings", "Explanation", "Limit", "LimitKind", "Rule", "Rulebook", "Span"]
__all__ += ["parse_limit"]

_MEANING = 3  # counts up when the same words come to mean other due times: stored ones are then derived again
_ASSUMED = ("sla.completion", "7 days")
_BY_CALENDAR = (LimitKind.WORKING_DAYS, LimitKind.WORKING_HOURS)
_REMEMBERED = 10_000  # kinds of complaints; a source that invents more of them only costs time


class Rulebook:
    """All rules together with the calendar they count by. `timezone`: the calendar's, unless named.

    `levels`: an area's code -> "kelurahan", "kecamatan" or "kota", for rules that name a unit level.
    Raises BadConfiguration for a limit that cannot be read and for two rules that could both decide.
    """

    def __init__(
        self,
        rules: Sequence[Rule] = (),
        response: str = "6h",
        completion: str = "7 days",
        calendar: Calendar | None = None,
        timezone: str | None = None,
        *,
        clock: ClockSettings | None = None,
        levels: Mapping[str, str] | None = None,
    ) -> None:
        self.calendar = calendar or Calendar.load()
        self.zone = zone_named(timezone) if timezone else self.calendar.zone
        self.clock = clock or ClockSettings()
        self._rules = tuple(rules)
        self._defaults = (response, completion)
        self._levels = levels or {}
        self._by_category = tuple(entries_by_category(rules, name) for name in ClockName)
        self._last_resort = (_default(response, "sla.response"), _default(completion, "sla.completion"))
        names = [(rule.channel, rule.unit_level, rule.priority) for rule in rules]
        self._named = tuple(any(name is not None for name in column) for column in zip(*names, strict=True))
        self._remembered: dict[object, tuple[Entries, Entries]] = {}

    @property
    def fingerprint(self) -> str:
        """Changes when the due time of any complaint could: rules, defaults, settings, timezone or calendar."""
        clock = (self.clock.validation_pauses, self.clock.returned_restarts, self.clock.handover_restarts)
        levels = sorted(self._levels.items()) if any(rule.unit_level for rule in self._rules) else ()
        parts = (_MEANING, self._rules, self._defaults, str(self.zone), self.calendar.fingerprint, clock, levels)
        return hashlib.blake2b(repr(parts).encode(), digest_size=8).hexdigest()

    @property
    def rules(self) -> tuple[Rule, ...]:
        return self._rules

    @property
    def defaults(self) -> tuple[str, str]:
        """The limits of response and completion where no rule says anything, as written."""
        return self._defaults

    def level_of(self, code: str) -> str | None:
        """The level of the area with that code, as rules name it; None = no such area."""
        return self._levels.get(code)

    def dues(self, case: Case) -> Dues:
        """Both due times in UTC; completion has none while its clock stands. Raises BadInput beyond the year 9999.

        The rule is the one in force on the day of arrival, also for a complaint that was reopened. Pauses and
        restarts concern completion only, and a stated due time wins there.
        """
        response, completion = self._ruling(case)
        response_at = self._end(response.limit, case.created_at)
        if case.stated_due_at is not None:
            return Dues(response_at, case.stated_due_at)
        if not case.events:
            return Dues(response_at, self._end(completion.limit, case.restarted_at or case.created_at))
        run = run_of(case, self.clock)
        return Dues(response_at, self._end(completion.limit, run.start_at, run.pauses))

    def explain(self, case: Case) -> Explanation:
        """Both due times with the rules and the arithmetic behind them."""
        dues = self.dues(case)
        response, completion = self._explained(case)
        run = run_of(case, self.clock)
        stated = case.stated_due_at is not None
        paused_since = None
        if completion.limit is not None and dues.completion_at is None:
            paused_since = run.pauses[-1].from_at
        own = () if stated else self._spans(completion.limit, run, dues.completion_at or paused_since)
        assumed = () if stated or completion.limit is None else self.clock.assumed_for(case.events, case.ended_at)
        if not stated and completion.source == _ASSUMED_SOURCE:
            assumed = (_ASSUMED[0], *assumed)
        unknown = () if stated else self._unknown_years(completion.limit, run.start_at, dues.completion_at)
        response_unknown = self._unknown_years(response.limit, case.created_at, dues.response_at)
        return Explanation(
            case=case,
            response_due_at=dues.response_at,
            completion_due_at=dues.completion_at,
            response=response,
            completion=completion,
            completion_run=run,
            paused_since=paused_since,
            stated=stated,
            assumed=(*assumed, *(CALENDAR for _ in unknown[:1])),
            spans=own,
            response_spans=self._spans(response.limit, Run(case.created_at), dues.response_at),
            response_assumed=tuple(CALENDAR for _ in response_unknown[:1]),
            known_until=self.calendar.known_until,
            unknown_years=tuple(sorted({*unknown, *response_unknown})),
            clock=self.clock,
        )

    def _unknown_years(self, limit: Limit | None, start: datetime, due: datetime | None) -> tuple[int, ...]:
        """Those that the limit counts days of, but whose holidays the calendar does not know."""
        if limit is None or due is None or limit.kind not in _BY_CALENDAR:
            return ()
        first, last = self.calendar.local_date(start), self.calendar.local_date(due)
        if limit.kind is LimitKind.WORKING_DAYS:
            first += timedelta(days=1)  # the day it starts never counts
        return tuple(year for year in range(first.year, last.year + 1) if not self.calendar.knows(year))

    def _end(self, limit: Limit | None, start: datetime, pauses: tuple[Pause, ...] = ()) -> datetime | None:
        try:
            if limit is None:
                return None
            if pauses:
                return limit.end_with(start, pauses, self.zone, self.calendar)
            return limit.end(start, self.zone, self.calendar)
        except OverflowError as error:
            raise BadInput(f"No due time can be given from {start.isoformat()}: correct that date.") from error

    def _spans(self, limit: Limit | None, run: Run, end: datetime | None) -> tuple[Span, ...]:
        return reckon(limit, run, end, self.calendar) if limit and end else ()

    def _ruling(self, case: Case) -> tuple[Entry, Entry]:
        """Which entry decides each clock."""
        if not self._rules:
            return self._last_resort
        key = case[0] if not any(self._named) else (case[0], case[2], case[3], case[4])
        known = self._remembered.get(key)
        if known is None:
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            response, completion = self._candidates(case)
            known = self._remembered[key] = until_certain(response), until_certain(completion)
        response, completion = known
        if len(response) == 1 and len(completion) == 1:
            return response[0], completion[0]
        day = self._day_of(case)
        return in_force(response, day), in_force(completion, day)

    def _candidates(self, case: Case) -> tuple[Entries, Entries]:
        category = label_key(case.category)
        others = (label_key(case.channel), case.unit_level, label_key(case.priority))
        response, completion = (
            candidates(of, category, others, last)
            for of, last in zip(self._by_category, self._last_resort, strict=True)
        )
        return response, completion

    def _explained(self, case: Case) -> tuple[ClockRuling, ClockRuling]:
        day = self._day_of(case)
        response, completion = (_ruling_of(entries, day) for entries in self._candidates(case))
        return response, completion

    def _day_of(self, case: Case) -> date:
        return case.created_at.astimezone(self.zone).date()


_ASSUMED_SOURCE = f"{DEFAULTS} (asumsi)"


def _default(written: str, key: str) -> Entry:
    # Six hours to answer are stated by the offices; the seven days are our assumption, and are marked as one.
    source = _ASSUMED_SOURCE if (key, written) == _ASSUMED else DEFAULTS
    return Entry(limit_of(written, key), source)


def _ruling_of(entries: Entries, day: date) -> ClockRuling:
    winner, *beaten = [entry for entry in entries if entry.first <= day <= entry.last]
    return ClockRuling(winner, tuple(beaten))
