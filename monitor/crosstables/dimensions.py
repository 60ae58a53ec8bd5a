"""What a cross table may have as rows and columns: from the database's keys to members with a name and a place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from monitor.areas.directory import Directory, Level
from monitor.crosstables.crossing import Axis, Key
from monitor.scope import unit_key
from monitor.spelling import Spelling, words_key


class Dimension(StrEnum):
    KELURAHAN = "kelurahan"
    KECAMATAN = "kecamatan"
    KOTA = "kota"
    UNIT = "unit"
    CATEGORY = "category"
    CHANNEL = "channel"
    MONTH = "month"
    WEEK = "week"
    WEEKDAY = "weekday"
    HOUR = "hour"
    STAGE = "stage"
    GEOTAG = "geotag"

    @property
    def axis(self) -> Axis:
        return Axis.AREA if self in LEVELS else Axis(self.value)

    @property
    def is_time(self) -> bool:
        return self in _TIMES

    @property
    def is_ordered(self) -> bool:
        """Whether its members have an order of their own; else the most frequent one comes first."""
        return self in LEVELS or self.is_time


LEVELS = {
    Dimension.KELURAHAN: Level.KELURAHAN,
    Dimension.KECAMATAN: Level.KECAMATAN,
    Dimension.KOTA: Level.KOTA,
}
_TIMES = (Dimension.MONTH, Dimension.WEEK, Dimension.WEEKDAY, Dimension.HOUR)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Member:
    """One heading of a row or column. `value` None = none is known.

    Months are "2026-11", weeks "2026-W47" (ISO 8601), weekdays "mon" to "sun", hours "00" to "23", stages as the
    enum, geotag true or false, everything else the name. `code` of an area; `is_ambiguous`: another area of its
    level has the same name. `place` orders the members of a dimension that has an order.
    """

    dimension: Dimension
    value: str | bool | None
    place: int | str = ""
    code: str | None = None
    is_ambiguous: bool = False


Naming = Callable[[Key], Member]


def naming(dimension: Dimension, counts: Mapping[Key, int], directory: Directory) -> Naming:
    """What makes a member of a key. `counts`: how often each key occurs, to choose among spellings."""
    if dimension in LEVELS:
        return _areas(dimension, directory)
    if dimension.is_time:
        return cache(lambda key: time_member(dimension, int(key or 0)))
    if dimension in (Dimension.STAGE, Dimension.GEOTAG):
        return lambda key: Member(dimension, key if isinstance(key, str | bool) else None)
    return _labels(dimension, counts)


def time_member(dimension: Dimension, key: int) -> Member:
    """Of a key as `monitor.crosstables.crossing.key_of` makes it."""
    if dimension is Dimension.MONTH:
        year, month = divmod(key, 12)
        return Member(dimension, f"{year:04}-{month + 1:02}", key)
    if dimension is Dimension.WEEK:
        year, week, _ = date.fromordinal(key).isocalendar()
        return Member(dimension, f"{year:04}-W{week:02}", key)
    return Member(dimension, WEEKDAYS[key] if dimension is Dimension.WEEKDAY else f"{key:02}", key)


def ordered(members: Iterable[Member], totals: Mapping[Member, int]) -> list[Member]:
    """Areas by code, times as they pass, everything else by count and then name; what has no value comes last."""

    def place(member: Member) -> tuple[object, ...]:
        if member.dimension.is_ordered:
            return member.value is None, member.place
        return member.value is None, -totals.get(member, 0), *_by_name(member)

    return sorted(members, key=place)


def most_first(members: Iterable[Member], totals: Mapping[Member, int]) -> list[Member]:
    """By count; what is equally frequent by code or time, else by name, and what has no value after it."""

    def place(member: Member) -> tuple[object, ...]:
        among = (member.place,) if member.dimension.is_ordered else _by_name(member)
        return -totals.get(member, 0), member.value is None, *among

    return sorted(members, key=place)


def _by_name(member: Member) -> tuple[str, str]:
    name = "" if member.value is None else str(member.value)
    return name.casefold(), name


def _areas(dimension: Dimension, directory: Directory) -> Naming:
    level = LEVELS[dimension]
    named = Counter(area.name for area in directory.of_level(level))

    @cache
    def member(key: Key) -> Member:
        code = key if isinstance(key, str) and directory.find(key) else None
        line = directory.lineage(code) if code else ()
        area = next((area for area in line if area.level is level), None)
        if area is None:
            return Member(dimension, None)
        return Member(dimension, area.name, area.code, area.code, named[area.name] > 1)

    return member


def _labels(dimension: Dimension, counts: Mapping[Key, int]) -> Naming:
    names: Counter[str | None] = Counter()
    for key, count in counts.items():
        if isinstance(key, str) and key.strip():
            names[key] += count
    spelling = Spelling(names, unit_key if dimension is Dimension.UNIT else words_key)

    def member(key: Key) -> Member:
        name = key if isinstance(key, str) and key.strip() else None
        return Member(dimension, spelling.of(name))

    return member
