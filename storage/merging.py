"""One batch of a merge: staged rows become facts and complaints, within the caller's transaction.

Rows that say what the latest word on their complaint said already (same hash) cost no decision: in one
statement they only move forward how long that is known to be true. All others are offered to `take`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.history import awaits_a_bound
from monitor.model import Complaint, ImportRun, Observation, Stage
from monitor.taking import Take, Taken
from storage.bulk import put
from storage.encoding import decode_observation
from storage.engine import is_sqlite
from storage.identities import next_ids
from storage.instants import to_micros
from storage.rows import COLUMNS, FACT_COLUMNS, RAW, complaint_of, complaint_row, fact_row, raw
from storage.tables import complaints, facts, staging

OFFERED = ("ticket", "listed_at", "content_hash", "payload")  # what was said; instants as microseconds
STAGED = [raw(staging.c[name]) for name in OFFERED]
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
    batch.new, batch.changed = await take_all(connection, run.system, take, rows)
    return batch


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


async def take_all(connection: AsyncConnection, system: str, take: Take, rows: Sequence[Any]) -> tuple[int, int]:
    """Offers rows (OFFERED, then KNOWN) to `take` and keeps what it decides. How many are new, and changed."""
    ids = iter(await next_ids(connection, complaints, sum(row[len(OFFERED)] is None for row in rows)))
    complaint_rows: list[tuple[object, ...]] = []
    fact_rows: list[tuple[object, ...]] = []
    new = altered = 0
    for row in rows:
        taken, changed = _take_one(system, take, row, ids, fact_rows)
        new += taken.is_new
        altered += bool(taken.facts) and not taken.is_new
        if changed is not None:
            complaint_rows.append(changed)
    await put(connection, complaints, COLUMNS, complaint_rows)
    await put(connection, facts, FACT_COLUMNS, fact_rows)
    return new, altered


def _take_one(
    system: str, take: Take, row: Any, ids: Iterator[int], fact_rows: list[tuple[object, ...]]
) -> tuple[Taken, tuple[object, ...] | None]:
    """What became of one row, its facts added to `fact_rows`; the complaint's row, None = as it was."""
    ticket, listed_at, said_hash, payload = row[: len(OFFERED)]
    known_row = row[len(OFFERED) :]
    seen = decode_observation(system, ticket, listed_at, payload)
    known = complaint_of(known_row) if known_row[0] is not None else None
    old_hash, latest_at = known_row[-2:]
    taken = take(_as_offered(known, seen), seen)
    complaint = replace(taken.complaint, id=known.id if known else next(ids))
    if known is not None:
        complaint = replace(complaint, holds_at=max(known.holds_at, complaint.holds_at))
    fact_rows += [fact_row(complaint.id, fact) for fact in taken.facts]
    is_latest_word = known is None or seen.holds_at >= known.holds_at
    new_hash = said_hash if is_latest_word or _left_unseen(known, seen) else old_hash
    if awaits_a_bound(complaint):
        new_hash = None  # the next word is offered, even when it says the same
    if complaint == known and new_hash == old_hash:
        return taken, None
    happened = [to_micros(fact.happened.at) for fact in taken.facts]
    return taken, complaint_row(complaint, new_hash, max([latest_at or 0, *happened]))


def _as_offered(known: Complaint | None, seen: Observation) -> Complaint | None:
    """Absence says only that a complaint left wait: any later listing knows more, whenever its row changed."""
    if known is None or not _left_unseen(known, seen):
        return known
    return replace(known, holds_at=min(known.holds_at, seen.holds_at))


def _left_unseen(known: Complaint | None, seen: Observation) -> bool:
    """Whether `known` was last heard of by its absence, before `seen` was listed (see leaving.py)."""
    return (
        known is not None
        and known.stage is Stage.UNMAPPED
        and known.status is None
        and seen.listed_at > known.holds_at
    )
