"""The rules of how soon a complaint must be answered and completed, and the due times they give.

For each clock the first of these that is set decides: the category's own rule in force on the local date of
arrival (the one with the latest `valid_from`), such a rule for "*", the default.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from monitor.errors import BadConfiguration, BadInput
from monitor.limits import Limit, LimitKind, parse_limit
from monitor.model import ClockName, Dues
from monitor.reckoning import Span, reckon
from monitor.worktime import Calendar, zone_named

__all__ = ["Explanation", "Limit", "LimitKind", "Rule", "Rulebook", "Span", "parse_limit"]

_ANY = "*"
_ASSUMED = ("sla.completion", "7 days")
_REMEMBERED = 10_000  # categories as written; a source that invents more of them only costs time


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds for a category (or "*") from `valid_from` to `valid_to`, both included.

    `response` and `completion` are limits as written; None = this rule does not say, "none" = no due time.
    """

    category: str
    response: str | None = None
    completion: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why the due times are what they are. `spans` is the arithmetic of completion, `response_spans` of response.

    `rule`: the limits in words. `source`: where they are set, "sla.rule[2]" being the second `[[sla.rule]]`.
    """

    response_due_at: datetime | None
    completion_due_at: datetime | None
    rule: str
    source: str
    spans: tuple[Span, ...]
    response_spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    """One clock's part of one rule, in force from `first` to `last`."""

    first: date
    last: date
    limit: Limit | None
    source: str


_Entries = tuple[_Entry, ...]


class Rulebook:
    """All rules together with the calendar they count by. `timezone`: the calendar's, unless named.

    Raises BadConfiguration for a limit that cannot be read and for two rules of equal weight.
    """

    def __init__(
        self,
        rules: Sequence[Rule] = (),
        response: str = "6h",
        completion: str = "7 days",
        calendar: Calendar | None = None,
        timezone: str | None = None,
    ) -> None:
        self.calendar = calendar or Calendar.load()
        self.zone = zone_named(timezone) if timezone else self.calendar.zone
        self._rules = tuple(rules)
        self._defaults = (response, completion)
        self._entries = _entries_of(rules, ClockName.RESPONSE), _entries_of(rules, ClockName.COMPLETION)
        self._last_resort = (
            _default(response, "sla.response"),
            _default(completion, "sla.completion"),
        )
        self._remembered: dict[str | None, tuple[_Entries, _Entries]] = {}

    @property
    def fingerprint(self) -> str:
        """Changes when the due time of any complaint could: rules, defaults, timezone or calendar."""
        parts = (self._rules, self._defaults, str(self.zone), self.calendar.fingerprint)
        return hashlib.blake2b(repr(parts).encode(), digest_size=8).hexdigest()

    def dues(
        self,
        category: str | None,
        created_at: datetime,
        *,
        restarted_at: datetime | None = None,
        stated_due_at: datetime | None = None,
    ) -> Dues:
        """Both due times in UTC. A reopening restarts completion only; a stated due time wins there.

        The rule is the one in force on the day of arrival, also for a complaint that was reopened.
        """
        response, completion = self._in_force(category, created_at)
        response_at = self._end(response.limit, created_at)
        if stated_due_at is not None:
            return Dues(response_at, stated_due_at)
        return Dues(response_at, self._end(completion.limit, restarted_at or created_at))

    def explain(self, category: str | None, created_at: datetime) -> Explanation:
        """Both due times with the rule and the arithmetic behind them."""
        dues = self.dues(category, created_at)
        response, completion = self._in_force(category, created_at)
        words = [
            f"{clock.value} {entry.limit.written if entry.limit else 'none'}"
            for clock, entry in ((ClockName.RESPONSE, response), (ClockName.COMPLETION, completion))
        ]
        sources = [f"response: {response.source}", f"completion: {completion.source}"]
        return Explanation(
            response_due_at=dues.response_at,
            completion_due_at=dues.completion_at,
            rule=", ".join(words),
            source=response.source if response.source == completion.source else "; ".join(sources),
            spans=self._spans(completion.limit, created_at, dues.completion_at),
            response_spans=self._spans(response.limit, created_at, dues.response_at),
        )

    def _end(self, limit: Limit | None, start: datetime) -> datetime | None:
        try:
            return limit.end(start, self.zone, self.calendar) if limit else None
        except OverflowError as error:
            raise BadInput(f"No due time can be given from {start.isoformat()}: correct that date.") from error

    def _spans(self, limit: Limit | None, start: datetime, due: datetime | None) -> tuple[Span, ...]:
        return reckon(limit.kind, start, due, self.calendar) if limit and due else ()

    def _in_force(self, category: str | None, created_at: datetime) -> tuple[_Entry, _Entry]:
        known = self._remembered.get(category)
        if known is None:
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            known = self._remembered[category] = self._for_category(category)
        response, completion = known
        if len(response) == 1 and len(completion) == 1:
            return response[0], completion[0]
        day = created_at.astimezone(self.zone).date()
        return _first_in_force(response, day), _first_in_force(completion, day)

    def _for_category(self, category: str | None) -> tuple[_Entries, _Entries]:
        key = _category_key(category or "")
        lists = (
            _until_certain((*(of.get(key, ()) if key else ()), *of.get(_ANY, ()), last))
            for of, last in zip(self._entries, self._last_resort, strict=True)
        )
        response, completion = lists
        return response, completion


def _category_key(category: str) -> str:
    return " ".join(category.split()).casefold()


def _default(written: str, key: str) -> _Entry:
    # Six hours to answer are stated by the offices; the seven days are our assumption, and are marked as one.
    source = "sla defaults (asumsi)" if (key, written) == _ASSUMED else "sla defaults"
    return _Entry(date.min, date.max, _limit(written, key), source)


def _limit(written: str, key: str) -> Limit | None:
    try:
        return parse_limit(written)
    except BadConfiguration as error:
        raise BadConfiguration(f"{key}: {error}") from error


def _entries_of(rules: Sequence[Rule], clock: ClockName) -> dict[str, _Entries]:
    """For each category the rules that say something of this clock, the later `valid_from` first."""
    found: dict[str, list[_Entry]] = defaultdict(list)
    for number, rule in enumerate(rules, 1):
        key, where = _category_key(rule.category), f"sla.rule[{number}]"
        _check(rule, key, where)
        written = rule.response if clock is ClockName.RESPONSE else rule.completion
        if written is None:
            continue
        entry = _Entry(
            rule.valid_from or date.min,
            rule.valid_to or date.max,
            _limit(written, f"{where}.{clock.value}"),
            where,
        )
        if twin := next((other for other in found[key] if other.first == entry.first), None):
            raise BadConfiguration(
                f"{where} and {twin.source} both set the {clock.value} of {rule.category!r} from the same day on: "
                "give one of them another valid_from or remove it."
            )
        found[key].append(entry)
    return {key: tuple(sorted(entries, key=lambda e: e.first, reverse=True)) for key, entries in found.items()}


def _check(rule: Rule, key: str, where: str) -> None:
    if not key:
        raise BadConfiguration(f'{where}.category is empty: name a category, or "*" for all of them.')
    if rule.response is None and rule.completion is None:
        raise BadConfiguration(f"{where} sets neither response nor completion: set at least one.")
    if rule.valid_from and rule.valid_to and rule.valid_to < rule.valid_from:
        raise BadConfiguration(
            f"{where}: valid_to {rule.valid_to} lies before valid_from {rule.valid_from}: correct one of them."
        )


def _until_certain(entries: _Entries) -> _Entries:
    """Without what lies behind a rule that always holds: most categories then need no date at all."""
    for i, entry in enumerate(entries):
        if entry.first == date.min and entry.last == date.max:
            return entries[: i + 1]
    return entries


def _first_in_force(entries: _Entries, day: date) -> _Entry:
    return next(entry for entry in entries if entry.first <= day <= entry.last)
