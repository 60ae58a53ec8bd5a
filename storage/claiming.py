"""Which notice is sent next. Writers take turns, so two claimers never choose the same one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import DestinationState, NoticeState
from storage.tables import attempts, destinations, notices
from storage.withdrawal import is_fresh

UNKNOWN = "unknown"
PLANNED, AMBIGUOUS, CLAIMED, HELD = (
    state.value for state in (NoticeState.PLANNED, NoticeState.AMBIGUOUS, NoticeState.CLAIMED, NoticeState.HELD)
)
WAITING = notices.c.state.in_((PLANNED, AMBIGUOUS))


async def settle(connection: AsyncConnection, now: datetime) -> None:
    """Gives back claims whose lease ran out, holds what cannot be reached."""
    await _end_leases(connection, now)
    lost = select(destinations.c.id).where(destinations.c.state == DestinationState.LOST.value)
    unreachable = and_(WAITING, notices.c.destination_id.in_(lost))
    await connection.execute(update(notices).where(unreachable).values(state=HELD))


async def _end_leases(connection: AsyncConnection, now: datetime) -> None:
    """A try begun and not recorded may have arrived; a claim without one certainly did not."""
    over = and_(notices.c.state == CLAIMED, notices.c.lease_until <= now)
    ended = (await connection.execute(select(notices.c.id).where(over))).scalars().all()
    if not ended:
        return
    cut_off = and_(attempts.c.notice_id.in_(ended), attempts.c.outcome.is_(None))
    unknown = update(attempts).where(cut_off).values(outcome=UNKNOWN, ended_at=now)
    maybe_sent = set((await connection.execute(unknown.returning(attempts.c.notice_id))).scalars())
    for notice_id in ended:
        again: dict[str, object] = {"state": PLANNED, "lease_until": None}
        if notice_id in maybe_sent:
            again |= {"state": AMBIGUOUS, "repeat": True}
        await connection.execute(update(notices).where(notices.c.id == notice_id).values(**again))


async def claim_next(
    connection: AsyncConnection, now: datetime, lease: timedelta, busy_chats: Collection[int]
) -> int | None:
    """The id of the most overdue notice that may be sent now, marked as claimed."""
    in_flight = select(destinations.c.chat_id).join(notices).where(notices.c.state == CLAIMED).scalar_subquery()
    free_again = or_(destinations.c.not_before.is_(None), destinations.c.not_before <= now)
    first = (
        select(notices.c.id)
        .join(destinations)
        .where(WAITING, notices.c.not_before <= now, is_fresh(now), free_again)
        .where(destinations.c.state == DestinationState.ACTIVE.value, destinations.c.retired_at.is_(None))
        .where(destinations.c.chat_id.not_in(sorted(busy_chats)), destinations.c.chat_id.not_in(in_flight))
        .order_by(notices.c.not_before, notices.c.id)
        .limit(1)
        .with_for_update(of=notices, skip_locked=True)  # PostgreSQL only; SQLite has one writer at a time
        .scalar_subquery()
    )
    query = update(notices).where(notices.c.id == first).values(state=CLAIMED, lease_until=now + lease)
    claimed: int | None = (await connection.execute(query.returning(notices.c.id))).scalar()
    return claimed
