"""How far and until when it is known what there is: the words of polls and imports, joined.

A poll speaks of everything, an import of what it was said to list completely. A kelurahan is as well known as the
newest word that covers it says, a city as its worst known kelurahan. A mere part of what there is makes nothing
younger; where nothing else was ever heard, it is what there is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from monitor.areas.directory import Directory, Level
from monitor.covers import parse_covers
from monitor.errors import BadInput
from monitor.model import DataAge, Wanted
from monitor.scope import Reach
from monitor.unseen import WORDS, Unseen


class Terms(Protocol):
    """What the configuration says of the data: when it is old, why it is never the whole truth (Indonesian)."""

    @property
    def stale_after(self) -> timedelta: ...
    @property
    def partial(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Word:
    """The newest poll or import of its kind. `covers`: as --covers has it, None = all, of a PART none."""

    as_of: datetime
    covers: str | None = None
    unseen: Unseen | None = None


def heard(
    words: Sequence[Word], directory: Directory, reach: Reach | None
) -> tuple[datetime | None, Unseen | None]:
    """Since when it is known what lies in `reach`, and why there may be more; None = at least in some place."""
    newest_first = sorted(words, key=lambda word: word.as_of, reverse=True)
    if not newest_first:
        return None, None
    lists = [word for word in newest_first if word.unseen is not Unseen.PART]
    if not lists:
        return newest_first[0].as_of, Unseen.PART
    if reach is None or lists[0].covers is None:
        return lists[0].as_of, lists[0].unseen
    deciding = _deciding(lists, directory, reach)
    if not deciding:
        return newest_first[0].as_of, Unseen.PART
    reasons = (word.unseen for word in deciding if word.unseen is not None)
    return min(word.as_of for word in deciding), next(reasons, None)


def age_by(
    words: Sequence[Word], directory: Directory, reach: Reach | None, now: datetime, terms: Terms
) -> DataAge:
    """How old the data of a reach is at `now`, by what polls and imports said."""
    as_of, unseen = heard(words, directory, reach)
    stale = as_of is None or now - as_of > terms.stale_after
    return DataAge(as_of=as_of, stale=stale, partial=terms.partial or (WORDS[unseen] if unseen else None))


def _deciding(lists: Sequence[Word], directory: Directory, reach: Reach) -> list[Word]:
    """The newest lists that together hold all that lies in the reach; none when they leave something out."""
    deciding: list[Word] = []
    left = _places(directory, reach)
    for word in lists:
        held = _held(word, directory, reach, left)
        if held:
            deciding.append(word)
            left -= held
        if not left:
            return deciding
    return []


def _places(directory: Directory, reach: Reach) -> set[str]:
    """The smallest areas of the reach; of a unit, its key."""
    if reach.unit is not None:
        return {reach.unit}
    kelurahan = {area.code for area in directory.of_level(Level.KELURAHAN)}
    if reach.codes is None:
        return kelurahan
    return kelurahan & reach.codes or set(reach.codes)


def _held(word: Word, directory: Directory, reach: Reach, places: set[str]) -> set[str]:
    wanted = _listed(word, directory)
    if wanted is None:
        return set()
    if wanted.units is None:
        held = places if wanted.areas is None else places & wanted.areas
    else:
        held = places & wanted.units if reach.unit is not None and wanted.areas is None else set()
    return set(held)


def _listed(word: Word, directory: Directory) -> Wanted | None:
    """None for an area that the directory lost."""
    if word.covers is None:
        return Wanted()
    try:
        return parse_covers(word.covers, directory)
    except BadInput:
        return None
