"""The complaints of a month as they were known when a certain fact was the newest: read lean where nothing came
after it, else folded from their facts up to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, exists, or_, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.facts.history import fold
from monitor.model import FactKind
from monitor.scores.judging import Arrival, arrival_of
from storage.arrivals import CREATED, LEAN, beyond
from storage.encoding import fact_of
from storage.instants import EPOCH, to_micros
from storage.rows import RAW_FACTS
from storage.tables import complaints, facts

AT_ONCE = 1000  # complaints read together: a few milliseconds of the event loop
_CORRECTS = facts.c.changes.like('%"created_at"%') & (facts.c.kind != FactKind.ARRIVED.value)
_SEEN = type_coerce(facts.c.seen_at, BigInteger) + 0  # "+ 0": the newest are found by walking back along the ids


async def last_fact(connection: AsyncConnection, known_by: datetime) -> int:
    """The id of the last fact that was recorded by then; 0 = nothing was."""
    query = select(facts.c.id).where(to_micros(known_by) >= _SEEN).order_by(facts.c.id.desc()).limit(1)
    return (await connection.execute(query)).scalar() or 0


async def is_recorded_after(connection: AsyncConnection, fact: int, known_by: datetime) -> bool:
    """Whether a fact with a greater id was nevertheless known by then."""
    query = select(facts.c.id).where(facts.c.id > fact, to_micros(known_by) >= _SEEN).limit(1)
    return (await connection.execute(query)).first() is not None


async def arrivals_as_known(
    connection: AsyncConnection, begins_at: datetime, ends_before: datetime, fact: int
) -> AsyncIterator[list[Arrival]]:
    """Those that had arrived in [begins_at, ends_before), in portions, by the facts up to the id `fact`."""
    first, last = to_micros(begins_at), to_micros(ends_before)
    has_moved = exists().where(facts.c.complaint_id == complaints.c.id, facts.c.id > fact)
    query = select(*LEAN, has_moved).order_by(complaints.c.created_at, complaints.c.id).limit(AT_ONCE)
    query = query.where(last > CREATED)
    after = first, -1
    while found := (await connection.execute(query.where(beyond(*after)))).all():
        after = found[-1][1], found[-1][0]
        stood, moved = await asyncio.to_thread(_parted, found)
        yield stood + await _folded(connection, moved, fact, first, last)
    async for moved in _moved_out(connection, fact, first, last):
        yield await _folded(connection, moved, fact, first, last)


def _parted(rows: Sequence[Any]) -> tuple[list[Arrival], list[int]]:
    """Those to which nothing came later, and the ids of the others. The last of each row tells which it is."""
    return [Arrival._make(row[:-1]) for row in rows if not row[-1]], [row[0] for row in rows if row[-1]]


async def _moved_out(connection: AsyncConnection, fact: int, first: int, last: int) -> AsyncIterator[list[int]]:
    """The complaints that arrive elsewhere by now, because their arrival was corrected after `fact`."""
    query = select(facts.c.id, facts.c.complaint_id).join(complaints, complaints.c.id == facts.c.complaint_id)
    query = query.where(_CORRECTS, or_(first > CREATED, last <= CREATED)).order_by(facts.c.id).limit(AT_ONCE)
    known: set[int] = set()
    while rows := (await connection.execute(query.where(facts.c.id > fact))).all():
        fact = rows[-1][0]
        news = {row[1] for row in rows} - known
        known |= news
        yield sorted(news)


async def _folded(
    connection: AsyncConnection, ids: Sequence[int], fact: int, first: int, last: int
) -> list[Arrival]:
    if not ids:
        return []
    which: ColumnElement[bool] = facts.c.complaint_id.in_(ids)
    query = select(*RAW_FACTS).where(which, facts.c.id <= fact).order_by(facts.c.complaint_id, facts.c.id)
    rows = (await connection.execute(query)).all()
    return await asyncio.to_thread(list, _within(rows, first, last))


def _within(rows: Iterable[Any], first: int, last: int) -> Iterator[Arrival]:
    for _, history in groupby(rows, key=itemgetter(1)):
        known = fold([fact_of(row) for row in history], holds_at=EPOCH, listed_at=EPOCH)
        found = arrival_of(known) if known else None
        if found and first <= found.created < last:
            yield found
