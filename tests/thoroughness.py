"""How much of what could be tried is tried: all of it in `make soak`, a sample spread over it in `make test`."""

from __future__ import annotations

from hypothesis import settings

ALL = 100  # of a hundred examples


def examples(number: int) -> int:
    """`number` in `make soak`, else the share that the profile of conftest.py tries."""
    return max(5, number * settings.default.max_examples // ALL)


def cuts(steps: int, every: int) -> list[int]:
    """Where to cut off what takes that many steps: every so many, the first and the last in any case."""
    return sorted({*range(1, steps + 1, every), steps})
