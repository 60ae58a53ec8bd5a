"""Shares and durations as a table shows them: exact, with the interval that a small sample deserves."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, localcontext
from fractions import Fraction

from monitor.scores.scoring import rounded

HOUR = 3_600_000_000  # microseconds
_Z = Decimal("1.959963984540054")  # 95 % of a normal distribution lie within so many deviations
_PRECISION = 40
_TENTH = Decimal("0.1")
_THOUSANDTH = Decimal("0.001")


def share_pct(part: int, whole: int) -> Decimal | None:
    """In per cent with three decimals; None of nothing."""
    return rounded(Fraction(100 * part, whole)) if whole else None


def told_pct(part: int, whole: int) -> Decimal | None:
    """In per cent with one decimal, as people are told it: 100 only of all, 0 only of none; None of nothing."""
    return in_tenths(Fraction(100 * part, whole)) if whole else None


def in_tenths(pct: Fraction | Decimal) -> Decimal:
    """Per cent with one decimal; what is neither all nor nothing never reads as if it were."""
    shown = rounded(Fraction(pct), 1)
    return min(max(shown, _TENTH), 100 - _TENTH) if 0 < pct < 100 else shown


def wilson_pct(part: int, whole: int) -> tuple[Decimal, Decimal] | tuple[None, None]:
    """The Wilson score interval (95 %, without continuity correction) of a share, in per cent; None of nothing.

    E. B. Wilson, JASA 22 (1927), 209-212.
    """
    if not whole:
        return None, None
    with localcontext() as context:
        context.prec = _PRECISION
        n, share, square = Decimal(whole), Decimal(part) / whole, _Z * _Z
        middle = share + square / (2 * n)
        reach = _Z * (share * (1 - share) / n + square / (4 * n * n)).sqrt()
        low, high = ((middle + side) / (1 + square / n) for side in (-reach, reach))
    lowest = Decimal(0) if part == 0 else max(rounded(100 * Fraction(low)), _THOUSANDTH)
    highest = Decimal(100) if part == whole else min(rounded(100 * Fraction(high)), 100 - _THOUSANDTH)
    return rounded(Fraction(lowest)), rounded(Fraction(highest))


def quantile_h(ordered: Sequence[int], tenths: int) -> Decimal | None:
    """The value, in hours, below which so many tenths of the sorted microseconds lie; None of nothing.

    Between two neighbours it lies on the straight line, at the place (count - 1) x tenths / 10 from the first:
    the definition of a spreadsheet's PERCENTILE. With `tenths` 5 it is the median.
    """
    if not ordered:
        return None
    place, rest = divmod((len(ordered) - 1) * tenths, 10)
    value = 10 * ordered[place]
    if rest:
        value += rest * (ordered[place + 1] - ordered[place])
    return rounded(Fraction(value, 10 * HOUR))
