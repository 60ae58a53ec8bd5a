"""From the text of a date cell to an instant in UTC; and which of day and month comes first in a file.

A million rows hold few different days and few different times of day: both are read once and remembered.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.sources.days import (
    MONTHS,
    ClockTime,
    NumericDay,
    Order,
    at_offset,
    read_clock,
    read_day,
    read_number,
)

_REMEMBERED = 100_000
_YEARS = range(1970, 2101)
_PLACEHOLDERS = ("0000-00-00", "0001-01-01", "1899-12-3", "1900-01-0", "00/00/0000", "01/01/0001")
_DOTTED_CLOCK = re.compile(r"(.*?\d)(?:[ ,T]+|\s+pukul\s+)(\d{1,2}\.\d{2}(?:\.\d{2})?(?:\s*[A-Za-z]+)?)")
_ENGLISH = ("", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WORD = re.compile(r"[A-Za-z]+")


class NotADate(ValueError):
    """A text that is no instant; the message says why and never holds the text."""


class OrderUnknown(NotADate):
    """Day and month could be either; nothing seen so far shows which."""


@dataclass(frozen=True, slots=True)
class _Day:
    day: date
    midnight: datetime | None  # in UTC; None = the offset changes on this day: look closely


class Instants:
    """Reads date cells: one zone, one order, or one strptime pattern.

    `order` None: days that show their own order are read, others raise OrderUnknown.
    `shown`: for each order that some text proved, the first such text. `folds`: hours that came twice.
    """

    def __init__(self, zone: ZoneInfo, *, order: Order | None = None, date_format: str | None = None) -> None:
        self.order = order
        self.folds = 0
        self.shown: dict[Order, str] = {}
        self._zone = zone
        self._format = date_format
        self._separator = _separator(date_format) if date_format else None
        self._days: dict[str, _Day] = {}
        self._clocks: dict[str, ClockTime] = {}

    def read(self, text: str) -> datetime:
        """The instant in UTC. Raises NotADate; OrderUnknown where day and month could be either."""
        if self._separator is None:
            colon = text.find(":")
            cut = colon - 2 if colon > 2 else len(text)
        else:
            found = text.find(self._separator)
            cut = found if found > 0 else len(text)
        day, clock = self._days.get(text[:cut]), self._clocks.get(text[cut:])
        if day and clock and day.midnight and clock.offset is None:
            return day.midnight + clock.since_midnight
        return self._patterned(text) if self._format else self._free(text, cut)

    def _free(self, text: str, cut: int) -> datetime:
        if (number := read_number(text)) is not None:
            return self._in_zone(number) if number.tzinfo is None else number
        if cut == len(text) and (dotted := _DOTTED_CLOCK.fullmatch(text)):
            cut = dotted.start(2)
        clock = self._clocks.get(text[cut:]) or self._remember_clock(text[cut:], read_clock)
        day = self._days.get(text[:cut]) or self._remember_day(text[:cut], read_day)
        return self._joined(day, clock)

    def _patterned(self, text: str) -> datetime:
        pattern, between = self._format or "", self._separator
        try:
            if between and between in text:
                cut, split = text.index(between), pattern.index(between)
                day = self._remember_day(text[:cut], lambda part: _by_pattern(part, pattern[:split]).date())
                clock = self._remember_clock(text[cut:], lambda part: _clock_by(part, pattern[split:]))
                return self._joined(day, clock)
            moment = _by_pattern(text, pattern)
        except NotADate:
            return self._certain(text)
        return self._in_zone(moment) if moment.tzinfo is None else moment.astimezone(UTC)

    def _certain(self, text: str) -> datetime:
        """A workbook's own dates arrive as ISO text or day counts, whatever the map's pattern says."""
        day = read_day(text[:10])
        if (number := read_number(text)) is not None and number.tzinfo is None:
            return self._in_zone(number)
        clock = read_clock(text[10:])
        if not isinstance(day, date) or clock is None or not text[:4].isdecimal():
            raise NotADate("does not fit the map's date_format")
        return self._joined(self._known_day(day), clock)

    def _remember_day(self, text: str, reader: Callable[[str], date | NumericDay | None]) -> _Day:
        found = reader(text)
        if isinstance(found, NumericDay):
            found = self._decided(found, text)
        if found is None:
            raise NotADate("is not a date that can be read")
        if len(self._days) >= _REMEMBERED:
            self._days.clear()
        return self._days.setdefault(text, self._known_day(found))

    def _decided(self, figures: NumericDay, text: str) -> date | None:
        if (shows := figures.shows) is not None:
            day = figures.day(shows)
            if day is not None:
                self.shown.setdefault(shows, text.strip())
            return day
        if figures.first == figures.second:
            return figures.day(Order.DAY_FIRST)
        if self.order is None and figures.day(Order.DAY_FIRST):
            raise OrderUnknown("could be read with the day or the month first")
        return figures.day(self.order or Order.DAY_FIRST)

    def _remember_clock(self, text: str, reader: Callable[[str], ClockTime | None]) -> ClockTime:
        clock = reader(text)
        if clock is None:
            raise NotADate("is not a date that can be read")
        if len(self._clocks) >= _REMEMBERED:
            self._clocks.clear()
        return self._clocks.setdefault(text, clock)

    def _known_day(self, day: date) -> _Day:
        if day.year not in _YEARS:
            raise NotADate("is not a date between 1970 and 2100")
        start = datetime(day.year, day.month, day.day, tzinfo=self._zone)
        steady = start.utcoffset() == (start + timedelta(days=1)).utcoffset()
        return _Day(day, start.astimezone(UTC) if steady else None)

    def _joined(self, day: _Day, clock: ClockTime) -> datetime:
        if clock.offset is not None:
            return at_offset(day.day, clock, clock.offset)
        if day.midnight:
            return day.midnight + clock.since_midnight
        midnight = datetime(day.day.year, day.day.month, day.day.day)
        return self._in_zone(midnight + clock.since_midnight)

    def _in_zone(self, wall: datetime) -> datetime:
        """A wall time in the map's zone. The hour that comes twice is its first coming."""
        if wall.year not in _YEARS:
            raise NotADate("is not a date between 1970 and 2100")
        first, second = (wall.replace(tzinfo=self._zone, fold=fold) for fold in (0, 1))
        before, after = first.utcoffset(), second.utcoffset()
        if before is not None and after is not None and before < after:
            raise NotADate(f"does not exist in {self._zone.key}: the clock was put forward")
        if before != after:
            self.folds += 1
        return first.astimezone(UTC)


def is_placeholder(text: str) -> bool:
    """Whether a date cell holds a zero of some database or of Excel: a blank in disguise."""
    return text == "0" or text.startswith(_PLACEHOLDERS)


def _separator(pattern: str) -> str | None:
    """What stands once between day and time of day in a pattern, if it splits so: ' ' or 'T'."""
    for between in (" ", "T"):
        day, found, clock = pattern.partition(between)
        plain = set(re.findall(r"%(.)", day)) <= set("dmyYbB") and set(re.findall(r"%(.)", clock)) <= set("HMSf")
        if found and plain and between not in day + clock and "H" in clock:
            return between
    return None


def _by_pattern(text: str, pattern: str) -> datetime:
    if "%b" in pattern or "%B" in pattern:
        pattern = pattern.replace("%B", "%b")
        text = _WORD.sub(lambda word: _ENGLISH[MONTHS.get(word[0].casefold(), 0)] or word[0], text)
    try:
        return datetime.strptime(text, pattern)
    except ValueError:
        raise NotADate("does not fit the map's date_format") from None


def _clock_by(text: str, pattern: str) -> ClockTime:
    moment = _by_pattern(text, pattern)
    return ClockTime(moment - moment.replace(hour=0, minute=0, second=0, microsecond=0))
