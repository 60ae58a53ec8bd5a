"""What is too old to be kept: the rows behind `monitor.ports.Past`. Every question is answered by an index."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import FactKind, ImportState
from monitor.polls import PollState
from monitor.ports import Forgotten, Place
from storage.encoding import decode_changes, encode_changes
from storage.tables import attempts, complaints, facts, imports, invitations, notices, polls, slots

TEXT = complaints.c.content.is_not(None)  # as in the partial index


class Past:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def forget_complaints(self, before: datetime, *, after: Place | None, limit: int) -> Forgotten:
        """Looks at `limit` complaints that arrived before, in the order of arrival, and deletes the untouched."""
        query = select(complaints.c.created_at, complaints.c.id, ~_touched_since(before))
        query = query.where(complaints.c.created_at < before)
        if after is not None:
            at, last_id = after
            later = and_(complaints.c.created_at == at, complaints.c.id > last_id)
            query = query.where(complaints.c.created_at >= at, or_(complaints.c.created_at > at, later))
        query = query.order_by(complaints.c.created_at, complaints.c.id).limit(limit)
        rows = (await self._connection.execute(query)).all()
        gone = [row[1] for row in rows if row[2]]
        await self._delete(gone)
        last = (rows[-1][0], rows[-1][1]) if len(rows) == limit else None
        return Forgotten(len(gone), last)

    async def forget_ahead(self, before: datetime, now: datetime, limit: int) -> int:
        """Of those dated after `now`, the ones of which nothing was heard since `before`. How many went."""
        heard = (facts.c.complaint_id == complaints.c.id, facts.c.seen_at >= before)
        query = select(complaints.c.id).where(complaints.c.created_at > now)
        query = query.where(~exists().where(*heard, facts.c.kind != FactKind.DUE.value)).limit(limit)
        gone = (await self._connection.execute(query)).scalars().all()
        await self._delete(gone)
        return len(gone)

    async def _delete(self, ids: Sequence[int]) -> None:
        if ids:
            await self._connection.execute(delete(facts).where(facts.c.complaint_id.in_(ids)))
            await self._connection.execute(delete(complaints).where(complaints.c.id.in_(ids)))

    async def forget_told(self, before: datetime, limit: int) -> int:
        """Notices planned before, with every try to tell them, the oldest first. How many went."""
        gone = await self._oldest(notices, notices.c.planned_at, before, limit)
        if gone:
            await self._connection.execute(delete(attempts).where(attempts.c.notice_id.in_(gone)))
            await self._connection.execute(delete(notices).where(notices.c.id.in_(gone)))
        return len(gone)

    async def forget_runs(self, before: datetime, limit: int) -> int:
        """Imports and polls that ended, invitations and slots. How many went."""
        ended = imports.c.finished_at.is_not(None) & (imports.c.state != ImportState.STAGING.value)
        done = polls.c.state != PollState.RUNNING.value
        total = 0
        for table, began_at, over in ((imports, imports.c.started_at, ended), (polls, polls.c.started_at, done)):
            gone = await self._oldest(table, began_at, before, limit)
            if gone:
                query = delete(table).where(table.c.id.in_(gone), over)
                total += (await self._connection.execute(query)).rowcount
        for column in (invitations.c.expires_at, slots.c.slot_at):
            total += (await self._connection.execute(delete(column.table).where(column < before))).rowcount
        return total

    async def drop_texts(self, limit: int) -> int:
        """Takes the texts out of `limit` complaints and their histories. How many had one."""
        query = select(complaints.c.id).where(TEXT).order_by(complaints.c.id).limit(limit)
        ids = (await self._connection.execute(query)).scalars().all()
        told = select(facts.c.id, facts.c.changes).where(facts.c.complaint_id.in_(ids))
        for fact_id, document in (await self._connection.execute(told)).all() if ids else []:
            changes = decode_changes(document)
            if changes.pop("content", None) is not None:
                here = update(facts).where(facts.c.id == fact_id)
                await self._connection.execute(here.values(changes=encode_changes(changes)))
        await self._connection.execute(update(complaints).where(complaints.c.id.in_(ids)).values(content=None))
        return len(ids)

    async def _oldest(self, table: Table, at: ColumnElement[Any], before: datetime, limit: int) -> list[int]:
        """The ids of the first rows that are old enough. They are numbered as they come: nothing is searched."""
        rows = await self._connection.execute(select(table.c.id, at).order_by(table.c.id).limit(limit))
        return [row[0] for row in rows if row[1] < before]


def _touched_since(before: datetime) -> ColumnElement[bool]:
    """Whether anything happened to it since; that a due time was derived again is nothing."""
    here = (facts.c.complaint_id == complaints.c.id, facts.c.happened_at >= before)
    return exists().where(*here, facts.c.kind != FactKind.DUE.value)
