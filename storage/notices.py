"""The outbox: planned, claimed, recorded. The rows behind `monitor.ports.Notices`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, case, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.errors import NotFound
from monitor.model import DestinationState, Notice, NoticeDraft, NoticeKind, NoticeState, Page
from storage.claiming import UNKNOWN, claim_next, settle
from storage.dialects import insert_into
from storage.encoding import decode_pages, encode_pages
from storage.recording import record_outcome
from storage.tables import attempts, destinations, notices
from storage.withdrawal import PENDING, TOO_OLD, is_fresh, withdraw

VALUES = [column for column in notices.c if column.name != "lease_until"]
QUEUED = [state.value for state in (NoticeState.PLANNED, NoticeState.CLAIMED, NoticeState.AMBIGUOUS)]


class Notices:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def plan(self, drafts: Sequence[NoticeDraft], now: datetime) -> int:
        """Adds those whose key is new; how many were. One with `withdrawn` set is kept for its reason only."""
        return sum([await self._plan(draft, now) for draft in drafts])

    async def _plan(self, draft: NoticeDraft, now: datetime) -> int:
        state = NoticeState.PLANNED if draft.withdrawn is None else NoticeState.WITHDRAWN
        query = insert_into(self._connection, notices).values(
            key=draft.key,
            kind=draft.kind.value,
            destination_id=draft.destination_id,
            subject=draft.subject,
            slot_at=draft.slot_at,
            text=draft.text,
            state=state.value,
            not_before=draft.not_before,
            expires_at=draft.expires_at,
            reason=draft.withdrawn,
            tries=0,
            repeat=False,
            pages="[]",
            planned_at=now,
        )
        query = query.on_conflict_do_nothing(index_elements=[notices.c.key])
        return (await self._connection.execute(query)).rowcount

    async def claim(self, now: datetime, lease: timedelta, busy_chats: Collection[int]) -> Notice | None:
        """Takes the most overdue notice that may be sent now, for `lease` (monitor.ports tells the rules)."""
        await settle(self._connection, now)
        claimed = await claim_next(self._connection, now, lease, busy_chats)
        return None if claimed is None else await self.find(claimed)

    async def expire(self, now: datetime) -> list[Notice]:
        """Withdraws what came too late; each as it stood before, oldest first."""
        too_old = and_(notices.c.state.in_(PENDING), notices.c.expires_at <= now)
        rows = await self._connection.execute(select(*VALUES).where(too_old).order_by(notices.c.id))
        found = [_notice(row) for row in rows]
        if found:
            await withdraw(self._connection, too_old, TOO_OLD)
        return found

    async def begin_try(self, notice_id: int, pages: Sequence[Page], now: datetime) -> int:
        """Written before the send: what is sent, and that it may now be under way. The try's id.

        Raises NotFound when the notice is no longer claimed: somebody else told it, or it was withdrawn.
        """
        claimed = (notices.c.id == notice_id, notices.c.state == NoticeState.CLAIMED.value)
        values = {"pages": encode_pages(list(pages)), "rendered_at": now, "tries": notices.c.tries + 1}
        if (await self._connection.execute(update(notices).where(*claimed).values(**values))).rowcount == 0:
            raise NotFound(f"Notice number {notice_id} is no longer claimed: leave it alone.")
        new = insert(attempts).values(notice_id=notice_id, begun_at=now).returning(attempts.c.id)
        begun: int = (await self._connection.execute(new)).scalar_one()
        return begun

    async def record(
        self,
        notice_id: int,
        try_id: int | None,
        state: NoticeState,
        now: datetime,
        *,
        reason: str | None = None,
        message_id: int | None = None,
        retry_at: datetime | None = None,
    ) -> None:
        """Written after: PLANNED or AMBIGUOUS with `retry_at` = once more then; HELD, SENT, WITHDRAWN, REFUSED.

        SENT is the truth and is never undone. Another outcome of a try whose lease ran out and that was
        claimed again changes nothing but the try itself.
        """
        outcome = {"reason": reason, "message_id": message_id, "retry_at": retry_at}
        await record_outcome(self._connection, notice_id, try_id, state, now, **outcome)  # type: ignore[arg-type]

    async def find(self, notice_id: int) -> Notice | None:
        row = (await self._connection.execute(select(*VALUES).where(notices.c.id == notice_id))).one_or_none()
        return None if row is None else _notice(row)

    async def next_at(self, now: datetime) -> datetime | None:
        """When the next claim can succeed, as far as is known: a due notice, or a lease that runs out."""
        held_until = func.coalesce(destinations.c.not_before, notices.c.not_before)
        ready_at = case((held_until > notices.c.not_before, held_until), else_=notices.c.not_before)
        waiting = notices.c.state.in_([NoticeState.PLANNED.value, NoticeState.AMBIGUOUS.value])
        reachable = destinations.c.state == DestinationState.ACTIVE.value
        ready = (
            select(func.min(ready_at))
            .select_from(notices.join(destinations))
            .where(waiting, reachable, is_fresh(now))
        )
        leased = select(func.min(notices.c.lease_until)).where(notices.c.state == NoticeState.CLAIMED.value)
        found = [(await self._connection.execute(query)).scalar() for query in (ready, leased)]
        return min((at for at in found if at is not None), default=None)

    async def last_sent_at(self, destination_id: int, kinds: Collection[str]) -> datetime | None:
        here = (notices.c.destination_id == destination_id, notices.c.kind.in_([str(kind) for kind in kinds]))
        query = select(func.max(notices.c.sent_at)).where(*here)
        sent_at: datetime | None = (await self._connection.execute(query)).scalar()
        return sent_at

    async def told_as_of(self, destination_id: int, slot_at: datetime) -> datetime | None:
        """When the pages that were sent were begun: a repeat after a lost answer says the same ones again."""
        kept = [NoticeState.SENT.value, NoticeState.AMBIGUOUS.value, UNKNOWN]
        query = (
            select(func.min(attempts.c.begun_at))
            .select_from(attempts.join(notices))
            .where(notices.c.destination_id == destination_id, notices.c.slot_at == slot_at)
            .where(notices.c.state == NoticeState.SENT.value, attempts.c.outcome.in_(kept))
        )
        begun_at: datetime | None = (await self._connection.execute(query)).scalar()
        return begun_at

    async def release_held(self, destination_id: int, now: datetime) -> int:
        """The destination is back: what was held is planned again, if it is still worth telling. How many."""
        held = and_(notices.c.destination_id == destination_id, notices.c.state == NoticeState.HELD.value)
        back = {"state": NoticeState.PLANNED.value, "reason": None}
        return (await self._connection.execute(update(notices).where(held, is_fresh(now)).values(**back))).rowcount

    async def waiting(self) -> int:
        """How many are planned, claimed or ambiguous: the queue of /status."""
        query = select(func.count()).select_from(notices).where(notices.c.state.in_(QUEUED))
        return (await self._connection.execute(query)).scalar_one()


def _notice(row: Row[Any]) -> Notice:
    fields = dict(row._mapping)
    fields["kind"] = NoticeKind(fields["kind"])
    fields["state"] = NoticeState(fields["state"])
    fields["pages"] = decode_pages(fields["pages"])
    return Notice(**fields)
