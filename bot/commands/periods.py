"""Months and days as people write them: "okt", "bulan lalu", "1-15 okt", "2026-10". Pure.

What has no year is the latest that has begun: "desember", asked in November, is that of last year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from monitor.period import Month, Period

_LONGEST = 60
_YEARS = range(2000, 2100)
_MOST_DAYS = 366
_DAY = timedelta(days=1)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan",
            "februari pebruari feb peb",
            "maret mar",
            "april apr",
            "mei may",
            "juni jun",
            "juli jul",
            "agustus agust agu agt ags aug",
            "september sept sep",
            "oktober okt october oct",
            "november nopember nov nop",
            "desember des dec",
        ),
        1,
    )
    for name in names.split()
}
_WORD = "|".join(sorted(_MONTHS, key=len, reverse=True))
_N = "[0-9]"
_PARTS = tuple(
    re.compile(shape)
    for shape in (
        rf"(?P<day>{_N}{{1,2}})",
        rf"(?:(?P<day>{_N}{{1,2}}) ?)?(?P<word>{_WORD})\.?(?: ?(?P<year>{_N}{{4}}))?",
        rf"(?P<year>{_N}{{4}})-(?P<month>{_N}{{1,2}})(?:-(?P<day>{_N}{{1,2}}))?",
        rf"(?:(?P<day>{_N}{{1,2}})[/.-])?(?P<month>{_N}{{1,2}})[/.-](?P<year>{_N}{{4}})",
    )
)
_TO = re.compile(r"\s*(?:–|—|\bs\.?\s?d\b\.?|\bs/d\b|\bsampai(?: dengan)?\b|\bhingga\b)\s*")
_DAYS_BACK = re.compile(rf"(?P<days>{_N}{{1,3}}) hari(?: terakhir)?")


@dataclass(frozen=True, slots=True)
class _Part:
    """A day or a month, as far as it is written out."""

    day: int | None
    month: int | None
    year: int | None


def read_month(written: str, today: date) -> Month | None:
    """None when it is no month. It may lie in the future when its year is written."""
    words = _tidy(written)
    this = Month.of(today)
    said = {"": this, "ini": this, "bulan ini": this, "bulan lalu": this.before, "bulan kemarin": this.before}
    if words in said:
        return said[words]
    part = _part(words.removeprefix("bulan "))
    if part is None or part.day is not None:
        return None
    period = _whole(part, today)
    return Month.of(period.first_on) if period else None


def read_period(written: str, today: date) -> Period | None:
    """None when it is no period. "" is this month."""
    words = _tidy(written)
    named = _named(words, today)
    if named is not None:
        return named
    if re.fullmatch(f"(?:tahun )?{_N}{{4}}", words):
        year = int(words[-4:])
        return Period.year(year) if year in _YEARS else None
    if (back := _DAYS_BACK.fullmatch(words)) is not None:
        days = int(back["days"])
        return Period(today - (days - 1) * _DAY, today) if 1 <= days <= _MOST_DAYS else None
    words = words.removeprefix("bulan ").removeprefix("tanggal ").removeprefix("tgl ")
    part = _part(words)
    if part is not None:
        return _whole(part, today) if part.month else None
    return next((found for first, last in _halves(words) if (found := _from_to(first, last, today))), None)


def _tidy(written: str) -> str:
    if len(written) > _LONGEST:
        return "?"
    return " ".join(_TO.sub(" - ", written.casefold().replace(",", " ")).split())


def _named(words: str, today: date) -> Period | None:
    monday = today - today.weekday() * _DAY
    month = Month.of(today)
    week, week_before = Period(monday, monday + 6 * _DAY), Period(monday - 7 * _DAY, monday - _DAY)
    return {
        "": Period.month(month),
        "bulan ini": Period.month(month),
        "bulan lalu": Period.month(month.before),
        "bulan kemarin": Period.month(month.before),
        "hari ini": Period(today, today),
        "kemarin": Period(today - _DAY, today - _DAY),
        "minggu ini": week,
        "pekan ini": week,
        "minggu lalu": week_before,
        "pekan lalu": week_before,
        "tahun ini": Period.year(today.year),
        "tahun lalu": Period.year(today.year - 1),
    }.get(words)


def _part(words: str) -> _Part | None:
    for shape in _PARTS:
        found = shape.fullmatch(words)
        if found is not None:
            said = found.groupdict()
            month = _MONTHS[said["word"]] if said.get("word") else said.get("month")
            day, year = said.get("day"), said.get("year")
            return _Part(int(day) if day else None, int(month) if month else None, int(year) if year else None)
    return None


def _halves(words: str) -> Iterator[tuple[_Part, _Part]]:
    """Every way to read it as "from - to": months and days hold dashes themselves."""
    for dash in re.finditer("-", words):
        first, last = _part(words[: dash.start()].strip()), _part(words[dash.end() :].strip())
        if first is not None and last is not None:
            yield first, last


def _whole(part: _Part, today: date) -> Period | None:
    """The day or month itself."""
    years = [part.year] if part.year else range(today.year, today.year - 5, -1)
    for year in years:
        first = _first(part, year)
        if first is not None and (part.year or first <= today):
            return Period(first, _last(part, first))
    return None


def _from_to(first: _Part, last: _Part, today: date) -> Period | None:
    shares_month = first.month is None or last.month is None
    first = _Part(first.day, first.month or last.month, first.year)
    last = _Part(last.day, last.month or first.month, last.year)
    if first.month is None or (first.day is None) is not (last.day is None):
        return None
    begins_on = _beginning(first, last, today)
    if begins_on is None:
        return None
    years = [last.year] if last.year else [begins_on.year, begins_on.year + (not shares_month)]
    ends = [day for year in years if (day := _first(last, year)) and day >= begins_on]
    return Period(begins_on, _last(last, ends[0])) if ends else None


def _beginning(first: _Part, last: _Part, today: date) -> date | None:
    if first.year is None and last.year is not None:
        ends_on = _first(last, last.year)
        days = (_first(first, year) for year in (last.year, last.year - 1))
        return next((day for day in days if day and ends_on and day <= ends_on), None)
    found = _whole(first, today)
    return found.first_on if found else None


def _first(part: _Part, year: int) -> date | None:
    """Its first day in that year, if there is such a day."""
    if year not in _YEARS or part.month is None:
        return None
    try:
        return date(year, part.month, part.day or 1)
    except ValueError:
        return None


def _last(part: _Part, first: date) -> date:
    return first if part.day else Month.of(first).last_on
