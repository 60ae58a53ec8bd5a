"""The written forms of a day and of a time of day. No zones here: that is `dates.py`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum


class Order(StrEnum):
    """Which number of a date like 03/04/2024 is the day."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"


@dataclass(frozen=True, slots=True)
class NumericDay:
    """A day written as two small numbers and a year, in an order still to be decided."""

    first: int
    second: int
    year: int

    @property
    def shows(self) -> Order | None:
        """The order that this day proves, if it does."""
        if 12 < self.first <= 31 and self.second <= 12:
            return Order.DAY_FIRST
        if 12 < self.second <= 31 and self.first <= 12:
            return Order.MONTH_FIRST
        return None

    def day(self, order: Order) -> date | None:
        if order is Order.DAY_FIRST:
            return _date(self.year, self.second, self.first)
        return _date(self.year, self.first, self.second)


@dataclass(frozen=True, slots=True)
class ClockTime:
    """A time of day, with its offset from UTC if one was written."""

    since_midnight: timedelta
    offset: timedelta | None = None


_MONTHS = (
    "jan januari january",
    "feb peb februari pebruari february",
    "mar mrt maret march",
    "apr april",
    "mei may",
    "jun juni june",
    "jul juli july",
    "agt agu ags agust agustus aug august",
    "sep sept september",
    "okt oct oktober october",
    "nov nop november nopember",
    "des dec desember december",
)
MONTHS = {word: number for number, words in enumerate(_MONTHS, 1) for word in words.split()}
_FILLERS = frozenset(  # words beside a day that add nothing to it
    word
    for words in (
        "senin selasa rabu kamis jumat jum'at sabtu minggu ahad sen sel rab kam jum sab min",
        "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun",
        "pukul jam pkl at",
    )
    for word in words.split()
)
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})")
_COMPACT = re.compile(r"(?:19|20)\d{6}")
_WORDS = re.compile(r"[\s,./-]+")
_CLOCK = re.compile(
    r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,](\d{1,9}))?)?\s*([AP]\.?M\.?)?"
    r"\s*(Z|UTC|GMT|WIB|WITA|WIT|[+-]\d{2}(?::?\d{2})?)?",
    re.IGNORECASE,
)
_NAMED_OFFSETS = {"Z": 0, "UTC": 0, "GMT": 0, "WIB": 7, "WITA": 8, "WIT": 9}
_EDGES = " T,\t\u00a0"
_NUMBER = re.compile(r"\d{5,14}(?:\.\d+)?")


def read_day(text: str) -> date | NumericDay | None:
    """A day by its text alone: ISO, compact, day and month in figures, or with the month's name."""
    text = text.strip(_EDGES)
    if match := _YEAR_FIRST.fullmatch(text):
        return _date(int(match[1]), int(match[3]), int(match[4]))
    if match := _YEAR_LAST.fullmatch(text):
        return NumericDay(int(match[1]), int(match[3]), _full_year(match[4]))
    if _COMPACT.fullmatch(text):
        return _date(int(text[:4]), int(text[4:6]), int(text[6:]))
    words = [word for word in _WORDS.split(text.casefold()) if word and word not in _FILLERS]
    return _day_of_words(words) or _behind_weekday(text)


def _behind_weekday(text: str) -> date | NumericDay | None:
    """A day in figures behind the name of a weekday: `Selasa, 02/01/2024`."""
    first, _, rest = text.partition(" ")
    return read_day(rest) if rest and first.strip(",.").casefold() in _FILLERS else None


def _day_of_words(words: list[str]) -> date | None:
    months = [MONTHS[word] for word in words if word in MONTHS]
    figures = [word for word in words if word.isdecimal() and word.isascii()]
    if len(words) != 3 or len(months) != 1 or len(figures) != 2:
        return None
    day, year = figures if len(figures[0]) <= 2 else reversed(figures)
    return _date(_full_year(year), months[0], int(day)) if len(day) <= 2 and len(year) in (2, 4) else None


def _full_year(text: str) -> int:
    year = int(text)
    return year if len(text) == 4 else 2000 + year if year < 69 else 1900 + year


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_clock(text: str) -> ClockTime | None:
    """A time of day: `8:30`, `08.30 WIB`, `08:30:00.123+07:00`, `8:30 PM`; `` = midnight."""
    text = text.strip(_EDGES)
    if not text:
        return ClockTime(timedelta())
    match = _CLOCK.fullmatch(text)
    hour = _hour(int(match[1]), match[5]) if match else None
    if match is None or hour is None or int(match[2]) > 59 or int(match[3] or 0) > 59:
        return None
    micros = int((match[4] or "").ljust(6, "0")[:6])
    since = timedelta(hours=hour, minutes=int(match[2]), seconds=int(match[3] or 0), microseconds=micros)
    return ClockTime(since, _offset(match[6]))


def _hour(hour: int, half: str | None) -> int | None:
    if half is None:
        return hour if hour < 24 else None
    if not 1 <= hour <= 12:
        return None
    return hour % 12 + (12 if half[0] in "pP" else 0)


def _offset(written: str | None) -> timedelta | None:
    if written is None:
        return None
    if (named := _NAMED_OFFSETS.get(written.upper())) is not None:
        return timedelta(hours=named)
    digits = written[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return -offset if written[0] == "-" else offset


def read_number(text: str) -> datetime | None:
    """A bare number as an instant: Excel's day count or yyyymmddhhmmss (naive), epoch s or ms (aware)."""
    if not _NUMBER.fullmatch(text):
        return None
    whole, _, fraction = text.partition(".")
    if len(whole) == 5 and 20_000 <= int(whole) <= 80_000:
        return _excel_day(float(text))
    if len(whole) == 14 and not fraction:
        day, clock = read_day(whole[:8]), read_clock(f"{whole[8:10]}:{whole[10:12]}:{whole[12:]}")
        if not isinstance(day, date) or clock is None:
            return None
        return datetime(day.year, day.month, day.day) + clock.since_midnight
    if len(whole) in (10, 13):
        seconds = float(text) / (1_000 if len(whole) == 13 else 1)
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    return None


def _excel_day(days: float) -> datetime:
    """Excel counts days from 1899-12-30; its fractions carry the second only roughly."""
    return datetime(1899, 12, 30) + timedelta(seconds=round(days * 86_400))


def at_offset(day: date, clock: ClockTime, offset: timedelta) -> datetime:
    """The instant, in UTC, of a wall time with a known offset."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=timezone(offset))
    return (midnight + clock.since_midnight).astimezone(UTC)
