"""The areas of a city as a CSV holds them: `code,name,level,parent,aliases,valid_from,valid_to,successors`."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path

from monitor.area_names import Level
from monitor.errors import BadConfiguration

COLUMNS = ("code", "name", "level", "parent", "aliases", "valid_from", "valid_to", "successors")
_REQUIRED = ("code", "name", "level")
_BUILTIN = {"builtin:jakarta": "areas_jakarta.csv"}
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
    return parse_areas(_text(source), source)


def parse_areas(text: str, source: str | Path) -> tuple[Area, ...]:
    """All areas of a CSV with a header. `source`: what errors call it. Raises BadConfiguration."""
    reader = csv.DictReader(io.StringIO(text), strict=True)
    try:
        _check_header(source, reader.fieldnames or ())
        rows = [(reader.line_num, row) for row in reader if any(row.values())]
    except csv.Error as error:
        raise BadConfiguration(f"{source}, line {reader.line_num}: not readable as CSV ({error}).") from error
    if not rows:
        raise BadConfiguration(f"{source} holds no areas: add at least one line below its header.")
    areas = [(line, _area(f"{source}, line {line}", row)) for line, row in rows]
    _check_codes(source, areas)
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


def _text(source: str | Path) -> str:
    if str(source).startswith("builtin:"):
        if str(source) not in _BUILTIN:
            raise BadConfiguration(f"There are no areas {str(source)!r}: use builtin:jakarta or name a CSV file.")
        return files("monitor").joinpath("data", _BUILTIN[str(source)]).read_text(encoding="utf-8")
    try:
        with Path(source).open(encoding="utf-8-sig", newline="") as file:
            return file.read()
    except OSError as error:
        raise BadConfiguration(
            f"The file of areas {source} cannot be read ({error.strerror}): correct areas.file."
        ) from error
    except UnicodeDecodeError as error:
        raise BadConfiguration(f"The file of areas {source} is not UTF-8 text: save it as CSV UTF-8.") from error


def _check_header(source: str | Path, header: Iterable[str]) -> None:
    names = list(header)
    for name in names:
        if name not in COLUMNS:
            near = get_close_matches(name or "", COLUMNS, 1)
            hint = f"did you mean {near[0]}?" if near else f"the columns are {', '.join(COLUMNS)}."
            raise BadConfiguration(f"{source}, line 1: unknown column {name!r}; {hint}")
    for name in _REQUIRED:
        if name not in names:
            raise BadConfiguration(f"{source}, line 1: the column {name} is missing.")


def _area(where: str, row: Mapping[str | None, str | list[str] | None]) -> Area:
    if None in row:
        raise BadConfiguration(f"{where}: more values than the header has columns; put quotes around commas.")
    cell = {str(name): str(value or "").strip() for name, value in row.items()}
    for name in _REQUIRED:
        if not cell[name]:
            raise BadConfiguration(f"{where}: {name} is empty, but every area needs one.")
    first = _day(where, "valid_from", cell.get("valid_from", ""))
    last = _day(where, "valid_to", cell.get("valid_to", ""))
    if first and last and last < first:
        raise BadConfiguration(f"{where}: valid_to {last} lies before valid_from {first}.")
    return Area(
        code=cell["code"],
        name=cell["name"],
        level=_level(where, cell["level"]),
        parent=cell.get("parent") or None,
        aliases=_several(cell.get("aliases", "")),
        valid_from=first,
        valid_to=last,
        successors=_several(cell.get("successors", "")),
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


def _check_codes(source: str | Path, areas: list[tuple[int, Area]]) -> None:
    known: dict[str, Area] = {}
    for line, area in areas:
        if area.code in known:
            raise BadConfiguration(f"{source}, line {line}: the code {area.code} occurs twice.")
        known[area.code] = area
    for line, area in areas:
        _check_links(f"{source}, line {line}", area, known)


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
