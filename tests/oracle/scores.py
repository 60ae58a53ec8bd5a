"""Nilai, shares and places, sentence by sentence as docs/reference.md says under "Score and rank", in fractions.

Knows nothing of `monitor`. Instants are whole microseconds, as everywhere in the oracle.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from typing import NamedTuple

from oracle.knowledge import Within
from oracle.plain import HOUR

LEVELS = ("kota", "kecamatan", "kelurahan")  # by the number of points in a code, less one
Z = Decimal("1.959963984540054")  # of 95 %


class Complaint(NamedTuple):
    """`month`: its number in the period. `doubtful`: its source stated times that cannot be true."""

    month: int
    created: int
    stage: str
    response_due: int | None
    completion_due: int | None
    responded: Within | None
    completed: Within | None
    restarted: int | None
    answer_unseen: bool
    category: str | None
    unit: str | None
    unit_code: str | None
    area_code: str | None
    doubtful: bool


@dataclass(frozen=True)
class ScoreText:
    """[score]. Lateness in hours."""

    response_weight: str = "0.5"
    completion_weight: str = "0.5"
    grades: tuple[tuple[int, str], ...] = ((0, "100"), (100, "0"))
    steps: bool = False
    bobot: dict[str, str] = field(default_factory=dict)
    bands: dict[str, str] = field(default_factory=lambda: {"A": "85", "B": "70", "C": "55", "D": "0"})
    min_n: int = 1


@dataclass
class Row:
    """As `siaga rank` tells it; shares in per cent, durations in hours."""

    subject: str
    n: int = 0
    unknown: int = 0
    dismissed: int = 0
    decided: Counter[str] = field(default_factory=Counter)
    in_time: Counter[str] = field(default_factory=Counter)
    took: dict[str, list[int]] = field(default_factory=lambda: {"response": [], "completion": []})
    points: list[tuple[int, Fraction, Fraction]] = field(default_factory=list)  # month, points, bobot x weight
    overdue_open: int = 0
    names: Counter[str] = field(default_factory=Counter)
    nilai: Decimal | None = None
    official: bool = False
    place: int | None = None


def points(text: ScoreText, late: int) -> Fraction:
    """What a clock earns that is so late: between two grades on a straight line, or each holds up to its own."""
    hours = Fraction(late, HOUR)
    before, had = text.grades[0][0], Fraction(text.grades[0][1])
    for until, earns in text.grades:
        if hours <= until:
            if text.steps or until == before:
                return Fraction(earns)
            return had + (Fraction(earns) - had) * (hours - before) / (until - before)
        before, had = until, Fraction(earns)
    return had


def weight_of(text: ScoreText, category: str | None) -> Fraction:
    named = {" ".join(name.split()).casefold(): weight for name, weight in text.bobot.items()}
    return Fraction(named.get(" ".join((category or "").split()).casefold(), "1"))


def count(text: ScoreText, row: Row, one: Complaint, at: int, latest: int) -> None:
    """One more complaint of a row, as seen at `at`. No time after `latest` can be true."""
    row.n += 1
    if one.unit and one.unit.strip():
        row.names[one.unit.strip()] += 1
    if one.stage == "dismissed":
        row.dismissed += 1
        return
    verdicts = {}
    clocks = (
        ("response", one.created, one.response_due, one.responded, text.response_weight),
        ("completion", one.restarted or one.created, one.completion_due, one.completed, text.completion_weight),
    )
    for clock, begun, due, stop, weight in clocks:
        is_unseen = stop is None and (one.stage == "complete" or (clock == "response" and one.answer_unseen))
        found, late = (None, 0) if is_unseen else judge(one, begun, due, stop, at, latest)
        verdicts[clock] = found
        if found in ("in time", "late", "runs late"):
            row.decided[clock] += 1
            row.in_time[clock] += found == "in time"
            row.points.append((one.month, points(text, late), weight_of(text, one.category) * Fraction(weight)))
        if stop and stop.after == stop.at and found in ("in time", "late", "no limit"):
            row.took[clock].append(stop.at - begun)
    row.unknown += any(found in ("unknown", "impossible") for found in verdicts.values())
    row.overdue_open += one.stage != "complete" and "runs late" in verdicts.values()


def judge(
    one: Complaint, begun: int, due: int | None, stop: Within | None, at: int, latest: int
) -> tuple[str | None, int]:
    """What became of a clock, and how late it is."""
    if one.doubtful or (stop and (stop.at < begun or stop.at > latest)):
        return "impossible", 0
    if due is None:
        return "no limit", 0
    if stop is None:
        return ("runs late", at - due) if due < at else ("runs", 0)
    if stop.at <= due:
        return "in time", 0
    if stop.after == stop.at:
        return "late", stop.at - due
    return ("late", stop.after - due) if due <= stop.after else ("unknown", 0)


def nilai_of(row: Row, months: int, official: dict[int, Decimal | None]) -> tuple[Decimal | None, bool]:
    """The nilai of a month, or the mean of those of several as they are shown; official ones win."""
    shown: list[tuple[Decimal, bool]] = []
    for month in range(months):
        value = official[month] if month in official else estimate(row, month)
        if value is not None:
            shown.append((value, month in official))
    if not shown:
        return None, bool(official)
    mean = sum((Fraction(value) for value, _ in shown), Fraction()) / len(shown)
    return rounded(mean), all(is_official for _, is_official in shown)


def estimate(row: Row, month: int) -> Decimal | None:
    ours = [(earned, weight) for of, earned, weight in row.points if of == month]
    whole = sum((weight for _, weight in ours), Fraction())
    return rounded(sum((earned * weight for earned, weight in ours), Fraction()) / whole) if whole else None


def rounded(value: Fraction) -> Decimal:
    """Three decimals, halves upwards."""
    whole, rest = divmod(value * 1000, 1)
    return Decimal(int(whole) + (rest >= Fraction(1, 2))).scaleb(-3)


def grade(text: ScoreText, nilai: Decimal | None) -> str | None:
    earned = [name for name, bound in text.bands.items() if nilai is not None and nilai >= Decimal(bound)]
    return max(earned, key=lambda name: Decimal(text.bands[name]), default=None)


def percent(part: int, whole: int) -> Decimal | None:
    return rounded(Fraction(100 * part, whole)) if whole else None


def wilson(part: int, whole: int) -> tuple[Decimal | None, Decimal | None]:
    """95 % of a share, in per cent, by the textbook."""
    if not whole:
        return None, None
    with localcontext() as context:
        context.prec = 60
        n, p, z2 = Decimal(whole), Decimal(part) / whole, Z * Z
        centre, spread = p + z2 / (2 * n), Z * (p * (1 - p) / n + z2 / (4 * n * n)).sqrt()
        low, high = ((centre + sign * spread) / (1 + z2 / n) * 100 for sign in (-1, 1))
        place = Decimal("0.001")
        clipped = max(low, Decimal(0)), min(high, Decimal(100))
        return clipped[0].quantize(place, ROUND_HALF_UP), clipped[1].quantize(place, ROUND_HALF_UP)


def percentile(took: list[int], share: Fraction) -> Decimal | None:
    """Between two values on a straight line, as PERCENTILE of a spreadsheet; in hours."""
    if not took:
        return None
    ordered = sorted(took)
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return rounded((ordered[below] + (ordered[above] - ordered[below]) * (place - below)) / Fraction(HOUR))


def subject_of(by: str, one: Complaint) -> str:
    """Under whose name it counts: a code, a unit's letters and digits, or why nobody's."""
    unit = one.unit if one.unit and one.unit.strip() else None
    holder = one.unit_code if unit else one.area_code
    if by == "unit":
        return (holder or "unit:" + "".join(filter(str.isalnum, unit)).upper()) if unit else "belum ada unit"
    if unit and holder is None:
        return "ditangani unit lain"
    if holder is None:
        return "belum ada wilayah"
    parts = holder.split(".")
    wanted = 2 + LEVELS.index(by)
    return ".".join(parts[:wanted]) if len(parts) >= wanted else "dipegang wilayah di atasnya"


def with_places(text: ScoreText, rows: list[Row]) -> None:
    """By nilai; equal ones share a place. None without a nilai, and for our own of too few complaints."""
    placed = [row for row in rows if row.nilai is not None and (row.official or row.n >= text.min_n)]
    for row in placed:
        row.place = 1 + sum((other.nilai or 0) > (row.nilai or 0) for other in placed)
