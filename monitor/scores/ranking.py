"""The table of who keeps their due times: rows, places, ties, what is cut off. Pure.

A place is by `nilai`, the official one where there is one; equal ones share it (1, 2, 2, 4). Within a place, and
where a "top 5" is cut, come first: more complaints, the shorter median of the response, the name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType

from monitor.period import Month, Period
from monitor.scores.holders import UNIT, Apart, By, Subject
from monitor.scores.rank_tally import Tally
from monitor.scores.scoring import Scoring, mean
from monitor.scores.shares import quantile_h, share_pct, wilson_pct

_ENDLESS = Decimal("Infinity")


@dataclass(frozen=True, slots=True, kw_only=True)
class RankRow:
    """One subject. Shares and the interval in per cent, durations in hours, all with three decimals; None = N/A.

    `n`: arrivals. `unknown`: with a clock that cannot be judged. `decided`: stopped, or open and past due.
    `official`: nilai was entered, not reckoned. `apart`: counted, never ranked. The last ones explain what was
    kept out of the shares.
    """

    place: int | None = None
    name: str
    code: str | None
    n: int
    unknown: int
    response_decided: int
    responded_in_time: int
    responded_in_time_pct: Decimal | None
    interval_low: Decimal | None
    interval_high: Decimal | None
    completion_decided: int
    completed_in_time: int
    completed_in_time_pct: Decimal | None
    response_median_h: Decimal | None
    response_p90_h: Decimal | None
    completion_median_h: Decimal | None
    completion_p90_h: Decimal | None
    nilai: Decimal | None
    peringkat: str | None
    overdue_open: int
    official: bool
    apart: Apart | None = None
    subject: Subject | None = None
    dismissed: int = 0
    doubtful: int = 0
    undecided: int = 0


@dataclass(frozen=True, slots=True)
class Entered:
    """An official nilai of a month; None = N/A."""

    name: str
    nilai: Decimal | None


@dataclass(frozen=True, slots=True)
class OfficialScore:
    """An official nilai as a file says it."""

    month: Month
    subject: Subject
    name: str
    nilai: Decimal | None


Official = Mapping[tuple[Month, Subject], Entered]
FrozenNilai = Mapping[tuple[Month, Subject], Decimal | None]
NOTHING_FROZEN: FrozenNilai = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """A whole table: those with a place first, then the others by name, then what is counted apart.

    `frozen`: months that enter a nilai of several by the one they were frozen with.
    """

    by: By
    period: Period
    at: datetime
    rows: tuple[RankRow, ...]
    formula: str  # Scoring.fingerprint
    frozen: tuple[Month, ...] = ()

    @property
    def placed(self) -> tuple[RankRow, ...]:
        return tuple(row for row in self.rows if row.place is not None)


@dataclass(frozen=True, slots=True)
class Cut:
    """The first rows of a table; `equal`: how many more have the nilai of the last one shown."""

    rows: tuple[RankRow, ...]
    equal: int


def row_of(
    name: str,
    tally: Tally,
    *,
    subject: Subject | None = None,
    nilai: Decimal | None = None,
    peringkat: str | None = None,
    official: bool = False,
    apart: Apart | None = None,
) -> RankRow:
    """A row without a place."""
    low, high = wilson_pct(tally.response.in_time, tally.response.decided)
    response, completion = sorted(tally.response.took), sorted(tally.completion.took)
    return RankRow(
        name=name,
        code=None if subject is None or subject.startswith(UNIT) else subject,
        n=tally.n,
        unknown=tally.unknown,
        response_decided=tally.response.decided,
        responded_in_time=tally.response.in_time,
        responded_in_time_pct=share_pct(tally.response.in_time, tally.response.decided),
        interval_low=low,
        interval_high=high,
        completion_decided=tally.completion.decided,
        completed_in_time=tally.completion.in_time,
        completed_in_time_pct=share_pct(tally.completion.in_time, tally.completion.decided),
        response_median_h=quantile_h(response, 5),
        response_p90_h=quantile_h(response, 9),
        completion_median_h=quantile_h(completion, 5),
        completion_p90_h=quantile_h(completion, 9),
        nilai=nilai,
        peringkat=peringkat,
        overdue_open=tally.overdue_open,
        official=official,
        apart=apart,
        subject=subject,
        dismissed=tally.dismissed,
        doubtful=tally.doubtful,
        undecided=tally.undecided,
    )


def nilai_of(
    tally: Tally,
    subject: Subject,
    months: Sequence[Month],
    official: Official,
    scoring: Scoring,
    frozen: FrozenNilai = NOTHING_FROZEN,
) -> tuple[Decimal | None, bool]:
    """The nilai of a subject, and whether it is official.

    Of several months it is the mean of theirs, N/A left out; it is official when all that count are. A month's is
    the official one, else the frozen one, else reckoned. `months` empty: the period does not consist of whole
    months, and all its complaints are reckoned as one.
    """
    if not months:
        return scoring.nilai(sum(tally.earned), sum(tally.possible)), False
    values: list[Decimal | None] = []
    entered: list[bool] = []
    for i, month in enumerate(months):
        given = official.get((month, subject))
        if given is not None:
            values.append(given.nilai)
        elif (month, subject) in frozen:
            values.append(frozen[month, subject])
        else:
            values.append(scoring.nilai(tally.earned[i], tally.possible[i]))
        entered.append(given is not None)
    counted = [is_entered for value, is_entered in zip(values, entered, strict=True) if value is not None]
    return mean(values), all(counted) if counted else any(entered)


def in_order(rows: Iterable[RankRow], min_n: int = 1) -> tuple[RankRow, ...]:
    """All rows of a table, with their places. Our own nilai of fewer than `min_n` complaints gives none."""
    rows = list(rows)
    placed = sorted((row for row in rows if _has_place(row, min_n)), key=_from_the_top)
    listed = [row for row in rows if row.apart is None and not _has_place(row, min_n)]
    apart = [row for row in rows if row.apart is not None]
    return (*_with_places(placed), *sorted(listed, key=_by_name), *sorted(apart, key=_by_name))


def top(rows: Iterable[RankRow], count: int = 5) -> Cut:
    """The best of those with a place."""
    return _cut(sorted((row for row in rows if row.place is not None), key=_from_the_top), count)


def lowest(rows: Iterable[RankRow], best: str, count: int = 5) -> Cut:
    """The worst of those below the peringkat `best`, the lowest first. Nobody: NIHIL."""
    below = [row for row in rows if row.place is not None and row.peringkat != best]
    return _cut(sorted(below, key=_from_the_bottom), count)


def _has_place(row: RankRow, min_n: int) -> bool:
    return row.apart is None and row.nilai is not None and (row.official or row.n >= min_n)


def _with_places(rows: Sequence[RankRow]) -> list[RankRow]:
    placed: list[RankRow] = []
    for number, row in enumerate(rows, 1):
        shares = placed and placed[-1].nilai == row.nilai
        placed.append(replace(row, place=placed[-1].place if shares else number))
    return placed


def _cut(rows: Sequence[RankRow], count: int) -> Cut:
    shown = tuple(rows[:count])
    equal = sum(row.nilai == shown[-1].nilai for row in rows[count:]) if shown else 0
    return Cut(shown, equal)


def _from_the_top(row: RankRow) -> tuple[object, ...]:
    median = _ENDLESS if row.response_median_h is None else row.response_median_h
    return -(row.nilai or 0), -row.n, median, *_by_name(row)


def _from_the_bottom(row: RankRow) -> tuple[object, ...]:
    median = _ENDLESS if row.response_median_h is None else row.response_median_h
    return row.nilai or 0, -row.n, -median, *_by_name(row)


def _by_name(row: RankRow) -> tuple[str, str]:
    return row.name.casefold(), row.code or ""
