"""Chance that repeats itself: the same key always throws the same numbers, on every machine."""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from math import cos, exp, log, pi, sqrt
from typing import TypeVar

Thing = TypeVar("Thing")

_LONGEST_PRODUCT = 30.0  # beyond it a Poisson number is thrown in parts: exp(-mean) would come near zero


class Dice:
    """A stream of throws named by `key`. Only `Random.random` is used: the one method that Python promises to
    keep the same from version to version."""

    def __init__(self, *key: object) -> None:
        self._throw = random.Random("/".join(map(str, key))).random  # noqa: S311 - a game, not a secret

    def share(self) -> float:
        """Evenly in [0, 1)."""
        return self._throw()

    def chance(self, probability: float) -> bool:
        return self._throw() < probability

    def between(self, low: float, high: float) -> float:
        return low + (high - low) * self._throw()

    def whole(self, low: int, high: int) -> int:
        """Both ends may come."""
        return low + int(self._throw() * (high - low + 1))

    def pick(self, things: Sequence[Thing]) -> Thing:
        return things[int(self._throw() * len(things))]

    def weighted(self, things: Sequence[Thing], weights: Sequence[float]) -> Thing:
        sums = list(accumulate(weights))
        return things[min(bisect_right(sums, self._throw() * sums[-1]), len(things) - 1)]

    def normal(self) -> float:
        return sqrt(-2.0 * log(1.0 - self._throw())) * cos(2.0 * pi * self._throw())

    def lognormal(self, median: float, spread: float) -> float:
        """`spread`: the standard deviation of the logarithm; 0.7 = two of three within half and double."""
        return median * exp(spread * self.normal())

    def poisson(self, mean: float) -> int:
        total = 0
        while mean > _LONGEST_PRODUCT:
            total += self._small_poisson(_LONGEST_PRODUCT)
            mean -= _LONGEST_PRODUCT
        return total + self._small_poisson(mean)

    def _small_poisson(self, mean: float) -> int:
        limit, product, count = exp(-mean), self._throw(), 0
        while product > limit:
            product *= self._throw()
            count += 1
        return count
