"""How many complaints have which keys of some axes: one grouped query, no row for any complaint."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.crosstables.crossing import Axis, Key, Question
from storage.clock_states import state_of
from storage.local_time import time_key
from storage.selection import Conditions, conditions
from storage.tables import complaints

_COLUMNS: dict[Axis, ColumnElement[Any]] = {
    Axis.AREA: complaints.c.area_code,
    Axis.UNIT: complaints.c.unit,
    Axis.CATEGORY: complaints.c.category,
    Axis.CHANNEL: complaints.c.channel,
    Axis.STAGE: complaints.c.stage,
    Axis.GEOTAG: complaints.c.geotagged,
}
Crossed = list[tuple[tuple[Key, ...], int]]


async def crossed(connection: AsyncConnection, question: Question) -> Crossed:
    """What `monitor.ports.Complaints.crossed` promises."""
    span = await _span(connection, question)
    if span is None:
        return []
    keys = [_key(axis, question, *span) for axis in question.axes]
    query = select(*keys, func.count()).select_from(complaints).where(*_asked(question))
    if keys:
        query = query.group_by(text(", ".join(str(place) for place, _ in enumerate(keys, 1))))
    return [(tuple(row[:-1]), row[-1]) for row in await connection.execute(query)]


async def _span(connection: AsyncConnection, question: Question) -> tuple[datetime, datetime] | None:
    """Between which instants all arrivals lie that can be asked for; two look-ups in the index."""
    created = complaints.c.created_at
    least, most = (select(what(created)).scalar_subquery() for what in (func.min, func.max))
    first, last = (await connection.execute(select(least, most))).one()
    if first is None:
        return None
    first = max(first, question.begins_at or first)
    last = min(last, question.arrived_by, question.ends_before or last)
    return (first, last) if first <= last else None


def _key(axis: Axis, question: Question, first: datetime, last: datetime) -> ColumnElement[Any]:
    column = _COLUMNS.get(axis)
    return time_key(axis, question, first, last) if column is None else column


def _asked(question: Question) -> Conditions:
    created = complaints.c.created_at
    asked = [created <= question.arrived_by, *conditions(question.wanted)]
    if question.begins_at is not None:
        asked.append(created >= question.begins_at)
    if question.ends_before is not None:
        asked.append(created < question.ends_before)
    if question.state is not None:
        states = (state_of(clock, question.at, question.near) for clock in question.clocks)
        asked.append(or_(*(state == question.state.value for state in states)))
    if question.rewound:
        asked.append(complaints.c.latest_at <= question.at)
    return asked
