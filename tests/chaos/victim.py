"""The real service in a process of its own, on a clock that all of its lives share: `victim.py CONFIG BASE SPEED`.

BASE is the POSIX time at which the fast clock and the world's agreed.
"""

import asyncio
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.app import Service
from bot.config import load_settings
from bot.connection import connected
from monitor.clock import AdjustableClock
from storage import open_store


def shared_clock(base: float, speed: float) -> AdjustableClock:
    """The same instant in every process: speed times as far from BASE as the world is."""
    start = datetime.fromtimestamp(base, UTC) + timedelta(seconds=(time.time() - base) * speed)  # noqa: TID251
    return AdjustableClock(start, speed)


async def live(config: Path, base: float, speed: float) -> None:
    settings = load_settings(config, {})
    store = await open_store(settings.database_url, migrate=True)
    async with connected(settings) as bot:
        await Service(settings, store, bot, shared_clock(base, speed), hurried=True).run()


if __name__ == "__main__":
    asyncio.run(live(Path(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])))
