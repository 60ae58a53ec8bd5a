"""The recap of a year: `python -m benchmarks.bench_recap [ROWS]`.

As a ratio to SQL written by hand for the same cells on the same database in the same run, and to itself on a
database of 100,000. Ours includes names, order, totals; by hand there are only the groups.
"""

from __future__ import annotations

import asyncio
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from zoneinfo import ZoneInfo

from benchmarks.big_database import LARGE, NOW, SMALL, big_database, desk_on, url_of
from monitor.counting import counted
from monitor.crosstables.crossing import Question
from monitor.crosstables.dimensions import Dimension
from monitor.crosstables.recap import Layout, Recap, recap_of
from monitor.desk import Desk
from monitor.period import Period
from storage import open_store
from storage.instants import to_micros

TIMES = 5
YEAR = Period.year(2026)
ZONE = ZoneInfo("Asia/Jakarta")
_WALL = "created_at / 1000000 + 25200, 'unixepoch'"
BY_HAND = {
    "kelurahan": "area_code",
    "category": "category",
    "channel": "channel",
    "unit": "unit",
    "stage": "stage",
    "month": f"strftime('%Y-%m', {_WALL})",
    "weekday": f"strftime('%w', {_WALL})",
    "hour": f"strftime('%H', {_WALL})",
}
TABLES = (("month",), ("category", "month"), ("kelurahan", "month"), ("unit", "stage"), ("weekday", "hour"))


def quickest(step: Callable[[], object]) -> float:
    """Seconds of the quickest of several times: what the others of this machine disturb least."""

    def seconds() -> float:
        started = time.perf_counter()
        step()
        return time.perf_counter() - started

    return min(seconds() for _ in range(TIMES))


def by_hand(file: Path, names: tuple[str, ...]) -> float:
    places = ", ".join(str(place) for place, _ in enumerate(names, 1))
    query = f"""SELECT {", ".join(BY_HAND[name] for name in names)}, count(*) FROM complaints
        WHERE created_at >= ? AND created_at < ? AND created_at <= ? GROUP BY {places}"""
    limits = [to_micros(at) for at in (YEAR.begins_at(ZONE), YEAR.ends_before(ZONE), NOW)]
    with closing(sqlite3.connect(file)) as connection:
        return quickest(lambda: connection.execute(query, limits).fetchall())


async def recap(desk: Desk, names: tuple[str, ...]) -> Recap:
    dimensions = [Dimension(name) for name in names]
    days = {"first_on": YEAR.first_on, "last_on": YEAR.last_on}
    layout = Layout(rows=(dimensions[0],), cols=dimensions[1] if dimensions[1:] else None, **days)
    found = await counted(desk, Question(axes=layout.axes, at=NOW, zone=ZONE, **days))
    return recap_of(found, layout, desk.directory)


def ours(file: Path, names: tuple[str, ...]) -> tuple[float, int]:
    """Seconds, and how many complaints were counted."""
    with asyncio.Runner() as runner:
        store = runner.run(open_store(url_of(file), migrate=False))
        desk = desk_on(store)
        try:
            total = runner.run(recap(desk, names)).total
            return quickest(lambda: runner.run(recap(desk, names))), total
        finally:
            runner.run(store.close())


def measure(small: Path, large: Path) -> None:
    """Prints the figures of the large database, and how they compare with those of the small one."""
    for names in TABLES:
        at_small, _ = ours(small, names)
        seconds, total = ours(large, names)
        raw = by_hand(large, names)
        print(
            f"recap by {' and '.join(names)}: {total:,} complaints in {seconds * 1000:.0f} ms, "
            f"{seconds / raw:.2f} of SQL by hand ({raw * 1000:.0f} ms), "
            f"{seconds / at_small:.2f} of itself on the small database",
            flush=True,
        )


if __name__ == "__main__":
    with big_database(SMALL) as small, big_database(int(sys.argv[1]) if len(sys.argv) > 1 else LARGE) as large:
        measure(small, large)
