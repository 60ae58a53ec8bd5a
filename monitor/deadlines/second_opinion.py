"""What PyPI's `holidays` says of the calendar: asked about holidays with a fixed date only.

Its lunar days are estimates, so it never decides a due time; a fixed date that differs is a slip of somebody's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from monitor.deadlines.worktime import Calendar

FIXED = ((1, 1), (5, 1), (6, 1), (8, 17), (12, 25))  # month, day: each is named by the law
_EARLIEST, _LATEST = 2016, 2100  # Pancasila Day is a holiday since 2016


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A fixed-date holiday that only one of both knows. `name` None = the calendar has it, `holidays` has not."""

    on: date
    name: str | None


def disagreements(calendar: Calendar) -> tuple[Disagreement, ...]:
    """Over the years that the calendar knows, oldest first; but where the operator decided, or a weekend does."""
    if calendar.known_from is None or calendar.known_until is None:
        return ()
    years = range(max(calendar.known_from.year, _EARLIEST), min(calendar.known_until.year, _LATEST) + 1)
    other = _other_calendar(years)
    found: list[Disagreement] = []
    for day in (date(year, month, number) for year in years for month, number in FIXED):
        name = other.get(day)
        differs = not calendar.is_day_off(day) if name else day in calendar.days_off
        if differs and day not in calendar.special_days:
            found.append(Disagreement(day, name))
    return tuple(found)


def _other_calendar(years: range) -> dict[date, str]:
    import holidays  # a third of a second and 15 MB: only for who asks

    return dict(holidays.country_holidays("ID", years=years, language="id")) if years else {}
