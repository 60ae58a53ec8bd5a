"""`make bench`: every benchmark at its everyday size. Each prints a ratio to a floor of the same run."""

from __future__ import annotations

from benchmarks import bench_cli_import, bench_recap


def main() -> None:
    bench_cli_import.main(100_000)
    bench_recap.main(2_000_000)


if __name__ == "__main__":
    main()
