"""Working time: which days are off, when the office is open, and how long a stretch of work takes.

Instants go in and come out as aware UTC; days and opening hours are the office's local ones. Every question is
answered from a table of opening spans with their running total, built once per stretch of years: one bisection.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import overload
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from monitor.clock_events import Pause
from monitor.deadlines.holidays import read_holidays
from monitor.deadlines.opening_hours import (
    OFFICE_HOURS,
    Minutes,
    Period,
    SpecialDay,
    Week,
    check_periods,
    week_of,
    worked_days,
    written_hours,
    written_week,
)
from monitor.errors import BadConfiguration

__all__ = ["Calendar", "Period", "SpecialDay", "zone_named"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_LAST_YEAR = 9998
_MARGIN = 2  # years built beyond the one asked for


@dataclass(frozen=True, slots=True)
class _Table:
    """The opening spans of some years in microseconds since 1970, with the work done before each."""

    first_year: int
    last_year: int
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    before: list[int] = field(default_factory=list)  # work done before each span
    after: list[int] = field(default_factory=list)  # work done when it ends
    days: list[int] = field(default_factory=list)  # ordinals of the working days
    closes: list[int] = field(default_factory=list)  # when each of them closes


class Calendar:
    """The office's working time. Holidays are known from `known_from` to `known_until`, but not in `unknown_years`
    between them; where they are not, only weekends are off.

    `days_off`: day -> name. `hours`: "mon".."sun" -> spans such as "08:00-12:00,13:00-16:00"; a weekday that is
    absent or empty is off. A day off has no working time in any period; `days` win over both. Raises
    BadConfiguration.
    """

    def __init__(
        self,
        days_off: Mapping[date, str] | None = None,
        *,
        hours: Mapping[str, str] = OFFICE_HOURS,
        periods: Sequence[Period] = (),
        days: Sequence[SpecialDay] = (),
        timezone: str = "Asia/Jakarta",
        known_from: date | None = None,
        known_until: date | None = None,
        unknown_years: Iterable[int] = (),
    ) -> None:
        self.timezone = timezone
        self.zone = zone_named(timezone)
        self.known_from = known_from
        self.known_until = known_until
        self.unknown_years = frozenset(unknown_years)
        self.special_days = frozenset(day.on for day in days)
        self._week = week_of(hours, "calendar.hours")
        self._periods = tuple(
            (period.first, period.last, week_of(period.hours, f"calendar.period[{number}].hours"))
            for number, period in enumerate(periods, 1)
        )
        check_periods(periods)
        self._worked = worked_days(days, self._week_on)
        off = {**(days_off or {}), **{day.on: day.name or "libur" for day in days if not day.is_worked}}
        self.days_off = {day: name for day, name in off.items() if day not in self._worked}
        self._table: _Table | None = None

    @classmethod
    def load(
        cls,
        source: str | Path = "builtin:indonesia",
        *,
        cuti_bersama: bool = True,
        hours: Mapping[str, str] = OFFICE_HOURS,
        periods: Sequence[Period] = (),
        days: Sequence[SpecialDay] = (),
        timezone: str = "Asia/Jakarta",
    ) -> Calendar:
        """The calendar with the days off of `"builtin:indonesia"` or of a CSV `date,kind,name`.

        The file is taken to know those years whole that it has a day of.
        """
        holidays = read_holidays(source)
        off: dict[date, str] = {}
        for holiday in holidays:
            if cuti_bersama or not holiday.is_cuti_bersama:
                off[holiday.on] = f"{off[holiday.on]} / {holiday.name}" if holiday.on in off else holiday.name
        years = {holiday.on.year for holiday in holidays}
        return cls(
            off,
            hours=hours,
            periods=periods,
            days=days,
            timezone=timezone,
            known_from=date(min(years), 1, 1) if years else None,
            known_until=date(max(years), 12, 31) if years else None,
            unknown_years=set(range(min(years), max(years))) - years if years else (),
        )

    @property
    def fingerprint(self) -> str:
        """Changes when any due time of this calendar could."""
        parts = (self.timezone, sorted(self.days_off), self._week, self._periods, sorted(self._worked.items()))
        return hashlib.blake2b(repr(parts).encode(), digest_size=8).hexdigest()

    @property
    def hours(self) -> dict[str, str]:
        """Those of each weekday, as they are configured."""
        return written_week(self._week)

    @property
    def periods(self) -> tuple[Period, ...]:
        return tuple(Period(first, last, written_week(week)) for first, last, week in self._periods)

    @property
    def worked_days(self) -> dict[date, str]:
        """The special days on which work is done, with their hours."""
        return {day: written_hours(spans) for day, spans in self._worked.items()}

    def knows(self, year: int) -> bool:
        """Whether the holidays of that year are known."""
        if self.known_from is None or self.known_until is None or year in self.unknown_years:
            return False
        return self.known_from.year <= year <= self.known_until.year

    def local_date(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def is_day_off(self, day: date) -> bool:
        """Whether no work is done that day: a holiday, or a weekday without opening hours."""
        return day in self.days_off or not self._minutes_on(day)

    def spans_on(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """When the office is open that local day, in UTC."""
        if day in self.days_off:
            return ()
        spans = ((self._instant(day, first), self._instant(day, last)) for first, last in self._minutes_on(day))
        return tuple((first, last) for first, last in spans if first < last)

    def add_working_time(self, start: datetime, duration: timedelta) -> datetime:
        """When `duration` of working time after `start` is over. Raises BadConfiguration if no hours are set."""
        needed = duration // _MICROSECOND
        if needed <= 0:
            return start.astimezone(UTC)
        at = _micros(start)
        table = self._covering(start.year)
        while True:
            target = _worked_before(table, at) + needed
            i = bisect_left(table.after, target)
            if i < len(table.after):
                return _from_micros(table.starts[i] + target - table.before[i])
            table = self._longer(table)

    def working_time(self, start: datetime, end: datetime) -> timedelta:
        """How long the office is open between two instants."""
        self._covering(start.year)
        table = self._covering(end.year)
        return (_worked_before(table, _micros(end)) - _worked_before(table, _micros(start))) * _MICROSECOND

    @overload
    def nth_working_day_close(self, start: datetime, n: int) -> datetime: ...
    @overload
    def nth_working_day_close(self, start: datetime, n: int, pauses: Sequence[Pause]) -> datetime | None: ...

    def nth_working_day_close(self, start: datetime, n: int, pauses: Sequence[Pause] = ()) -> datetime | None:
        """The closing time of the n-th working day after the local day of `start`, which itself never counts.

        Nor does a day that closes within one of the `pauses`, in order. None: the last of them lasts, and fewer
        than n days had closed before it.
        """
        today = self.local_date(start)
        table = self._covering(today.year)
        while True:
            first = bisect_right(table.days, today.toordinal())
            i = _nth_running(table, first, n, pauses)
            if i is None:
                return None
            if i < len(table.days):
                return _from_micros(table.closes[i])
            table = self._longer(table)

    def worked_spans(self, start: datetime, end: datetime) -> tuple[tuple[datetime, datetime], ...]:
        """The stretches of working time between two instants, in UTC."""
        day, last = self.local_date(start), self.local_date(end)
        found: list[tuple[datetime, datetime]] = []
        while day <= last:
            found += [(max(a, start), min(b, end)) for a, b in self.spans_on(day) if a < end and b > start]
            day += timedelta(days=1)
        return tuple((a.astimezone(UTC), b.astimezone(UTC)) for a, b in found)

    def _minutes_on(self, day: date) -> tuple[Minutes, ...]:
        worked = self._worked.get(day)
        return self._week_on(day)[day.weekday()] if worked is None else worked

    def _week_on(self, day: date) -> Week:
        for first, last, week in self._periods:
            if first <= day <= last:
                return week
        return self._week

    def _instant(self, day: date, minutes: int) -> datetime:
        days, minute = divmod(minutes, 24 * 60)
        local = datetime.combine(day + timedelta(days=days), time(minute // 60, minute % 60), self.zone)
        return local.astimezone(UTC)

    def _covering(self, year: int) -> _Table:
        # A year's margin before: the local day may lie in the year before the UTC one.
        table = self._table
        if table is None or not table.first_year < year <= table.last_year:
            first = min(year - 1, table.first_year) if table else year - 1
            last = max(year + _MARGIN, table.last_year) if table else year + _MARGIN
            table = self._table = self._build(max(first, 1), min(last, _LAST_YEAR))
        return table

    def _longer(self, table: _Table) -> _Table:
        if not any(self._week):
            raise BadConfiguration(
                "calendar.hours holds no working time, but a limit counts it: set the hours of a weekday."
            )
        if table.last_year >= _LAST_YEAR:
            raise BadConfiguration("A limit in working time ends after the year 9998: shorten it in [sla].")
        length = table.last_year - table.first_year + 1
        self._table = self._build(table.first_year, min(table.last_year + length, _LAST_YEAR))
        return self._table

    def _build(self, first_year: int, last_year: int) -> _Table:
        table = _Table(first_year, last_year)
        total = 0
        for day in _days(first_year, last_year):
            spans = self.spans_on(day)
            for first, last in spans:
                a, b = _micros(first), _micros(last)
                table.starts.append(a)
                table.ends.append(b)
                table.before.append(total)
                total += b - a
                table.after.append(total)
            if spans:
                table.days.append(day.toordinal())
                table.closes.append(table.ends[-1])
        return table


def zone_named(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadConfiguration(f"The timezone {name!r} is not known: use a name like Asia/Jakarta.") from error


def _days(first_year: int, last_year: int) -> Iterator[date]:
    first, last = date(first_year, 1, 1).toordinal(), date(last_year, 12, 31).toordinal()
    return (date.fromordinal(number) for number in range(first, last + 1))


def _worked_before(table: _Table, at: int) -> int:
    i = bisect_right(table.starts, at) - 1
    if i < 0:
        return 0
    return table.before[i] + min(at, table.ends[i]) - table.starts[i]


def _nth_running(table: _Table, first: int, n: int, pauses: Sequence[Pause]) -> int | None:
    """The place of the n-th day from `first` on that closes in no pause; beyond the table = it is too short."""
    i = first + n - 1
    for from_at, to_at in pauses:
        if i >= len(table.closes):
            break
        skipped = max(first, bisect_left(table.closes, _micros(from_at)))
        if skipped > i:
            break
        if to_at is None:
            return None
        i += max(0, bisect_left(table.closes, _micros(to_at)) - skipped)
    return i


def _micros(at: datetime) -> int:
    return (at - _EPOCH) // _MICROSECOND


def _from_micros(micros: int) -> datetime:
    return _EPOCH + timedelta(microseconds=micros)
