"""What is known of complaints: the rows behind `monitor.ports.Complaints`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Row, and_, func, or_, select, true, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.crosstables.crossing import Question
from monitor.deadlines.dues import DueTimes
from monitor.errors import NotFound
from monitor.inquiry import Found, Inquiry
from monitor.model import Activity, Complaint, Fact, FactKind, Wanted
from monitor.ports import Redued
from monitor.ports.knowing import Frozen
from monitor.scores.judging import Arrivals
from storage.activity import activity
from storage.arrivals import arrivals, unshown
from storage.crosstab import Crossed, crossed
from storage.encoding import fact_of
from storage.histories import facts_of_many
from storage.instants import to_micros
from storage.listing import listed
from storage.redueing import redue
from storage.rows import (
    DERIVED,
    RAW,
    RAW_FACTS,
    complaint_of,
    raw,
    ticket_key,
)
from storage.selection import conditions
from storage.tables import complaints, facts

AT_ONCE = 1000  # complaints read together by a stream
EXTRAS = [complaints.c.seen_hash, raw(complaints.c.latest_at)]


class Complaints:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def find(self, ticket: str, system: str | None = None) -> list[Complaint]:
        """Every complaint with that ticket (one a system), compared without regard to case and blanks around."""
        query = select(*RAW).where(complaints.c.ticket_key == ticket_key(ticket))
        if system is not None:
            query = query.where(complaints.c.system == system)
        rows = await self._connection.execute(query.order_by(complaints.c.system, complaints.c.ticket))
        return [complaint_of(row) for row in rows]

    async def get(self, complaint_id: int) -> Complaint:
        """Raises NotFound."""
        row = (await self._connection.execute(select(*RAW).where(complaints.c.id == complaint_id))).one_or_none()
        if row is None:
            raise NotFound(f"There is no complaint number {complaint_id}: look it up by its ticket.")
        return complaint_of(row)

    async def facts_of(self, complaint_id: int) -> list[Fact]:
        """In the order they were recorded."""
        query = select(*RAW_FACTS).where(facts.c.complaint_id == complaint_id).order_by(facts.c.id)
        return [fact_of(row) for row in await self._connection.execute(query)]

    async def wanted(
        self, wanted: Wanted, *, arrived_by: datetime | None = None, limit: int | None = None
    ) -> list[Complaint]:
        """As they stand now, most urgent first; those with the same due time by age."""
        query = select(*RAW).where(*conditions(wanted))
        if arrived_by is not None:  # "+ 0": nearly all have arrived, so no index may be chosen for this
            query = query.where(type_coerce(complaints.c.created_at, BigInteger) + 0 <= to_micros(arrived_by))
        query = query.order_by(complaints.c.urgent_at, complaints.c.created_at, complaints.c.id).limit(limit)
        return [complaint_of(row) for row in await self._connection.execute(query)]

    async def listed(self, inquiry: Inquiry, first: int, most: int) -> Found:
        """The counts of an answer, and at most `most` of its complaints after the `first` ones."""
        return await listed(self._connection, inquiry, first, most)

    async def stream(
        self, wanted: Wanted, *, arrived_by: datetime | None = None, moved_only: bool = False
    ) -> AsyncIterator[tuple[Complaint, Sequence[Fact]]]:
        """All of them by id, each with the facts needed to rewind it to `arrived_by`; read in batches."""
        chosen = conditions(wanted)
        if arrived_by is not None:  # who moved since then may have been another's
            moved = complaints.c.latest_at > arrived_by
            chosen = [
                complaints.c.created_at <= arrived_by,
                moved if moved_only else or_(moved, and_(true(), *chosen)),
            ]
        query = select(*RAW, *EXTRAS).where(*chosen).order_by(complaints.c.id).limit(AT_ONCE)
        last = 0
        while rows := (await self._connection.execute(query.where(complaints.c.id > last))).all():
            last = rows[-1][0]
            histories = await facts_of_many(self._connection, _moved_since(rows, arrived_by))
            for row in rows:
                yield complaint_of(row), histories.get(row[0], ())

    def arrivals(
        self, begins_at: datetime, ends_before: datetime, *, as_of: datetime | None = None
    ) -> AsyncIterator[Arrivals]:
        """Those that arrived in [begins_at, ends_before), in portions; what moved after `as_of` comes whole."""
        return arrivals(self._connection, begins_at, ends_before, as_of=as_of)

    async def unshown(self, begins_at: datetime, ends_before: datetime) -> set[int]:
        """The ids of those that arrived in [begins_at, ends_before) and that their source shows no more."""
        return await unshown(self._connection, begins_at, ends_before)

    async def crossed(self, question: Question) -> Crossed:
        """How many have which keys of `question.axes`, counted by the database."""
        return await crossed(self._connection, question)

    async def activity(self, wanted: Wanted, after: datetime, until: datetime) -> Activity | None:
        """What became known in (after, until], by `seen_at`; None when nothing was known before."""
        return await activity(self._connection, wanted, after, until)

    async def handed_over(self, after_fact: int, limit: int) -> tuple[list[Fact], int]:
        """The hand-overs among the `limit` facts recorded after that one, and the last id looked at."""
        span = select(facts.c.id).where(facts.c.id > after_fact).order_by(facts.c.id).limit(limit).subquery()
        last = (await self._connection.execute(select(func.max(span.c.id)))).scalar()
        if last is None:
            return [], after_fact
        query = select(*RAW_FACTS).where(facts.c.id > after_fact, facts.c.id <= last)
        query = query.where(facts.c.kind == FactKind.HANDED_OVER.value).order_by(facts.c.id)
        return [fact_of(row) for row in await self._connection.execute(query)], last

    async def newest_fact(self) -> int:
        """The id of the fact recorded last, 0 when there is none."""
        return (await self._connection.execute(select(func.max(facts.c.id)))).scalar() or 0

    async def redue(
        self, rules: DueTimes, now: datetime, *, after_id: int, limit: int, frozen: Frozen | None
    ) -> Redued:
        """See monitor.ports: due times derived again, a batch at a time."""
        return await redue(self._connection, rules, now, after_id=after_id, limit=limit, frozen=frozen)


def _moved_since(rows: Sequence[Row[Any]], at: datetime | None) -> list[int]:
    """The ids of rows to which something happened after `at`."""
    if at is None:
        return []
    limit = to_micros(at)
    return [row[0] for row in rows if row[-1] > limit]


async def every_history(
    connection: AsyncConnection,
) -> AsyncIterator[tuple[Complaint, tuple[object, ...], list[Fact]]]:
    """Every complaint by id with its DERIVED columns as stored (raw) and all its facts; read in batches."""
    derived = [raw(complaints.c[name]) for name in DERIVED]
    query = select(*RAW, *derived).order_by(complaints.c.id).limit(AT_ONCE)
    last = 0
    while rows := (await connection.execute(query.where(complaints.c.id > last))).all():
        last = rows[-1][0]
        histories = await facts_of_many(connection, [row[0] for row in rows])
        for row in rows:
            yield complaint_of(row), tuple(row[len(RAW) :]), histories.get(row[0], [])
