"""Counting, rows, places, ties and cuts."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from builders import HOUR, NOW, complaint
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Complaint, Doubt, Moment, Stage
from monitor.period import Month, Period
from monitor.scores.holders import Apart, By
from monitor.scores.judging import arrival_of, from_micros, micros
from monitor.scores.rank_tally import Judge, Tally
from monitor.scores.ranking import Cut, Entered, Ranking, RankRow, in_order, lowest, nilai_of, row_of, top
from monitor.scores.scoring import Scoring

LATER = NOW + timedelta(days=30)


def tallied(*complaints: Complaint, scoring: Scoring | None = None) -> Tally:
    judge, tally = Judge(scoring or Scoring(), micros(LATER), micros(LATER)), Tally()
    for one in complaints:
        judge.count(arrival_of(one), tally)
    return tally


def ended(answered: float, completed: float, **fields: Any) -> Complaint:
    """Arrived at NOW, answered and completed so many hours later."""
    moments = {"responded": NOW + answered * HOUR, "completed": NOW + completed * HOUR}
    stops = {name: Moment.exactly(at) for name, at in moments.items()}
    return complaint(created_at=NOW, **{"stage": Stage.COMPLETE, **stops, **fields})


def test_each_complaint_is_counted_where_it_belongs() -> None:
    tally = tallied(
        ended(2, 20),
        ended(8, 20),
        ended(-1, 20),
        ended(2, 24 * 60),
        ended(2, 20, responded=Moment(NOW + HOUR, NOW + 9 * HOUR)),
        ended(2, 20, stage=Stage.DISMISSED),
        complaint(created_at=NOW),
        complaint(created_at=LATER - HOUR),
    )
    assert (tally.n, tally.unknown, tally.doubtful, tally.dismissed, tally.undecided) == (8, 3, 2, 1, 1)
    assert (tally.response.decided, tally.response.in_time, len(tally.response.took)) == (4, 2, 3)
    assert (tally.completion.decided, tally.completion.in_time, len(tally.completion.took)) == (5, 4, 4)
    assert tally.overdue_open == 1


def test_nothing_is_measured_by_times_in_time_that_their_source_contradicts() -> None:
    tally = tallied(ended(2, 20, doubt=Doubt.FUTURE))
    assert (tally.n, tally.unknown, tally.doubtful) == (1, 1, 1)
    assert (tally.response.decided, tally.completion.decided, *tally.possible) == (0, 0, 0)


def test_an_unmapped_label_stays_open_and_a_finished_one_is_never_overdue() -> None:
    assert tallied(complaint(created_at=NOW, stage=Stage.UNMAPPED)).overdue_open == 1
    unanswered = complaint(created_at=NOW, stage=Stage.COMPLETE, completed=Moment.exactly(NOW + HOUR))
    assert tallied(unanswered).overdue_open == 0


def test_instants_and_microseconds_are_the_same() -> None:
    assert from_micros(micros(LATER)) == LATER


def test_a_row_tells_shares_interval_and_durations() -> None:
    tally = tallied(ended(1, 10), ended(2, 20), ended(7, 200))
    row = row_of("Cideng", tally)
    assert (row.responded_in_time, row.responded_in_time_pct) == (2, Decimal("66.667"))
    assert (row.interval_low, row.interval_high) == (Decimal("20.766"), Decimal("93.851"))
    assert (row.completed_in_time, row.completed_in_time_pct) == (2, Decimal("66.667"))
    assert (row.response_median_h, row.response_p90_h) == (2, 6)
    assert (row.completion_median_h, row.completion_p90_h) == (20, 164)


def test_our_own_nilai_comes_from_all_that_was_decided() -> None:
    tally = tallied(ended(16, 20), ended(2, 20), complaint(created_at=LATER - HOUR))
    assert nilai_of(tally, "x", (), {}, Scoring()) == (Decimal("97.5"), False)
    assert nilai_of(Tally(), "x", (), {}, Scoring()) == (None, False)


def test_a_frozen_nilai_enters_unless_an_official_one_came() -> None:
    first, second = MONTHS[:2]
    kept = {(first, "x"): Decimal(80), (second, "x"): None}
    official = {(second, "x"): Entered("x", Decimal(90))}
    assert nilai_of(Tally(2), "x", (first, second), {}, Scoring(), kept) == (Decimal(80), False)
    assert nilai_of(Tally(2), "x", (first, second), official, Scoring(), kept) == (Decimal(85), False)
    assert nilai_of(Tally(2), "y", (first, second), {}, Scoring(), kept) == (None, False)


MONTHS = tuple(Month(2026, number) for number in (1, 2, 3))


def official(*values: str | None) -> dict[tuple[Month, str], Entered]:
    pairs = zip(MONTHS, values, strict=False)
    return {
        (month, "x"): Entered("X", None if value == "N/A" else Decimal(value)) for month, value in pairs if value
    }


@pytest.mark.parametrize(
    ("given", "nilai", "is_official"),
    [
        (official(), "95.000", False),
        (official("99", None, "N/A"), "94.500", False),
        (official("99", "91"), "95.000", True),
        (official("N/A", "N/A", "N/A"), None, True),
    ],
)
def test_a_year_is_the_mean_of_its_months_the_official_ones_winning(
    given: dict[tuple[Month, str], Entered], nilai: str | None, is_official: bool
) -> None:
    tally, scoring = Tally(3), Scoring()
    tally.earned, tally.possible = [100 * scoring.scale, 2 * 90 * scoring.scale, 0], [1, 2, 0]
    expected = None if nilai is None else Decimal(nilai)
    assert nilai_of(tally, "x", MONTHS, given, scoring) == (expected, is_official)


def row(name: str, nilai: str | None, n: int = 10, **fields: Any) -> RankRow:
    value = None if nilai is None else Decimal(nilai)
    tally = Tally()
    tally.n = n
    made = row_of(name, tally, nilai=value, peringkat=Scoring().band(value))
    return RankRow(**{name: getattr(made, name) for name in RankRow.__slots__} | fields)


def places(rows: tuple[RankRow, ...]) -> list[tuple[str, int | None]]:
    return [(one.name, one.place) for one in rows]


def test_equal_ones_share_a_place_and_the_next_one_is_after_them_all() -> None:
    rows = in_order([row("D", "70"), row("C", "90"), row("B", "90"), row("A", "95")])
    assert places(rows) == [("A", 1), ("B", 2), ("C", 2), ("D", 4)]


def test_within_a_place_come_more_complaints_then_the_quicker_then_the_name() -> None:
    rows = [
        row("slow", "90", response_median_h=Decimal(3)),
        row("quick", "90", response_median_h=Decimal(1)),
        row("Also quick", "90", response_median_h=Decimal(1)),
        row("unseen", "90"),
        row("many", "90", n=11),
    ]
    assert [one.name for one in in_order(rows)] == ["many", "Also quick", "quick", "slow", "unseen"]


def test_without_a_nilai_or_enough_complaints_there_is_no_place() -> None:
    rows = [
        row("few", "99", n=2),
        row("official", "98", n=0, official=True),
        row("enough", "97", n=3),
        row("nothing", None),
        row("other", "100", apart=Apart.NO_AREA),
    ]
    assert places(in_order(rows, 3)) == [
        ("official", 1),
        ("enough", 2),
        ("few", None),
        ("nothing", None),
        ("other", None),
    ]


@given(st.lists(st.tuples(st.sampled_from(["90", "95", "80", None]), st.integers(0, 4)), max_size=12))
def test_places_count_those_that_are_better(values: list[tuple[str | None, int]]) -> None:
    rows = in_order([row(str(i), nilai, n) for i, (nilai, n) in enumerate(values)], 2)
    assert len(rows) == len(values)
    placed = [one for one in rows if one.place is not None]
    for one in placed:
        assert one.place == 1 + sum((other.nilai or 0) > (one.nilai or 0) for other in placed)
    assert {one.name for one in rows if one.place is None} == {
        str(i) for i, (nilai, n) in enumerate(values) if nilai is None or n < 2
    }


def test_a_top_five_says_how_many_more_are_equal() -> None:
    rows = in_order([row(f"{number:02}", "100") for number in range(44)] + [row("x", "99")])
    cut = top(rows)
    assert [one.name for one in cut.rows] == ["00", "01", "02", "03", "04"] and cut.equal == 39
    assert top(rows, 44).equal == 0
    assert top(rows, 60) == Cut(rows, 0)
    assert top(in_order([row("few", "9", n=1)], 2)) == Cut((), 0)


def test_the_lowest_are_those_below_the_best_peringkat_the_worst_first() -> None:
    rows = in_order(
        [
            row("a", "85"),
            row("b", "84.999"),
            row("c", "60"),
            row("d", "60", n=20),
            row("e", "60", response_median_h=Decimal(2)),
            row("f", "60", response_median_h=Decimal(1)),
            row("g", None),
        ]
    )
    cut = lowest(rows, "A", 3)
    assert ([one.name for one in cut.rows], cut.equal) == (["d", "c", "e"], 1)
    assert [one.name for one in lowest(rows, "A").rows] == ["d", "c", "e", "f", "b"]
    assert lowest(in_order([row("a", "85")]), "A") == Cut((), 0)


def test_only_those_with_a_place_are_placed() -> None:
    rows = in_order([row("a", "90"), row("few", "80", n=1), row("none", None)], 2)
    table = Ranking(by=By.KOTA, period=Period.month(Month(2026, 11)), at=NOW, rows=rows, formula="")
    assert [one.name for one in table.placed] == ["a"]


def test_five_are_shown_at_either_end_unless_others_are_asked_for() -> None:
    rows = in_order([row(f"{number}", f"{50 - number}") for number in range(9)])
    assert [one.name for one in top(rows).rows] == ["0", "1", "2", "3", "4"]
    assert [one.name for one in lowest(rows, "A").rows] == ["8", "7", "6", "5", "4"]


def test_at_the_bottom_of_equals_come_more_complaints_then_the_slower_then_name_and_code() -> None:
    equals = [
        row("unseen", "60"),
        row("quick", "60", response_median_h=Decimal(1)),
        row("slow", "60", response_median_h=Decimal(3)),
        row("many", "60", n=11, response_median_h=Decimal(0)),
        row("Same", "60", code="2", response_median_h=Decimal(2)),
        row("same", "60", code="1", response_median_h=Decimal(2)),
        row("SAME", "60", response_median_h=Decimal(2)),
    ]
    found = [(one.name, one.code) for one in lowest(in_order(equals), "A", 9).rows]
    same = [("SAME", None), ("same", "1"), ("Same", "2")]
    assert found == [("many", None), ("unseen", None), ("slow", None), *same, ("quick", None)]
    found = [(one.name, one.code) for one in top(in_order(equals), 9).rows]
    assert found == [("many", None), ("quick", None), *same, ("slow", None), ("unseen", None)]
