"""In order within a chat, side by side across chats, bounded."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.asking.lanes import Lanes

SOON = timedelta(seconds=5)


async def test_work_of_one_chat_is_done_in_order() -> None:
    lanes, gate, done = Lanes(), asyncio.Event(), list[str]()

    async def slow() -> None:
        await gate.wait()
        done.append("slow")

    async def quick() -> None:
        done.append("quick")

    lanes.put(1, slow)
    lanes.put(1, quick)
    await lanes.some_done(timedelta(milliseconds=5))
    assert done == []
    gate.set()
    await lanes.finish(SOON)
    assert done == ["slow", "quick"]


async def test_a_slow_chat_does_not_hold_up_another() -> None:
    lanes, gate, heard = Lanes(), asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        await gate.wait()

    async def quick() -> None:
        heard.set()

    lanes.put(1, slow)
    lanes.put(2, quick)
    await asyncio.wait_for(heard.wait(), 5)
    gate.set()
    await lanes.finish(SOON)


async def test_a_chat_that_asks_too_much_is_not_listened_to() -> None:
    lanes, gate = Lanes(most_waiting=3), asyncio.Event()

    async def slow() -> None:
        await gate.wait()

    taken = [lanes.put(1, slow) for _ in range(6)]
    assert taken.count(False) >= 2
    assert lanes.put(2, slow)
    gate.set()
    await lanes.finish(SOON)


async def test_what_is_not_done_in_time_is_cancelled() -> None:
    lanes, cut = Lanes(), list[str]()

    async def endless() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cut.append("cut")
            raise

    lanes.put(1, endless)
    await lanes.some_done(timedelta(milliseconds=5))
    await lanes.finish(timedelta(milliseconds=5))
    assert cut == ["cut"]
    assert lanes.put(1, endless)
    await lanes.finish(timedelta(0))


async def test_a_lane_is_free_again_after_its_work() -> None:
    lanes, done = Lanes(most_waiting=1), list[int]()

    async def step() -> None:
        done.append(1)

    for _ in range(5):
        assert lanes.put(1, step)
        await lanes.finish(SOON)
    assert len(done) == 5
