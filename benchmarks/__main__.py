"""`make bench`: every benchmark at its everyday size. Each prints a ratio to a floor of the same run."""

from __future__ import annotations

import asyncio

from benchmarks import bench_cli_import, bench_poll, bench_rank, bench_recap, bench_recompute, bench_wait
from benchmarks.big_database import LARGE, SMALL, big_database


def main() -> None:
    bench_poll.main(100_000)
    bench_cli_import.main(100_000)
    asyncio.run(bench_recompute.main(200_000, None))
    with big_database(SMALL) as small, big_database(LARGE) as large:
        bench_rank.measure(small, large)
        bench_recap.measure(small, large)
        with big_database(SMALL, every=bench_wait.DENSE) as dense:
            bench_wait.measure(dense, large)


if __name__ == "__main__":
    main()
