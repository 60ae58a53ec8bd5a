"""Areas by their names: dictionary look-ups first, letter-by-letter comparison for what they do not know."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from rapidfuzz.distance import DamerauLevenshtein

from monitor.areas.file import Area
from monitor.areas.names import MARKERS, Level, Reading, readings

_CLOSE = 72  # per cent of shared letters below which a name is no candidate
_BEGINNING = 4  # letters that are enough to ask "did you mean one of these?"
_LONG_ENOUGH = 8  # letters a name needs before one wrong letter is forgiven (Cianjur is not Ciganjur)
_CLEARLY_AHEAD = 3  # letters by which every other name must differ


@dataclass(frozen=True, slots=True)
class Match:
    """Areas that a written name may mean, best first, and the level that its prefix claims.

    `sure`: the name is theirs, so that only namesakes are left to choose from.
    """

    areas: tuple[Area, ...] = ()
    level: Level | None = None
    sure: bool = False


class NameIndex:
    """Finds areas by name or alias."""

    def __init__(self, areas: Iterable[Area]) -> None:
        self._tiers: tuple[dict[str, list[Area]], ...] = (defaultdict(list), defaultdict(list), defaultdict(list))
        for area in areas:
            for name in (area.name, *area.aliases):
                self._add(name, area)
        self._names = list(self._tiers[1])

    def exact(self, ways: Sequence[Reading]) -> Match:
        """The areas that have this name, alias, abbreviation or spelling."""
        for way in ways:
            for index, keys in zip(self._tiers, way.tiers, strict=True):
                found = unique(area for key in keys for area in index.get(key, ()))
                if found:
                    return Match(found, way.level, sure=True)
        return Match()

    def match(self, ways: Sequence[Reading]) -> Match:
        """The same, and for an unknown name whatever looks like it."""
        found = self.exact(ways)
        if found.sure or not ways or ways[-1].tiers[0][0] in MARKERS:
            return found  # "Kota" alone names nothing
        return self._compare(ways[-1])

    def _add(self, name: str, area: Area) -> None:
        for way in readings(name):
            if way.level not in (None, area.level):
                continue  # "Kota Bambu Utara" is a kelurahan, not the kota of "Bambu Utara"
            for index, keys in zip(self._tiers, way.tiers, strict=True):
                for key in keys:
                    if area not in index[key]:
                        index[key].append(area)

    def _compare(self, way: Reading) -> Match:
        key = way.tiers[1][0]
        near = self._near(key)
        slips = [(name, self._tiers[1][name]) for name in near if _is_slip(key, name)]
        found = unique(area for _, areas in slips for area in areas)
        rivals = [name for name in near if not set(found) & set(self._tiers[1][name])]
        namesakes = all(set(areas) == set(found) for _, areas in slips)
        if found and namesakes and all(_distance(key, name) >= _CLEARLY_AHEAD for name in rivals):
            return Match(found, way.level, sure=True)
        return Match(unique(area for name in near for area in self._tiers[1][name]), way.level)

    def _near(self, key: str) -> list[str]:
        """The known names that look like the key or begin with it, best first."""
        hits = process.extract(key, self._names, scorer=fuzz.ratio, score_cutoff=_CLOSE, limit=20)
        scored = {name: score for name, score, _ in hits}
        if len(key) >= _BEGINNING:
            scored |= {name: max(90.0, scored.get(name, 0)) for name in self._names if name.startswith(key)}
        return sorted(scored, key=lambda name: (-scored[name], name))


def unique(areas: Iterable[Area]) -> tuple[Area, ...]:
    return tuple({area.code: area for area in areas}.values())


def _is_slip(key: str, name: str) -> bool:
    """Whether one letter missing, doubled, wrong or swapped explains the difference. A digit is never a slip."""
    return len(key) >= _LONG_ENOUGH and _distance(key, name) <= 1 and _numbers(key) == _numbers(name)


def _distance(one: str, other: str) -> int:
    return DamerauLevenshtein.distance(one, other)


def _numbers(key: str) -> list[str]:
    return [letter for letter in key if letter.isdigit()]
