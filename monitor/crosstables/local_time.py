"""Wall-clock time of a zone as stretches between instants: what a database can compute with, without zones."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)

Offsets = tuple[tuple[datetime, timedelta], ...]


def offsets(zone: ZoneInfo, first: datetime, last: datetime) -> Offsets:
    """From which instant on the zone is how far ahead of UTC, between `first` and `last`; begins with `first`.

    A change that is undone within the same 24 hours is not found: no zone ever had one.
    """
    found = [(first, _offset(zone, first))]
    at = first
    while at < last:
        following = min(at + _DAY, last)
        if (offset := _offset(zone, following)) != found[-1][1]:
            found.append((_changed_at(zone, at, following), offset))
        at = following
    return tuple(found)


def months(zone: ZoneInfo, first: datetime, last: datetime) -> tuple[tuple[datetime, int], ...]:
    """From which instant on it is which month there (`month_number`), between `first` and `last`."""
    told: list[tuple[datetime, int]] = []
    for since, number in _months(offsets(zone, first, last), last):
        if not told or told[-1][1] != number:
            told.append((since, number))
    return tuple(told)


def month_number(day: date) -> int:
    """Months since the year 0: one more each month."""
    return day.year * 12 + day.month - 1


def _months(stretches: Offsets, last: datetime) -> Iterator[tuple[datetime, int]]:
    for (since, offset), (until, _) in pairwise((*stretches, (last + _SECOND, timedelta(0)))):
        wall = since + offset
        while since < until:
            yield since, month_number(wall)
            wall = _next_month(wall)
            since = wall - offset


def _next_month(wall: datetime) -> datetime:
    year, month = divmod(month_number(wall) + 1, 12)
    return wall.replace(year=year, month=month + 1, day=1, hour=0, minute=0, second=0, microsecond=0)


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta(0)


def _changed_at(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The instant, to the second, from which on the offset is that of `after`."""
    new = _offset(zone, after)
    before = before.replace(microsecond=0)  # changes happen at whole seconds
    least, most = 0, int((after - before) / _SECOND) + 1
    while most - least > 1:
        middle = (least + most) // 2
        if _offset(zone, before + middle * _SECOND) == new:
            most = middle
        else:
            least = middle
    return before + most * _SECOND
