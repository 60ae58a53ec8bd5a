"""What an update asks for, and who does it: commands, buttons, membership. Never silence."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

from telegram import Bot, Chat, Message, Update
from telegram.constants import ChatType

from bot.asking.callbacks import Presses
from bot.asking.courtesy import Courtesy
from bot.asking.membership import Membership
from bot.asking.replies import Replies
from bot.auth import Asker, Standing, asker_of, is_own_word, standing_of
from bot.commands.aduan import aduan
from bot.commands.bantuan import bantuan
from bot.commands.command import Reply, Request
from bot.commands.registry import START, command_named, usable_by
from bot.commands.typed import Typed, named_tickets, read_command
from bot.exports.inbox import Inbox
from bot.loops import described
from bot.views.replies import trouble
from monitor.desk import Desk

_TOO_OLD = timedelta(minutes=10)

Question = Callable[[Standing], Awaitable[Reply | None]]

_log = logging.getLogger(__name__)


class Reception:
    """Takes updates one by one. What was written long before it began its work is not answered any more."""

    def __init__(
        self, desk: Desk, bot: Bot, replies: Replies, membership: Membership, inbox: Inbox | None = None
    ) -> None:
        self._desk = desk
        self._bot = bot
        self._replies = replies
        self._membership = membership
        self._inbox = inbox or Inbox(desk, lambda: None)
        self._presses = Presses(desk, replies, self._inbox)
        self._courtesy = Courtesy()
        self._began_at = desk.clock.now()

    async def receive(self, update: Update) -> None:
        """Handles one update. Edited messages are none of its kinds."""
        if update.message is not None:
            await self._hear(update.message)
        elif update.callback_query is not None:
            await self._presses.press(update.callback_query)
        elif update.my_chat_member is not None and await self._membership.changed(update.my_chat_member):
            await self._introduce(update.my_chat_member.chat)

    async def _hear(self, message: Message) -> None:
        if await self._membership.heard(message):
            return
        asker = asker_of(message)
        if asker is not None and asker.is_private and message.document is not None:
            await self._answer(asker, lambda standing: self._take_file(standing, message))
        if asker is None or not message.text:
            return
        typed = read_command(message.text, self._bot.username) if is_own_word(message) else None
        if self._is_forgotten(message, asker, typed):
            return
        if typed is not None:
            await self._answer(asker, lambda standing: self._obey(standing, typed))
        elif not message.text.lstrip().startswith("/"):  # else for another bot, or passed on
            await self._listen(asker, message)

    def _is_forgotten(self, message: Message, asker: Asker, typed: Typed | None) -> bool:
        """Whether it was written too long before the start; an invitation that was opened then still counts."""
        opens = asker.is_private and typed is not None and command_named(typed.name) is START
        return message.date < self._began_at - _TOO_OLD and not opens

    async def _obey(self, standing: Standing, typed: Typed) -> Reply | None:
        """A command. Unknown ones in groups may be meant for other bots there."""
        asker, command = standing.asker, command_named(typed.name)
        if command is None and not (asker.is_private or typed.addressed):
            return None
        request = self._request(standing, typed.arguments)
        if command is None or not command.may_be_used(standing):
            self._courtesy.spoke(asker.chat_id, request.now)
            return await bantuan(request)
        return await command.handler(request)

    async def _listen(self, asker: Asker, message: Message) -> None:
        """Plain words: a ticket is looked up; strangers in private hear who they are, now and then."""
        tickets = named_tickets(message.text or "")
        replied = message.reply_to_message
        to_us = replied is not None and replied.from_user is not None and replied.from_user.id == self._bot.id
        if not asker.is_private and not (to_us and tickets):
            return

        async def answer(standing: Standing) -> Reply | None:
            if tickets and standing.is_known:
                return await aduan(self._request(standing, message.text or ""))
            spoken = self._courtesy.may_speak(asker.chat_id, self._desk.clock.now())
            return await bantuan(self._request(standing)) if spoken else None

        await self._answer(asker, answer)

    async def _take_file(self, standing: Standing, message: Message) -> Reply | None:
        """However long ago it was sent: what it holds is dated."""
        if standing.is_known:
            return await self._inbox.receive(message, standing)
        spoken = self._courtesy.may_speak(standing.asker.chat_id, self._desk.clock.now())
        return await bantuan(self._request(standing)) if spoken else None

    async def _introduce(self, chat: Chat) -> None:
        """The bot was let into a chat: one that is not bound learns how to be."""
        if chat.type not in (ChatType.GROUP, ChatType.SUPERGROUP):
            return

        async def answer(standing: Standing) -> Reply | None:
            silent = standing.is_known or not self._courtesy.may_speak(chat.id, self._desk.clock.now())
            return None if silent else await bantuan(self._request(standing))

        await self._answer(Asker(chat.id, None, None, is_private=False), answer)

    async def _answer(self, asker: Asker, question: Question) -> None:
        """Never silence: what fails inside is said to be trouble."""
        standing: Standing | None = None
        try:
            standing = await self._standing(asker)
            reply = await question(standing)
        except Exception as error:  # noqa: BLE001 - the asker hears of it; the log gets no words of theirs
            _log.error("a question in chat %d failed: %s", asker.chat_id, described(error))
            reply = Reply(trouble())
        if reply is not None and await self._replies.send(asker, reply) and standing is not None:
            await self._membership.answered(standing.destination)

    async def _standing(self, asker: Asker) -> Standing:
        async with self._desk.store.reading() as tables:
            return await standing_of(asker, tables)

    def _request(self, standing: Standing, arguments: str = "") -> Request:
        return Request(
            desk=self._desk,
            standing=standing,
            now=self._desk.clock.now(),
            usable=usable_by(standing),
            arguments=arguments,
        )
