"""Which area a chat asks for: only what lies in its own scope can be meant. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from monitor.areas.directory import Area, Directory
from monitor.scope import Reach

_LONGEST_NAME = 80
_MOST_SUGGESTIONS = 4
_ALIKE = 0.5  # share of equal letters from which a name is worth suggesting


@dataclass(frozen=True, slots=True)
class Asked:
    """What a written name means here. `area` = certain; else `candidates` to choose from.

    `outside`: the name is that of an area, but not of this chat. `guessed`: the candidates only look like it.
    """

    area: Area | None = None
    candidates: tuple[Area, ...] = ()
    outside: bool = False
    guessed: bool = False


def read_area(written: str, directory: Directory, reach: Reach, on: date) -> Asked:
    """A name that several areas share is certain when only one of them lies within the reach."""
    if len(written) > _LONGEST_NAME:
        return Asked()
    resolution = directory.resolve(written, on=on)
    if resolution.area is not None:
        inside = lies_within(resolution.area, reach)
        return Asked(area=resolution.area) if inside else Asked(outside=True)
    named = [area for area in resolution.candidates if _is_named(written, area)]
    if not named:
        alike = tuple(area for area in resolution.candidates if lies_within(area, reach))
        return Asked(candidates=alike or _suggestions(written, directory, reach, on), guessed=True)
    meant = tuple(area for area in named if lies_within(area, reach))
    if len(meant) == 1:
        return Asked(area=meant[0])
    return Asked(candidates=meant, outside=not meant)


def lies_within(area: Area, reach: Reach) -> bool:
    return reach.codes is None or area.code in reach.codes


def _is_named(written: str, area: Area) -> bool:
    names = (area.name, *area.aliases)
    return _letters(written).endswith(tuple(_letters(name) for name in names))


def _suggestions(written: str, directory: Directory, reach: Reach, on: date) -> tuple[Area, ...]:
    mine = [area for area in directory.all() if area.is_valid(on) and lies_within(area, reach)]
    by_name: dict[str, list[Area]] = {}
    for area in mine:
        by_name.setdefault(_letters(area.name), []).append(area)
    close = get_close_matches(_letters(written), list(by_name), _MOST_SUGGESTIONS, _ALIKE)
    return tuple(area for name in close for area in by_name[name])[:_MOST_SUGGESTIONS]


def _letters(text: str) -> str:
    return "".join(letter for letter in text.upper() if letter.isalnum())
