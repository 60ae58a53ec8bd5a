"""Waiting for a change of the world without polling it. For one event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")


class Bell:
    """Rung at every change; whoever waits looks again."""

    def __init__(self) -> None:
        self._next = asyncio.Event()

    def ring(self) -> None:
        rung, self._next = self._next, asyncio.Event()
        rung.set()

    async def wait_until(self, look: Callable[[], Found | None], timeout: float) -> Found:  # noqa: ASYNC109
        """What `look` finds first. `timeout` in seconds of real time; raises TimeoutError."""
        async with asyncio.timeout(timeout):
            while (found := look()) is None:
                await self._next.wait()
        return found
