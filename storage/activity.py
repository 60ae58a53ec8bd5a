"""What became known between two instants: the counts of a digest's "since then"."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, case, func, or_, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.clock import AHEAD
from monitor.model import Activity, FactKind, ImportState, Wanted
from monitor.polls import PollState
from storage.instants import to_micros
from storage.selection import conditions
from storage.tables import complaints, facts, imports, polls

ANSWERED = (FactKind.RESPONDED.value, FactKind.LEFT_WAIT.value)
LATE_WORD = timedelta(days=1)  # a source may tell so much later what had happened before

Limits = dict[str, datetime]


async def activity(
    connection: AsyncConnection, wanted: Wanted, after: datetime, until: datetime
) -> Activity | None:
    """What `monitor.ports.Complaints.activity` promises. Complaints are counted, not facts."""
    limits = await _limits(connection, after)
    if not limits:
        return None
    kind, counted = facts.c.kind, func.count(facts.c.complaint_id.distinct())
    known = _was_known(limits, after)
    query = (
        select(
            counted.filter(kind == FactKind.ARRIVED.value),
            counted.filter(kind.in_(ANSWERED), known),
            counted.filter(kind == FactKind.COMPLETED.value, known),
        )
        .select_from(facts.join(complaints))
        .where(facts.c.seen_at > after, facts.c.seen_at <= until, facts.c.happened_at <= until + AHEAD)
        .where(_since(limits, type_coerce(facts.c.happened_at, BigInteger)), *conditions(wanted, with_stage=False))
    )
    arrived, answered, completed = (await connection.execute(query)).one()
    return Activity(arrived, answered, completed)


async def _limits(connection: AsyncConnection, at: datetime) -> Limits:
    """Of each system that anything was known of at `at`: what happened by then was told, or is history."""
    newest: Limits = {}
    for table, done in ((imports, ImportState.DONE), (polls, PollState.DONE)):
        query = select(table.c.system, func.max(table.c.as_of)).group_by(table.c.system)
        query = query.where(table.c.state == done.value, table.c.finished_at <= at, table.c.as_of.is_not(None))
        for system, as_of in await connection.execute(query):
            newest[system] = max(as_of, newest.get(system, as_of))
    return {system: min(as_of, at) - LATE_WORD for system, as_of in newest.items()}


def _since(limits: Limits, instant: ColumnElement[Any]) -> ColumnElement[bool]:
    """As one value: SQLite would look up all complaints of a system instead of the facts seen lately."""
    return instant > case(
        {system: to_micros(limit) for system, limit in limits.items()}, value=complaints.c.system
    )


def _was_known(limits: Limits, at: datetime) -> ColumnElement[bool]:
    """Either young, or heard of before: of an old one that comes with its history nothing is news."""
    arrival = facts.alias()
    came_later = (
        select(arrival.c.id)
        .where(arrival.c.complaint_id == complaints.c.id, arrival.c.kind == FactKind.ARRIVED.value)
        .where(arrival.c.seen_at > at)
    )
    return or_(_since(limits, type_coerce(complaints.c.created_at, BigInteger)), ~came_later.exists())
