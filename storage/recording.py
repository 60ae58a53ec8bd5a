"""What became of a try to send. It may be recorded late, when somebody else has claimed the notice already."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.errors import NotFound
from monitor.model import NoticeState
from storage.tables import attempts, notices

AGAIN = (NoticeState.PLANNED, NoticeState.AMBIGUOUS)


async def record_outcome(
    connection: AsyncConnection,
    notice_id: int,
    try_id: int | None,
    state: NoticeState,
    now: datetime,
    *,
    reason: str | None,
    message_id: int | None,
    retry_at: datetime | None,
) -> None:
    """Raises NotFound for an unknown notice. Once SENT, only the try is recorded."""
    if state is NoticeState.CLAIMED:
        raise ValueError("claimed is what a claim does, not what a try ends in")
    is_stale = await _is_overtaken(connection, notice_id, try_id)
    await _end_try(connection, try_id, state, now, reason)
    here = update(notices).where(notices.c.id == notice_id, notices.c.state != NoticeState.SENT.value)
    if state is NoticeState.SENT:
        values = {"state": state.value, "reason": reason, "message_id": message_id, "sent_at": now}
        await connection.execute(here.values(**values, lease_until=None))
    elif not is_stale:
        await connection.execute(here.values(**_outcome(state, now, reason, retry_at)))


async def _is_overtaken(connection: AsyncConnection, notice_id: int, try_id: int | None) -> bool:
    """Whether the lease of this try ran out and its notice was offered again."""
    known = select(notices.c.id).where(notices.c.id == notice_id)
    if (await connection.execute(known)).first() is None:
        raise NotFound(f"There is no notice number {notice_id}.")
    if try_id is None:
        return False
    latest = select(func.max(attempts.c.id)).where(attempts.c.notice_id == notice_id)
    given_up = select(attempts.c.outcome).where(attempts.c.id == try_id)
    is_last = (await connection.execute(latest)).scalar() == try_id
    return not is_last or (await connection.execute(given_up)).scalar() is not None


async def _end_try(
    connection: AsyncConnection, try_id: int | None, state: NoticeState, now: datetime, reason: str | None
) -> None:
    ended = update(attempts).where(attempts.c.id == try_id)
    await connection.execute(ended.values(outcome=state.value, reason=reason, ended_at=now))


def _outcome(state: NoticeState, now: datetime, reason: str | None, retry_at: datetime | None) -> dict[str, Any]:
    values: dict[str, Any] = {"state": state.value, "reason": reason, "lease_until": None}
    if state in AGAIN:
        values["not_before"] = retry_at or now
    if state is NoticeState.AMBIGUOUS:
        values["repeat"] = True
    return values
