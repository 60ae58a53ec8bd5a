"""The only place that waits. Steps do the work; loops run them, and never end because one step failed."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from traceback import extract_tb
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from monitor.errors import RateLimited, SiagaError
from monitor.model import Slot

Answer = TypeVar("Answer")
Step = Callable[[], Awaitable[object]]  # answers something true when there may be more to do
Rest = Callable[[], Awaitable[timedelta]]  # how long nothing is expected to happen
Pause = Callable[[timedelta], Awaitable[None]]

log = logging.getLogger(__name__)

AFTER_FAILURE = timedelta(seconds=5)
STOPPING = timedelta(seconds=10)
PATIENCE = timedelta(seconds=60)
BREATH = timedelta(milliseconds=5)
MISFIRE_GRACE = timedelta(hours=1)  # a blocked loop delays a tick, it does not drop it


async def pause(delay: timedelta) -> None:
    """Does nothing for a while."""
    await asyncio.sleep(max(0.0, delay.total_seconds()))


async def breathe() -> None:
    """What an import does between two batches, so that who waits to write comes first."""
    await pause(BREATH)


async def patiently(
    action: Callable[[], Awaitable[Answer]], *, at_most: timedelta = PATIENCE, pause: Pause = pause
) -> Answer:
    """Runs `action` again after each RateLimited, as long as the waits together stay within `at_most`."""
    left = at_most
    while True:
        try:
            return await action()
        except RateLimited as error:
            left -= error.retry_after
            if left < timedelta(0):
                raise
            await pause(error.retry_after)


class Loop:
    """Runs a step until it finds nothing more, then rests until something is expected, or until woken.

    A step that raises is logged once (and once more when it works again) and is tried again a little later.
    """

    def __init__(self, name: str, step: Step, rest: Rest | timedelta, *, stopping: timedelta = STOPPING) -> None:
        self.name = name
        self._step = step
        self._rest = rest
        self._stopping = stopping.total_seconds()
        self._woken = asyncio.Event()
        self._failure: str | None = None

    def wake(self) -> None:
        """There may be something to do now."""
        self._woken.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set. The step in flight then gets a few seconds before it is cancelled."""
        while not stop.is_set():
            self._woken.clear()
            delay = await self._guarded(stop)
            if delay is not None:
                await self._wait(stop, delay)

    async def _guarded(self, stop: asyncio.Event) -> timedelta | None:
        """One step; how long to rest after it, None = not at all."""
        try:
            if await self._within(stop):
                delay = None
            else:
                delay = self._rest if isinstance(self._rest, timedelta) else await self._rest()
        except Exception as error:  # noqa: BLE001 - whatever a step raises, the loop lives on and says so
            self._note_failure(error)
            return AFTER_FAILURE
        self._note_success()
        return delay

    async def _within(self, stop: asyncio.Event) -> object:
        """The step's answer; when `stop` comes in between it has `stopping` seconds left."""
        step = asyncio.ensure_future(self._step())
        stopped = asyncio.ensure_future(stop.wait())
        try:
            await asyncio.wait({step, stopped}, return_when=asyncio.FIRST_COMPLETED)
            if not step.done():
                await asyncio.wait({step}, timeout=self._stopping)
            if not step.done():
                log.info("%s: cut short while stopping; it is made good at the next start.", self.name)
                return None
            return step.result()
        finally:
            await _cancel(step, stopped)

    async def _wait(self, stop: asyncio.Event, delay: timedelta) -> None:
        waits = [asyncio.ensure_future(event.wait()) for event in (stop, self._woken)]
        try:
            seconds = max(0.0, delay.total_seconds())
            await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await _cancel(*waits)

    def _note_failure(self, error: Exception) -> None:
        failure = described(error)
        if failure != self._failure:
            log.error("%s: failed, and is tried again every few seconds: %s", self.name, failure)
        self._failure = failure

    def _note_success(self) -> None:
        if self._failure is not None:
            log.info("%s: works again.", self.name)
        self._failure = None


def described(error: BaseException) -> str:
    """What went wrong and where. Only our own errors' words: others may quote the text of a complaint."""
    if isinstance(error, SiagaError):
        return str(error)
    frames = extract_tb(error.__traceback__)
    where = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{where}"


async def _cancel(*tasks: asyncio.Future[Any]) -> None:
    for task in tasks:
        if not task.done():
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


class Ticker:
    """What ticks: daily slots and plain intervals. A tick only wakes somebody; the work is a loop's step."""

    def __init__(self, timezone: ZoneInfo) -> None:
        self._timezone = timezone
        self._scheduler = AsyncIOScheduler(
            timezone=timezone,
            job_defaults={
                "misfire_grace_time": int(MISFIRE_GRACE.total_seconds()),
                "coalesce": True,
                "max_instances": 1,
            },
        )

    def daily(self, slot: Slot, tick: Callable[[], None]) -> None:
        """At the slot's wall-clock time, every day."""
        trigger = CronTrigger(hour=slot.hour, minute=slot.minute, timezone=self._timezone)
        self._scheduler.add_job(_on_the_loop(tick), trigger, name=slot.name)

    def every(self, interval: timedelta, tick: Callable[[], None], *, name: str) -> None:
        """Again and again; the first time one interval after the start."""
        trigger = IntervalTrigger(seconds=int(interval.total_seconds()), timezone=self._timezone)
        self._scheduler.add_job(_on_the_loop(tick), trigger, name=name)

    def start(self) -> None:
        self._scheduler.start()

    def stop(self) -> None:
        """Ticks no more; nothing is lost, since a tick carries nothing."""
        self._scheduler.shutdown(wait=False)


def _on_the_loop(tick: Callable[[], None]) -> Callable[[], Awaitable[None]]:
    """APScheduler runs plain functions in a thread; a coroutine stays on the loop."""

    async def ticked() -> None:
        tick()

    return ticked
