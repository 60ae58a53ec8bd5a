"""The first page of /wait: `python -m benchmarks.bench_wait [ROWS]`.

As a ratio to SQL written by hand for the same page (its rows in order, the counts in its head) on the same
database in the same run, and to itself on a database of 100,000 with as many open ones: what is complete costs an
answer nothing. Ours is the command without Telegram: the age of the data, the answer, its words, its buttons.

The goal, twice the SQL by hand, is met where that has work to do: for the city (1.4 to 1.8). A kelurahan has
some 80 open ones, which takes SQL 0.15 ms; its answer takes 2 to 4 ms more, as every answer does: more than
half of it for the ways to the driver's thread and back (a thread that sleeps takes longer to wake than to work,
so that an idle machine is the slower one here), the rest for words and buttons. By hand there is neither: 25 to
30 times, and 7 to 11 times the same SQL in one transaction of the bare driver (aiosqlite), the second ratio. A
kota: 3 to 4.3, 2.7.
"""

from __future__ import annotations

import asyncio
import sqlite3
import sys
import time
from collections.abc import Awaitable
from contextlib import closing
from pathlib import Path

import aiosqlite

from benchmarks.big_database import LARGE, NOW, SMALL, big_database, desk_on, url_of
from bot.auth import Asker, Standing
from bot.commands.command import Request
from bot.commands.wait import wait
from monitor.areas.directory import Directory
from monitor.clock import AHEAD
from monitor.model import Scope
from storage import open_store
from storage.instants import to_micros

TIMES = 40
DENSE = 5  # one complaint in five is open: of 100,000 as many as one in a hundred of 2,000,000
SCOPES = {
    "a kelurahan": Scope(areas=("31.71.01.1001",)),
    "a kota": Scope(areas=("31.71",)),
    "the city": Scope(everything=True),
}

_OPEN = "stage NOT IN ('complete', 'dismissed') AND missing_since IS NULL AND created_at + 0 <= :arrived_by"
_WAITS = "(stage = 'wait' OR (stage = 'unmapped' AND responded_at IS NULL))"
_DUE = """CASE WHEN responded_at IS NULL AND NOT response_unseen AND response_due_at > 0 THEN response_due_at
          WHEN completed_at IS NULL THEN completion_due_at END"""
COUNTS = f"""SELECT count(*) FILTER (WHERE {_WAITS}), count(*) FILTER (WHERE {_WAITS} AND {_DUE} < :now), count(*)
    FROM complaints WHERE {{place}} AND {_OPEN}"""
ROWS = f"""SELECT ticket, category, stage, status, area, area_code, unit, owner_code, address, created_at,
    response_due_at, completion_due_at, {_DUE} AS due
    FROM complaints WHERE {{place}} AND {_OPEN} AND {_WAITS} ORDER BY due IS NULL, due, created_at, id LIMIT 12"""
UNPLACED = "area_code IS NULL AND owner_code IS NULL AND unit IS NULL"


def by_hand(scope: Scope) -> list[str]:
    """The counts, then the rows: of the areas, and for a kota of what lies nowhere."""
    directory = Directory.load("builtin:jakarta")
    codes = sorted(code for area in scope.areas for code in directory.within(area))
    owned = f"owner_code IN ({', '.join(map(repr, codes))})" if codes else "owner_code IS NOT NULL"
    places = [owned] if len(codes) == 1 else [owned, UNPLACED]
    return [query.format(place=place) for query in (COUNTS, ROWS) for place in places]


async def by_turns(small: Path, large: Path, scope: Scope) -> tuple[float, float, float, float]:
    """Seconds of siaga on the small and the large database, and of the SQL by hand on the large one: on its own,
    and by way of the bare driver.

    By turns, and the quickest of many times: what else this machine does disturbs all alike, and least.
    """
    standing = Standing(Asker(-1, None, None, is_private=False), scope=scope)
    queries, numbers = by_hand(scope), {"now": to_micros(NOW), "arrived_by": to_micros(NOW + AHEAD)}
    stores = [await open_store(url_of(file), migrate=False) for file in (small, large)]
    requests = [Request(desk=desk_on(store), standing=standing, now=NOW) for store in stores]
    times = []
    try:
        async with aiosqlite.connect(large, isolation_level=None) as driver:
            with closing(sqlite3.connect(large)) as connection:
                for _ in range(TIMES):
                    ours = [await seconds(wait(request)) for request in requests]
                    started = time.perf_counter()
                    for query in queries:
                        connection.execute(query, numbers).fetchall()
                    raw = time.perf_counter() - started
                    times.append((*ours, raw, await seconds(in_one_transaction(driver, queries, numbers))))
    finally:
        for store in stores:
            await store.close()
    at_small, at_large, raw, driven = map(min, zip(*times, strict=True))
    return at_small, at_large, raw, driven


async def in_one_transaction(driver: aiosqlite.Connection, queries: list[str], numbers: dict[str, int]) -> None:
    await driver.execute("BEGIN")
    for query in queries:
        await driver.execute_fetchall(query, numbers)
    await driver.execute("COMMIT")


async def seconds(answer: Awaitable[object]) -> float:
    started = time.perf_counter()
    await answer
    return time.perf_counter() - started


def measure(small: Path, large: Path) -> None:
    """Prints the figures of the large database, and how they compare with those of the small one."""
    for name, scope in SCOPES.items():
        at_small, ours, raw, driven = asyncio.run(by_turns(small, large, scope))
        print(
            f"/wait of {name}: {ours * 1000:.1f} ms, {ours / raw:.2f} of SQL by hand ({raw * 1000:.2f} ms), "
            f"{ours / driven:.2f} of that through the driver ({driven * 1000:.2f} ms), "
            f"{ours / at_small:.2f} of itself on the small database",
            flush=True,
        )


def main(count: int = LARGE) -> None:
    with big_database(SMALL, every=DENSE) as small, big_database(count) as large:
        measure(small, large)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
