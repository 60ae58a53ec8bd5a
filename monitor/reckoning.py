"""The arithmetic behind a due time as a list of spans that a reader can check with a pencil."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from monitor.limits import LimitKind
from monitor.worktime import Calendar


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch between arrival and due time, in UTC. `counted`: whether it used up the limit; `why` not."""

    from_at: datetime
    to_at: datetime
    counted: bool
    why: str = ""


def reckon(kind: LimitKind, start: datetime, due: datetime, calendar: Calendar) -> tuple[Span, ...]:
    """The spans from arrival to due time, without gaps, neighbours that are alike made one."""
    if kind is LimitKind.WORKING_DAYS:
        return _merged(_by_day(start, due, calendar))
    if kind is LimitKind.WORKING_HOURS:
        return _merged(_by_opening(start, due, calendar))
    return (Span(start.astimezone(UTC), due, counted=True),)


def _by_day(start: datetime, due: datetime, calendar: Calendar) -> Iterator[Span]:
    today = calendar.local_date(start)
    for day, a, b in _days(start, due, calendar):
        why = "day of arrival" if day == today else _why_off(day, calendar)
        yield Span(a, b, counted=not why, why=why)


def _by_opening(start: datetime, due: datetime, calendar: Calendar) -> Iterator[Span]:
    for day, a, b in _days(start, due, calendar):
        at = a
        for first, last in calendar.worked_spans(a, b):
            yield Span(at, first, counted=False, why="closed")
            yield Span(first, last, counted=True)
            at = last
        yield Span(at, b, counted=False, why=_why_off(day, calendar) or "closed")


def _days(start: datetime, due: datetime, calendar: Calendar) -> Iterator[tuple[date, datetime, datetime]]:
    """The local days from start to due, each with its part in UTC."""
    first, last = calendar.local_date(start), calendar.local_date(due)
    days = [first + timedelta(days=i) for i in range((last - first).days + 1)]
    midnights = [datetime.combine(day, time(), calendar.zone).astimezone(UTC) for day in days[1:]]
    borders = [start.astimezone(UTC), *midnights, due]
    for day, (a, b) in zip(days, pairwise(borders), strict=True):
        yield day, a, b


def _why_off(day: date, calendar: Calendar) -> str:
    if day in calendar.days_off:
        return calendar.days_off[day]
    return "weekend" if calendar.is_day_off(day) else ""


def _merged(spans: Iterator[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for span in spans:
        if span.from_at >= span.to_at:
            continue
        if merged and (merged[-1].counted, merged[-1].why) == (span.counted, span.why):
            merged[-1] = Span(merged[-1].from_at, span.to_at, span.counted, span.why)
        else:
            merged.append(span)
    return tuple(merged)
