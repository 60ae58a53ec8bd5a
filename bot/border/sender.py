"""The only send. Keeps the pace, never sleeps, and speaks only in errors of ours."""

from __future__ import annotations

import logging
from collections.abc import Awaitable
from typing import TypeVar

from telegram import Bot, InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.border.pace import Pace, is_group
from bot.border.telegram_errors import MessageRefused, NotModified, translated
from monitor.clock import Clock
from monitor.errors import RateLimited, TryLater

Answer = TypeVar("Answer")

log = logging.getLogger(__name__)

GENERAL_TOPIC = 1  # a forum's first topic: Telegram refuses its id and wants none
_PICTURE = "gambar.png"
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class Sender:
    """Writes through a Bot. Who must wait is told so by RateLimited; only bot/loops.py waits."""

    def __init__(self, bot: Bot, pace: Pace, clock: Clock) -> None:
        self.bot = bot
        self.pace = pace
        self.clock = clock

    async def send(
        self,
        chat_id: int,
        topic: int | None,
        html: str,
        keyboard: InlineKeyboardMarkup | None = None,
        *,
        silent: bool = False,
        reply_to: int | None = None,
    ) -> int:
        """One message; its id. Raises RateLimited before anything is sent when it is too early."""
        self._take_turn(chat_id)
        reply = ReplyParameters(reply_to, allow_sending_without_reply=True) if reply_to else None
        message = await self._asked(
            chat_id,
            self.bot.send_message(
                chat_id,
                html,
                parse_mode=ParseMode.HTML,
                message_thread_id=None if topic == GENERAL_TOPIC else topic,
                link_preview_options=_NO_PREVIEW,
                reply_markup=_shown(keyboard),
                disable_notification=silent,
                reply_parameters=reply,
            ),
        )
        return message.message_id

    async def edit(
        self, chat_id: int, message_id: int, html: str, keyboard: InlineKeyboardMarkup | None = None
    ) -> None:
        """The message says this now. One that already does is left alone. Counts as a message."""
        self._take_turn(chat_id)
        request = self.bot.edit_message_text(
            html,
            chat_id=chat_id,
            message_id=message_id,
            parse_mode=ParseMode.HTML,
            link_preview_options=_NO_PREVIEW,
            reply_markup=_shown(keyboard),
        )
        try:
            await self._asked(chat_id, request)
        except NotModified:
            return

    async def send_document(self, chat_id: int, name: str, content: bytes, caption: str = "") -> int:
        """One message with a file; its id. Counts as a message. `caption` is HTML."""
        self._take_turn(chat_id)
        request = self.bot.send_document(
            chat_id, content, caption=caption or None, filename=name, parse_mode=ParseMode.HTML
        )
        return (await self._asked(chat_id, request)).message_id

    async def send_photo(self, chat_id: int, topic: int | None, png: bytes, caption: str) -> int:
        """One message with a picture; its id. Counts as a message. `caption` is HTML, at most 1,024 characters."""
        self._take_turn(chat_id)
        request = self.bot.send_photo(
            chat_id,
            png,
            caption=caption,
            filename=_PICTURE,
            message_thread_id=None if topic == GENERAL_TOPIC else topic,
            parse_mode=ParseMode.HTML,
        )
        return (await self._asked(chat_id, request)).message_id

    async def answer_press(self, query_id: str, text: str | None = None, *, alert: bool = False) -> None:
        """Ends the spinning of a pressed button, with a toast if `text`. Free; too late or lost does no harm."""
        try:
            await self._asked(None, self.bot.answer_callback_query(query_id, text, show_alert=alert))
        except (TryLater, MessageRefused) as error:
            log.info("A button press was not answered: %s", error)

    def _take_turn(self, chat_id: int) -> None:
        now = self.clock.now()
        free_at = self.pace.next_at(chat_id, is_group(chat_id), now)
        if free_at > now:
            raise RateLimited("Siaga's own pace asks this chat to wait.", free_at - now)
        self.pace.sent(chat_id, now)

    async def _asked(self, chat_id: int | None, request: Awaitable[Answer]) -> Answer:
        try:
            return await request
        except TelegramError as error:
            ours = translated(error)
            if chat_id is not None and isinstance(ours, RateLimited):
                self.pace.hold(chat_id, self.clock.now() + ours.retry_after)
            raise ours from None  # theirs may hold the address, and with it the token


def _shown(keyboard: InlineKeyboardMarkup | None) -> InlineKeyboardMarkup | None:
    return keyboard if keyboard and keyboard.inline_keyboard else None
