"""Working time as docs/reference.md tells it under "The calendar", one day at a time. Knows nothing of `monitor`.

Of several words on one day, a special day wins, then the file, then a period, then the week's hours.
"""

from __future__ import annotations

import csv
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from oracle.plain import OfficeText, instant, micros

HOLIDAYS = Path(__file__).resolve().parents[2] / "monitor" / "data" / "holidays_indonesia.csv"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Spans = tuple[tuple[int, int], ...]


def holidays(*, cuti_bersama: bool) -> set[date]:
    with HOLIDAYS.open(encoding="utf-8", newline="") as lines:
        return {
            date.fromisoformat(row["date"])
            for row in csv.DictReader(lines)
            if cuti_bersama or row["kind"] != "cuti_bersama"
        }


class Office:
    """When the office is open."""

    def __init__(self, text: OfficeText) -> None:
        self.zone = ZoneInfo(text.timezone)
        self._text = text
        self._off = holidays(cuti_bersama=text.cuti_bersama)
        self._known: dict[date, Spans] = {}

    def day_of(self, at: int) -> date:
        """The local date."""
        return instant(at).astimezone(self.zone).date()

    def same_clock(self, at: int, days: int) -> int:
        """The same local clock time so many days later."""
        local = instant(at).astimezone(self.zone)
        later = local.date() + timedelta(days=days)
        return micros(datetime.combine(later, local.time(), self.zone))

    def midnight(self, day: date) -> int:
        return micros(datetime(day.year, day.month, day.day, tzinfo=self.zone))

    def spans(self, day: date) -> Spans:
        """When it is open on that local day, first to last."""
        if day not in self._known:
            self._known[day] = tuple((self._at(day, a), self._at(day, b)) for a, b in self._minutes(day))
        return self._known[day]

    def _at(self, day: date, minutes: int) -> int:
        if minutes == 24 * 60:
            return self.midnight(day + timedelta(days=1))
        return micros(datetime(day.year, day.month, day.day, minutes // 60, minutes % 60, tzinfo=self.zone))

    def _minutes(self, day: date) -> list[tuple[int, int]]:
        week = self._week(day)
        for special in self._text.days:
            if special.on == day:
                return _read(self._special(week, day, special.hours)) if special.is_worked else []
        return [] if day in self._off else _read(week.get(WEEKDAYS[day.weekday()], ""))

    def _week(self, day: date) -> dict[str, str]:
        for period in self._text.periods:
            if period.first <= day <= period.last:
                return period.hours
        return self._text.hours

    @staticmethod
    def _special(week: dict[str, str], day: date, hours: str | None) -> str:
        """Its own hours, else those of its weekday, else those of the week's first open weekday."""
        if hours is not None:
            return hours
        return week.get(WEEKDAYS[day.weekday()]) or next(week[name] for name in WEEKDAYS if week.get(name))


def _read(hours: str) -> list[tuple[int, int]]:
    found = []
    for span in filter(None, hours.split(",")):
        first, last = ((int(one.split(":")[0]) * 60 + int(one.split(":")[1])) for one in span.split("-"))
        found.append((first, last))
    return found
