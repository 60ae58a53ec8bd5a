"""Shares, intervals, quantiles: published values and properties."""

from __future__ import annotations

import statistics
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.scores.shares import HOUR, in_tenths, quantile_h, share_pct, told_pct, wilson_pct

# R. G. Newcombe, Statistics in Medicine 17 (1998), table I, method 3: score without continuity correction.
PUBLISHED = [(81, 263, 25.53, 36.62), (15, 148, 6.24, 16.05), (0, 20, 0.00, 16.11), (1, 29, 0.61, 17.18)]


@pytest.mark.parametrize(("part", "whole", "low", "high"), PUBLISHED)
def test_the_interval_is_the_published_one(part: int, whole: int, low: float, high: float) -> None:
    found = wilson_pct(part, whole)
    assert [float(bound) for bound in found if bound is not None] == pytest.approx([low, high], abs=5e-3)


def test_the_interval_of_the_examples() -> None:
    assert wilson_pct(38, 39) == (Decimal("86.819"), Decimal("99.546"))
    assert wilson_pct(20, 20) == (Decimal("83.887"), Decimal("100.000"))
    assert wilson_pct(0, 0) == (None, None)
    assert (share_pct(38, 39), share_pct(0, 7), share_pct(0, 0)) == (Decimal("97.436"), Decimal(0), None)


@given(st.integers(0, 3000).flatmap(lambda whole: st.tuples(st.integers(0, whole + 1), st.just(whole + 1))))
def test_the_interval_holds_the_share_and_mirrors_its_complement(counts: tuple[int, int]) -> None:
    part, whole = counts
    low, high = wilson_pct(part, whole)
    share = share_pct(part, whole)
    assert low is not None and high is not None and share is not None
    assert 0 <= low <= share <= high <= 100
    mirrored = wilson_pct(whole - part, whole)
    assert mirrored[0] is not None and abs(100 - high - mirrored[0]) <= Decimal("0.001")


@given(st.integers(1, 10**7).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
def test_a_share_reads_as_all_only_of_all_and_as_nothing_only_of_nothing(counts: tuple[int, int]) -> None:
    part, whole = counts
    told = told_pct(part, whole)
    assert told is not None and told.as_tuple().exponent == -1
    assert (told == 100, told == 0) == (part == whole, part == 0)
    assert abs(told - Decimal(100 * part) / whole) < Decimal("0.1")


def test_nearly_all_and_hardly_any_are_told_as_such() -> None:
    told = [told_pct(part, 5000) for part in (0, 1, 2500, 4999, 5000)]
    assert told == [Decimal(pct) for pct in ("0.0", "0.1", "50.0", "99.9", "100.0")]
    assert told_pct(0, 0) is None
    assert [in_tenths(Decimal(pct)) for pct in ("0", "0.001", "97.45", "99.999", "100")] == [
        Decimal(pct) for pct in ("0.0", "0.1", "97.5", "99.9", "100.0")
    ]


@given(st.lists(st.integers(0, 10**13), min_size=1, max_size=60))
def test_quantiles_are_those_of_the_textbook(took: list[int]) -> None:
    ordered = sorted(took)
    median = quantile_h(ordered, 5)
    assert median is not None and float(median) == pytest.approx(statistics.median(took) / HOUR, abs=6e-4)
    if len(took) > 1:
        p90 = statistics.quantiles(took, n=10, method="inclusive")[8] / HOUR
        assert float(quantile_h(ordered, 9) or 0) == pytest.approx(p90, abs=6e-4)


def test_quantiles_by_hand() -> None:
    hours = [hour * HOUR for hour in (1, 2, 4, 8)]
    assert (quantile_h(hours, 5), quantile_h(hours, 9)) == (Decimal("3.000"), Decimal("6.800"))
    assert quantile_h(hours[:1], 9) == 1
    assert quantile_h([], 5) is None


def test_a_median_of_thousands_of_years_is_exact() -> None:
    assert quantile_h([3_600_000_000 * 10**9], 5) == 10**9


def test_a_bound_is_all_or_nothing_only_where_the_share_is() -> None:
    many = 10**9
    assert wilson_pct(many - 1, many)[1] == Decimal("99.999") and wilson_pct(1, many)[0] == Decimal("0.001")
    assert wilson_pct(many, many)[1] == 100 and wilson_pct(0, many)[0] == 0
