"""Writers of one SQLite file take turns, in this process and between processes.

SQLite lets a waiting writer look again only every 100 ms: an import that begins its next batch at once would
always win, and the bot would wait for the whole import. So a writer first takes the turn (a lock on a file of
its own), then the database, then gives the turn back: who just finished stands behind who is waiting.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from monitor.errors import OutsideUnreachable
from storage.engine import OWNER_ONLY

try:
    import fcntl
except ImportError:  # pragma: no cover - only where there is no flock: writers still wait, less fairly
    fcntl = None  # type: ignore[assignment]


def turn_file(database: Path) -> Path:
    return database.with_name(f"{database.name}-turn")


@asynccontextmanager
async def turn(database: Path | None) -> AsyncIterator[None]:
    """Holds the turn to be the next writer of that file; nothing to hold for a server, which queues by itself."""
    if database is None or fcntl is None:
        yield
        return
    handle = _open(turn_file(database))
    if not _taken_at_once(handle):
        await _wait_for(handle)
    try:
        yield
    finally:
        os.close(handle)  # gives the lock back


def _open(file: Path) -> int:
    try:
        return os.open(file, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, OWNER_ONLY)
    except OSError as error:
        raise OutsideUnreachable(
            f"The file {file} beside the database cannot be opened ({error.strerror}): "
            "check the rights on that folder."
        ) from None


def _taken_at_once(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


async def _wait_for(handle: int) -> None:
    waiting = asyncio.get_running_loop().run_in_executor(None, fcntl.flock, handle, fcntl.LOCK_EX)
    try:
        await asyncio.shield(waiting)
    except asyncio.CancelledError:
        waiting.add_done_callback(lambda _: os.close(handle))  # the thread cannot be stopped: it lets go
        raise
