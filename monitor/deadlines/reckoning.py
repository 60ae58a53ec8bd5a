"""The arithmetic behind a due time as a list of spans that a reader can check with a pencil."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from monitor.clock_events import Pause
from monitor.deadlines.case import Run
from monitor.deadlines.limits import Limit, LimitKind
from monitor.deadlines.worktime import Calendar

PAUSED, CLOSED, WEEKEND = "paused", "closed", "weekend"
ARRIVED, RESTARTED = "day of arrival", "day it started anew"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch between the clock's start and its end, in UTC. `counted`: whether it used up the limit; `why` not.

    `why` is PAUSED, CLOSED, WEEKEND, ARRIVED, RESTARTED or the name of a day off.
    """

    from_at: datetime
    to_at: datetime
    counted: bool
    why: str = ""


def reckon(limit: Limit, run: Run, end: datetime, calendar: Calendar) -> tuple[Span, ...]:
    """The spans from the start to `end` (the due time, or since when the clock stands), without gaps.

    Neighbours that are alike are made one, but each working day that counts stays apart.
    """
    if limit.kind is LimitKind.WORKING_DAYS:
        return _merged(_by_day(run, end, calendar), apart=True)
    if limit.kind is LimitKind.WORKING_HOURS:
        return _merged(_by_opening(run, end, calendar))
    return _merged(_less_pauses(run.start_at.astimezone(UTC), end, run.pauses))


def _by_day(run: Run, end: datetime, calendar: Calendar) -> Iterator[Span]:
    today = calendar.local_date(run.start_at)
    for day, a, b in _days(run.start_at, end, calendar):
        if day == today:
            why = RESTARTED if run.why else ARRIVED
        else:
            why = _why_off(day, calendar)
        if not why and _stands(calendar.spans_on(day)[-1][1], run.pauses):
            why = PAUSED
        yield Span(a, b, counted=not why, why=why)


def _stands(at: datetime, pauses: Sequence[Pause]) -> bool:
    return any(pause.from_at <= at and (pause.to_at is None or at < pause.to_at) for pause in pauses)


def _by_opening(run: Run, end: datetime, calendar: Calendar) -> Iterator[Span]:
    for day, a, b in _days(run.start_at, end, calendar):
        at = a
        for first, last in calendar.worked_spans(a, b):
            yield Span(at, first, counted=False, why=CLOSED)
            yield from _less_pauses(first, last, run.pauses)
            at = last
        yield Span(at, b, counted=False, why=_why_off(day, calendar) or CLOSED)


def _less_pauses(start: datetime, end: datetime, pauses: Sequence[Pause]) -> Iterator[Span]:
    """The time between two instants: what lies in a pause does not count."""
    at = start
    for from_at, to_at in pauses:
        first, last = max(from_at, at), min(to_at or end, end)
        if first < last:
            yield Span(at, first.astimezone(UTC), counted=True)
            yield Span(first.astimezone(UTC), last.astimezone(UTC), counted=False, why=PAUSED)
            at = last.astimezone(UTC)
    yield Span(at, end, counted=True)


def _days(start: datetime, due: datetime, calendar: Calendar) -> Iterator[tuple[date, datetime, datetime]]:
    """The local days from start to due, each with its part in UTC."""
    first, last = calendar.local_date(start), calendar.local_date(due)
    days = [first + timedelta(days=i) for i in range((last - first).days + 1)]
    midnights = [datetime.combine(day, time(), calendar.zone).astimezone(UTC) for day in days[1:]]
    borders = [start.astimezone(UTC), *midnights, due.astimezone(UTC)]
    for day, (a, b) in zip(days, pairwise(borders), strict=True):
        yield day, a, b


def _why_off(day: date, calendar: Calendar) -> str:
    if day in calendar.days_off:
        return calendar.days_off[day]
    return WEEKEND if calendar.is_day_off(day) else ""


def _merged(spans: Iterator[Span], *, apart: bool = False) -> tuple[Span, ...]:
    """`apart`: those that count are not merged."""
    merged: list[Span] = []
    for span in spans:
        if span.from_at >= span.to_at:
            continue
        is_alike = bool(merged) and (merged[-1].counted, merged[-1].why) == (span.counted, span.why)
        if is_alike and not (apart and span.counted):
            merged[-1] = Span(merged[-1].from_at, span.to_at, span.counted, span.why)
        else:
            merged.append(span)
    return tuple(merged)
