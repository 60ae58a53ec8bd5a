"""The formula of `nilai`, against sums done by hand and against fractions that share no code with it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import BadConfiguration
from monitor.scores.scoring import BANDS, PER_HOUR, Grade, Scoring, mean, rounded
from monitor.spelling import words_key

HOUR = 3_600_000_000
MINUTE = HOUR // 60


def grade(hours: int, points: str) -> Grade:
    return Grade(timedelta(hours=hours), Decimal(points))


STAIRS = (grade(0, "100"), grade(6, "90"), grade(24, "60.5"), grade(48, "0"))


def points(scoring: Scoring, late: int) -> Fraction:
    return Fraction(scoring.points(late), scoring.scale)


@pytest.mark.parametrize(
    ("late", "earned"),
    [
        (0, "100"),
        (-HOUR, "100"),
        (1, "99.99999999972222"),
        (HOUR, "99"),
        (9 * HOUR + 6 * MINUTE, "90.9"),
        (100 * HOUR, "0"),
        (100 * HOUR + 1, "0"),
        (5000 * HOUR, "0"),
    ],
)
def test_a_point_is_lost_an_hour_until_none_is_left(late: int, earned: str) -> None:
    assert float(points(Scoring(), late)) == pytest.approx(float(earned), abs=1e-12)


@pytest.mark.parametrize(
    ("late", "earned"),
    [(0, "100"), (1, "90"), (6 * HOUR, "90"), (6 * HOUR + 1, "60.5"), (24 * HOUR, "60.5"), (48 * HOUR + 1, "0")],
)
def test_a_stair_holds_up_to_its_lateness(late: int, earned: str) -> None:
    assert points(Scoring(grades=STAIRS, slopes=False), late) == Fraction(earned)


@pytest.mark.parametrize(("late", "earned"), [(3, "95"), (6, "90"), (15, "75.25"), (36, "30.25"), (48, "0")])
def test_a_slope_runs_straight_between_two_grades(late: int, earned: str) -> None:
    assert points(Scoring(grades=STAIRS), late * HOUR) == Fraction(earned)


@given(st.lists(st.integers(0, 300 * HOUR), min_size=2, max_size=2), st.booleans())
def test_later_never_earns_more(lates: list[int], slopes: bool) -> None:
    earlier, later = sorted(lates)
    scoring = Scoring(grades=STAIRS, slopes=slopes)
    assert 0 <= points(scoring, later) <= points(scoring, earlier) <= 100


def nilai(scoring: Scoring, clocks: list[tuple[int, str | None, int]]) -> Decimal | None:
    """(clock 0 or 1, category, microseconds late) of every clock decided."""
    weighed = [(scoring.bobot_of(category) * scoring.weights[clock], late) for clock, category, late in clocks]
    earned = sum(weight * scoring.points(late) for weight, late in weighed)
    return scoring.nilai(earned, sum(weight for weight, _ in weighed))


def test_the_example_of_the_reference_gives_99_975_on_182() -> None:
    clocks = [(clock, "Sampah", 0) for clock in (0, 1) for _ in range(182)]
    clocks[0] = (0, "Sampah", 9 * HOUR + 6 * MINUTE)
    assert nilai(Scoring(), clocks) == Decimal("99.975")


def test_nothing_decided_is_not_nought() -> None:
    assert nilai(Scoring(), []) is None
    assert nilai(Scoring(response_weight=Decimal(0)), [(0, None, 0)]) is None


def test_all_in_time_is_exactly_a_hundred() -> None:
    assert str(nilai(Scoring(), [(0, None, 0), (1, None, 0)])) == "100.000"


def test_bobot_weighs_a_category_whatever_its_case_and_blanks() -> None:
    scoring = Scoring(bobot={"Pohon Tumbang": Decimal("2.5"), "Spam": Decimal(0)})
    late = 20 * HOUR
    assert nilai(scoring, [(0, " pohon  TUMBANG ", late), (0, "Sampah", 0)]) == Decimal("85.714")
    assert nilai(scoring, [(0, "Sampah", late), (0, "Pohon Tumbang", 0)]) == Decimal("94.286")
    assert nilai(scoring, [(0, "spam", late), (0, None, 0)]) == 100
    assert nilai(scoring, [(0, "Spam", 0)]) is None


def test_the_clocks_weigh_as_configured() -> None:
    scoring = Scoring(response_weight=Decimal("0.7"), completion_weight=Decimal("0.3"))
    assert nilai(scoring, [(0, None, 10 * HOUR), (1, None, 0)]) == 93
    assert nilai(scoring, [(0, None, 0), (1, None, 10 * HOUR)]) == 97
    assert nilai(scoring, [(1, None, 10 * HOUR)]) == 90


Clocks = st.lists(
    st.tuples(st.integers(0, 1), st.sampled_from(["Sampah", "Jalan", None]), st.integers(0, 120 * HOUR)),
    min_size=1,
    max_size=40,
)


@given(Clocks, st.randoms())
def test_nilai_is_the_weighted_mean_in_any_order(clocks: list[tuple[int, str | None, int]], chance: Any) -> None:
    scoring = Scoring(bobot={"Jalan": Decimal("1.3")}, response_weight=Decimal("0.6"))
    weights = [
        Fraction(("0.6", "0.5")[clock]) * Fraction("1.3" if of == "Jalan" else 1) for clock, of, _ in clocks
    ]
    earned = [max(Fraction(100) - Fraction(late, HOUR), Fraction(0)) for *_, late in clocks]
    exact = sum(w * p for w, p in zip(weights, earned, strict=True)) / sum(weights)
    expected = Decimal(int(exact * 1000 + Fraction(1, 2))) / 1000
    assert nilai(scoring, clocks) == expected
    chance.shuffle(clocks)
    assert nilai(scoring, clocks) == expected


@pytest.mark.parametrize(
    ("value", "shown"), [("0.0005", "0.001"), ("0.00049999", "0.000"), ("1.0025", "1.003"), ("99.9995", "100.000")]
)
def test_halves_are_rounded_up(value: str, shown: str) -> None:
    assert str(rounded(Fraction(value))) == shown


def test_months_without_a_nilai_are_left_out_of_a_mean() -> None:
    year = ["99.99", "100", "99.94", None, None, None, None, "99.96", "100", "100", "100", "99.975"]
    values = [None if month is None else Decimal(month) for month in year]
    assert mean(values) == Decimal("99.983")
    assert mean([None, None]) is None and mean([]) is None


@pytest.mark.parametrize(
    ("nilai", "peringkat"),
    [("100", "A"), ("85", "A"), ("84.999", "B"), ("70", "B"), ("55", "C"), ("54.999", "D"), ("0", "D")],
)
def test_a_band_begins_at_its_bound(nilai: str, peringkat: str) -> None:
    assert Scoring().band(Decimal(nilai)) == peringkat
    assert (Scoring().band(None), Scoring().best_band) == (None, "A")


def test_bands_count_by_their_bounds_not_by_their_order() -> None:
    scoring = Scoring(bands={"kurang": Decimal(0), "baik": Decimal(90)})
    assert (scoring.best_band, scoring.band(Decimal(89))) == ("baik", "kurang")


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"response_weight": Decimal(-1)}, "score.response_weight = -1"),
    ({"completion_weight": Decimal(-1)}, "score.completion_weight = -1"),
    ({"response_weight": Decimal(0), "completion_weight": Decimal(0)}, "both 0"),
    ({"grades": (grade(0, "100"),)}, "at least two"),
    ({"grades": (grade(1, "100"), grade(2, "0"))}, '"0h"'),
    ({"grades": (grade(0, "100"), grade(2, "50"), grade(2, "0"))}, "grades[3].late"),
    ({"grades": (grade(0, "90"), grade(2, "91"))}, "grades[2].points"),
    ({"grades": (grade(0, "101"), grade(2, "0"))}, "between 0 and 100"),
    ({"grades": (grade(0, "100"), grade(2, "-1"))}, "between 0 and 100"),
    ({"bobot": {" ": Decimal(1)}}, "without a category"),
    ({"bobot": {"Jalan": Decimal(1), "JALAN ": Decimal(2)}}, "the same category"),
    ({"bobot": {"Jalan": Decimal(-1)}}, 'score.bobot."Jalan"'),
    ({"bands": {}}, "lowest"),
    ({"bands": {"A": Decimal(85), "D": Decimal(1)}}, "lowest"),
    ({"bands": {"A": Decimal(0), "B": Decimal(0)}}, "different"),
    ({"bands": {"A": Decimal(101), "B": Decimal(0)}}, "different"),
    ({"min_n": 0}, "min_n"),
]


@pytest.mark.parametrize(("settings", "said"), REFUSED)
def test_settings_that_cannot_be_meant_are_refused(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(BadConfiguration) as caught:
        Scoring(**settings)
    assert said in str(caught.value) and str(caught.value).endswith(".")


def test_points_may_stay_level_and_end_above_nought() -> None:
    assert Scoring(grades=(grade(0, "100"), grade(1, "100"), grade(2, "40"))).points(9 * HOUR)


def test_the_fingerprint_names_formula_and_settings() -> None:
    said = Scoring(bobot={"Jalan": Decimal("2.0")}).fingerprint
    assert said == Scoring(bobot={" jalan": Decimal(2)}, grades=PER_HOUR, bands=BANDS).fingerprint
    assert said == (
        "siaga-1 weights 1/2,1/2 linear 0=100,360000000000=0 bobot jalan=2 bands A=85,B=70,C=55,D=0 min_n 1"
    )
    others = [Scoring(), Scoring(min_n=2), Scoring(slopes=False), Scoring(response_weight=Decimal(1))]
    assert len({said, *(other.fingerprint for other in others)}) == 5


def test_categories_are_the_same_but_for_case_and_blanks() -> None:
    assert words_key("  Pohon   TUMBANG ") == "pohon tumbang"


def test_bobot_is_told_as_it_was_given() -> None:
    scoring = Scoring(bobot={"Jalan  Rusak": Decimal("0.75")})
    assert [scoring.weight_of(name) for name in ("jalan rusak", "Sampah")] == [Decimal("0.75"), 1]


def test_points_may_stay_the_same_and_bounds_may_not_exceed_a_hundred() -> None:
    flat = (Grade(timedelta(0), Decimal(50)), Grade(timedelta(hours=1), Decimal(50)))
    assert Scoring(grades=flat).points(10**12) == 50
    with pytest.raises(BadConfiguration, match="different numbers between 0 and 100"):
        Scoring(bands={"A": Decimal(101), "B": Decimal(70), "C": Decimal(0)})


def test_a_best_band_may_begin_at_a_hundred_whatever_it_is_called() -> None:
    scoring = Scoring(bands={"Baik": Decimal(70), "Cukup": Decimal(0), "Teladan": Decimal(100)})
    assert [scoring.band(Decimal(one)) for one in ("100", "99.999", "0")] == ["Teladan", "Baik", "Cukup"]
    assert scoring.best_band == "Teladan"
    assert "bands Teladan=100,Baik=70,Cukup=0" in scoring.fingerprint


def test_the_fingerprint_tells_steps_and_every_weight_apart() -> None:
    bobot = {"Jalan": Decimal(2), "Sampah": Decimal("1.5")}
    assert Scoring(slopes=False, bobot=bobot).fingerprint == (
        "siaga-1 weights 1/2,1/2 steps 0=100,360000000000=0 bobot jalan=2,sampah=3/2 "
        "bands A=85,B=70,C=55,D=0 min_n 1"
    )
