"""Loops live on, rest when there is nothing to do, and end when they are told to."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.loops import Loop, Ticker, described, patiently
from monitor.errors import BadInput, OutsideUnreachable, RateLimited
from monitor.model import Slot

LONG = timedelta(hours=1)


class Work:
    """A step that finds `found` things, one a call, and tells who waits how often it was called."""

    def __init__(self, found: int = 0, trouble: list[Exception] | None = None) -> None:
        self.found, self.calls, self.trouble = found, 0, trouble or []
        self.called = asyncio.Event()

    async def __call__(self) -> bool:
        self.calls += 1
        self.called.set()
        if self.trouble:
            raise self.trouble.pop(0)
        self.found -= 1
        return self.found >= 0

    async def reached(self, calls: int) -> None:
        async with asyncio.timeout(5):
            while self.calls < calls:
                self.called.clear()
                await self.called.wait()


async def stopped(task: asyncio.Task[None], stop: asyncio.Event) -> None:
    stop.set()
    async with asyncio.timeout(5):
        await task


async def test_a_step_runs_until_it_finds_nothing_and_then_rests() -> None:
    work, stop = Work(found=3), asyncio.Event()
    task = asyncio.create_task(Loop("work", work, LONG).run(stop))
    await work.reached(4)
    await stopped(task, stop)
    assert work.calls == 4


async def test_a_resting_loop_can_be_woken() -> None:
    work, stop = Work(), asyncio.Event()
    loop = Loop("work", work, LONG)
    task = asyncio.create_task(loop.run(stop))
    await work.reached(1)
    loop.wake()
    await work.reached(2)
    await stopped(task, stop)


async def test_what_comes_up_during_a_step_is_not_slept_over() -> None:
    stop, calls = asyncio.Event(), 0

    async def step() -> None:
        nonlocal calls
        calls += 1
        if calls == 1:
            loop.wake()
        else:
            stop.set()

    loop = Loop("work", step, LONG)
    async with asyncio.timeout(5):
        await loop.run(stop)
    assert calls == 2


async def test_the_rest_may_be_asked_for_each_time() -> None:
    stop, asked = asyncio.Event(), []

    async def rest() -> timedelta:
        asked.append(len(asked))
        if len(asked) == 3:
            stop.set()
        return timedelta(0)

    async with asyncio.timeout(5):
        await Loop("work", Work(), rest).run(stop)
    assert asked == [0, 1, 2]


async def test_an_exception_does_not_end_the_loop_and_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "bot.loops")
    refused = [OutsideUnreachable("The database is away.") for _ in range(3)]
    work, stop = Work(trouble=list(refused)), asyncio.Event()
    loop = Loop("work", work, LONG)
    task = asyncio.create_task(loop.run(stop))
    for calls in range(1, 5):
        await work.reached(calls)
        loop.wake()
    await work.reached(5)
    await stopped(task, stop)
    told = [record.getMessage() for record in caplog.records]
    assert len(told) == 2
    assert "The database is away." in told[0]
    assert "works again" in told[1]


async def test_a_step_in_flight_may_finish_when_the_loop_is_stopped() -> None:
    stop, begun, go, done = asyncio.Event(), asyncio.Event(), asyncio.Event(), []

    async def step() -> None:
        begun.set()
        await go.wait()
        done.append(True)

    task = asyncio.create_task(Loop("work", step, LONG).run(stop))
    await begun.wait()
    stop.set()
    go.set()
    await stopped(task, stop)
    assert done == [True]


async def test_a_step_that_takes_too_long_to_stop_is_cut_short() -> None:
    stop, begun, cut = asyncio.Event(), asyncio.Event(), []

    async def step() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cut.append(True)
            raise

    task = asyncio.create_task(Loop("work", step, LONG, stopping=timedelta(milliseconds=10)).run(stop))
    await begun.wait()
    await stopped(task, stop)
    assert cut == [True]


async def test_a_reply_waits_for_its_turn_but_not_for_ever() -> None:
    pauses: list[timedelta] = []
    waits = [timedelta(seconds=2), timedelta(seconds=3)]

    async def pause(delay: timedelta) -> None:
        pauses.append(delay)

    async def action() -> str:
        if waits:
            raise RateLimited("later", waits.pop(0))
        return "sent"

    assert await patiently(action, pause=pause) == "sent"
    assert pauses == [timedelta(seconds=2), timedelta(seconds=3)]
    waits.append(timedelta(hours=1))
    with pytest.raises(RateLimited):
        await patiently(action, at_most=timedelta(minutes=1), pause=pause)


def test_foreign_errors_are_described_without_their_words() -> None:
    try:
        raise ValueError("Jl. Rahasia 7")
    except ValueError as error:
        assert described(error).startswith("ValueError at test_loops.py:")
        assert "Rahasia" not in described(error)
    assert described(BadInput("The file is empty.")) == "The file is empty."


async def test_the_ticker_ticks_on_the_loop_and_forgives_lateness() -> None:
    ticker = Ticker(ZoneInfo("Asia/Jakarta"))
    ticked = asyncio.Event()
    ticker.every(timedelta(seconds=1), ticked.set, name="often")
    ticker.daily(Slot("pagi", 8, 0), ticked.set)
    ticker.start()
    jobs = {job.name: job for job in ticker._scheduler.get_jobs()}
    coming = jobs["pagi"].next_run_time
    assert (coming.hour, coming.minute, coming.utcoffset()) == (8, 0, timedelta(hours=7))
    assert all(job.misfire_grace_time >= 60 and job.coalesce for job in jobs.values())
    async with asyncio.timeout(5):
        await ticked.wait()
    ticker.stop()
