"""The areas of a city as a CSV holds them: `code,name,level,parent,aliases,valid_from,valid_to,successors`."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from monitor.areas.names import Level
from monitor.errors import BadConfiguration
from monitor.operator_table import OperatorTable

COLUMNS = ("code", "name", "level", "parent", "aliases", "valid_from", "valid_to", "successors")
_REQUIRED = ("code", "name", "level")
_TABLE = OperatorTable(
    "The file of areas", "areas.file", COLUMNS, _REQUIRED, builtin={"builtin:jakarta": "areas_jakarta.csv"}
)
_TITLES = {Level.KOTA: "Kota", Level.KECAMATAN: "Kec.", Level.KELURAHAN: "Kel."}
_RANK = {Level.KOTA: 0, Level.KECAMATAN: 1, Level.KELURAHAN: 2}


@dataclass(frozen=True, slots=True)
class Area:
    """A kota, kecamatan or kelurahan. `valid_from` and `valid_to` are its first and its last day."""

    code: str
    name: str
    level: Level
    parent: str | None = None
    aliases: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    successors: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The name as people in chats read it: "Kel. Cideng", "Kota Jakarta Pusat", "Kab. Kepulauan Seribu"."""
        if self.level is Level.KOTA and self.name.startswith("Kabupaten "):
            return f"Kab. {self.name.removeprefix('Kabupaten ')}"
        if self.level is Level.KOTA and self.name.startswith("Kota "):
            return self.name
        return f"{_TITLES[self.level]} {self.name}"

    def is_valid(self, on: date) -> bool:
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_to is None or on <= self.valid_to
        )


def read_areas(source: str | Path) -> tuple[Area, ...]:
    """All areas of `"builtin:jakarta"` or of a CSV file, in its order. Raises BadConfiguration."""
    return parse_areas(_TABLE.text(source), source)


def parse_areas(text: str, source: str | Path) -> tuple[Area, ...]:
    """All areas of a CSV with a header. `source`: what errors call it. Raises BadConfiguration."""
    areas = [(where, _area(where, cells)) for where, cells in _TABLE.rows(text, str(source))]
    if not areas:
        raise BadConfiguration(f"{source} holds no areas: add at least one line below its header.")
    _check_codes(areas)
    return tuple(area for _, area in areas)


def area_line(area: Area) -> str:
    """The area as one line of such a CSV, without a line end."""
    out = io.StringIO()
    days = ("" if day is None else day.isoformat() for day in (area.valid_from, area.valid_to))
    joined = "|".join(area.aliases)
    row = (area.code, area.name, area.level.value, area.parent or "", joined, *days, "|".join(area.successors))
    csv.writer(out, lineterminator="").writerow(row)
    return out.getvalue()


def new_area_line(name: str) -> str:
    """The line of a kelurahan that is not there yet; its code and its parent's are for the operator to fill in."""
    written = " ".join(name.split())
    return area_line(Area(code="kode-baru", name=written, level=Level.KELURAHAN, parent="kode-kecamatan"))


def _area(where: str, cell: Mapping[str, str]) -> Area:
    for name in _REQUIRED:
        if not cell[name]:
            raise BadConfiguration(f"{where}: {name} is empty, but every area needs one.")
    first, last = (_day(where, name, cell[name]) for name in ("valid_from", "valid_to"))
    if first and last and last < first:
        raise BadConfiguration(f"{where}: valid_to {last} lies before valid_from {first}.")
    return Area(
        code=cell["code"],
        name=cell["name"],
        level=_level(where, cell["level"]),
        parent=cell["parent"] or None,
        aliases=_several(cell["aliases"]),
        valid_from=first,
        valid_to=last,
        successors=_several(cell["successors"]),
    )


def _level(where: str, written: str) -> Level:
    try:
        return Level(written.lower())
    except ValueError as error:
        raise BadConfiguration(f"{where}: the level {written!r} is none of kota, kecamatan, kelurahan.") from error


def _day(where: str, name: str, written: str) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError as error:
        raise BadConfiguration(f"{where}: {name} {written!r} is not a date like 2026-01-31.") from error


def _several(written: str) -> tuple[str, ...]:
    return tuple(piece for piece in (p.strip() for p in written.split("|")) if piece)


def _check_codes(areas: list[tuple[str, Area]]) -> None:
    known: dict[str, Area] = {}
    for where, area in areas:
        if area.code in known:
            raise BadConfiguration(f"{where}: the code {area.code} occurs twice.")
        known[area.code] = area
    for where, area in areas:
        _check_links(where, area, known)


def _check_links(where: str, area: Area, known: Mapping[str, Area]) -> None:
    if area.parent is not None:
        parent = known.get(area.parent)
        if parent is None:
            raise BadConfiguration(f"{where}: the parent {area.parent!r} is no code of this file.")
        # Levels only ever fall on the way down, so no chain of parents can come back to itself.
        if _RANK[parent.level] >= _RANK[area.level]:
            raise BadConfiguration(
                f"{where}: the parent {area.parent!r} of {area.code} must be of a higher level than "
                f"{area.level.value}, but is a {parent.level.value}."
            )
    for successor in area.successors:
        if successor not in known or successor == area.code:
            raise BadConfiguration(f"{where}: the successor {successor!r} is no other code of this file.")
