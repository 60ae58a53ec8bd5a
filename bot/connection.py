"""The connection to the Bot API, as the configuration describes it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from telegram import Bot

from bot.config import Settings
from bot.exports.downloads import FileRequest

SENDING, POLLING = 32, 2  # connections
READ_TIMEOUT, CONNECT_TIMEOUT = 20.0, 10.0


@asynccontextmanager
async def connected(settings: Settings) -> AsyncIterator[Bot]:
    """A Bot on the configured server; nothing is asked yet. Raises BadConfiguration when there is no token."""
    section = settings.telegram
    token = settings.bot_token.get_secret_value()
    proxy = section.proxy.get_secret_value() if section.proxy else None
    sending, polling = (
        FileRequest(size, proxy=proxy or None, read_timeout=READ_TIMEOUT, connect_timeout=CONNECT_TIMEOUT)
        for size in (SENDING, POLLING)
    )
    bot = Bot(
        token,
        base_url=section.base_url,
        base_file_url=f"{section.base_url.removesuffix('/bot')}/file/bot",
        request=sending,
        get_updates_request=polling,
    )
    try:
        yield bot
    finally:
        await sending.shutdown()
        await polling.shutdown()
