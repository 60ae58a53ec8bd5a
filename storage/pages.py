"""One page of a poll becomes facts and complaints at once, within the caller's transaction.

The hashes are compared first: what says the same as the latest word only moves forward how long that is known.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.facts.taking import Take
from monitor.model import Observation
from storage.deciding import Offer
from storage.encoding import decode_observation, encode_observation, said_hash
from storage.instants import to_micros
from storage.merging import KNOWN, take_all
from storage.rows import VALUES, ticket_key
from storage.selection import among
from storage.tables import complaints
from storage.tables.columns import storable

_TICKET, _HOLDS, _MISSING = (VALUES.index(name) for name in ("ticket", "holds_at", "missing_since"))
_HASH = len(VALUES)


@dataclass(slots=True)
class Merged:
    """What became of one page; a ticket that was in it twice counts once."""

    size: int
    new: int
    changed: int

    @property
    def unchanged(self) -> int:
        return self.size - self.new - self.changed


@dataclass(slots=True)
class _Sorted:
    """Words to decide on; ids of those that say the same, by both instants."""

    offered: list[Offer] = field(default_factory=list)
    listed: dict[datetime, list[int]] = field(default_factory=dict)
    held: dict[datetime, list[int]] = field(default_factory=dict)


async def merge_page(
    connection: AsyncConnection, system: str, observations: Sequence[Observation], take: Take
) -> Merged:
    """Takes in up to a thousand observations of one system; of a ticket that comes twice, the last."""
    said = {ticket_key(seen.ticket): seen for seen in observations}
    query = select(*KNOWN).where(complaints.c.system == system, among(connection, complaints.c.ticket_key, said))
    rows = (await connection.execute(query)).all()
    found = await asyncio.to_thread(_sort, said, rows)
    await _move_on(connection, found)
    decided = await take_all(connection, take, found.offered)
    return Merged(len(said), decided.new, decided.changed)


def _sort(said: dict[str, Observation], rows: Sequence[Any]) -> _Sorted:
    known = {ticket_key(row[_TICKET]): row for row in rows}
    found = _Sorted()
    for key in sorted(said):
        seen, hashed = _kept(said[key])
        row = known.get(key)
        if row is None:
            found.offered.append(Offer(seen, hashed, None))
            continue
        holds_at = to_micros(seen.holds_at)
        if row[_HASH] != hashed or row[_MISSING] is not None or holds_at < row[_HOLDS]:
            found.offered.append(Offer(seen, hashed, row))
            continue
        found.listed.setdefault(seen.listed_at, []).append(row[0])
        if holds_at > row[_HOLDS]:
            found.held.setdefault(seen.holds_at, []).append(row[0])
    return found


def _kept(seen: Observation) -> tuple[Observation, bytes]:
    """A word as it is kept, with its hash. What carries a mark was made clean when it was read."""
    document = "" if seen.mark else encode_observation(seen)
    if document:
        seen = decode_observation(seen.system, storable(seen.ticket), to_micros(seen.listed_at), document)
    return seen, said_hash(seen, document)


async def _move_on(connection: AsyncConnection, found: _Sorted) -> None:
    """The same word again, later. Nothing is written where it is not later."""
    for name, groups in (("listed_at", found.listed), ("holds_at", found.held)):
        for at, ids in groups.items():
            later = update(complaints).where(among(connection, complaints.c.id, ids), complaints.c[name] < at)
            await connection.execute(later.values({name: at}))
