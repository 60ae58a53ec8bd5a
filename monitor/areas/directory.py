"""The directory of kota, kecamatan and kelurahan: what lies where, and which one a written name means.

A name is looked up in dictionaries first (code, name, alias, abbreviation, variant spelling). Only what none
of them knows is compared letter by letter, and then it is certain only one letter away from a single long name
with no other name near; everything else that is close is asked back.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, cached_property, lru_cache
from hashlib import blake2b
from pathlib import Path

from monitor.areas.file import Area, area_line, new_area_line, read_areas
from monitor.areas.index import Match, NameIndex, unique
from monitor.areas.names import Level, parts, readings
from monitor.errors import NotFound

__all__ = ["Area", "Directory", "Level", "Resolution"]

_REMEMBERED = 65_536  # distinct written forms kept: an import repeats few names a million times
_MOST_CANDIDATES = 5
_CODE = re.compile(r"\s*\d[\d.\s-]*")
_OFFICE = re.compile(
    r"^(?:kantor\s+)?(?:"
    r"(?P<kelurahan>kelurahan|kel|lurah)|"
    r"(?P<kecamatan>kecamatan|kec|camat)|"
    r"(?P<kota>(?:pemerintah|sekretariat)\s+(?:kota|kabupaten)|pemkot|pemkab|setko|setkab|wali\s?kota|bupati|"
    r"kotamadya|kodya|kota|kabupaten|kab)"
    r")\b[\s.:]*(?P<name>.+)$",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a written name means. `area` = certain; only `candidates` = doubtful, ask; both empty = unknown."""

    area: Area | None = None
    candidates: tuple[Area, ...] = ()


class Directory:
    """The areas of one city or several. The hierarchy comes from `Area.parent`, never from the codes."""

    def __init__(self, areas: Iterable[Area]) -> None:
        self._areas = {area.code: area for area in areas}
        self._children: dict[str, list[Area]] = defaultdict(list)
        self._predecessors: dict[str, list[Area]] = defaultdict(list)
        for area in self._areas.values():
            if area.parent is not None:
                self._children[area.parent].append(area)
            for successor in area.successors:
                self._predecessors[successor].append(area)
        self._codes = _by_code(self._areas)
        self._index = NameIndex(self._areas.values())
        self._borders = _borders(self.all())
        self._remembered = lru_cache(_REMEMBERED)(self._work_out)
        self._offices = lru_cache(_REMEMBERED)(self._find_office)
        self._within = lru_cache(None)(self._gather)

    @classmethod
    def load(cls, source: str | Path) -> Directory:
        """The directory of `"builtin:jakarta"` or of a CSV file. Raises BadConfiguration."""
        if str(source).startswith("builtin:"):
            return _builtin(str(source))
        return cls(read_areas(source))

    @cached_property
    def fingerprint(self) -> str:
        """Changes when a name could mean another area."""
        return blake2b(repr(self.all()).encode(), digest_size=8).hexdigest()

    def all(self) -> tuple[Area, ...]:
        return tuple(self._areas.values())

    def of_level(self, level: Level) -> tuple[Area, ...]:
        return tuple(area for area in self._areas.values() if area.level is level)

    def find(self, code: str) -> Area | None:
        return self._areas.get(code)

    def get(self, code: str) -> Area:
        """Raises NotFound."""
        area = self._areas.get(code)
        if area is None:
            raise NotFound(f"There is no area with the code {code!r} in the directory of areas (areas.file).")
        return area

    def children(self, code: str) -> tuple[Area, ...]:
        """What lies directly below, in the file's order. Raises NotFound."""
        return tuple(self._children.get(self.get(code).code, ()))

    def within(self, code: str) -> frozenset[str]:
        """The codes of the area and of everything below it. Raises NotFound."""
        return self._within(self.get(code).code)

    def lineage(self, code: str) -> tuple[Area, ...]:
        """The area, what it lies in, and so on up to the kota. Raises NotFound."""
        line = [self.get(code)]
        while line[-1].parent is not None:
            line.append(self._areas[line[-1].parent])
        return tuple(line)

    def resolve(
        self,
        written: str,
        *,
        level: Level | None = None,
        district: str | None = None,
        city: str | None = None,
        on: date | None = None,
    ) -> Resolution:
        """Which area a code or name means on the day `on`.

        A prefix ("Kec. Gambir") decides the level. `level` is only a preference that settles ties: a name that is
        no kelurahan but a kecamatan is still found. `district` and `city` settle ties too, by what lies below
        them; they never overrule a name that only one area has. An area not valid on that day gives its
        successors (or what it was made from). Without `on`, areas that still exist win ties.
        """
        return self._remembered(written, level, district or None, city or None, self.era(on))

    def office(self, unit: str, on: date | None = None) -> Area | None:
        """The area whose own office the unit is ("Kelurahan Cideng", "Setko Jakarta Pusat", "Cideng"), else None.

        Units that merely work there ("Puskesmas Kecamatan Gambir") are nobody's office.
        """
        return self._offices(unit, self.era(on))

    def era(self, on: date | None) -> date | None:
        """The first day since which the same areas are valid as on that day: what answers are remembered by."""
        if on is None or not self._borders:
            return None
        passed = bisect_right(self._borders, on)
        return self._borders[passed - 1] if passed else date.min

    def lacks_office(self, unit: str) -> bool:
        """Whether a unit is written like an area's own office ("Kelurahan Cidenk"), though no area is."""
        return bool(_OFFICE.match(unit.strip())) and self.office(unit) is None

    def alias_line(self, written: str, area: Area) -> str:
        """The area's CSV line with the written name added as an alias, ready to paste into the operator's file."""
        alias = " ".join(written.replace("|", " ").split())
        aliases = area.aliases if not alias or alias in area.aliases else (*area.aliases, alias)
        return area_line(replace(area, aliases=aliases))

    def line_to_paste(self, written: str) -> tuple[str, bool]:
        """For a name that is no area: the line of the nearest one with it as an alias, else (True) a new one's."""
        candidates = self.resolve(written).candidates
        return (self.alias_line(written, candidates[0]), False) if candidates else (new_area_line(written), True)

    def _work_out(
        self, written: str, level: Level | None, district: str | None, city: str | None, era: date | None
    ) -> Resolution:
        by_code = self._codes.get(written.strip()) or self._codes.get(_digits(written))
        if by_code is not None:
            return _certain_or_ask(self._valid((by_code,), era))
        ways = readings(written)
        match = self._index.exact(ways)
        if not match.sure and len(pieces := parts(written)) > 1:
            match = self._put_together(pieces)
        elif not match.sure:
            match = self._index.match(ways)
        return self._decide(match, self._hints(district, city, era), level, era)

    def _decide(self, match: Match, hints: tuple[Area, ...], level: Level | None, era: date | None) -> Resolution:
        """The narrowing, in order: validity, the prefix's level, district and city, the preferred level."""
        areas = self._valid(match.areas, era)
        of_claimed = _only(areas, match.level)
        if match.level and not of_claimed:
            return Resolution(None, areas[:_MOST_CANDIDATES])
        areas = of_claimed
        if not match.sure:
            return Resolution(None, areas[:_MOST_CANDIDATES])
        for hint in hints:
            areas = tuple(area for area in areas if self._lies_below(area, hint)) or areas
        return _certain_or_ask(areas if len(areas) == 1 else _only(areas, level) or areas)

    def _put_together(self, pieces: tuple[str, ...]) -> Match:
        """Several names in one cell: the area below all the others is meant, if every piece is known."""
        named = [self._index.match(readings(piece)) for piece in pieces]
        meant = [_only(match.areas, match.level) or match.areas if match.sure else () for match in named]
        lowest = unique(
            area
            for i, areas in enumerate(meant)
            for area in areas
            if all(self._any_above(area, others) for j, others in enumerate(meant) if j != i and others)
        )
        return Match(
            lowest or unique(area for areas in meant for area in areas), None, all(meant) and bool(lowest)
        )

    def _any_above(self, area: Area, others: tuple[Area, ...]) -> bool:
        return any(self._lies_below(area, other) for other in others)

    def _lies_below(self, area: Area, other: Area) -> bool:
        return area.code != other.code and area.code in self.within(other.code)

    def _hints(self, district: str | None, city: str | None, era: date | None) -> tuple[Area, ...]:
        preferred = ((district, Level.KECAMATAN), (city, Level.KOTA))
        found = (self._remembered(name, level, None, None, era).area for name, level in preferred if name)
        return tuple(area for area in found if area is not None)

    def _find_office(self, unit: str, era: date | None) -> Area | None:
        whole = readings(unit)[:1]
        if named := self._index.exact(whole).areas:
            valid = self._valid(named, era)
            return _certain_or_ask(_only(valid, Level.KELURAHAN) or valid).area
        office = _OFFICE.match(unit.strip())
        if office is None:
            return None
        level = next(level for level in Level if office[level.value])
        area = self._remembered(f"{level.value} {office['name']}", None, None, None, era).area
        return area if area is not None and area.level is level else None

    def _valid(self, areas: tuple[Area, ...], era: date | None) -> tuple[Area, ...]:
        """Those valid then; if none is, what they became or were made from."""
        if era is None:
            return tuple(area for area in areas if area.valid_to is None) or areas
        valid = tuple(area for area in areas if area.is_valid(era))
        return valid or unique(other for area in areas for other in self._heirs(area, era, set()))

    def _heirs(self, area: Area, on: date, seen: set[str]) -> Iterator[Area]:
        if area.is_valid(on):
            yield area
            return
        seen.add(area.code)
        if area.valid_to is not None and on > area.valid_to:
            others = [self._areas[code] for code in area.successors]
        else:
            others = self._predecessors.get(area.code, [])
        for other in others:
            if other.code not in seen:
                yield from self._heirs(other, on, seen)

    def _gather(self, code: str) -> frozenset[str]:
        below = (self.within(child.code) for child in self._children.get(code, ()))
        return frozenset((code,)).union(*below)


@cache
def _builtin(source: str) -> Directory:
    """Read once a process: a directory never changes."""
    return Directory(read_areas(source))


def _certain_or_ask(areas: tuple[Area, ...]) -> Resolution:
    return Resolution(areas[0]) if len(areas) == 1 else Resolution(None, areas[:_MOST_CANDIDATES])


def _only(areas: tuple[Area, ...], level: Level | None) -> tuple[Area, ...]:
    return areas if level is None else tuple(area for area in areas if area.level is level)


def _digits(written: str) -> str:
    """A code without its dots, as spreadsheets like to write it: "3171011004"."""
    return re.sub(r"\D", "", written) if _CODE.fullmatch(written) else ""


def _by_code(areas: Mapping[str, Area]) -> dict[str, Area]:
    plain = Counter(_digits(code) for code in areas)
    dotless = {key: area for code, area in areas.items() if (key := _digits(code)) and plain[key] == 1}
    return dotless | dict(areas)


def _borders(areas: Iterable[Area]) -> tuple[date, ...]:
    first = {area.valid_from for area in areas if area.valid_from}
    after = {area.valid_to + timedelta(days=1) for area in areas if area.valid_to}
    return tuple(sorted(first | after))
