"""The Bot API for commands that ask it something and end."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import TypeVar

from telegram import Bot
from telegram.error import TelegramError

from bot.border.telegram_errors import translated
from bot.config import Settings
from bot.connection import connected

Answer = TypeVar("Answer")


@asynccontextmanager
async def known_bot(settings: Settings) -> AsyncIterator[Bot]:
    """The bot, with what Telegram says of it at hand (`username`). Raises BadConfiguration and TryLater."""
    async with connected(settings) as bot:
        await asked(bot.get_me())
        yield bot


async def asked(question: Awaitable[Answer]) -> Answer:
    """Telegram's answer; its errors become ours."""
    try:
        return await question
    except TelegramError as error:
        raise translated(error) from error
