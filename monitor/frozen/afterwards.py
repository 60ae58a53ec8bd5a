"""What has become of a frozen month since its cut-off: what each complaint counted as then, and would now."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from monitor.basis import Basis
from monitor.clock import AHEAD
from monitor.cutoff import FrozenMonth, Span
from monitor.desk import Desk
from monitor.errors import NotFound
from monitor.frozen.figures import TableName, decode_table, tables_of
from monitor.frozen.settings_then import settings_of
from monitor.model import Complaint, Stage
from monitor.period import Month, Period
from monitor.ports import Tables
from monitor.ranks.rank import rank
from monitor.scores.holders import Apart, By, Holders
from monitor.scores.judging import (
    Arrival,
    Outcome,
    Verdict,
    arrival_of,
    completion_outcome,
    from_micros,
    micros,
    response_outcome,
)
from monitor.scores.ranking import RankRow

_HOUR = 3_600_000_000
_SHOWN = ("place", "n", "nilai", "peringkat")
_VERDICTS = {
    Verdict.IN_TIME: "in time",
    Verdict.UNDECIDED: "not yet due",
    Verdict.UNKNOWN: "not certain",
    Verdict.DOUBTFUL: "impossible times",
    Verdict.NONE: "not judged",
}

COMPLAINT = "complaint"
_RUNNING = ", running"

Value = str | int | Decimal | None


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that counted otherwise at the cut-off than it does now. None = it did not, or does not, count.

    `kind`: "complaint" (`name` is the ticket, `code` the system), or the table (the name and code of a row).
    """

    kind: str
    name: str
    code: str | None
    field: str
    then: Value
    now: Value

    @property
    def is_later_still(self) -> bool:
        """Whether nothing but time has passed: a clock that ran late at the cut-off runs late today."""
        return self.kind == COMPLAINT and all(map(_runs_late, (self.then, self.now)))


Told = dict[str, Value]


class _Judged:
    """What complaints count as, by one basis, at one instant."""

    def __init__(self, basis: Basis, at: datetime) -> None:
        self._basis = basis
        self._holders = {by: Holders(by, basis.directory) for by in By}
        self._at, self._latest = micros(at), micros(at + AHEAD)

    def told(self, one: Arrival) -> Told:
        """Field by field."""
        month = Month.of(from_micros(one.created).astimezone(self._basis.timezone).date())
        held: Told = {by.value: self._holder(by, one) for by in By}
        if one.stage == Stage.DISMISSED:
            return {"month": str(month), **held, "category": one.category, "response": "dismissed"}
        response = response_outcome(one, self._at, self._latest)
        completion = completion_outcome(one, self._at, self._latest)
        clocks: Told = {"response": _words(response), "completion": _words(completion)}
        return {"month": str(month), **held, "category": one.category, **clocks}

    def _holder(self, by: By, one: Arrival) -> str | None:
        subject = self._holders[by].subject(one.unit, one.unit_area_code, one.area_code)
        if subject is None or isinstance(subject, Apart):
            return subject
        area = self._basis.directory.find(subject)
        return area.name if area else one.unit


async def changes_since(desk: Desk, frozen: FrozenMonth) -> AsyncIterator[Change]:
    """What differs between the cut-off and now: row by row of each table, then complaint by complaint."""
    for name in tables_of(frozen.figures):
        if name.holds_apart_only:
            continue  # what differs there differs everywhere
        if name.within is not None and desk.directory.find(name.within) is None:
            continue  # there is no such table today
        found = await rank(desk, name.by, Period.month(frozen.month), within=name.within)
        for change in _of_rows(name, decode_table(frozen.figures, name) or (), found.rows):
            yield change
    async with desk.store.reading() as tables:
        basis = await settings_of(tables, frozen) or desk
        then = _Judged(basis, frozen.span.cut_at)
        now = _Judged(desk, desk.clock.now())
        async for one, counted_then, counted_now in _pairs(tables, frozen.span):
            told_then = then.told(counted_then) if counted_then else {}
            told_now = now.told(counted_now)
            for field, before, after in _differences(told_then, told_now):
                yield Change(COMPLAINT, one.ticket, one.system, field, before, after)


async def _pairs(tables: Tables, span: Span) -> AsyncIterator[tuple[Complaint, Arrival | None, Arrival]]:
    """Those that counted in the month then or would now, as they were known then and as they are, if they changed
    or their clocks ran. Deleted ones are left out: nothing is known of them."""
    then: dict[int, Arrival] = {}
    async for rows in tables.cutoffs.arrivals(span.begins_at, span.ends_before, span.fact):
        then.update((one.id, one) for one in rows)
    cut_at = micros(span.cut_at)
    async for portion in tables.complaints.arrivals(span.begins_at, span.ends_before):
        for now in portion.rows:
            before = then.pop(now.id, None)
            if before != now or _runs(now, cut_at):
                yield await tables.complaints.get(now.id), before, now
    for complaint_id, before in then.items():
        try:
            complaint = await tables.complaints.get(complaint_id)
        except NotFound:
            continue
        yield complaint, before, arrival_of(complaint)


def _runs(one: Arrival, cut_at: int) -> bool:
    """Whether one of its clocks can have been judged otherwise at the cut-off than later."""
    return any(stop is None or stop > cut_at for stop in (one.responded, one.completed))


def _of_rows(table: TableName, then: Iterable[RankRow], now: Iterable[RankRow]) -> Iterator[Change]:
    rows_now = {_key(row): row for row in now}
    for row in then:
        other = rows_now.pop(_key(row), None)
        yield from _changes(table, row, _shown(row), _shown(other) if other else {})
    for row in rows_now.values():
        yield from _changes(table, row, {}, _shown(row))


def _key(row: RankRow) -> object:
    return row.apart or row.subject


def _shown(row: RankRow) -> Told:
    return {name: getattr(row, name) for name in _SHOWN}


def _changes(table: TableName, row: RankRow, then: Told, now: Told) -> Iterator[Change]:
    for field, before, after in _differences(then, now):
        yield Change(str(table), row.name, row.code, field, before, after)


def _differences(then: Told, now: Told) -> Iterator[tuple[str, Value, Value]]:
    for field in dict.fromkeys((*then, *now)):
        before, after = then.get(field), now.get(field)
        if before != after:
            yield field, before, after


def _runs_late(told: Value) -> bool:
    return isinstance(told, str) and told.startswith("late ") and told.endswith(_RUNNING)


def _words(one: Outcome) -> str:
    """ "late 3.2 h", "late 3.2 h, running"."""
    if one.verdict is not Verdict.LATE:
        return _VERDICTS[one.verdict]
    running = _RUNNING if one.runs else ""
    return f"late {one.late / _HOUR:.1f} h{running}"
