"""A polled CRM as the service reads it: `python -m benchmarks.bench_poll [ROWS] [URL]`.

100,000 complaints of 25 columns, in JSON pages of 1,000 given as bytes (no network): a first listing, the same
once more, and one with a fiftieth changed. Floor: json.loads of the same pages, the columns picked by hand, and
sqlite3.executemany of upserts into a bare table with the same PRAGMAs, a transaction a page.
"""

from __future__ import annotations

import asyncio
import gc
import json
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from benchmarks.pages import FIELDS, NEWEST, cells, pages
from monitor.areas import Directory
from monitor.clock import SteppedClock
from monitor.desk import Desk
from monitor.model import NearWindows
from monitor.poll import PollResult, poll_once
from monitor.sla import Rulebook
from monitor.sources.columns import ColumnMap
from monitor.sources.placing import DirectoryNames
from monitor.sources.rest import source as rest
from monitor.sources.rest.plan import PagingPlan, RestPlan
from monitor.sources.web.http import Answer, Fetcher
from monitor.sources.web.items import ItemReader
from storage import Store, open_store
from storage.engine import WRITER_CACHE

COLUMNS = 25
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


class Spent:
    """Seconds on the wall, and of all processors: on a busy machine only the latter can be compared."""

    def __init__(self) -> None:
        self.wall, self.cpu = -time.perf_counter(), -time.process_time()

    def until_now(self) -> Spent:
        self.wall += time.perf_counter()
        self.cpu += time.process_time()
        return self


class Floor:
    """The same in plain sqlite3."""

    def __init__(self, database: Path) -> None:
        self._connection = sqlite3.connect(database, isolation_level=None)
        for pragma in ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = NORMAL", WRITER_CACHE):
            self._connection.execute(pragma)
        names = [f"c{number}" for number in range(COLUMNS)]
        self._connection.execute(f"CREATE TABLE bare (id INTEGER PRIMARY KEY, {', '.join(names)}, UNIQUE (c0))")
        news = ", ".join(f"{name} = excluded.{name}" for name in names[1:])
        self._upsert = (
            f"INSERT INTO bare ({', '.join(names)}) VALUES ({', '.join('?' * COLUMNS)}) "
            f"ON CONFLICT (c0) DO UPDATE SET {news}"
        )

    def take(self, bodies: list[bytes]) -> tuple[Spent, float]:
        """What it took in all, and the seconds of the database alone."""
        spent, written = Spent(), 0.0
        for body in bodies:
            rows = [cells(item) for item in json.loads(body)["data"]["items"]]
            began = time.perf_counter()
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.executemany(self._upsert, rows)
            self._connection.execute("COMMIT")
            written += time.perf_counter() - began
        return spent.until_now(), written


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


def mapping(bodies: list[bytes]) -> float:
    """Seconds from items to observations."""
    listed = [json.loads(body)["data"]["items"] for body in bodies]
    reader = ItemReader(MAP, "crm.rest", DirectoryNames(Directory.load("builtin:jakarta")), NEWEST)
    started = time.perf_counter()
    for page in listed:
        reader.read(page, NEWEST).read()
    return time.perf_counter() - started


async def run(rows: int, url: str | None) -> None:
    first, altered = pages(rows), pages(rows, changed=True)
    print(f"mapping: {rows / mapping(first):,.0f} rows/s")
    with tempfile.TemporaryDirectory() as folder:
        floor, clock = Floor(Path(folder) / "bare.db"), SteppedClock(NEWEST)
        store = await open_store(url or f"sqlite:///{folder}/siaga.db", migrate=True)
        try:
            for what, bodies in (("first", first), ("unchanged", first), ("2 % changed", altered)):
                bare, written = floor.take(bodies)
                ours, stall, result = await poll(desk_of(store, clock), clock, bodies)
                print(
                    f"poll {what}: {rows / ours.wall:,.0f} rows/s = {bare.wall / ours.wall:.2f} of json + sqlite3 "
                    f"({bare.cpu / ours.cpu:.2f} by processor time; floor {rows / bare.wall:,.0f} rows/s, "
                    f"sqlite3 alone {rows / written:,.0f}); loop stalled at most {stall * 1000:.0f} ms; "
                    f"{result.new} new, {result.changed} changed, {result.unchanged} unchanged",
                    flush=True,
                )
        finally:
            await store.close()


def main(rows: int, url: str | None = None) -> None:
    gc.freeze()  # as the service does
    asyncio.run(run(rows, url))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000, *sys.argv[2:3])
