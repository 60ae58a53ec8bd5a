"""A polled CRM as the service reads it: `python -m benchmarks.bench_poll [ROWS] [URL]`.

100,000 complaints of 25 columns, in JSON pages of 1,000 given as bytes (no network): a first listing, the same
once more, and one with a fiftieth changed. Floor: json.loads of the same pages, the columns picked by hand, and
sqlite3.executemany of upserts into a bare table with the same PRAGMAs, a transaction a page.
"""

from __future__ import annotations

import asyncio
import gc
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from benchmarks.floor import Floor, Spent
from benchmarks.pages import FIELDS, NEWEST, cells, items, pages
from monitor.areas.directory import Directory
from monitor.clock import SteppedClock
from monitor.deadlines.sla import Rulebook
from monitor.desk import Desk
from monitor.model import NearWindows
from monitor.poll import PollResult, poll_once
from monitor.sources.columns import ColumnMap
from monitor.sources.placing import DirectoryNames
from monitor.sources.rest import source as rest
from monitor.sources.rest.plan import PagingPlan, RestPlan
from monitor.sources.web.http import Answer, Fetcher
from monitor.sources.web.items import ItemReader
from storage import Store, open_store

JAKARTA = ZoneInfo("Asia/Jakarta")
MAP = ColumnMap(name="bench", timezone=JAKARTA, columns=FIELDS)
PLAN = RestPlan(
    url="http://127.0.0.1/complaints",
    column_map=MAP,
    items="data.items",
    paging=PagingPlan(style="page", param="page"),
)


class _FromMemory(Fetcher):
    """Answers with ready bytes; everything behind the network is the real thing."""

    bodies: ClassVar[list[bytes]] = []

    async def _try(self, url: str, params: Any) -> Answer:
        body = await self._parsed(self.bodies[int(params["page"]) - 1], url)
        return Answer(body, url, self._clock.now())


rest.Fetcher = _FromMemory  # type: ignore[misc]


class Ticks:
    """How long the event loop was kept from a task that wants to run every millisecond."""

    def __init__(self) -> None:
        self.longest = 0.0

    async def run(self) -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(0.001)
            self.longest = max(self.longest, time.perf_counter() - began - 0.001)


@contextmanager
def ticking() -> Iterator[Ticks]:
    ticks = Ticks()
    task = asyncio.create_task(ticks.run())
    try:
        yield ticks
    finally:
        task.cancel()


def desk_of(store: Store, clock: SteppedClock) -> Desk:
    return Desk(
        store=store,
        clock=clock,
        directory=Directory.load("builtin:jakarta"),
        rules=Rulebook(),
        near=NearWindows(),
        slots=(),
        timezone=JAKARTA,
        stale_after=timedelta(minutes=15),
    )


async def poll(desk: Desk, clock: SteppedClock, bodies: list[bytes]) -> tuple[Spent, float, PollResult]:
    """What it took, the longest stall of the event loop, and what became of it."""
    _FromMemory.bodies = bodies
    source = rest.RestSource(PLAN, DirectoryNames(desk.directory), clock, asyncio.sleep)
    clock.advance(timedelta(minutes=5))
    with ticking() as ticks:
        spent = Spent()
        result = await poll_once(desk, source, clock.now(), full=True)
        return spent.until_now(), ticks.longest, result


def mapping(bodies: list[bytes]) -> tuple[float, float]:
    """Seconds from items to their marked cells, and to observations."""
    listed = [json.loads(body)["data"]["items"] for body in bodies]
    reader = ItemReader(MAP, "crm.rest", DirectoryNames(Directory.load("builtin:jakarta")), NEWEST)
    started = time.process_time()
    unread = [reader.read(page, NEWEST) for page in listed]
    picked = time.process_time()
    for page in unread:
        page.read()
    return picked - started, time.process_time() - started


async def stalls(desk: Desk, clock: SteppedClock) -> None:
    """One answer of 20 MB: how long the event loop is kept while it is parsed, read and taken in."""
    body = json.dumps({"data": {"items": list(items(28_000, first=10**6))}}).encode()
    for what in ("first", "unchanged"):
        _, stall, _ = await poll(desk, clock, [body, b'{"data":{"items":[]}}'])
        print(f"one body of {len(body) / 1e6:.0f} MB, {what}: loop stalled at most {stall * 1000:.0f} ms")


async def run(rows: int, url: str | None) -> None:
    first, altered = pages(rows), pages(rows, changed=True)
    picked, read = mapping(first)
    print(
        f"mapping: {rows / read:,.0f} rows/s by processor time; as far as unchanged ones go {rows / picked:,.0f}"
    )
    with tempfile.TemporaryDirectory() as folder:
        floor, clock = Floor(Path(folder) / "bare.db"), SteppedClock(NEWEST)
        store = await open_store(url or f"sqlite:///{folder}/siaga.db", migrate=True)
        gc.freeze()  # as the service does
        try:
            for what, bodies in (("first", first), ("unchanged", first), ("2 % changed", altered)):
                bare = floor.take(cells(item) for body in bodies for item in json.loads(body)["data"]["items"])
                ours, stall, result = await poll(desk_of(store, clock), clock, bodies)
                print(
                    f"poll {what}: {rows / ours.wall:,.0f} rows/s = {bare.wall / ours.wall:.2f} of json + sqlite3 "
                    f"({bare.cpu / ours.cpu:.2f} by processor time; floor {rows / bare.wall:,.0f} rows/s, "
                    f"sqlite3 alone {rows / floor.written:,.0f}); loop stalled at most {stall * 1000:.0f} ms; "
                    f"{result.new} new, {result.changed} changed, {result.unchanged} unchanged",
                    flush=True,
                )
            await stalls(desk_of(store, clock), clock)
        finally:
            await store.close()


def main(rows: int, url: str | None = None) -> None:
    asyncio.run(run(rows, url))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000, *sys.argv[2:3])
