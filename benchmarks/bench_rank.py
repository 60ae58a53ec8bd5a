"""The rank of a month, a year: `python -m benchmarks.bench_rank [ROWS]`.

As a ratio to SQL written by hand for the same figures (counts, shares, medians, p90, nilai; no intervals, no
grades by category) on the same database in the same run, and to itself on a database of 100,000.
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
from monitor.period import Month, Period
from monitor.ranks.rank import rank
from monitor.scores.holders import By
from storage import open_store
from storage.instants import to_micros

MONTH = Period.month(Month(2026, 10))
YEAR = Period.year(2026)
ZONE = ZoneInfo("Asia/Jakarta")
TIMES = 9

BY_HAND = """
WITH of_period AS MATERIALIZED (
    SELECT owner_code AS owner, responded_at - created_at AS took, completed_at - created_at AS lasted,
           responded_at = responded_after AS exact, completed_at = completed_after AS certain,
           CASE WHEN response_unseen OR stage = 'dismissed' THEN NULL
                WHEN responded_at IS NULL THEN CASE WHEN response_due_at < :now THEN :now - response_due_at END
                WHEN responded_at <= response_due_at THEN 0
                WHEN response_due_at <= responded_after THEN responded_after - response_due_at END AS late,
           CASE WHEN stage = 'dismissed' THEN NULL
                WHEN completed_at IS NULL THEN CASE WHEN completion_due_at < :now THEN :now - completion_due_at END
                WHEN completed_at <= completion_due_at THEN 0
                WHEN completion_due_at <= completed_after THEN completed_after - completion_due_at END AS overrun,
           stage NOT IN ('complete', 'dismissed') AND (
               (responded_at IS NULL AND response_due_at < :now)
               OR (completed_at IS NULL AND completion_due_at < :now)) AS is_overdue
    FROM complaints WHERE created_at >= :first AND created_at < :last
),
counted AS (
    SELECT owner, count(*) AS n, count(late) AS decided, sum(late = 0) AS answered, count(overrun) AS ended,
           sum(overrun = 0) AS completed, sum(is_overdue) AS overdue,
           (coalesce(sum(max(100 - late / 3.6e9, 0)), 0) + coalesce(sum(max(100 - overrun / 3.6e9, 0)), 0))
               / nullif(count(late) + count(overrun), 0) AS nilai
    FROM of_period GROUP BY owner
),
responses AS (
    SELECT owner, avg(CASE WHEN 2 * i BETWEEN many AND many + 2 THEN took END) AS median,
           max(CASE WHEN 10 * i < 9 * many + 10 THEN took END) AS p90
    FROM (SELECT owner, took, row_number() OVER (PARTITION BY owner ORDER BY took) AS i,
                 count(*) OVER (PARTITION BY owner) AS many FROM of_period WHERE exact) GROUP BY owner
),
completions AS (
    SELECT owner, avg(CASE WHEN 2 * i BETWEEN many AND many + 2 THEN lasted END) AS median,
           max(CASE WHEN 10 * i < 9 * many + 10 THEN lasted END) AS p90
    FROM (SELECT owner, lasted, row_number() OVER (PARTITION BY owner ORDER BY lasted) AS i,
                 count(*) OVER (PARTITION BY owner) AS many FROM of_period WHERE certain) GROUP BY owner
)
SELECT rank() OVER (ORDER BY nilai DESC), counted.*, responses.median, responses.p90,
       completions.median, completions.p90
FROM counted LEFT JOIN responses USING (owner) LEFT JOIN completions USING (owner) ORDER BY 1
"""


def seconds(step: Callable[[], object]) -> float:
    started = time.perf_counter()
    step()
    return time.perf_counter() - started


def both(file: Path, period: Period) -> tuple[float, float, int]:
    """Seconds of siaga and of the SQL by hand, and how many complaints were counted.

    By turns, and the quickest of several times: what else this machine does disturbs both alike, and least.
    """
    first, last = period.begins_at(ZONE), period.ends_before(ZONE)
    numbers = {"first": to_micros(first), "last": to_micros(last), "now": to_micros(NOW)}
    with asyncio.Runner() as runner, closing(sqlite3.connect(file)) as connection:
        store = runner.run(open_store(url_of(file), migrate=False))
        desk = desk_on(store)
        try:
            found = runner.run(rank(desk, By.KELURAHAN, period))
            times = [
                (
                    seconds(lambda: runner.run(rank(desk, By.KELURAHAN, period))),
                    seconds(lambda: connection.execute(BY_HAND, numbers).fetchall()),
                )
                for _ in range(TIMES)
            ]
        finally:
            runner.run(store.close())
    ours, raw = map(min, zip(*times, strict=True))
    return ours, raw, sum(row.n for row in found.rows)


def measure(small: Path, large: Path) -> None:
    """Prints the figures of the large database, and how they compare with those of the small one."""
    at_small, *_ = both(small, MONTH)
    for name, period in (("month", MONTH), ("year", YEAR)):
        ours, raw, counted = both(large, period)
        itself = f", {ours / at_small:.2f} of itself on the small database" if period is MONTH else ""
        print(
            f"rank of a {name}: {counted:,} complaints in {ours * 1000:.0f} ms, "
            f"{ours / raw:.2f} of SQL by hand ({raw * 1000:.0f} ms){itself}",
            flush=True,
        )


if __name__ == "__main__":
    with big_database(SMALL) as small, big_database(int(sys.argv[1]) if len(sys.argv) > 1 else LARGE) as large:
        measure(small, large)
