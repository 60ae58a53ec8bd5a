"""The furnished sandbox, the real bot library before it, and the hands."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import aiohttp
import pytest
from telegram import Bot

from bot.sandbox import Limits, Sandbox
from monitor.clock import SteppedClock
from tests.bot.sandbox.stage import TOKEN, bot_for, furnish


@pytest.fixture(autouse=True)
def durations_are_timedeltas(monkeypatch: pytest.MonkeyPatch) -> None:
    """python-telegram-bot warns of the coming change wherever `retry_after` is read."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
def clock() -> SteppedClock:
    return SteppedClock(datetime(2026, 11, 23, 1, 0, tzinfo=UTC))


@pytest.fixture
async def sandbox(clock: SteppedClock) -> AsyncIterator[Sandbox]:
    sandbox = Sandbox(TOKEN, clock, Limits.off())
    furnish(sandbox)
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    async with bot_for(sandbox) as bot:
        yield bot


@pytest.fixture
async def hands(sandbox: Sandbox) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(sandbox.origin) as session:
        yield session
