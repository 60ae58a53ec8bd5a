"""`make bench`: every benchmark at its everyday size. Each prints a ratio to a floor of the same run."""

from __future__ import annotations

from benchmarks import bench_cli_import


def main() -> None:
    bench_cli_import.main(100_000)


if __name__ == "__main__":
    main()
