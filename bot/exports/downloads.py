"""Files that people sent, fetched from Telegram into a private folder that is gone afterwards."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from telegram import Bot
from telegram.error import BadRequest, NetworkError, TelegramError, TimedOut
from telegram.request import HTTPXRequest

from bot.border.telegram_errors import translated
from monitor.errors import BadInput, NotFound
from monitor.flaws import Flaw
from monitor.sources.files.names import safe_name

MOST_BYTES = 20_000_000  # what Telegram lets a bot download


class TooBig(BadInput):
    """More than a bot may download."""


class FileRequest(HTTPXRequest):
    """The library's way to Telegram, which can also bring a file piece by piece."""

    async def stream(self, url: str, to: Path, most: int) -> None:
        """Writes the file, readable by nobody else. Raises TooBig as soon as it is, NotFound, TelegramError."""
        try:
            async with self._client.stream("GET", url) as answer:
                if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
                    raise NetworkError(f"HTTP {answer.status_code}")
                if answer.status_code != httpx.codes.OK:
                    raise NotFound("Telegram no longer has the file: send it again.")
                await _write(answer, to, most)
        except httpx.TimeoutException as error:
            raise TimedOut from error
        except httpx.HTTPError as error:
            raise NetworkError(type(error).__name__) from error


async def _write(answer: httpx.Response, to: Path, most: int) -> None:
    size = 0
    with os.fdopen(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        async for piece in answer.aiter_bytes():
            size += len(piece)
            if size > most:
                raise TooBig(f"{to.name} is larger than {most:,} bytes: export a shorter period.", Flaw.TOO_BIG)
            file.write(piece)


@asynccontextmanager
async def downloaded(bot: Bot, file_id: str, name: str, most: int = MOST_BYTES) -> AsyncIterator[Path]:
    """The file under its own name, until the block ends.

    Raises TooBig, NotFound when Telegram no longer has it, TryLater when Telegram cannot be reached.
    """
    with TemporaryDirectory(prefix="siaga-") as folder:
        path = Path(folder) / safe_name(name)
        try:
            await _fetch(bot, file_id, path, most)
        except TelegramError as error:
            raise translated(error) from None
        yield path


async def _fetch(bot: Bot, file_id: str, path: Path, most: int) -> None:
    try:
        file = await bot.get_file(file_id)
    except BadRequest as refusal:
        if "too big" in refusal.message.lower():
            raise TooBig(
                f"{path.name} is larger than {most:,} bytes: export a shorter period.", Flaw.TOO_BIG
            ) from None
        raise NotFound("Telegram no longer has the file: send it again.") from None
    if (file.file_size or 0) > most:
        raise TooBig(f"{path.name} is larger than {most:,} bytes: export a shorter period.", Flaw.TOO_BIG)
    request = bot.request
    if file.file_path is None or not isinstance(request, FileRequest):
        raise NotFound("Telegram does not say where the file is: send it again.")
    await request.stream(file.file_path, path, most)
