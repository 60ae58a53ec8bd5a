"""When an office is open: hours per weekday, and periods in which they differ."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from monitor.errors import BadConfiguration

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
OFFICE_HOURS = {
    "mon": "07:30-16:00",
    "tue": "07:30-16:00",
    "wed": "07:30-16:00",
    "thu": "07:30-16:00",
    "fri": "07:30-16:30",
}
_SPAN = re.compile(r"\s*(\d{1,2}):(\d\d)\s*-\s*(\d{1,2}):(\d\d)\s*")

Minutes = tuple[int, int]  # from, to: minutes after local midnight
Week = tuple[tuple[Minutes, ...], ...]  # Monday first


@dataclass(frozen=True, slots=True)
class Period:
    """Other opening hours from `first` to `last` (both included), such as Ramadan's."""

    first: date
    last: date
    hours: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day that the calendar's file does not know as it is here: off (an election), or worked (a Saturday).

    `hours` of a worked day: None = those of its weekday, or of the week's first open weekday where it has none.
    """

    on: date
    name: str = ""
    is_worked: bool = False
    hours: str | None = None


def parse_hours(written: str, where: str) -> tuple[Minutes, ...]:
    """The spans of "08:00-12:00,13:00-16:00". Raises BadConfiguration naming `where`."""
    spans: list[Minutes] = []
    for piece in written.split(",") if written.strip() else ():
        match = _SPAN.fullmatch(piece)
        hours = [int(group) for group in match.groups()] if match else [25, 0, 25, 0]
        first, last = hours[0] * 60 + hours[1], hours[2] * 60 + hours[3]
        if max(hours[1], hours[3]) > 59 or first >= last or last > 24 * 60:
            raise BadConfiguration(f"{where}: {piece.strip()!r} is not a span of hours like 07:30-16:00.")
        if spans and first < spans[-1][1]:
            raise BadConfiguration(f"{where}: {piece.strip()!r} begins before the span in front of it ends.")
        spans.append((first, last))
    return tuple(spans)


def week_of(hours: Mapping[str, str], where: str) -> Week:
    for day in hours:
        if day not in WEEKDAYS:
            raise BadConfiguration(f"{where}: {day!r} is no weekday; they are {', '.join(WEEKDAYS)}.")
    return tuple(parse_hours(hours.get(day, ""), f"{where}.{day}") for day in WEEKDAYS)


def written_hours(spans: Sequence[Minutes]) -> str:
    """The same as `parse_hours` reads it."""
    return ",".join(f"{first // 60:02}:{first % 60:02}-{last // 60:02}:{last % 60:02}" for first, last in spans)


def written_week(week: Week) -> dict[str, str]:
    """The same as `week_of` reads it."""
    return {day: written_hours(spans) for day, spans in zip(WEEKDAYS, week, strict=True) if spans}


def worked_days(days: Sequence[SpecialDay], week_on: Callable[[date], Week]) -> dict[date, tuple[Minutes, ...]]:
    """When the office is open on special days that are worked. `week_on`: the week's hours that day.

    Raises BadConfiguration, also for a date that is named twice.
    """
    numbers: dict[date, int] = {}
    found: dict[date, tuple[Minutes, ...]] = {}
    for number, day in enumerate(days, 1):
        where = f"calendar.day[{number}]"
        if day.on in numbers:
            raise BadConfiguration(
                f"{where} is {day.on} as calendar.day[{numbers[day.on]}] is: remove one of them."
            )
        numbers[day.on] = number
        if not day.is_worked:
            if day.hours is not None:
                raise BadConfiguration(f'{where} has hours but is a day off: set kind = "work" or remove them.')
            continue
        week = week_on(day.on)
        usual = week[day.on.weekday()] or next((hours for hours in week if hours), ())
        found[day.on] = usual if day.hours is None else parse_hours(day.hours, f"{where}.hours")
        if not found[day.on]:
            raise BadConfiguration(f"{where} is worked, but no hours are known for it: give it hours.")
    return found


def check_periods(periods: Sequence[Period]) -> None:
    for number, period in enumerate(periods, 1):
        if period.last < period.first:
            raise BadConfiguration(
                f"calendar.period[{number}]: it ends {period.last} before it begins {period.first}."
            )
        for earlier, other in enumerate(periods[: number - 1], 1):
            if period.first <= other.last and other.first <= period.last:
                raise BadConfiguration(
                    f"calendar.period[{number}] overlaps calendar.period[{earlier}]: part them."
                )
