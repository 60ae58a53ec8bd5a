"""Who held a complaint, from when to when, and how long: told as small stories."""

from datetime import timedelta

import pytest
from builders import CIDENG, GAMBIR, HOUR, NOW, SimpleRules, observation
from hypothesis import given
from hypothesis import strategies as st

from monitor.facts.taking import taker
from monitor.handovers import Length, Path, path_of
from monitor.model import Complaint, Fact, FactKind, Moment, Observation, Stage

START = NOW - 100 * HOUR


def seen(hours: float, unit: str | None = None, **says: object) -> Observation:
    """A listing `hours` after the arrival: what differs from the one before happened in between."""
    return observation(**{"created_at": START, "listed_at": START + hours * HOUR, "unit": unit, **says})


def facts_of(*words: Observation) -> list[Fact]:
    known: Complaint | None = None
    facts: list[Fact] = []
    for word in words:
        taken = taker(SimpleRules(), word.listed_at, "test")(known, word)
        known, facts = taken.complaint, [*facts, *taken.facts]
    return facts


def path(*words: Observation) -> Path:
    return path_of(facts_of(*words))


def turns(told: Path, now: float = 100) -> list[tuple[str, float, float]]:
    """Each holder with the least and the most of hours."""
    return [(stint.holder.unit or "area", *hours(stint.length(START + now * HOUR))) for stint in told.stints]


def totals(told: Path, now: float = 100) -> list[tuple[str, float, float]]:
    return [(one.unit or "area", *hours(length)) for one, length in told.held(START + now * HOUR)]


def hours(length: Length) -> tuple[float, float]:
    return length.least / HOUR, length.most / HOUR


def moved(hours: float) -> Moment:
    return Moment.exactly(START + hours * HOUR)


def test_back_and_forth_is_told_turn_by_turn_and_added_up() -> None:
    told = path(seen(0, "Sudin A"), seen(3, "Sudin B"), seen(29, "SUDIN A"), seen(30, "Sudin B"))
    assert (told.handovers, told.episode) == (3, 0)
    assert turns(told, now=40) == [
        ("SUDIN A", 0, 3),
        ("Sudin B", 0, 29),
        ("SUDIN A", 0, 27),
        ("Sudin B", 10, 11),
    ]
    assert totals(told, now=40) == [("SUDIN A", 0, 30), ("Sudin B", 10, 40)]


def test_one_holder_spelled_anew_goes_on_with_its_turn() -> None:
    told = path(seen(0, "Sudin  A"), seen(3, "SUDIN A"), seen(5, "Sudin B"), seen(8, "sudin-a"))
    assert turns(told, now=9) == [("sudin-a", 3, 5), ("Sudin B", 0, 5), ("sudin-a", 1, 4)]
    office = {"unit_area_code": CIDENG}
    told = path(seen(0, "Kel. Cideng", **office), seen(3, "Kelurahan Cideng", **office))
    assert (turns(told, now=9), told.handovers) == ([("Kelurahan Cideng", 9, 9)], 0)


def test_who_is_polled_often_is_known_closely() -> None:
    told = path(
        seen(0, "Sudin A"), seen(3, "Sudin A"), seen(3.1, "Sudin B"), seen(29, "Sudin B"), seen(29.1, "Sudin A")
    )
    assert turns(told, now=30) == [
        ("Sudin A", 3, pytest.approx(3.1)),
        ("Sudin B", pytest.approx(25.9), pytest.approx(26.1)),
        ("Sudin A", pytest.approx(0.9), 1),
    ]


def test_what_nobody_saw_happen_has_a_least_and_a_most() -> None:
    told = path(seen(0, "Sudin A"), seen(7, "Sudin B"))
    assert turns(told, now=10) == [("Sudin A", 0, 7), ("Sudin B", 3, 10)]


def test_the_area_holds_it_until_a_unit_is_known_and_that_is_no_hand_over() -> None:
    told = path(seen(0), seen(2), seen(5, "Sudin A"))
    assert told.handovers == 0
    assert turns(told, now=9) == [("area", 2, 5), ("Sudin A", 4, 7)]
    assert told.stints[0].holder.area_code == CIDENG


def test_the_office_of_its_own_area_is_the_same_holder() -> None:
    told = path(seen(0), seen(5, "Kelurahan Cideng", unit_area_code=CIDENG), seen(8, "Sudin A"))
    assert told.handovers == 1
    assert [(stint.holder.unit, stint.holder.area_code) for stint in told.stints] == [
        ("Kelurahan Cideng", CIDENG),
        ("Sudin A", None),
    ]


def test_another_spelling_is_no_turn_of_its_own() -> None:
    told = path(seen(0, "Sudin Bina Marga"), seen(5, "SUDIN BINA-MARGA"))
    assert [stint.holder.unit for stint in told.stints] == ["SUDIN BINA-MARGA"]
    assert told.handovers == 0


def test_a_corrected_area_is_no_new_holder() -> None:
    told = path(seen(0), seen(5, area="Gambir", area_code=GAMBIR))
    assert [stint.holder.area_code for stint in told.stints] == [GAMBIR]


def test_nobody_holds_what_is_complete_and_a_reopening_begins_a_new_episode() -> None:
    told = path(
        seen(0, "Sudin A"),
        seen(3, "Sudin B"),
        seen(5, "Sudin B", stage=Stage.COMPLETE, completed_at=START + 5 * HOUR),
        seen(20, "Sudin B", stage=Stage.PROCESS),
        seen(24, "Sudin C"),
    )
    assert (told.episode, told.handovers) == (1, 1)
    assert [stint.episode for stint in told.stints] == [0, 0, 1, 1]
    assert told.stints[1].ended == moved(5)
    assert [stint.holder.unit for stint in told.latest.stints] == ["Sudin B", "Sudin C"]
    assert [unit for unit, *_ in totals(told)] == ["Sudin A", "Sudin B", "Sudin C"]


def test_a_dismissed_one_taken_up_again_goes_on_in_the_same_episode() -> None:
    told = path(seen(0, "Sudin A"), seen(2, "Sudin A", stage=Stage.DISMISSED), seen(9, "Sudin A"))
    assert told.episode == 0
    assert [stint.ended is None for stint in told.stints] == [False, True]


def test_a_hand_over_with_the_completion_leaves_the_new_unit_what_it_can_have_had() -> None:
    told = path(
        seen(0, "Sudin A"),
        seen(10, "Sudin B", stage=Stage.COMPLETE, completed_at=START + 4 * HOUR),
    )
    assert turns(told) == [("Sudin A", 0, 10), ("Sudin B", 0, 4)]


def test_a_corrected_arrival_moves_the_first_turn() -> None:
    later = START + HOUR
    told = path(seen(0, "Sudin A"), seen(3, "Sudin B", created_at=later), seen(5, "Sudin B", created_at=later))
    assert told.stints[0].began == moved(1)


def test_facts_that_begin_in_the_middle_tell_no_turns() -> None:
    assert path_of([]) == Path((), 0, 0)
    assert path_of(facts_of(seen(0, "Sudin A"), seen(3, "Sudin B"))[1:]).stints == ()


words = st.lists(
    st.tuples(
        st.floats(0, 90),
        st.sampled_from([None, "Sudin A", "Sudin B", "Kelurahan Cideng"]),
        st.sampled_from([Stage.WAIT, Stage.PROCESS, Stage.COMPLETE, Stage.DISMISSED]),
    ),
    min_size=1,
    max_size=8,
)


@given(words)
def test_whatever_is_said_in_whatever_order_lengths_are_sound(said: list[tuple[float, str | None, Stage]]) -> None:
    told = path(*(seen(at, unit, stage=stage) for at, unit, stage in said))
    now = NOW + timedelta(days=1)
    assert told.stints and told.stints[0].began == moved(0)
    assert told.latest.handovers <= told.handovers
    for stint in told.stints:
        length = stint.length(now)
        assert timedelta(0) <= length.least <= length.most <= now - START
    assert sum((stint.ended is None for stint in told.stints), 0) <= 1
    most = sum((length.least for _, length in told.held(now)), timedelta(0))
    assert most <= now - START


def respelled(hours: float, unit: str, count: int) -> Fact:
    """A hand-over as it was recorded before spellings of one office were known to be one."""
    at = START + hours * HOUR
    changes = {"unit": unit, "unit_area_code": CIDENG, "handovers": count}
    return Fact(kind=FactKind.HANDED_OVER, happened=Moment.exactly(at), seen_at=at, source="test", changes=changes)


def test_a_handover_recorded_between_two_spellings_of_one_office_is_none() -> None:
    facts = facts_of(seen(0, "Kel. Cideng", unit_area_code=CIDENG))
    told = path_of([*facts, respelled(1, "Kelurahan Cideng", 1)])
    assert (told.handovers, told.in_all, len(told.stints)) == (0, 0, 1)
    facts = facts_of(
        seen(0, "Kel. Cideng", unit_area_code=CIDENG),
        seen(2, "Sudin A"),
        seen(3, "Sudin A", stage=Stage.COMPLETE),
        seen(4, "Sudin A", stage=Stage.PROCESS),
        seen(5, "Kel. Cideng", unit_area_code=CIDENG),
    )
    told = path_of([*facts, respelled(6, "Kelurahan Cideng", 3)])
    assert (told.handovers, told.in_all, told.episode) == (1, 2, 1)
