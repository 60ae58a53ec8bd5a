"""How fast an import is and how much memory it takes: `python -m benchmarks.bench_import [ROWS] [URL]`.

Stages and merges made-up rows, then the same rows again, on a database in a temporary folder.
"""

from __future__ import annotations

import asyncio
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from monitor.case import Case
from monitor.model import Dues, Observation, Stage
from monitor.taking import taker
from storage import Store, open_store

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
STAGED_AT_ONCE = MERGED_AT_ONCE = 1000


class Rules:
    def level_of(self, code: str) -> str | None:
        return None

    def dues(self, case: Case) -> Dues:
        return Dues(case.created_at + timedelta(hours=6), case.created_at + timedelta(days=7))


def observations(count: int) -> Iterator[Observation]:
    """Tickets out of order, four fifths of them complete."""
    chance = random.Random(1)
    for number in chance.sample(range(count), count):
        created_at = NOW - timedelta(minutes=number)
        stage = chance.choice([Stage.WAIT, Stage.PROCESS, *[Stage.COMPLETE] * 8])
        yield Observation(
            system="crm",
            ticket=f"JK{number:010}",
            listed_at=NOW,
            created_at=created_at,
            stage=stage,
            status=stage.value.title(),
            completed_at=created_at + timedelta(hours=30) if stage is Stage.COMPLETE else None,
            category=chance.choice(["Sampah", "Jalan", "Pohon Tumbang", "Parkir Liar"]),
            channel="JAKI",
            unit=f"Kelurahan {number % 267}",
            unit_area_code=f"31.71.{number % 44:02}.{number % 267:04}",
            area=f"Kelurahan {number % 267}",
            area_code=f"31.71.{number % 44:02}.{number % 267:04}",
            address=f"Jl. Contoh Raya nomor {number}",
            lat=-6.2 + number / 1e8,
            lon=106.8 + number / 1e8,
            geotagged=True,
        )


async def one_import(store: Store, count: int, name: str) -> None:
    started = time.perf_counter()
    async with store.writing() as tables:
        run = await tables.imports.start(name, "crm", NOW)
    chunk: list[Observation] = []
    for seen in observations(count):
        chunk.append(seen)
        if len(chunk) == STAGED_AT_ONCE:
            async with store.writing() as tables:
                await tables.imports.stage(run.id, chunk)
            chunk = []
    async with store.writing() as tables:
        await tables.imports.stage(run.id, chunk)
        await tables.imports.staged(run.id, as_of=NOW, read=count, rejected=0)
    tell(f"{name}: staged", count, time.perf_counter() - started)
    await merge(store, run.id, count, name)


async def merge(store: Store, import_id: int, count: int, name: str) -> None:
    started, longest, more = time.perf_counter(), 0.0, True
    take = taker(Rules(), NOW, "bench")
    while more:
        began = time.perf_counter()
        async with store.writing() as tables:
            run = await tables.imports.merge(import_id, take, limit=MERGED_AT_ONCE)
            more = run.state == "merging"
        longest = max(longest, time.perf_counter() - began)
    tell(f"{name}: merged", count, time.perf_counter() - started)
    began = time.perf_counter()
    async with store.writing() as tables:
        run = await tables.imports.finish(import_id, NOW)
    finished = time.perf_counter() - began
    print(f"  longest batch {longest:.3f} s, finish {finished:.3f} s, new {run.new}, unchanged {run.unchanged}")


def tell(what: str, count: int, seconds: float) -> None:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{what} {count} rows in {seconds:.1f} s, {count / seconds:,.0f} rows/s, peak {peak:.0f} MB", flush=True)


async def main(count: int, url: str | None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = await open_store(url or f"sqlite:///{folder}/siaga.db", migrate=True)
        try:
            await one_import(store, count, "first")
            await one_import(store, count, "again")
        finally:
            await store.close()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000, *(sys.argv[2:3] or [None])))
