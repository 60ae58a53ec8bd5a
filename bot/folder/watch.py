"""The loop's step over the watched folder: one file after the other, then a rest."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.folder.work import take_folder_once
from monitor.desk import Desk
from monitor.sources.files.folder import Folder, FolderBusy, FolderUnreachable

log = logging.getLogger(__name__)


class FolderWatch:
    """Looks into one folder every so often, sooner while something in it is still being written."""

    def __init__(
        self, desk: Desk, folder: Folder, every: timedelta, breathe: Callable[[], Awaitable[None]]
    ) -> None:
        self._desk, self._folder, self._every, self._breathe = desk, folder, every, breathe

    async def step(self) -> bool:
        """One file; whether there was one. A folder out of reach is waited for: that is told, not raised."""
        try:
            taken = await take_folder_once(self._desk, self._folder, self._breathe)
        except (FolderBusy, FolderUnreachable) as error:
            log.debug("%s", error)
            return False
        if taken is None:
            return False
        if taken.refusal is not None:
            log.warning("Refused: %s", taken.refusal)
        elif taken.run is not None:
            run = taken.run
            log.info("%s: %d new, %d changed, %d rejected.", taken.name, run.new, run.changed, run.rejected)
        return True

    def rest(self) -> timedelta:
        """How long until the next look is due."""
        return min(self._every, self._folder.plan.settle) if self._folder.seen.settling else self._every
