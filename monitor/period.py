"""Stretches of whole local days: a month, a year, from one day to another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from monitor.errors import BadInput

_MONTH = re.compile(r"(\d{4})-(\d{2})")
_YEARS = range(1971, 9000)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month of the calendar, written "2021-12"."""

    year: int
    number: int

    @classmethod
    def parse(cls, written: str) -> Self:
        """Raises BadInput."""
        found = _MONTH.fullmatch(written.strip())
        if not found or int(found[1]) not in _YEARS or not 1 <= int(found[2]) <= 12:
            raise BadInput(f'"{written}" is not a month: write it like 2026-11.')
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year, day.month)

    @property
    def first_on(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last_on(self) -> date:
        return self.next.first_on - _DAY

    @property
    def next(self) -> Month:
        return Month(self.year + self.number // 12, self.number % 12 + 1)

    @property
    def before(self) -> Month:
        return Month.of(self.first_on - _DAY)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"


@dataclass(frozen=True, slots=True)
class Period:
    """From one local day to another, both included. Raises BadInput when it ends before it begins."""

    first_on: date
    last_on: date

    def __post_init__(self) -> None:
        if self.last_on < self.first_on:
            raise BadInput(
                f"A period from {self.first_on} to {self.last_on} ends before it begins: turn it round."
            )
        if self.first_on.year not in _YEARS or self.last_on.year not in _YEARS:
            raise BadInput(f"A period must lie between the years {_YEARS[0]} and {_YEARS[-1]}.")

    @classmethod
    def month(cls, month: Month) -> Self:
        return cls(month.first_on, month.last_on)

    @classmethod
    def year(cls, year: int) -> Self:
        """Raises BadInput."""
        if year not in _YEARS:
            raise BadInput(f"{year} is not a year that complaints arrive in: write it like 2026.")
        return cls(date(year, 1, 1), date(year, 12, 31))

    @property
    def months(self) -> tuple[Month, ...]:
        """Every month that has a day in it."""
        return tuple(self._months())

    @property
    def is_whole_months(self) -> bool:
        return self.first_on.day == 1 and (self.last_on + _DAY).day == 1

    def begins_at(self, zone: ZoneInfo) -> datetime:
        return midnight(self.first_on, zone)

    def ends_before(self, zone: ZoneInfo) -> datetime:
        """The first instant after it."""
        return midnight(self.last_on + _DAY, zone)

    def _months(self) -> Iterator[Month]:
        month, last = Month.of(self.first_on), Month.of(self.last_on)
        while month <= last:
            yield month
            month = month.next


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The beginning of a local day, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)
