"""The formula of `nilai`: points by lateness, weighted by clock and by category. Exact until its one rounding.

    nilai = sum(bobot x weight x points) / sum(bobot x weight)      over every clock that was decided

`points` is 100 for a clock kept in time and falls with its lateness (`Grade`). Everything is a whole number of
`1 / scale` points here, so that no order of adding and no platform changes a figure. The official formula is
not public: this one is an assumption, named by `FORMULA`, and told in docs/reference.md with an example.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from math import lcm

from monitor.errors import BadConfiguration
from monitor.spelling import words_key

FORMULA = "siaga-1"  # changes whenever the same settings and facts would give another figure
DIGITS = 3
HIGHEST = Decimal(100)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Grade:
    """A clock that is `late` late earns so many points. A list of them is a stair or a slope: `Scoring.slopes`."""

    late: timedelta
    points: Decimal


PER_HOUR = (Grade(timedelta(0), HIGHEST), Grade(timedelta(hours=100), Decimal(0)))  # a point an hour
BANDS = {"A": Decimal(85), "B": Decimal(70), "C": Decimal(55), "D": Decimal(0)}


@dataclass(frozen=True, kw_only=True)
class Scoring:
    """What the configuration says of `nilai`. Raises BadConfiguration for what cannot be meant.

    `grades`: from in time to as late as can be; `slopes` = a straight line between two of them, else each holds
    up to its lateness. `bobot`: category -> weight, else 1. `bands`: peringkat -> the least nilai that earns it.
    `min_n`: complaints below which our own estimate gives no place.
    """

    response_weight: Decimal = Decimal("0.5")
    completion_weight: Decimal = Decimal("0.5")
    grades: tuple[Grade, ...] = PER_HOUR
    slopes: bool = True
    bobot: Mapping[str, Decimal] = field(default_factory=dict)
    bands: Mapping[str, Decimal] = field(default_factory=lambda: dict(BANDS))
    min_n: int = 1

    def __post_init__(self) -> None:
        _check_weights(self.response_weight, self.completion_weight)
        _check_grades(self.grades)
        _check_bobot(self.bobot)
        _check_bands(self.bands)
        if self.min_n < 1:
            raise BadConfiguration("score.min_n must be at least 1.")

    @property
    def fingerprint(self) -> str:
        """Formula and settings in words: what a frozen figure was reckoned by."""
        grades = ",".join(f"{late}={Fraction(g.points)}" for late, g in zip(self._lates, self.grades, strict=True))
        weights = f"{Fraction(self.response_weight)},{Fraction(self.completion_weight)}"
        bobot = ",".join(f"{name}={Fraction(weight)}" for name, weight in sorted(self._bobot.items()))
        bands = ",".join(f"{name}={Fraction(least)}" for name, least in self._falling_bands)
        way = "linear" if self.slopes else "steps"
        return f"{FORMULA} weights {weights} {way} {grades} bobot {bobot} bands {bands} min_n {self.min_n}"

    @cached_property
    def scale(self) -> int:
        """So many parts a point has in `points`."""
        slopes = self._slopes if self.slopes else []
        parts = (slope.denominator for slope in slopes)
        return lcm(*parts, *(Fraction(grade.points).denominator for grade in self.grades))

    def points(self, late: int) -> int:
        """What a clock earns that is so many microseconds late (0 = in time), in `1 / scale` points."""
        if late <= 0:
            return self._steps[0]
        place = bisect_left(self._lates, late)
        if place == len(self._lates):
            return self._steps[-1]
        if not self.slopes:
            return self._steps[place]
        return self._steps[place - 1] - self._falls[place - 1] * (late - self._lates[place - 1])

    def weight_of(self, category: str) -> Decimal:
        """The bobot of a category as it was given."""
        return self._bobot.get(words_key(category), Decimal(1))

    def bobot_of(self, category: str | None) -> int:
        """The weight of a category as a whole number, comparable with that of the others."""
        known = self._bobot_memory.get(category)
        if known is None:
            weight = Fraction(self._bobot.get(words_key(category or ""), Decimal(1)))
            known = self._bobot_memory[category] = int(weight * self._bobot_scale)
        return known

    @cached_property
    def weights(self) -> tuple[int, int]:
        """Those of response and completion as whole numbers."""
        pair = Fraction(self.response_weight), Fraction(self.completion_weight)
        parts = lcm(*(weight.denominator for weight in pair))
        response, completion = (int(weight * parts) for weight in pair)
        return response, completion

    def nilai(self, earned: int, possible: int) -> Decimal | None:
        """`earned` = sum of bobot x weight x points, `possible` = sum of bobot x weight; None (N/A) of nothing."""
        return rounded(Fraction(earned, possible * self.scale)) if possible else None

    def band(self, nilai: Decimal | None) -> str | None:
        """The peringkat of a nilai as it is shown, that is after rounding; None for N/A."""
        if nilai is None:
            return None
        return next(name for name, least in self._falling_bands if nilai >= least)

    @property
    def best_band(self) -> str:
        return self._falling_bands[0][0]

    @cached_property
    def _lates(self) -> list[int]:
        return [grade.late // _MICROSECOND for grade in self.grades]

    @cached_property
    def _slopes(self) -> list[Fraction]:
        """Points lost a microsecond between one grade and the next."""
        drops = (one.points - other.points for one, other in pairwise(self.grades))
        spans = (other - one for one, other in pairwise(self._lates))
        return [Fraction(drop) / span for drop, span in zip(drops, spans, strict=True)]

    @cached_property
    def _falls(self) -> list[int]:
        return [int(slope * self.scale) for slope in self._slopes]

    @cached_property
    def _steps(self) -> list[int]:
        return [int(Fraction(grade.points) * self.scale) for grade in self.grades]

    @cached_property
    def _bobot(self) -> dict[str, Decimal]:
        return {words_key(name): weight for name, weight in self.bobot.items()}

    @cached_property
    def _bobot_scale(self) -> int:
        return lcm(1, *(Fraction(weight).denominator for weight in self.bobot.values()))

    @cached_property
    def _bobot_memory(self) -> dict[str | None, int]:
        return {}

    @cached_property
    def _falling_bands(self) -> list[tuple[str, Decimal]]:
        return sorted(self.bands.items(), key=lambda band: -band[1])


def rounded(value: Fraction, digits: int = DIGITS) -> Decimal:
    """To so many decimals, halves away from zero, as people do by hand. `value` is not negative."""
    whole = (2 * value.numerator * 10**digits + value.denominator) // (2 * value.denominator)
    return Decimal(whole).scaleb(-digits)


def mean(values: Sequence[Decimal | None]) -> Decimal | None:
    """Of those that are not N/A, rounded once; N/A when all are."""
    known = [Fraction(value) for value in values if value is not None]
    return rounded(sum(known, Fraction(0)) / len(known)) if known else None


def _check_weights(response: Decimal, completion: Decimal) -> None:
    for name, weight in (("response_weight", response), ("completion_weight", completion)):
        if not weight >= 0:
            raise BadConfiguration(f"score.{name} = {weight} must not be negative.")
    if response + completion == 0:
        raise BadConfiguration("score.response_weight and score.completion_weight are both 0: one must count.")


def _check_grades(grades: Sequence[Grade]) -> None:
    if len(grades) < 2 or grades[0].late != timedelta(0):
        raise BadConfiguration('score.grades needs at least two entries, the first of them with late = "0h".')
    for number, (before, grade) in enumerate(pairwise(grades), 2):
        if grade.late <= before.late:
            raise BadConfiguration(f"score.grades[{number}].late must be later than that of the entry before.")
        if grade.points > before.points:
            raise BadConfiguration(f"score.grades[{number}].points must not exceed those of the entry before.")
    if not 0 <= grades[-1].points <= grades[0].points <= HIGHEST:
        raise BadConfiguration("score.grades: points must be between 0 and 100.")


def _check_bobot(bobot: Mapping[str, Decimal]) -> None:
    seen: dict[str, str] = {}
    for name, weight in bobot.items():
        key = words_key(name)
        if not key:
            raise BadConfiguration("score.bobot has a weight without a category: name the category.")
        if key in seen:
            raise BadConfiguration(f'score.bobot names "{seen[key]}" and "{name}", the same category: keep one.')
        if not weight >= 0:
            raise BadConfiguration(f'score.bobot."{name}" = {weight} must not be negative.')
        seen[key] = name


def _check_bands(bands: Mapping[str, Decimal]) -> None:
    bounds = sorted(bands.values())
    if not bounds or bounds[0] != 0:
        raise BadConfiguration("score.bands: the lowest peringkat must begin at 0, so that every nilai has one.")
    if len(set(bounds)) < len(bounds) or bounds[-1] > HIGHEST:
        raise BadConfiguration("score.bands: the bounds must be different numbers between 0 and 100.")
