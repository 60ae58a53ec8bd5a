"""The outbox is emptied here: claim (commit), write down what is sent (commit), send, record (commit).

No transaction is open while Telegram is spoken to, and what happened is recorded after it happened: whoever dies
in between leaves a claim that runs out, and the next one repeats the message with a label.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from bot.border.sender import Sender
from bot.loops import described
from bot.telling.letters import NotWorthTelling, TurnedPage, pages_of, turned
from bot.telling.losses import note_lost, note_moved, note_postponed, note_refused
from bot.telling.outcomes import Outcome, outcome_of
from monitor.desk import Desk
from monitor.errors import DestinationLost, DestinationMoved, NotFound, RateLimited, SiagaError
from monitor.model import Destination, Notice, NoticeState, Page
from monitor.ports import Tables

LEASE = timedelta(seconds=60)  # longer than the longest send: its timeouts together stay below
POISONED_FOR = timedelta(hours=1)

_SHORTEST_REST = timedelta(milliseconds=50)
_OTHERS_AT_WORK = timedelta(seconds=1)
_LONGEST_REST = timedelta(seconds=30)

log = logging.getLogger(__name__)


async def deliver_once(desk: Desk, sender: Sender, now: datetime) -> bool:
    """Brings one notice forward; False when none may be sent now. Several may run side by side: the store
    gives a chat to one at a time."""
    claimed = await _claim(desk, sender, now)
    if claimed is None:
        return False
    notice, destination = claimed
    try:
        pages = await pages_of(desk, notice, destination, now)
        first = await turned(desk, notice, pages, 1)
    except NotWorthTelling as reason:
        await _record(desk, notice, None, Outcome(NoticeState.WITHDRAWN, str(reason)))
        return True
    except Exception as error:  # noqa: BLE001 - a poisoned notice must not stop the others
        await _put_aside(desk, notice, destination, error)
        return True
    await _try(desk, sender, notice, destination, pages, first)
    return True


async def _claim(desk: Desk, sender: Sender, now: datetime) -> tuple[Notice, Destination] | None:
    if sender.pace.bot_next_at(now) > now:
        return None
    async with desk.store.writing() as tables:
        notice = await tables.notices.claim(now, LEASE, sender.pace.waiting(now).keys())
        return (notice, await tables.destinations.get(notice.destination_id)) if notice else None


async def _try(
    desk: Desk,
    sender: Sender,
    notice: Notice,
    destination: Destination,
    pages: tuple[Page, ...],
    first: TurnedPage,
) -> None:
    try:
        async with desk.store.writing() as tables:
            try_id = await tables.notices.begin_try(notice.id, pages, desk.clock.now())
    except NotFound:  # composing took longer than the lease: somebody else tells it
        return
    error: SiagaError | None = None
    try:
        message_id = await sender.send(destination.chat_id, destination.topic, first.page.html, first.keyboard)
        outcome = Outcome(NoticeState.SENT, message_id=message_id)
    except SiagaError as failure:
        error = failure
        outcome = outcome_of(failure, notice.tries + 1, desk.clock.now())
    await _record(desk, notice, try_id, outcome, destination, error)


async def _record(
    desk: Desk,
    notice: Notice,
    try_id: int | None,
    outcome: Outcome,
    destination: Destination | None = None,
    error: SiagaError | None = None,
) -> None:
    """The outcome, and in the same transaction what it means for the destination and the operator."""
    now = desk.clock.now()
    async with desk.store.writing() as tables:
        await tables.notices.record(
            notice.id,
            try_id,
            outcome.state,
            now,
            reason=outcome.reason,
            message_id=outcome.message_id,
            retry_at=outcome.retry_at,
        )
        if destination and error:
            await _draw_consequences(tables, notice, destination, outcome, error, now)


async def _draw_consequences(
    tables: Tables,
    notice: Notice,
    destination: Destination,
    outcome: Outcome,
    error: SiagaError,
    now: datetime,
) -> None:
    log.info("Notice %d was not delivered (%s): %s", notice.id, outcome.state, error)
    if isinstance(error, RateLimited):
        await tables.destinations.hold(destination.chat_id, now + error.retry_after)
    elif isinstance(error, DestinationMoved):
        await note_moved(tables, destination, error.new_chat_id, now)
    elif isinstance(error, DestinationLost):
        await note_lost(tables, destination, error.reason, now)
    elif outcome.state is NoticeState.REFUSED:
        await note_refused(tables, notice, destination, str(error), now)


async def _put_aside(desk: Desk, notice: Notice, destination: Destination, error: Exception) -> None:
    """Our own mistake: tried again in an hour, and the operator is told once."""
    now = desk.clock.now()
    what = described(error)
    log.error("Notice %d (%s) could not be composed and waits an hour: %s", notice.id, notice.kind, what)
    async with desk.store.writing() as tables:
        await tables.notices.record(
            notice.id,
            None,
            NoticeState.PLANNED,
            now,
            reason=f"gagal disusun: {what}",
            retry_at=now + POISONED_FOR,
        )
        await note_postponed(tables, notice, destination, what, now)


async def rest_until_next(desk: Desk, sender: Sender) -> timedelta:
    """How long `deliver_once` will find nothing, as far as is known (the rest of its loop)."""
    now = desk.clock.now()
    async with desk.store.reading() as tables:
        due_at = await tables.notices.next_at(now)
    if due_at is None:
        return _LONGEST_REST
    if due_at <= now:  # there is work, but the pace says later, or another delivery holds the chat
        free_at = [*sender.pace.waiting(now).values(), sender.pace.bot_next_at(now)]
        due_at = min((at for at in free_at if at > now), default=now + _OTHERS_AT_WORK)
    return min(_LONGEST_REST, max(_SHORTEST_REST, due_at - now))
