"""New due times for stored complaints, a batch at a time: only the columns they depend on are read and written.

A million complaints are gone through when a rule is corrected, so nothing here makes a `Complaint`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.case import Case
from monitor.dues import DueTimes, unit_level_of
from monitor.model import FactKind, Stage
from monitor.ports import Redued
from monitor.states import urgency
from storage.bulk import put, update_by_id
from storage.encoding import decode_clock_events, encode_dues
from storage.instants import from_micros, to_micros
from storage.rows import FACT_COLUMNS, raw
from storage.tables import complaints, facts

SOURCE = "rules"
OPEN_STAGES = frozenset(stage.value for stage in Stage if stage.is_open)


class _Row(NamedTuple):
    """The columns that are read, in this order; instants in microseconds."""

    id: int
    stage: str
    created_at: int
    category: str | None
    channel: str | None
    priority: str | None
    unit: str | None
    unit_area_code: str | None
    area_code: str | None
    restarted_at: int | None
    stated_due_at: int | None
    responded_at: int | None
    response_unseen: bool
    completed_at: int | None
    clock_events: str | None
    response_due_at: int | None
    completion_due_at: int | None
    latest_at: int


COLUMNS = [raw(complaints.c[name]) for name in _Row._fields]
DUES = ("response_due_at", "completion_due_at", "latest_at")


@dataclass(frozen=True, slots=True)
class _Clocks:
    """What `states.urgency` asks of a complaint."""

    created_at: datetime
    stage: Stage
    responded: object
    response_unseen: bool
    completed: object
    response_due_at: datetime | None
    completion_due_at: datetime | None


async def redue(
    connection: AsyncConnection,
    rules: DueTimes,
    now: datetime,
    *,
    after_id: int,
    limit: int,
    arrived_from: datetime | None,
) -> Redued:
    """Derives the due times of up to `limit` complaints with id > `after_id` again; a changed one is a fact.

    `arrived_from`: those that arrived before it are left alone.
    """
    query = select(*COLUMNS).where(complaints.c.id > after_id).order_by(complaints.c.id).limit(limit)
    if arrived_from is not None:
        query = query.where(complaints.c.created_at >= arrived_from)
    found = (await connection.execute(query)).all()
    closed: list[tuple[object, ...]] = []
    running: list[tuple[object, ...]] = []
    news: list[tuple[object, ...]] = []
    at = to_micros(now)
    for known in found:
        row = _Row._make(known)
        dues = rules.dues(_case(row, rules))
        response, completion = _micros(dues.response_at), _micros(dues.completion_at)
        if response == row.response_due_at and completion == row.completion_due_at:
            continue
        values = (row.id, response, completion, max(row.latest_at, at))
        if row.stage in OPEN_STAGES:
            running.append((*values, to_micros(_urgency(row, dues.response_at, dues.completion_at))))
        else:
            closed.append(values)
        changes = encode_dues((row.response_due_at, response), (row.completion_due_at, completion))
        news.append((row.id, FactKind.DUE.value, at, at, at, SOURCE, changes))
    await update_by_id(connection, complaints, DUES, closed)
    await update_by_id(connection, complaints, (*DUES, "urgent_at"), running)
    await put(connection, facts, FACT_COLUMNS, news)
    return Redued(found[-1][0] if len(found) == limit else None, len(found), len(news))


def _case(row: _Row, rules: DueTimes) -> Case:
    return Case(
        row.category,
        from_micros(row.created_at),
        row.channel,
        unit_level_of(row.unit, row.unit_area_code, row.area_code, rules),
        row.priority,
        None if row.restarted_at is None else from_micros(row.restarted_at),
        None if row.stated_due_at is None else from_micros(row.stated_due_at),
        None if row.completed_at is None else from_micros(row.completed_at),
        decode_clock_events(row.clock_events) if row.clock_events else (),
    )


def _micros(at: datetime | None) -> int | None:
    return None if at is None else to_micros(at)


def _urgency(row: _Row, response_due_at: datetime | None, completion_due_at: datetime | None) -> datetime:
    clocks: Any = _Clocks(
        created_at=from_micros(row.created_at),
        stage=Stage(row.stage),
        responded=row.responded_at,
        response_unseen=bool(row.response_unseen),
        completed=row.completed_at,
        response_due_at=response_due_at,
        completion_due_at=completion_due_at,
    )
    return urgency(clocks)
