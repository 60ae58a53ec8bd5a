"""What is no longer told: notices withdrawn with a reason, destinations retired."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, or_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import NoticeState
from storage.tables import destinations, notices

TOO_OLD = "terlalu lama"

# Not yet told, and nobody is telling it right now.
PENDING = tuple(state.value for state in (NoticeState.PLANNED, NoticeState.AMBIGUOUS, NoticeState.HELD))


def is_fresh(now: datetime) -> ColumnElement[bool]:
    """Whether a notice is still worth telling."""
    return or_(notices.c.expires_at.is_(None), notices.c.expires_at > now)


async def withdraw(connection: AsyncConnection, which: ColumnElement[bool], reason: str) -> int:
    """Pending notices that fit `which` will not be told, for that reason. How many."""
    query = update(notices).where(notices.c.state.in_(PENDING), which)
    return (await connection.execute(query.values(state=NoticeState.WITHDRAWN.value, reason=reason))).rowcount


async def retire(connection: AsyncConnection, ids: Collection[int], reason: str, now: datetime) -> None:
    """These destinations are no longer wanted: kept for what was told there, told nothing more."""
    if not ids:
        return
    await connection.execute(update(destinations).where(destinations.c.id.in_(ids)).values(retired_at=now))
    await withdraw(connection, notices.c.destination_id.in_(ids), reason)
