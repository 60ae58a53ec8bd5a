"""How far an import is, told in its message now and then: an edit counts for the pace like a message."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

from monitor.clock import Clock
from monitor.errors import SiagaError

EVERY = timedelta(seconds=5)

log = logging.getLogger(__name__)


class ProgressMessage:
    """`tell(rows)` shows how many rows are merged."""

    def __init__(
        self, tell: Callable[[int], Awaitable[None]], clock: Clock, breathe: Callable[[], Awaitable[None]]
    ) -> None:
        self._tell = tell
        self._clock = clock
        self._breathe = breathe
        self._rows = 0
        self._told_at = clock.now()

    def at(self, rows: int) -> None:
        self._rows = rows

    async def breathe(self) -> None:
        """Lets others write first; then tells, when it is time. What cannot be told now is told later."""
        await self._breathe()
        now = self._clock.now()
        if not self._rows or now - self._told_at < EVERY:
            return
        self._told_at = now
        try:
            await self._tell(self._rows)
        except SiagaError as error:
            log.info("The progress of an import was not told (%s)", type(error).__name__)
