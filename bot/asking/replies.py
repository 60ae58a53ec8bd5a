"""Sending an answer: patient with the pace, and aware that the chat may be gone or have moved."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.asking.membership import Membership
from bot.auth import Asker
from bot.border.sender import Sender
from bot.commands.command import Document, Picture, Reply
from bot.loops import Pause, patiently, pause
from bot.pictures.render import png
from monitor.errors import DestinationLost, DestinationMoved, SiagaError

_PATIENCE = timedelta(seconds=30)

_log = logging.getLogger(__name__)


class Replies:
    """What is not sent within a short while is dropped with a line in the log: the question can be asked again."""

    def __init__(self, sender: Sender, membership: Membership, pause: Pause = pause) -> None:
        self._sender = sender
        self._membership = membership
        self._pause = pause

    async def send(self, asker: Asker, reply: Reply) -> bool:
        """A new message where the question was asked; whether it went out."""

        async def say() -> None:
            try:
                await self._say(asker.chat_id, asker.topic, reply)
            except DestinationMoved as moved:
                await self._membership.moved(asker.chat_id, moved.new_chat_id)
                await self._say(moved.new_chat_id, asker.topic, reply)

        if not await self._carefully(asker, say):
            return False
        await self._attach(asker, reply)
        return True

    async def _attach(self, asker: Asker, reply: Reply) -> None:
        """What comes as messages of their own, after the words were said."""
        if reply.picture is not None:
            await self.show(asker, reply.picture)
        if reply.document is not None:
            await self._hand_over(asker, reply.document)

    async def _hand_over(self, asker: Asker, document: Document) -> bool:
        """The file as a message of its own; whether it went out."""

        async def make() -> None:
            content = await asyncio.to_thread(document.make)

            async def send() -> None:
                await self._sender.send_document(asker.chat_id, document.name, content, document.caption)

            await self._patiently(send)

        return await self._carefully(asker, make)

    async def show(self, asker: Asker, picture: Picture) -> bool:
        """The picture as a message of its own; whether it went out. The words were said already."""

        async def draw() -> None:
            drawn = await asyncio.to_thread(lambda: png(picture.draw()))

            async def send() -> None:
                await self._sender.send_photo(asker.chat_id, asker.topic, drawn, picture.caption)

            await self._patiently(send)

        return await self._carefully(asker, draw)

    async def edit(self, asker: Asker, message_id: int, reply: Reply) -> bool:
        """The message of a pressed button says this now, or stays when there are no words; whether it does."""

        async def change() -> None:
            await self._sender.edit(asker.chat_id, message_id, reply.html, reply.keyboard)

        said = not reply.html or await self._carefully(asker, lambda: self._patiently(change))
        await self._attach(asker, reply)
        return said

    async def toast(self, query_id: str, text: str | None, *, alert: bool = False) -> None:
        """Ends the waiting of a pressed button. Never raises: there is nobody left to tell."""
        try:
            await self._sender.answer_press(query_id, text, alert=alert)
        except SiagaError as error:
            _log.info("a button press was not answered (%s)", type(error).__name__)

    async def _say(self, chat_id: int, topic: int | None, reply: Reply) -> None:
        async def say() -> None:
            await self._sender.send(chat_id, topic, reply.html, reply.keyboard)

        await self._patiently(say)

    async def _patiently(self, action: Callable[[], Awaitable[None]]) -> None:
        await patiently(action, at_most=_PATIENCE, pause=self._pause)

    async def _carefully(self, asker: Asker, action: Callable[[], Awaitable[None]]) -> bool:
        try:
            await action()
        except SiagaError as error:
            _log.warning("an answer in chat %d was not sent (%s)", asker.chat_id, type(error).__name__)
            if isinstance(error, DestinationLost):
                await self._membership.lost(asker.chat_id, asker.topic, error.reason)
            return False
        return True
