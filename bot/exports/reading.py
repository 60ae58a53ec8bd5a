"""An export fetched from Telegram and opened, for as long as a block lasts. What is slow runs in a thread."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from telegram import Bot

from bot.exports.downloads import downloaded
from bot.exports.jobs import Job
from monitor.areas.directory import Directory
from monitor.model import Reject
from monitor.sources.columns import ColumnMap
from monitor.sources.fitting import fitting_map
from monitor.sources.placing import DirectoryNames
from monitor.sources.tabular import Export, open_export


class Reader:
    """Opens exports with the map, of those configured, that fits best."""

    def __init__(self, bot: Bot, maps: Sequence[ColumnMap], directory: Directory) -> None:
        self._bot = bot
        self._maps = maps
        self._names = DirectoryNames(directory)

    @asynccontextmanager
    async def opened(self, job: Job, now: datetime) -> AsyncIterator[Export]:
        """Raises BadInput for what is no export, NotFound for what Telegram no longer has, TryLater.

        What was shown to be true at an instant is taken as true then. Without a date in the file that is when it
        was sent.
        """
        async with downloaded(self._bot, job.file_id, job.name) as path:
            export = await asyncio.to_thread(self._open, path, job, job.as_of, now)
            if not export.is_dated:
                export.close()
                export = await asyncio.to_thread(self._open, path, job, job.sent_at, now)
                export.is_dated = False
            try:
                yield export
            finally:
                export.close()

    def _open(self, path: Path, job: Job, as_of: datetime | None, now: datetime) -> Export:
        column_map = fitting_map(path, self._maps)
        return open_export(path, column_map, self._names, as_of=as_of, now=now, order=job.order)


async def rejects_of(export: Export) -> list[Reject]:
    """Every row that cannot be taken."""
    return await asyncio.to_thread(lambda: [row for row in export.rows() if isinstance(row, Reject)])
