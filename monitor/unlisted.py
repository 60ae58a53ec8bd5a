"""Names on open complaints that the configuration does not know. Pure.

Unknown is only what the operator would want to know of: a category when rules or a table name categories, a
channel when channels are listed, a unit when units have chats; and a unit that is written like an area's own
office though no area is, since its area is then not told that it must act.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from monitor.areas.directory import Directory
from monitor.model import Complaint
from monitor.scope import unit_key
from monitor.spelling import Spelling, words_key


@dataclass(frozen=True, slots=True)
class Listed:
    """What the configuration names. Nothing of a kind = it keeps no such list, so that nothing is unknown."""

    categories: Collection[str] = ()
    channels: Sequence[str] = ()
    units: Collection[str] = ()  # beside those that have chats


@dataclass(frozen=True, slots=True)
class Unlisted:
    """Names with how many open complaints bear each, the commonest first. `offices`: no area is found for them."""

    categories: Mapping[str, int] = field(default_factory=dict)
    channels: Mapping[str, int] = field(default_factory=dict)
    units: Mapping[str, int] = field(default_factory=dict)
    offices: Mapping[str, int] = field(default_factory=dict)

    def kinds(self) -> dict[str, Mapping[str, int]]:
        """By the name of the kind, those without any left out."""
        found = {name: getattr(self, name) for name in self.__slots__}
        return {name: counts for name, counts in found.items() if counts}

    def only(self, kept: Callable[[str, str], bool]) -> Unlisted:
        """Those of which `kept(kind, name)` holds."""
        return Unlisted(
            **{
                kind: {name: count for name, count in counts.items() if kept(kind, name)}
                for kind, counts in self.kinds().items()
            }
        )


def unlisted(
    complaints: Iterable[Complaint],
    listed: Listed,
    chat_units: Iterable[str],
    directory: Directory,
    unreached: Iterable[Complaint] = (),
) -> Unlisted:
    """`chat_units`: units that chats are bound to; without any, units are not judged.

    `unreached`: complaints that no chat is told of at all: of their units that is told, and nothing here.
    """
    known, apart = list(complaints), {one.id for one in unreached}
    held = [one.unit for one in known if one.unit and one.unit_area_code is None and one.id not in apart]
    chats = {unit_key(unit) for unit in chat_units}
    units = chats | {unit_key(unit) for unit in listed.units} if chats else set()
    offices = _counted((unit for unit in held if directory.lacks_office(unit)), unit_key, ())
    return Unlisted(
        categories=_among((one.category for one in known), words_key, listed.categories),
        channels=_among((one.channel for one in known), words_key, listed.channels),
        units=_counted((unit for unit in held if not directory.lacks_office(unit)), unit_key, units)
        if units
        else {},
        offices=offices,
    )


def label_key(kind: str, name: str) -> str:
    """What makes two names of a kind the same."""
    return unit_key(name) if kind in ("units", "offices") else words_key(name)


def _among(names: Iterable[str | None], key: Callable[[str], str], listed: Collection[str]) -> dict[str, int]:
    return _counted(filter(None, names), key, {key(name) for name in listed}) if listed else {}


def _counted(names: Iterable[str], key: Callable[[str], str], known: Collection[str]) -> dict[str, int]:
    """Spelled the commonest way."""
    written = Counter(names)
    spelling = Spelling(dict(written), key)
    counts: Counter[str] = Counter()
    for name, times in written.items():
        if key(name) and key(name) not in known:
            counts[spelling.of(name) or name] += times
    return dict(counts.most_common())
