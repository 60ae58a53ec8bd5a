"""One batch of a merge: staged rows become facts and complaints, within the caller's transaction.

Rows that say what the latest word on their complaint said already (same hash) cost no decision: in one
statement they only move forward how long that is known to be true. All others are offered to `take`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.ahead import one_ahead
from monitor.facts.taking import Take
from monitor.model import ImportRun
from storage.bulk import put
from storage.deciding import Decided, Offer, decide
from storage.encoding import decode_observation
from storage.engine import is_sqlite
from storage.identities import next_ids
from storage.rows import COLUMNS, FACT_COLUMNS, RAW, raw
from storage.tables import complaints, facts, staging

OFFERED = ("ticket", "listed_at", "content_hash", "payload")  # what was said; instants as microseconds
STAGED = [raw(staging.c[name]) for name in OFFERED]
AT_ONCE = 250  # words decided on before they are written
KNOWN = [*RAW, complaints.c.seen_hash, raw(complaints.c.latest_at)]


@dataclass(slots=True)
class Batch:
    """What became of some staged rows. `through`: the last ticket's key among them, None when there were none."""

    through: str | None
    size: int
    is_last: bool
    new: int = 0
    changed: int = 0

    @property
    def unchanged(self) -> int:
        return self.size - self.new - self.changed


async def merge_batch(connection: AsyncConnection, run: ImportRun, take: Take, limit: int) -> Batch:
    """Takes in the next `limit` rows by ticket. Nothing is kept of it unless the transaction commits."""
    if not is_sqlite(connection):  # before ANALYZE has seen a first load, these plans read the whole table
        await connection.exec_driver_sql("SET LOCAL enable_hashjoin = off")
        await connection.exec_driver_sql("SET LOCAL enable_mergejoin = off")
    batch = await _next(connection, run, limit)
    if batch.through is None:
        return batch
    span = _span(run, batch.through)
    rows = (await connection.execute(_offered(run, span))).all()
    await connection.execute(_still_true(run, span))
    decided = await take_all(connection, take, await asyncio.to_thread(_offers, run.system, rows))
    batch.new, batch.changed = decided.new, decided.changed
    return batch


def _offers(system: str, rows: Sequence[Any]) -> list[Offer]:
    """From rows of OFFERED, then KNOWN."""
    offers = []
    for row in rows:
        ticket, listed_at, said_hash, payload = row[: len(OFFERED)]
        known = row[len(OFFERED) :]
        seen = decode_observation(system, ticket, listed_at, payload)
        offers.append(Offer(seen, said_hash, known if known[0] is not None else None))
    return offers


async def _next(connection: AsyncConnection, run: ImportRun, limit: int) -> Batch:
    left = select(staging.c.ticket_key).where(staging.c.import_id == run.id)
    if run.merged_through is not None:
        left = left.where(staging.c.ticket_key > run.merged_through)
    ahead = left.order_by(staging.c.ticket_key).limit(limit).subquery()
    through, size = (await connection.execute(select(func.max(ahead.c.ticket_key), func.count()))).one()
    return Batch(through=through, size=size, is_last=size < limit)


def _span(run: ImportRun, through: str) -> ColumnElement[bool]:
    span = and_(staging.c.import_id == run.id, staging.c.ticket_key <= through)
    return span if run.merged_through is None else and_(span, staging.c.ticket_key > run.merged_through)


def _same(run: ImportRun) -> ColumnElement[bool]:
    return and_(complaints.c.system == run.system, complaints.c.ticket_key == staging.c.ticket_key)


def _offered(run: ImportRun, span: ColumnElement[bool]) -> Any:
    """Rows that are new, say something else, or are older: an older word may still narrow an interval."""
    decided = or_(
        complaints.c.seen_hash.is_(None),
        complaints.c.seen_hash != staging.c.content_hash,
        complaints.c.missing_since.is_not(None),
        staging.c.holds_at < complaints.c.holds_at,
    )
    joined = staging.outerjoin(complaints, _same(run))
    return select(*STAGED, *KNOWN).select_from(joined).where(span, decided).order_by(staging.c.ticket_key)


def _still_true(run: ImportRun, span: ColumnElement[bool]) -> Any:
    """The same word again, later: it holds until now. Nothing is written where it is not later."""
    holds, listed = complaints.c.holds_at, complaints.c.listed_at
    later = or_(staging.c.listed_at > listed, staging.c.holds_at > holds)
    again = and_(complaints.c.seen_hash == staging.c.content_hash, staging.c.holds_at >= holds)
    return (
        update(complaints)
        .where(_same(run), span, again, later)
        .values(holds_at=staging.c.holds_at, listed_at=_later_of(staging.c.listed_at, listed))
    )


def _later_of(one: ColumnElement[Any], other: ColumnElement[Any]) -> ColumnElement[Any]:
    return case((one > other, one), else_=other)


async def take_all(connection: AsyncConnection, take: Take, offers: Sequence[Offer]) -> Decided:
    """Offers words to `take` and keeps what it decides: while some are written, the next are decided on."""
    total = Decided()
    ids = await next_ids(connection, complaints, sum(offer.known is None for offer in offers))
    async with aclosing(one_ahead(_decisions(take, offers, iter(ids)))) as decisions:
        async for decided in decisions:
            await put(connection, complaints, COLUMNS, decided.complaints)
            await put(connection, facts, FACT_COLUMNS, decided.facts)
            total.new += decided.new
            total.changed += decided.changed
    return total


async def _decisions(take: Take, offers: Sequence[Offer], ids: Iterator[int]) -> AsyncGenerator[Decided, None]:
    for start in range(0, len(offers), AT_ONCE):
        yield await asyncio.to_thread(decide, take, offers[start : start + AT_ONCE], ids)
