"""One page of a poll becomes facts and complaints at once, within the caller's transaction.

The hashes are compared first: what says the same as the latest word only moves forward how long that is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import Observation
from monitor.taking import Take
from storage.encoding import content_hash, encode_observation
from storage.instants import to_micros
from storage.merging import KNOWN, take_all
from storage.rows import VALUES, ticket_key
from storage.tables import complaints
from storage.tables.columns import storable

_NOTHING = (None,) * len(KNOWN)
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
    """Rows to decide on (what was said, then what is known); ids of those that say the same, by both instants."""

    offered: list[tuple[Any, ...]] = field(default_factory=list)
    listed: dict[datetime, list[int]] = field(default_factory=dict)
    held: dict[datetime, list[int]] = field(default_factory=dict)


async def merge_page(
    connection: AsyncConnection, system: str, observations: Sequence[Observation], take: Take
) -> Merged:
    """Takes in up to a thousand observations of one system; of a ticket that comes twice, the last."""
    said = {ticket_key(seen.ticket): seen for seen in observations}
    query = select(*KNOWN).where(complaints.c.system == system, complaints.c.ticket_key.in_(sorted(said)))
    known = {ticket_key(row[_TICKET]): row for row in await connection.execute(query)}
    found = _sort(said, known)
    await _move_on(connection, found)
    new, changed = await take_all(connection, system, take, found.offered)
    return Merged(len(said), new, changed)


def _sort(said: dict[str, Observation], known: dict[str, Any]) -> _Sorted:
    found = _Sorted()
    for key in sorted(said):
        seen, row = said[key], known.get(key)
        payload = encode_observation(seen)
        mark = content_hash(payload)
        listed_at, holds_at = to_micros(seen.listed_at), to_micros(seen.holds_at)
        if row is None or row[_HASH] != mark or row[_MISSING] is not None or holds_at < row[_HOLDS]:
            found.offered.append((storable(seen.ticket), listed_at, mark, payload, *(row or _NOTHING)))
            continue
        found.listed.setdefault(seen.listed_at, []).append(row[0])
        if holds_at > row[_HOLDS]:
            found.held.setdefault(seen.holds_at, []).append(row[0])
    return found


async def _move_on(connection: AsyncConnection, found: _Sorted) -> None:
    """The same word again, later. Nothing is written where it is not later."""
    for name, groups in (("listed_at", found.listed), ("holds_at", found.held)):
        for at, ids in groups.items():
            later = update(complaints).where(complaints.c.id.in_(ids), complaints.c[name] < at)
            await connection.execute(later.values({name: at}))
