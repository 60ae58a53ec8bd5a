"""New due times for stored complaints, a batch at a time: only the columns they depend on are read and written.

A million complaints are gone through when a rule is corrected, so nothing here makes a `Complaint`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.ahead import one_ahead
from monitor.deadlines.case import Case
from monitor.deadlines.dues import DueTimes, unit_level_of
from monitor.model import FactKind, Stage
from monitor.ports import Redued
from monitor.ports.knowing import Frozen
from monitor.states import urgency
from storage.bulk import add_alike, update_by_id
from storage.encoding import decode_clock_events, encode_dues
from storage.engine import is_sqlite
from storage.instants import from_micros, to_micros
from storage.rows import raw
from storage.tables import complaints, facts

SOURCE = "rules"
OPEN_STAGES = frozenset(stage.value for stage in Stage if stage.is_open)


COLUMNS = (
    *("created_at", "category", "channel", "priority", "unit", "unit_area_code", "area_code"),
    *("restarted_at", "stated_due_at", "completed_at", "clock_events"),
    *("id", "stage", "responded_at", "response_unseen", "response_due_at", "completion_due_at", "latest_at"),
)
_DEPENDS_ON = COLUMNS.index("id")  # the due times depend on the columns before it
RAW = [raw(complaints.c[name]) for name in COLUMNS]
DUES = ("response_due_at", "completion_due_at", "latest_at")
TOLD = ("complaint_id", "changes")
AT_ONCE = 1_000  # derived while those before are written


@dataclass(slots=True)
class _News:
    """What a batch changes, as rows to write: complaints that are finished, those that run, and the facts."""

    finished: list[tuple[object, ...]] = field(default_factory=list)  # id, then DUES
    running: list[tuple[object, ...]] = field(default_factory=list)  # id, DUES, then urgent_at
    facts: list[tuple[object, ...]] = field(default_factory=list)  # TOLD


@dataclass(frozen=True, slots=True)
class _Clocks:
    """What `states.urgency` asks of a complaint."""

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
    frozen: Frozen | None,
) -> Redued:
    """Derives the due times of up to `limit` complaints with id > `after_id` again; a changed one is a fact.

    `frozen`: those that arrived in [from, before) are left alone.
    """
    query = select(*RAW).where(complaints.c.id > after_id).order_by(complaints.c.id).limit(limit)
    if frozen is not None:
        query = query.where(or_(complaints.c.created_at < frozen[0], complaints.c.created_at >= frozen[1]))
    rows = (await connection.execute(query)).all()
    if not is_sqlite(connection):  # without statistics the whole table would be read for each batch
        await connection.exec_driver_sql("SET LOCAL enable_hashjoin = off")
        await connection.exec_driver_sql("SET LOCAL enable_mergejoin = off")
        # What a server loses when it dies here is derived again: the note that it is done is written after all.
        await connection.exec_driver_sql("SET LOCAL synchronous_commit = off")
    changed = 0
    async with aclosing(one_ahead(_derived(rows, rules, to_micros(now)))) as parts:
        async for news in parts:
            await _write(connection, news, to_micros(now))
            changed += len(news.facts)
    return Redued(rows[-1].id if len(rows) == limit else None, len(rows), changed)


async def _derived(rows: Sequence[Any], rules: DueTimes, now: int) -> AsyncGenerator[_News, None]:
    for start in range(0, len(rows), AT_ONCE):  # in a thread: the event loop goes on meanwhile
        yield await asyncio.to_thread(_news, rows[start : start + AT_ONCE], rules, now)


async def _write(connection: AsyncConnection, news: _News, now: int) -> None:
    await update_by_id(connection, complaints, DUES, news.finished)
    await update_by_id(connection, complaints, (*DUES, "urgent_at"), news.running)
    moments = dict.fromkeys(("happened_after", "happened_at", "seen_at"), now)
    alike = {"kind": FactKind.DUE.value, "source": SOURCE, **moments}
    await add_alike(connection, facts, TOLD, news.facts, alike)


def _news(rows: Sequence[Any], rules: DueTimes, now: int) -> _News:
    news = _News()
    for row in rows:
        complaint_id, stage, responded, unseen, old_response, old_completion, latest = row[_DEPENDS_ON:]
        dues = rules.dues(_case(row[:_DEPENDS_ON], rules))
        response, completion = _micros(dues.response_at), _micros(dues.completion_at)
        if response == old_response and completion == old_completion:
            continue
        values = (complaint_id, response, completion, max(latest, now))
        if stage in OPEN_STAGES:
            clocks = _Clocks(
                Stage(stage), responded, bool(unseen), row.completed_at, dues.response_at, dues.completion_at
            )
            news.running.append((*values, to_micros(urgency(clocks))))
        else:
            news.finished.append(values)
        news.facts.append((complaint_id, encode_dues((old_response, response), (old_completion, completion))))
    return news


def _case(known: tuple[Any, ...], rules: DueTimes) -> Case:
    created, category, channel, priority, unit, unit_code, area_code, restarted, stated, completed, events = known
    return Case(
        category,
        from_micros(created),
        channel,
        unit_level_of(unit, unit_code, area_code, rules),
        priority,
        None if restarted is None else from_micros(restarted),
        None if stated is None else from_micros(stated),
        None if completed is None else from_micros(completed),
        decode_clock_events(events) if events else (),
    )


def _micros(at: datetime | None) -> int | None:
    return None if at is None else to_micros(at)
