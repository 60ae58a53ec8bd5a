"""The complaints of a period as raw columns: what ranks and scores are reckoned from, in portions."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from sqlalchemy import BigInteger, ColumnElement, Integer, and_, or_, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import Complaint, Fact
from monitor.scores.judging import Arrival, Arrivals
from storage.histories import facts_of_many
from storage.instants import to_micros
from storage.rows import RAW, complaint_of, raw
from storage.tables import complaints

AT_ONCE = 5000  # complaints read together: to judge them takes the event loop some 30 ms
_NAMES = (
    "id",
    "created_at",
    "stage",
    "responded_after",
    "responded_at",
    "completed_after",
    "completed_at",
    "restarted_at",
    "response_due_at",
    "completion_due_at",
    "response_unseen",
    "category",
    "unit",
    "unit_area_code",
    "area_code",
    "doubt",
)
_UNSEEN = type_coerce(complaints.c.response_unseen, Integer)  # as the driver gives it: 0 or False
LEAN = [_UNSEEN if name == "response_unseen" else raw(complaints.c[name]) for name in _NAMES]
_LATEST = raw(complaints.c.latest_at)
CREATED = type_coerce(complaints.c.created_at, BigInteger)


async def arrivals(
    connection: AsyncConnection, begins_at: datetime, ends_before: datetime, *, as_of: datetime | None
) -> AsyncIterator[Arrivals]:
    """Those that arrived in [begins_at, ends_before), oldest first, read along the index of the arrival.

    To what happened after `as_of` belongs a history: such complaints come whole, to be rewound.
    """
    limit = to_micros(as_of) if as_of else None
    columns = LEAN if limit is None else [*LEAN, _LATEST]
    query = select(*columns).order_by(complaints.c.created_at, complaints.c.id).limit(AT_ONCE)
    query = query.where(to_micros(ends_before) > CREATED)
    after = to_micros(begins_at), -1
    while True:
        found = (await connection.execute(query.where(beyond(*after)))).all()
        if limit is None:
            yield Arrivals([Arrival._make(row) for row in found])
        else:
            stood = [Arrival._make(row[:-1]) for row in found if row[-1] <= limit]
            moved = [row[0] for row in found if row[-1] > limit]
            yield Arrivals(stood, await _whole(connection, moved))
        if len(found) < AT_ONCE:
            return
        after = found[-1][1], found[-1][0]


async def unshown(connection: AsyncConnection, begins_at: datetime, ends_before: datetime) -> set[int]:
    """The ids of those that arrived in [begins_at, ends_before) and that their source shows no more."""
    arrived = to_micros(begins_at) <= CREATED, to_micros(ends_before) > CREATED
    query = select(complaints.c.id).where(*arrived, complaints.c.missing_since.is_not(None))
    return set((await connection.execute(query)).scalars())


def beyond(created: int, complaint_id: int) -> ColumnElement[bool]:
    """In the order of arrival, then of id."""
    return and_(created <= CREATED, or_(created < CREATED, complaints.c.id > complaint_id))


async def _whole(connection: AsyncConnection, ids: list[int]) -> list[tuple[Complaint, Sequence[Fact]]]:
    if not ids:
        return []
    histories = await facts_of_many(connection, ids)
    rows = await connection.execute(select(*RAW).where(complaints.c.id.in_(ids)).order_by(complaints.c.id))
    return [(complaint_of(row), histories.get(row[0], ())) for row in rows]
