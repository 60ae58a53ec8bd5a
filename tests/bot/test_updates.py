"""The polling over the sandbox: nothing stops it, nothing is lost, nothing is handled twice."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from conversation import loopback_bot
from telegram import Bot, Update

from bot.asking.updates import Updates
from bot.sandbox import Fault, FaultKind, Limits, Sandbox, acts
from monitor.clock import SteppedClock

TOKEN = "123456:sandbox-token"
GROUP, OTHER, PERSON = -1001, -1002, 42
SOON = timedelta(seconds=5)


class Desk:
    """Whoever receives the updates; a chat in `gates` waits until its gate opens."""

    def __init__(self) -> None:
        self.heard: list[tuple[int, str]] = []
        self.gates: dict[int, asyncio.Event] = {}
        self.fails = False

    async def receive(self, update: Update) -> None:
        message = update.message
        assert message is not None
        if message.chat.id in self.gates:
            await self.gates[message.chat.id].wait()
        if self.fails:
            raise RuntimeError("rahasia: Jl. Cideng")
        self.heard.append((message.chat.id, message.text or ""))


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    sandbox = Sandbox(TOKEN, SteppedClock(datetime(2026, 11, 23, 1, 0, tzinfo=UTC)), Limits.off())
    sandbox.world.add_group(GROUP, "Cideng")
    sandbox.world.add_group(OTHER, "Kwitang")
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    bot = loopback_bot(sandbox, TOKEN)
    yield bot
    await bot.shutdown()


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def pauses() -> list[timedelta]:
    return []


@pytest.fixture
async def updates(bot: Bot, desk: Desk, pauses: list[timedelta]) -> AsyncIterator[Updates]:
    async def pause(delay: timedelta) -> None:
        pauses.append(delay)

    updates = Updates(bot, desk.receive, pause, wait=timedelta(0))
    yield updates
    await updates.finish(timedelta(0))


def say(sandbox: Sandbox, chat_id: int, text: str) -> None:
    acts.say(sandbox.world, sandbox.world.chats[chat_id], PERSON, text)


async def drained(updates: Updates) -> None:
    """Until what was fetched is handled."""
    await updates.finish(SOON)


async def test_updates_are_handed_out_in_order_and_confirmed(
    sandbox: Sandbox, updates: Updates, desk: Desk
) -> None:
    say(sandbox, GROUP, "/wait")
    say(sandbox, GROUP, "/status")
    assert await updates.poll_once()
    await drained(updates)
    assert desk.heard == [(GROUP, "/wait"), (GROUP, "/status")]
    assert not await updates.poll_once()
    assert len(sandbox.world.updates) == 0


async def test_an_update_is_confirmed_only_after_it_was_handled(
    sandbox: Sandbox, updates: Updates, desk: Desk
) -> None:
    desk.gates[GROUP] = asyncio.Event()
    say(sandbox, GROUP, "/wait")
    await updates.poll_once()
    await updates.poll_once()
    assert len(sandbox.world.updates) == 1
    desk.gates[GROUP].set()
    await drained(updates)
    await updates.poll_once()
    assert len(sandbox.world.updates) == 0
    assert desk.heard == [(GROUP, "/wait")]


async def test_a_slow_chat_blocks_no_other_and_repeats_nothing(
    sandbox: Sandbox, updates: Updates, desk: Desk
) -> None:
    desk.gates[GROUP] = asyncio.Event()
    say(sandbox, GROUP, "/wait")
    await updates.poll_once()
    for text in ("/segera", "/status"):
        say(sandbox, OTHER, text)
        await updates.poll_once()
    await updates.poll_once()
    assert desk.heard == [(OTHER, "/segera"), (OTHER, "/status")]
    desk.gates[GROUP].set()
    await drained(updates)
    assert desk.heard.count((GROUP, "/wait")) == 1


async def test_a_stuck_chat_does_not_close_the_door_for_a_full_batch(
    sandbox: Sandbox, updates: Updates, desk: Desk
) -> None:
    desk.gates[GROUP] = asyncio.Event()
    say(sandbox, GROUP, "/wait")
    for number in range(150):
        say(sandbox, OTHER if number % 10 else GROUP, f"/aduan {number}")
    for _ in range(12):
        await updates.poll_once()
    assert any(text == "/aduan 149" for _, text in desk.heard)
    desk.gates[GROUP].set()


@pytest.mark.parametrize(
    "raw",
    [
        {"message": {"message_id": 1, "text": "rahasia"}},
        {"message": {"message_id": 1, "date": "kemarin", "chat": {"id": "?"}}},
        {"message": []},
        {"callback_query": {"id": 1}},
        {"my_chat_member": {"chat": {}}},
    ],
)
async def test_an_update_that_cannot_be_read_is_skipped(
    sandbox: Sandbox, updates: Updates, desk: Desk, caplog: pytest.LogCaptureFixture, raw: dict[str, object]
) -> None:
    sandbox.world.updates.inject(raw)
    say(sandbox, GROUP, "/wait")
    with caplog.at_level(logging.DEBUG, "bot"):
        await updates.poll_once()
        await drained(updates)
    assert desk.heard == [(GROUP, "/wait")]
    assert updates.skipped == 1
    assert "update 1 cannot be read" in caplog.text
    assert "rahasia" not in caplog.text
    await updates.poll_once()
    assert len(sandbox.world.updates) == 0


async def test_a_failing_handler_stops_nothing_and_leaks_no_text(
    sandbox: Sandbox, updates: Updates, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.fails = True
    say(sandbox, GROUP, "/wait")
    await updates.poll_once()
    await drained(updates)
    desk.fails = False
    say(sandbox, GROUP, "/status")
    await updates.poll_once()
    await drained(updates)
    assert desk.heard == [(GROUP, "/status")]
    assert "RuntimeError" in caplog.text
    assert "rahasia" not in caplog.text


async def test_only_the_kinds_that_are_handled_are_asked_for(
    sandbox: Sandbox, updates: Updates, desk: Desk
) -> None:
    await updates.poll_once()
    chat = sandbox.world.chats[GROUP]
    said = acts.say(sandbox.world, chat, PERSON, "/wait")
    acts.edit(sandbox.world, chat, PERSON, said.id, "/wait@siaga_bot Cideng")
    await updates.poll_once()
    await drained(updates)
    assert desk.heard == [(GROUP, "/wait")]


async def test_an_outage_is_told_once_when_it_begins_and_once_when_it_ends(
    sandbox: Sandbox, updates: Updates, pauses: list[timedelta], caplog: pytest.LogCaptureFixture
) -> None:
    await updates.poll_once()
    sandbox.faults.order(Fault(FaultKind.BROKEN, method="getUpdates", times=4))
    for _ in range(4):
        assert not await updates.poll_once()
    assert not updates.is_reachable
    assert pauses == sorted(pauses)
    assert len(pauses) == 4
    say(sandbox, GROUP, "/wait")
    assert await updates.poll_once()
    assert updates.is_reachable
    told = [record.message for record in caplog.records if record.name == "bot.asking.updates"]
    assert len(told) == 2
    assert TOKEN not in caplog.text


async def test_waits_for_as_long_as_telegram_asks(
    sandbox: Sandbox, updates: Updates, pauses: list[timedelta]
) -> None:
    await updates.poll_once()
    sandbox.faults.order(Fault(FaultKind.TOO_MANY, method="getUpdates", retry_after=17))
    sandbox.faults.order(Fault(FaultKind.TOO_MANY, method="getUpdates", retry_after=7200))
    await updates.poll_once()
    await updates.poll_once()
    assert pauses == [timedelta(seconds=17), timedelta(seconds=60)]


async def test_a_second_poller_is_named_as_the_cause(
    sandbox: Sandbox, bot: Bot, desk: Desk, pauses: list[timedelta], caplog: pytest.LogCaptureFixture
) -> None:
    async def pause(delay: timedelta) -> None:
        pauses.append(delay)

    first = Updates(bot, desk.receive, pause, wait=timedelta(seconds=20))
    waiting = asyncio.ensure_future(first.poll_once())
    async with loopback_bot(sandbox, TOKEN) as rival:
        while not waiting.done():
            await rival.get_updates(timeout=0)
            await asyncio.wait({waiting}, timeout=0.05)
    assert pauses == [timedelta(seconds=1)]
    assert "another process polls this bot" in caplog.text


async def test_a_start_without_telegram_is_made_good(
    sandbox: Sandbox, updates: Updates, desk: Desk, pauses: list[timedelta]
) -> None:
    sandbox.faults.order(Fault(FaultKind.BROKEN, method="getMe", times=2))
    say(sandbox, GROUP, "/wait")
    assert not await updates.poll_once()
    assert not await updates.poll_once()
    assert await updates.poll_once()
    await drained(updates)
    assert desk.heard == [(GROUP, "/wait")]


async def test_a_webhook_left_behind_is_taken_away(sandbox: Sandbox, updates: Updates) -> None:
    sandbox.world.webhook = {"url": "https://example.org/", "secret_token": "", "max_connections": 40}
    say(sandbox, GROUP, "/wait")
    assert await updates.poll_once()
    assert sandbox.world.webhook == {}


async def test_what_takes_too_long_is_given_up(sandbox: Sandbox, bot: Bot, desk: Desk) -> None:
    async def pause(delay: timedelta) -> None:
        return

    hasty = Updates(bot, desk.receive, pause, wait=timedelta(0), patience=timedelta(milliseconds=20))
    desk.gates[GROUP] = asyncio.Event()
    say(sandbox, GROUP, "/wait")
    await hasty.poll_once()
    await hasty.finish(SOON)
    await hasty.poll_once()
    assert desk.heard == []
    assert len(sandbox.world.updates) == 0


async def test_stopping_confirms_what_was_handled(sandbox: Sandbox, updates: Updates, desk: Desk) -> None:
    say(sandbox, GROUP, "/wait")
    await updates.poll_once()
    await updates.finish(SOON)
    assert len(sandbox.world.updates) == 0
