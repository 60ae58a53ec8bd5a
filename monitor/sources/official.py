"""Official figures (a table of month, area or unit, nilai) -> scores, each row taken or told why not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from monitor.areas.directory import Area, Directory, Level
from monitor.areas.names import readings
from monitor.errors import BadInput
from monitor.flaws import Flaw
from monitor.model import Reject
from monitor.period import Month
from monitor.scope import unit_key
from monitor.scores.holders import UNIT, Subject
from monitor.scores.ranking import OfficialScore
from monitor.scores.scoring import DIGITS, HIGHEST
from monitor.sources.columns import HEADER_ROWS, heading_key
from monitor.sources.days import MONTHS
from monitor.sources.delimited import DelimitedTable
from monitor.sources.openings import Kind, look_at
from monitor.sources.table import Row, Table
from monitor.sources.workbook import Workbook

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "month": ("month", "bulan", "periode"),
    "year": ("year", "tahun"),
    "nilai": ("nilai", "nilai akhir", "score", "skor"),
    "code": ("code", "kode", "kode wilayah"),
    "kelurahan": ("kelurahan",),
    "kecamatan": ("kecamatan",),
    "kota": ("kota", "kota/kabupaten"),
    "area": ("area", "wilayah", "nama", "name"),
    "unit": ("unit", "unit kerja", "skpd", "opd"),
}
_SUBJECTS = ("code", "kelurahan", "kecamatan", "kota", "area", "unit")
_MOST_ROWS = 200_000
_SURE = 2  # tiers of a name's keys: as written, abbreviations written out
_NUMBER = re.compile(r"\d{1,3}(?:[.,]\d{1,15})?", re.ASCII)
_NOT_AVAILABLE = ("n/a", "na", "n.a", "n.a.", "#n/a")
_ISO = re.compile(r"(\d{4})-(\d{1,2})(?:-0?1(?:[T ][0:.]+)?)?", re.ASCII)
_FIGURES = re.compile(r"(\d{1,2})[/.-](\d{4})", re.ASCII)


@dataclass(kw_only=True)
class OfficialTable:
    """What a file says. `rejects`: the rows that were not taken; `repeated`: said twice in the same words."""

    read: int = 0
    repeated: int = 0
    scores: list[OfficialScore] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)


class _Header(NamedTuple):
    number: int  # of its row, from 1
    width: int
    places: Mapping[str, int]  # field -> index of its column


class _Refused(Exception):
    """Why a row is not taken."""


def read_official(path: Path, directory: Directory, today: date) -> OfficialTable:
    """All of a CSV, TSV or workbook. Raises BadInput, one sentence, for a file that is no such table."""
    if look_at(path) is Kind.TEXT:
        return _read(path.name, [DelimitedTable(path, _likeness)], directory, today)
    with closing(Workbook(path)) as book:
        return _read(path.name, book.tables(), directory, today)


def _read(name: str, tables: Iterable[Table], directory: Directory, today: date) -> OfficialTable:
    table, header = _find_table(name, tables)
    picks = [header.places.get(what) for what in HEADINGS]
    found, reader = OfficialTable(), _Reader(directory, today)
    for row in table.rows(picks, after=header.number, width=header.width):
        found.read += 1
        if found.read > _MOST_ROWS:
            raise BadInput(
                f"{name} has more than {_MOST_ROWS:,} rows: this is no table of official figures.", Flaw.TOO_LONG
            )
        try:
            score = reader.take(row)
        except _Refused as refusal:
            found.rejects.append(Reject(row.number, None, str(refusal)))
            continue
        if score is None:
            found.repeated += 1
        else:
            found.scores.append(score)
    return found


def _find_table(name: str, tables: Iterable[Table]) -> tuple[Table, _Header]:
    """The first with a header."""
    for table in tables:
        for number, row in enumerate(table.head()[:HEADER_ROWS], 1):
            places = _places(row)
            if {"month", "nilai"} <= places.keys() and places.keys() & set(_SUBJECTS):
                return table, _Header(number, len(row), places)
    raise BadInput(
        f"{name} has no header with month, nilai and one of {', '.join(_SUBJECTS)} in its first {HEADER_ROWS} "
        "rows: name the columns so.",
        Flaw.NO_FIGURES,
    )


def _places(row: Sequence[str]) -> dict[str, int]:
    known = {heading_key(written): what for what, headings in HEADINGS.items() for written in headings}
    places: dict[str, int] = {}
    for index, cell in enumerate(row):
        if (what := known.get(heading_key(cell))) is not None:
            places.setdefault(what, index)
    return places


def _likeness(head: Sequence[Sequence[str]]) -> int:
    return max((len(_places(row)) for row in head), default=0)


class _Reader:
    """Takes row after row; remembers what was said of whom."""

    def __init__(self, directory: Directory, today: date) -> None:
        self._directory = directory
        self._last = Month.of(today)
        self._said: dict[tuple[Month, Subject], tuple[int, Decimal | None]] = {}

    def take(self, row: Row) -> OfficialScore | None:
        """None: said before in the same words. Raises _Refused."""
        if row.fault:
            raise _Refused(row.fault)
        said = dict(zip(HEADINGS, (" ".join(cell.split()) for cell in row.cells), strict=True))
        month = read_month(f"{said['month']} {said['year']}".strip())
        if month is None:
            raise _Refused(f'"{said["month"]}" is not a month: write it like 2021-12 or Desember 2021')
        if month > self._last:
            raise _Refused(f"{month} has not come yet")
        nilai = _nilai(said["nilai"])
        subject, name = self._subject(said, month.first_on)
        before = self._said.setdefault((month, subject), (row.number, nilai))
        if before[0] == row.number:
            return OfficialScore(month, subject, name, nilai)
        if before[1] != nilai:
            raise _Refused(f"row {before[0]} gives another nilai of {name} in {month}: keep one")
        return None

    def _subject(self, said: Mapping[str, str], on: date) -> tuple[Subject, str]:
        kind = next((kind for kind in _SUBJECTS if said[kind]), None)
        if kind is None:
            raise _Refused("no area or unit is named")
        if kind == "unit":
            return self._unit(said["unit"], on)
        level = Level(kind) if kind in tuple(Level) else None
        district = said["kecamatan"] if kind != "kecamatan" else ""
        city = said["kota"] if kind != "kota" else ""
        found = self._directory.resolve(said[kind], level=level, district=district, city=city, on=on)
        if found.area is not None and level in (None, found.area.level):
            if _is_written(said[kind], found.area):
                return found.area.code, found.area.name
            raise _Refused(f'"{said[kind]}" is not how {found.area.title} is written: write {found.area.code}')
        fitting = [area for area in found.candidates if level in (None, area.level)]
        choices = " or ".join(f"{area.code} ({area.title})" for area in fitting or found.candidates)
        if choices:
            raise _Refused(f'"{said[kind]}" may mean {choices}: write the code')
        raise _Refused(f'"{said[kind]}" is no {level.value if level else "area"} of the directory')

    def _unit(self, written: str, on: date) -> tuple[Subject, str]:
        office = self._directory.office(written, on)
        if office is not None:
            return office.code, office.name
        if not (key := unit_key(written)):
            raise _Refused(f'"{written}" is not the name of a unit')
        return UNIT + key, written


def _is_written(said: str, area: Area) -> bool:
    """Whether that is the area's code, name or alias, abbreviated or not. People's pay is no place for a guess."""
    return said == area.code or any(_keys(said) & _keys(name) for name in (area.name, *area.aliases))


def _keys(name: str) -> set[str]:
    return {key for reading in readings(name) for tier in reading.tiers[:_SURE] for key in tier}


def read_month(written: str) -> Month | None:
    """The month of "2021-12", "12/2021", "Desember 2021", or of a date that is the first of one."""
    words = written.casefold().split()
    if len(words) == 2 and words[0].strip(".,") in MONTHS and words[1].isdecimal():
        written = f"{words[1]}-{MONTHS[words[0].strip('.,')]}"
    if figures := _FIGURES.fullmatch(written):
        written = f"{figures[2]}-{figures[1]}"
    found = _ISO.fullmatch(written)
    try:
        return Month.parse(f"{found[1]}-{int(found[2]):02}") if found else None
    except BadInput:
        return None


def _nilai(written: str) -> Decimal | None:
    if written.casefold() in _NOT_AVAILABLE:
        return None
    if not written:
        raise _Refused("there is no nilai: write N/A when there is none")
    if not _NUMBER.fullmatch(written):
        raise _Refused(f'"{written[:40]}" is not a nilai: write a number such as 99.975, or N/A')
    value = Decimal(written.replace(",", "."))
    if value > HIGHEST:
        raise _Refused(f"{written} is more than {HIGHEST}")
    if value != round(value, DIGITS):
        raise _Refused(f"{written} has more than {DIGITS} decimals")
    return round(value, DIGITS)
