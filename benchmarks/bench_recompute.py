"""How fast due times are derived again: `python -m benchmarks.bench_recompute [ROWS] [URL]`.

Every complaint's due time changes, then none does. While it runs, another writer of the same process asks for the
lock ten times a second and a task measures for how long the event loop stood. The floor is the same reading and
writing by plain sqlite3, with due times that cost nothing to derive.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from bot.loops import breathe, pause
from monitor.deadlines.sla import Rule, Rulebook
from monitor.desk import Desk
from monitor.model import Complaint, Moment, Stage
from monitor.recompute import recompute
from storage import Store, open_store
from storage.bulk import put
from storage.instants import to_micros
from storage.rows import COLUMNS, complaint_row
from storage.tables import complaints

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
OPEN_SHARE = 100  # one in so many is open
WRITTEN_AT_ONCE = 5_000
CATEGORIES = ("Sampah", "Jalan", "Pohon Tumbang", "Parkir Liar")
TICK = timedelta(milliseconds=1)
RULES = (
    Rule("Sampah", completion="3 working days"),
    Rule("Jalan", completion="24 working hours"),
    Rule("*", completion="5 days"),
)


def known(count: int) -> Iterator[Complaint]:
    """Six years of complaints, nearly all of them complete, as they stood by the default rules."""
    chance = random.Random(1)
    for number in range(1, count + 1):
        created_at = NOW - timedelta(minutes=(count - number) * 3_000_000 / count)
        is_open = number % OPEN_SHARE == 0
        done = None if is_open else Moment.exactly(created_at + timedelta(hours=30))
        yield Complaint(
            id=number,
            system="crm",
            ticket=f"JK{number:010}",
            created_at=created_at,
            stage=Stage.PROCESS if is_open else Stage.COMPLETE,
            stage_moment=done or Moment.exactly(created_at),
            responded=Moment.exactly(created_at + timedelta(hours=2)),
            completed=done,
            response_due_at=created_at + timedelta(hours=6),
            completion_due_at=created_at + timedelta(days=7),
            category=chance.choice(CATEGORIES),
            channel="JAKI",
            unit=f"Kelurahan {number % 267}",
            area_code=f"31.71.{number % 44:02}.{number % 267:04}",
            source="bench",
            holds_at=NOW,
            listed_at=NOW,
        )


async def fill(store: Store, count: int) -> None:
    rows = (complaint_row(one, None, to_micros(one.created_at)) for one in known(count))
    while portion := list(itertools.islice(rows, WRITTEN_AT_ONCE)):
        async with store.writing() as tables:
            await put(tables.connection, complaints, COLUMNS, portion)


@asynccontextmanager
async def watched(store: Store) -> Any:
    """The longest that another writer waited and that the event loop stood, in seconds."""
    longest = SimpleNamespace(wait=0.0, stall=0.0)

    async def write() -> None:
        while True:
            began = time.perf_counter()
            async with store.writing() as tables:
                await tables.ledger.set_note("bench", "1")
            longest.wait = max(longest.wait, time.perf_counter() - began)
            await pause(100 * TICK)

    async def tick() -> None:
        while True:
            began = time.perf_counter()
            await pause(TICK)
            longest.stall = max(longest.stall, time.perf_counter() - began - TICK.total_seconds())

    tasks = [asyncio.ensure_future(write()), asyncio.ensure_future(tick())]
    try:
        yield longest
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def run(store: Store, rules: Rulebook, name: str) -> float:
    desk = cast(Desk, SimpleNamespace(store=store, rules=rules))
    began, worked = time.perf_counter(), time.process_time()
    async with watched(store) as longest:
        count = await recompute(desk, NOW, breathe=breathe)
    seconds, worked = time.perf_counter() - began, time.process_time() - worked
    print(
        f"{name}: {count} in {seconds:.1f} s ({worked:.1f} s of processor), {count / seconds:,.0f} rows/s, "
        f"2,000,000 in {2_000_000 * seconds / count:.0f} s; another writer waited at most {longest.wait:.2f} s, "
        f"the event loop stood at most {longest.stall * 1000:.0f} ms",
        flush=True,
    )
    return seconds


def floor(file: Path, count: int) -> float:
    """The same columns read, the same rows changed and facts added, by plain sqlite3 in batches of 2,000."""
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA synchronous = NORMAL")
    columns = "id, created_at, category, response_due_at, completion_due_at, latest_at"
    began, last = time.perf_counter(), 0
    while True:
        connection.execute("BEGIN IMMEDIATE")
        query = f"SELECT {columns} FROM complaints WHERE id > ? ORDER BY id LIMIT 2000"
        rows = connection.execute(query, (last,)).fetchall()
        changed = [(row[3] + 1, row[4] + 1, row[5], row[0]) for row in rows]
        connection.executemany(
            "UPDATE complaints SET response_due_at = ?, completion_due_at = ?, latest_at = ? WHERE id = ?", changed
        )
        told = [(row[0], row[5], json.dumps({"completion_due_at": row[4] + 1})) for row in rows]
        connection.executemany(
            "INSERT INTO facts (complaint_id, kind, happened_after, happened_at, seen_at, source, changes) "
            "VALUES (?1, 'due', ?2, ?2, ?2, 'floor', ?3)",
            told,
        )
        connection.execute("COMMIT")
        if len(rows) < 2000:
            connection.close()
            return time.perf_counter() - began
        last = rows[-1][0]


async def main(count: int, url: str | None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = await open_store(url or f"sqlite:///{folder}/siaga.db", migrate=True)
        try:
            await fill(store, count)
            everything = await run(store, Rulebook(RULES), "every due time changes")
            await run(store, Rulebook(RULES), "none changes")
        finally:
            await store.close()
        if url is None:
            plain = floor(Path(folder) / "siaga.db", count)
            print(f"plain sqlite3: {plain:.1f} s; ratio {plain / everything:.2f}")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000, *(sys.argv[2:3] or [None])))
