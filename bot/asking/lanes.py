"""Work in order within a chat, side by side across chats: a slow chat holds up nobody else."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import timedelta

Work = Callable[[], Awaitable[None]]


class Lanes:
    """One queue for each chat that has something to do. `work` must not raise."""

    def __init__(self, *, most_at_once: int = 32, most_waiting: int = 100) -> None:
        self._slots = asyncio.Semaphore(most_at_once)
        self._most_waiting = most_waiting
        self._queues: dict[int, deque[Work]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def put(self, chat_id: int, work: Work) -> bool:
        """Whether it was taken: a chat with too much waiting is not listened to for a while."""
        queue = self._queues.get(chat_id)
        if queue is not None:
            if len(queue) >= self._most_waiting:
                return False
            queue.append(work)
            return True
        self._queues[chat_id] = deque([work])
        task = asyncio.create_task(self._run(chat_id))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return True

    async def some_done(self, within: timedelta) -> None:
        """Returns when a chat has nothing left to do, or after `within`."""
        if self._tasks:
            timeout = within.total_seconds()
            await asyncio.wait(self._tasks, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)

    async def finish(self, within: timedelta) -> None:
        """Lets what is under way end; what is not done `within` is cancelled."""
        if not self._tasks:
            return
        _, late = await asyncio.wait(self._tasks, timeout=within.total_seconds())
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _run(self, chat_id: int) -> None:
        queue = self._queues[chat_id]
        try:
            while queue:
                work = queue.popleft()
                async with self._slots:
                    await work()
        finally:
            del self._queues[chat_id]
