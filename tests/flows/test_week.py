"""A simulated week of the demo, in twenty minutes: nothing refused, no error in the log, memory flat."""

from __future__ import annotations

import asyncio
import logging
import resource
from datetime import timedelta
from pathlib import Path

import pytest

from bot.demo.city import CITY, COORDINATOR, begins_at
from bot.demo.stage import furnished
from bot.sandbox import Sandbox, acts
from monitor.clock import AdjustableClock

pytestmark = pytest.mark.soak

SPEED = 500.0  # 1.8 s for the 15 minutes after which a poller that waits for a busy machine stands still
STARTING = timedelta(seconds=10)  # at the pace of the wall: what starts takes its time on any machine
FLAT_MB = 40


def memory_mb() -> int:
    """What this process holds now, not at its highest."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() // 2**20


def refusals(sandbox: Sandbox) -> list[str]:
    return [f"{call.method} {call.code}" for call in sandbox.calls if call.code >= 400]


async def test_a_simulated_week_passes_without_refusal_error_or_growth(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    clock = AdjustableClock(begins_at(), 1.0)
    async with furnished(tmp_path, clock, port=0) as (sandbox, service):
        acts.say(sandbox.world, sandbox.world.chats[COORDINATOR], COORDINATOR, "/start")
        running = asyncio.create_task(service.run())
        await reach(sandbox, clock, clock.now() + STARTING)
        clock.set_speed(SPEED)
        held = []
        for day in range(1, 8):
            await reach(sandbox, clock, begins_at() + timedelta(days=day) - timedelta(hours=12))
            held.append(memory_mb())
        service.stop()
        await running
        assert refusals(sandbox) == []
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []
    assert held[-1] - held[1] < FLAT_MB, held
    digests = [message for message in sandbox.world.chats[CITY].messages.values() if "Pengecekan" in message.text]
    assert len(digests) == 14


async def reach(sandbox: Sandbox, clock: AdjustableClock, instant: object) -> None:
    """Waits until the fast clock is there."""
    await sandbox.world.bell.wait_until(lambda: clock.now() >= instant or None, 600)  # type: ignore[operator]
