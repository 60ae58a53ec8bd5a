"""Chats that come and go: the bot is thrown out, let in again, a group gets a new id, a topic is opened again."""

from __future__ import annotations

import logging

from telegram import ChatMember, ChatMemberRestricted, ChatMemberUpdated, Message
from telegram.constants import ChatMemberStatus, ChatType

from bot.auth import topic_of
from bot.border.telegram_errors import TOPIC_REASONS
from bot.telling.losses import note_lost, note_moved, welcome_back
from monitor.desk import Desk
from monitor.model import Destination, DestinationState
from monitor.ports import Tables

_OUT = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)

_log = logging.getLogger(__name__)


class Membership:
    """Keeps the destinations' states true. What a lost one misses is held until it is back."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def changed(self, update: ChatMemberUpdated) -> bool:
        """The bot's own standing in a chat changed; whether it was let into one that nothing is bound to."""
        chat = update.chat
        reason = _why_silenced(update.new_chat_member, is_private=chat.type == ChatType.PRIVATE)
        if reason is not None:
            await self.lost(chat.id, None, reason)
            return False
        released = await welcome_back(self._desk, chat.id, self._desk.clock.now())
        _log.info("the bot may write in chat %d; %d held messages follow", chat.id, released)
        return update.old_chat_member.status in _OUT and not await self._is_bound(chat.id)

    async def heard(self, message: Message) -> bool:
        """Whether it was a service message of this kind, and was dealt with."""
        if message.migrate_to_chat_id is not None:
            await self.moved(message.chat.id, message.migrate_to_chat_id)
        elif message.migrate_from_chat_id is not None:
            await self.moved(message.migrate_from_chat_id, message.chat.id)
        elif message.forum_topic_reopened is not None:
            await self._reopened(message.chat.id, topic_of(message))
        else:
            return False
        return True

    async def lost(self, chat_id: int, topic: int | None, reason: str) -> None:
        """The chat, or only that topic of it, can no longer be written to. The operator is told once."""
        now = self._desk.clock.now()
        async with self._desk.store.writing() as tables:
            bound = [other for other in await tables.destinations.all() if other.chat_id == chat_id]
            if reason in TOPIC_REASONS:
                bound = [other for other in bound if other.topic == topic]
            if bound:  # the first stands for all of the chat
                await note_lost(tables, bound[0], reason, now)

    async def moved(self, old_chat_id: int, new_chat_id: int) -> None:
        """A group became a supergroup; both its old and its new self may tell so."""
        async with self._desk.store.writing() as tables:
            bound = [other for other in await tables.destinations.all() if other.chat_id == old_chat_id]
            if bound:
                await note_moved(tables, bound[0], new_chat_id, self._desk.clock.now())

    async def answered(self, destination: Destination | None) -> None:
        """An answer went out there: what was thought lost, or had never spoken, is back."""
        if destination is None or destination.state is DestinationState.ACTIVE:
            return
        async with self._desk.store.writing() as tables:
            await self._revive(tables, destination)

    async def _is_bound(self, chat_id: int) -> bool:
        async with self._desk.store.reading() as tables:
            return any(bound.chat_id == chat_id for bound in await tables.destinations.all())

    async def _reopened(self, chat_id: int, topic: int | None) -> None:
        async with self._desk.store.writing() as tables:
            destination = await tables.destinations.find(chat_id, topic)
            if destination is not None and destination.state is DestinationState.LOST:
                await self._revive(tables, destination)

    async def _revive(self, tables: Tables, destination: Destination) -> None:
        now = self._desk.clock.now()
        if await tables.destinations.mark(destination.id, DestinationState.ACTIVE, now):
            released = await tables.notices.release_held(destination.id, now)
            _log.info("destination %d answers again; %d held messages follow", destination.id, released)


def _why_silenced(member: ChatMember, *, is_private: bool) -> str | None:
    """The one word for the ledger when the bot can no longer write; None when it can."""
    if member.status in _OUT:
        return "blocked" if is_private else "kicked"
    if isinstance(member, ChatMemberRestricted) and not member.can_send_messages:
        return "no_right_to_write"
    return None
