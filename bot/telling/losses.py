"""A chat is gone, moved or will not take a message: its destination is marked, and the operator told once.

Each works within the transaction that records the try. The operator's own chat cannot be told of its own loss:
that is an error line in the log.
"""

from __future__ import annotations

import logging
from datetime import datetime

from bot.border.telegram_errors import TOPIC_REASONS
from bot.telling.operators import tell_operators
from bot.views.operator import destination_lost, destination_moved, notice_postponed, notice_refused
from monitor.desk import Desk
from monitor.model import (
    Destination,
    DestinationState,
    Notice,
    NoticeKind,
)
from monitor.ports import Tables

log = logging.getLogger(__name__)


async def note_lost(tables: Tables, destination: Destination, reason: str, now: datetime) -> None:
    """Everything bound to the chat is lost, or just the one topic; reported once however many that are."""
    everything = await tables.destinations.all()
    concerned = [
        other
        for other in everything
        if other.id == destination.id or (other.chat_id == destination.chat_id and reason not in TOPIC_REASONS)
    ]
    changed = [
        other
        for other in concerned
        if await tables.destinations.mark(other.id, DestinationState.LOST, now, reason)
    ]
    if not changed:
        return
    names = ", ".join(other.name for other in changed)
    log.error("%s (chat %d) can no longer be written to: %s.", names, destination.chat_id, reason)
    topic = destination.topic if reason in TOPIC_REASONS else None
    html = destination_lost(names, destination.chat_id, topic, reason)
    await tell_operators(tables, f"lost:{destination.id}:{now.isoformat()}", "lost", html, now)


async def note_moved(tables: Tables, destination: Destination, new_chat_id: int, now: datetime) -> None:
    """A group became a supergroup: every topic of it moves along."""
    if not await tables.destinations.move(destination.chat_id, new_chat_id, now):
        return
    log.info("%s moved from chat %d to %d.", destination.name, destination.chat_id, new_chat_id)
    html = destination_moved(destination.name, destination.chat_id, new_chat_id)
    await tell_operators(tables, f"moved:{destination.chat_id}:{new_chat_id}", "moved", html, now)


async def note_refused(
    tables: Tables, notice: Notice, destination: Destination, reason: str, now: datetime
) -> None:
    """A message that Telegram will never take."""
    log.error("Notice %d (%s) for %s: %s", notice.id, notice.kind, destination.name, reason)
    if notice.kind is not NoticeKind.OPERATOR:
        html = notice_refused(notice.kind, destination.name, reason)
        await tell_operators(tables, f"refused:{notice.id}", "refused", html, now)


async def note_postponed(
    tables: Tables, notice: Notice, destination: Destination, reason: str, now: datetime
) -> None:
    """A message that siaga could not compose: a mistake of ours, tried again later."""
    if notice.kind is not NoticeKind.OPERATOR:
        html = notice_postponed(notice.kind, destination.name, reason)
        await tell_operators(tables, f"postponed:{notice.id}", "postponed", html, now)


async def welcome_back(desk: Desk, chat_id: int, now: datetime) -> int:
    """The bot may write there again: what was held, and is still worth telling, goes out. How many wait."""
    async with desk.store.writing() as tables:
        released = 0
        for destination_id in await tables.destinations.revive(chat_id, now):
            released += await tables.notices.release_held(destination_id, now)
        return released
