"""What the operator should mend in the configuration, found in the open complaints at every slot.

Complaints that reach no chat are told once a week while there are any; names that the configuration does not know
once each, for ever. A name is remembered in the transaction that plans the word of it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from hashlib import blake2b
from itertools import islice

from bot.telling.operators import remember_told, tell_operators, told_before
from bot.views.gaps import names_unlisted
from bot.views.names import NO_AREA
from bot.views.operator import nobody_hears
from monitor.areas.directory import Directory
from monitor.coverage import beyond
from monitor.desk import Desk
from monitor.errors import NotFound
from monitor.model import Complaint, Destination, DestinationKind, Wanted
from monitor.ports import Tables
from monitor.scope import Reach
from monitor.unlisted import Unlisted, label_key, unlisted

AT_ONCE = 15  # names of a kind in one message; the others come with the next slot


async def tell_gaps(desk: Desk, now: datetime) -> None:
    """Tells the operators what is missing now and was not told before."""
    missed, unknown = await find_gaps(desk)
    async with desk.store.writing() as tables:
        if missed:
            places = Counter(_place_of(complaint, desk.directory) for complaint in missed)
            html = nobody_hears(len(missed), places.most_common())
            year, week, _ = now.astimezone(desk.timezone).isocalendar()
            await tell_operators(tables, f"unreached:{year}-W{week:02}", "unreached", html, now)
        await _tell_unlisted(desk, tables, unknown, now)


async def find_gaps(desk: Desk) -> tuple[list[Complaint], Unlisted]:
    """Open complaints that reach no chat, and names that the configuration lacks."""
    async with desk.store.reading() as tables:
        told = [one for one in await tables.destinations.all() if _hears(one)]
        complaints = await tables.complaints.wanted(Wanted(open_only=True))
    missed = beyond(complaints, list(_reaches(desk, told)))
    units = [one.scope.unit for one in told if one.scope.unit]
    return missed, unlisted(complaints, desk.listed, units, desk.directory, missed if told else ())


def _reaches(desk: Desk, told: Iterable[Destination]) -> Iterator[Reach]:
    for one in told:
        with suppress(NotFound):  # an area that the directory lost: the digest there tells it
            yield desk.reach(one.scope)


def _hears(destination: Destination) -> bool:
    return destination.kind is not DestinationKind.OPERATOR and destination.gets_digests


def _place_of(complaint: Complaint, directory: Directory) -> str:
    code = complaint.owner_code or complaint.area_code
    area = directory.find(code) if code else None
    return area.title if area else complaint.unit or complaint.area or NO_AREA


async def _tell_unlisted(desk: Desk, tables: Tables, found: Unlisted, now: datetime) -> None:
    new = await not_told(tables, "unlisted", found)
    if not new.kinds():
        return
    key = blake2b(json.dumps(_keys(new)).encode(), digest_size=8).hexdigest()
    html = names_unlisted(new, desk.listed.channels, _area_lines(desk.directory, new))
    if await tell_operators(tables, f"unlisted:{key}", "unlisted", html, now):
        await remember_told(tables, "unlisted", _keys(new))


async def not_told(tables: Tables, note: str, found: Unlisted) -> Unlisted:
    """The first of each kind that do not count as told under that note."""
    told = set(await told_before(tables, note))
    new = found.only(lambda kind, name: _key(kind, name) not in told)
    return Unlisted(**{kind: dict(islice(names.items(), AT_ONCE)) for kind, names in new.kinds().items()})


async def remember_unlisted(tables: Tables, note: str, told: Unlisted) -> None:
    """They count as told there from now on."""
    await remember_told(tables, note, _keys(told))


def _keys(names: Unlisted) -> list[str]:
    return [_key(kind, name) for kind, counts in names.kinds().items() for name in counts]


def _key(kind: str, name: str) -> str:
    return f"{kind}:{label_key(kind, name)}"


def _area_lines(directory: Directory, names: Unlisted) -> Sequence[str]:
    return [directory.line_to_paste(name)[0] for name in names.offices]
