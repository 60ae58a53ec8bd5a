"""Absent from a complete list of waiting ones: such complaints have left wait (contract: Identity)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.facts.history import apply, left_wait
from monitor.model import Complaint, Fact, ImportRun, Wanted
from storage.bulk import put
from storage.instants import to_micros
from storage.rows import COLUMNS, FACT_COLUMNS, RAW, complaint_of, complaint_row, fact_row, raw
from storage.selection import conditions, is_waiting
from storage.tables import complaints, facts, staging


async def sweep(
    connection: AsyncConnection, run: ImportRun, wanted: Wanted, listed_at: datetime, now: datetime, limit: int
) -> int:
    """How many of up to `limit` complaints have left wait. Those known to be true later are left alone."""
    same = staging.c.ticket_key == complaints.c.ticket_key
    here = select(staging.c.ticket_key).where(staging.c.import_id == run.id, same)
    query = (
        select(*RAW, raw(complaints.c.latest_at))
        .where(complaints.c.system == run.system, is_waiting(), ~here.exists())
        .where(complaints.c.listed_at < listed_at, complaints.c.holds_at <= listed_at)
        .where(*conditions(replace(wanted, stage=None, open_only=False)))
        .order_by(complaints.c.id)
        .limit(limit)
    )
    rows = (await connection.execute(query)).all()
    gone = [(known, left_wait(known, listed_at, now, run.name)) for known in map(complaint_of, rows)]
    latest = [max(row[-1], to_micros(listed_at)) for row in rows]
    changed = [_row(*pair, listed_at, at) for pair, at in zip(gone, latest, strict=True)]
    await put(connection, complaints, COLUMNS, changed)
    await put(connection, facts, FACT_COLUMNS, [fact_row(known.id, fact) for known, fact in gone])
    return len(rows)


def _row(known: Complaint, fact: Fact, holds_at: datetime, latest_at: int) -> tuple[object, ...]:
    """Without a hash: the next word on it is offered whatever it says, even that it waits again."""
    complaint = apply(known, [fact], holds_at=holds_at)
    return complaint_row(complaint, None, latest_at)
