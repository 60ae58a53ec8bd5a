"""What observations add: told as small stories of one complaint."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.deadlines.case import Case
from monitor.facts.history import fold, left_wait, observe, rewind
from monitor.facts.taking import taker
from monitor.model import (
    ClockName,
    Complaint,
    Doubt,
    Dues,
    Fact,
    FactKind,
    Moment,
    NearWindows,
    Observation,
    Stage,
    State,
)
from monitor.states import completion_state, response_state, running_due_at

ARRIVED = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
NEAR = NearWindows()


class SixHoursAndAWeek:
    """Rules of the simplest kind, sharing nothing with monitor.deadlines.sla."""

    def level_of(self, code: str) -> str | None:
        return None

    def dues(self, case: Case) -> Dues:
        start = case.restarted_at or case.created_at
        return Dues(case.created_at + 6 * HOUR, case.stated_due_at or start + timedelta(days=7))


def seen(hours: float, stage: Stage | None = Stage.WAIT, **fields: object) -> Observation:
    """A listing `hours` after the arrival."""
    defaults: dict[str, object] = {
        "system": "crm",
        "ticket": "JK2611220001",
        "listed_at": ARRIVED + hours * HOUR,
        "created_at": ARRIVED,
        "stage": stage,
        "status": stage.value if stage else None,
    }
    return Observation(**(defaults | fields))  # type: ignore[arg-type]


def told(*observations: Observation) -> tuple[Complaint, list[Fact]]:
    """The complaint and all facts after these observations, taken in the order given."""
    take = taker(SixHoursAndAWeek(), ARRIVED + timedelta(days=99), "test")
    complaint: Complaint | None = None
    facts: list[Fact] = []
    for observation in observations:
        taken = take(complaint, observation)
        complaint = replace(taken.complaint, id=1)
        facts.extend(taken.facts)
    assert complaint is not None
    return complaint, facts


def kinds(facts: Sequence[Fact]) -> list[FactKind]:
    return [fact.kind for fact in facts]


def test_new_complaint_is_one_arrival_with_its_due_times() -> None:
    complaint, facts = told(seen(1))
    assert kinds(facts) == [FactKind.ARRIVED]
    assert complaint.response_due_at == ARRIVED + 6 * HOUR
    assert complaint.stage is Stage.WAIT


def test_same_observation_again_says_nothing_new() -> None:
    observation = seen(5, Stage.PROCESS, category="Sampah", unit="Sudin LH")
    assert kinds(told(observation, observation)[1]) == kinds(told(observation)[1])


def test_answer_between_two_listings_is_known_as_an_interval() -> None:
    complaint, facts = told(seen(3), seen(8, Stage.PROCESS))
    assert kinds(facts) == [FactKind.ARRIVED, FactKind.RESPONDED]
    assert complaint.stage is Stage.PROCESS
    assert complaint.responded == Moment(ARRIVED + 3 * HOUR, ARRIVED + 8 * HOUR)
    assert response_state(complaint, ARRIVED + 9 * HOUR, NEAR) is State.UNKNOWN


def test_answer_seen_before_its_due_time_is_on_time_though_its_hour_is_unknown() -> None:
    complaint, _ = told(seen(1), seen(6, Stage.PROCESS))
    assert response_state(complaint, ARRIVED + 9 * HOUR, NEAR) is State.ON_TIME


def test_export_without_response_times_yields_unknown_for_an_answered_complaint() -> None:
    complaint, _ = told(seen(30, Stage.PROCESS))
    assert complaint.responded == Moment(ARRIVED, ARRIVED + 30 * HOUR)
    assert response_state(complaint, ARRIVED + 31 * HOUR, NEAR) is State.UNKNOWN


def test_complete_at_first_sight_without_response_time_has_no_response_state() -> None:
    complaint, _ = told(seen(30, Stage.COMPLETE, completed_at=ARRIVED + 20 * HOUR))
    assert response_state(complaint, ARRIVED + 31 * HOUR, NEAR) is None
    assert completion_state(complaint, ARRIVED + 31 * HOUR, NEAR) is State.ON_TIME


def test_complete_after_being_seen_in_wait_is_an_interval() -> None:
    complaint, _ = told(seen(7), seen(30, Stage.COMPLETE, completed_at=ARRIVED + 20 * HOUR))
    assert complaint.responded == Moment(ARRIVED + 7 * HOUR, ARRIVED + 20 * HOUR)
    assert response_state(complaint, ARRIVED + 31 * HOUR, NEAR) is State.OVERDUE


def test_stated_response_time_replaces_the_interval() -> None:
    complaint, _ = told(seen(3), seen(8, Stage.PROCESS), seen(20, Stage.PROCESS, responded_at=ARRIVED + 5 * HOUR))
    assert complaint.responded == Moment.exactly(ARRIVED + 5 * HOUR)


def test_yesterdays_export_after_todays_reopens_nothing() -> None:
    today = seen(48, Stage.COMPLETE, completed_at=ARRIVED + 40 * HOUR, responded_at=ARRIVED + HOUR)
    before, facts = told(today)
    after, all_facts = told(today, seen(24, Stage.WAIT))
    assert after == before
    assert len(all_facts) == len(facts)


def test_older_listing_still_in_wait_narrows_the_answer() -> None:
    complaint, facts = told(seen(30, Stage.PROCESS), seen(7, Stage.WAIT))
    assert facts[-1].kind is FactKind.EVIDENCE
    assert complaint.stage is Stage.PROCESS
    assert complaint.responded == Moment(ARRIVED + 7 * HOUR, ARRIVED + 30 * HOUR)
    assert response_state(complaint, ARRIVED + 31 * HOUR, NEAR) is State.OVERDUE


def test_older_listing_fills_blanks_but_changes_nothing_known() -> None:
    complaint, _ = told(seen(30, Stage.PROCESS, unit="Sudin A"), seen(7, unit="Sudin B", category="Sampah"))
    assert (complaint.unit, complaint.category) == ("Sudin A", "Sampah")


def test_field_that_a_source_does_not_carry_is_not_blanked() -> None:
    complaint, _ = told(seen(3, category="Sampah", address="Jl. Cikini Raya"), seen(9))
    assert (complaint.category, complaint.address) == ("Sampah", "Jl. Cikini Raya")


def test_unit_that_changes_is_a_handover_and_one_that_becomes_known_is_not() -> None:
    complaint, facts = told(seen(1), seen(2, unit="Sudin A"), seen(3, unit="SUDIN  A"), seen(4, unit="Sudin B"))
    assert complaint.handovers == 1
    assert kinds(facts).count(FactKind.HANDED_OVER) == 1


def test_reopening_restarts_completion_and_never_response() -> None:
    closed = seen(24, Stage.COMPLETE, responded_at=ARRIVED + HOUR, completed_at=ARRIVED + 20 * HOUR)
    complaint, facts = told(seen(1), closed, seen(200, Stage.PROCESS))
    assert FactKind.REOPENED in kinds(facts)
    assert complaint.completed is None
    assert complaint.responded == Moment.exactly(ARRIVED + HOUR)
    assert complaint.response_due_at == ARRIVED + 6 * HOUR
    assert complaint.completion_due_at == ARRIVED + 200 * HOUR + timedelta(days=7)


def test_returned_keeps_the_completion_clock_running_from_arrival() -> None:
    complaint, _ = told(seen(1), seen(24, Stage.VALIDATION), seen(48, Stage.RETURNED))
    assert complaint.completion_due_at == ARRIVED + timedelta(days=7)
    assert complaint.completed is None


def test_unmapped_label_stays_open_and_unanswered() -> None:
    complaint, _ = told(seen(1), seen(5, Stage.UNMAPPED, status="Diteruskan"))
    assert complaint.stage.is_open
    assert complaint.responded is None
    assert complaint.status == "Diteruskan"


def test_a_status_left_blank_is_unmapped_at_first_sight_and_changes_nothing_known() -> None:
    blank: dict[str, object] = {"status": None, "unlabelled": True}
    complaint, facts = told(seen(1, None, **blank))
    assert (complaint.stage, complaint.status, complaint.responded) == (Stage.UNMAPPED, None, None)
    assert kinds(facts) == [FactKind.ARRIVED, FactKind.STAGE]
    complaint, facts = told(seen(1, Stage.PROCESS), seen(5, None, **blank))
    assert (complaint.stage, complaint.status) == (Stage.PROCESS, "process")
    complaint, _ = told(seen(1, None, **blank), seen(5, Stage.WAIT))
    assert (complaint.stage, complaint.status) == (Stage.WAIT, "wait")


BLANK: dict[str, object] = {"status": None, "unlabelled": True}


@pytest.mark.parametrize("blank", [BLANK, {"status": None}], ids=["left blank", "not carried"])
def test_a_row_without_a_status_says_nothing_of_when_a_clock_stopped(blank: dict[str, object]) -> None:
    complaint, _ = told(seen(1), seen(7, None, **blank), seen(9, None, **blank), seen(12, Stage.PROCESS))
    assert complaint.responded == Moment(ARRIVED + HOUR, ARRIVED + 12 * HOUR)
    assert response_state(complaint, ARRIVED + 13 * HOUR, NEAR) is State.UNKNOWN
    complaint, _ = told(seen(1, Stage.PROCESS), seen(170, None, **blank), seen(180, Stage.COMPLETE))
    assert complaint.completed == Moment(ARRIVED + HOUR, ARRIVED + 180 * HOUR)
    assert completion_state(complaint, ARRIVED + 181 * HOUR, NEAR) is State.UNKNOWN


def test_a_status_that_is_shown_again_after_blank_ones_does() -> None:
    complaint, _ = told(seen(1), seen(5, None, **BLANK), seen(7), seen(12, Stage.PROCESS))
    assert complaint.responded == Moment(ARRIVED + 7 * HOUR, ARRIVED + 12 * HOUR)
    assert response_state(complaint, ARRIVED + 13 * HOUR, NEAR) is State.OVERDUE
    complaint, _ = told(seen(1), seen(9, None, **BLANK), seen(7), seen(12, Stage.PROCESS))  # in any order
    assert complaint.responded == Moment(ARRIVED + 7 * HOUR, ARRIVED + 12 * HOUR)
    complaint, _ = told(seen(7), seen(9, None, **BLANK), seen(1), seen(12, Stage.PROCESS))
    assert complaint.responded == Moment(ARRIVED + 7 * HOUR, ARRIVED + 12 * HOUR)


def test_a_row_without_a_status_does_not_say_that_what_was_complete_still_is() -> None:
    complaint, facts = told(seen(1, Stage.COMPLETE), seen(9, None, **BLANK), seen(12, Stage.PROCESS))
    assert (facts[-2].kind, facts[-2].happened) == (
        FactKind.REOPENED,
        Moment(ARRIVED + HOUR, ARRIVED + 12 * HOUR),
    )
    assert complaint.restarted_at == ARRIVED + 12 * HOUR


@pytest.mark.parametrize("nothing", [seen(170, None, **BLANK), seen(170, Stage.UNMAPPED, status="Tuntas?")])
def test_what_is_first_seen_without_a_known_status_may_have_ended_any_time_since_it_arrived(
    nothing: Observation,
) -> None:
    again = replace(nothing, listed_at=ARRIVED + 175 * HOUR)
    complaint, _ = told(nothing, again, seen(180, Stage.COMPLETE))
    assert complaint.completed == Moment(ARRIVED, ARRIVED + 180 * HOUR)
    complaint, _ = told(seen(2, Stage.PROCESS), nothing, seen(180, Stage.COMPLETE))
    assert complaint.completed == Moment(ARRIVED + 2 * HOUR, ARRIVED + 180 * HOUR)
    assert completion_state(complaint, ARRIVED + 181 * HOUR, NEAR) is State.UNKNOWN
    complaint, _ = told(seen(2, Stage.PROCESS), seen(180, Stage.COMPLETE), nothing)  # as an older word
    assert complaint.completed == Moment(ARRIVED + 2 * HOUR, ARRIVED + 180 * HOUR)


def test_a_row_changed_before_the_status_was_last_shown_is_bounded_by_nothing_that_lacked_one() -> None:
    told_last, blank = seen(10, changed_at=ARRIVED + HOUR), seen(20, None, changed_at=ARRIVED + 4 * HOUR, **BLANK)
    complaint, _ = told(told_last, blank, seen(30, Stage.PROCESS, changed_at=ARRIVED + 5 * HOUR))
    assert complaint.responded == Moment(ARRIVED, ARRIVED + 5 * HOUR)


def test_without_a_status_at_all_a_new_complaint_waits() -> None:
    complaint, _ = told(seen(1, None))
    assert complaint.stage is Stage.WAIT


def test_dismissed_has_no_state_on_either_clock() -> None:
    complaint, _ = told(seen(1), seen(90, Stage.DISMISSED))
    assert response_state(complaint, ARRIVED + 99 * HOUR, NEAR) is None
    assert completion_state(complaint, ARRIVED + 99 * HOUR, NEAR) is None


def test_absent_from_a_complete_list_has_left_wait_at_an_unknown_time() -> None:
    complaint, _ = told(seen(3))
    fact = left_wait(complaint, ARRIVED + 10 * HOUR, ARRIVED + 11 * HOUR, "test")
    assert fact.happened == Moment(ARRIVED + 3 * HOUR, ARRIVED + 10 * HOUR)
    assert fact.changes["responded"] == fact.happened


def test_complaint_without_an_arrival_cannot_begin() -> None:
    with pytest.raises(ValueError, match="arrival"):
        observe(None, seen(1, created_at=None), ARRIVED, "test")


def test_rewinding_shows_what_was_so_at_each_instant() -> None:
    closed = seen(
        50, Stage.COMPLETE, responded_at=ARRIVED + 2 * HOUR, completed_at=ARRIVED + 20 * HOUR, unit="Sudin A"
    )
    complaint, facts = told(closed)
    assert rewind(complaint, facts, ARRIVED - HOUR) is None
    stages = [
        then.stage if (then := rewind(complaint, facts, ARRIVED + hours * HOUR)) else None for hours in (1, 3, 30)
    ]
    assert stages == [Stage.WAIT, Stage.PROCESS, Stage.COMPLETE]


def test_answer_stated_by_a_later_listing_counts_from_its_own_instant() -> None:
    complaint, facts = told(seen(1), seen(30, Stage.COMPLETE, responded_at=ARRIVED + 2 * HOUR))
    then = rewind(complaint, facts, ARRIVED + 3 * HOUR)
    assert then is not None
    assert then.stage is Stage.PROCESS
    assert complaint.stage is Stage.COMPLETE


def test_rewinding_into_an_interval_leaves_the_verdict_open() -> None:
    complaint, facts = told(seen(3), seen(12, Stage.PROCESS))
    then = rewind(complaint, facts, ARRIVED + 7 * HOUR)
    assert then is not None
    assert then.stage is Stage.WAIT
    assert response_state(then, ARRIVED + 7 * HOUR, NEAR) is State.UNKNOWN


# An answer that nobody saw


def test_reopening_what_was_complete_unseen_leaves_the_response_clock_without_a_state() -> None:
    closed = seen(24, Stage.COMPLETE, completed_at=ARRIVED + 20 * HOUR)
    complaint, facts = told(closed, seen(30, Stage.WAIT), seen(40, Stage.PROCESS))
    assert complaint.responded is None
    for hours in (7, 25, 35, 41):
        then = rewind(complaint, facts, ARRIVED + hours * HOUR)
        assert then is not None
        assert response_state(then, ARRIVED + hours * HOUR, NEAR) is None
        assert running_due_at(then, ClockName.RESPONSE) is None


def test_absence_of_a_reopened_complaint_does_not_date_its_first_answer_again() -> None:
    answered = seen(24, Stage.COMPLETE, responded_at=ARRIVED + HOUR, completed_at=ARRIVED + 20 * HOUR)
    complaint, _ = told(answered, seen(30, Stage.WAIT))
    fact = left_wait(complaint, ARRIVED + 40 * HOUR, ARRIVED + 41 * HOUR, "test")
    assert "responded" not in fact.changes


def test_answer_seen_no_later_than_the_arrival_is_not_taken_for_an_exact_one() -> None:
    complaint, _ = told(seen(0, Stage.PROCESS))
    assert (complaint.stage, complaint.responded, complaint.response_unseen) == (Stage.PROCESS, None, True)
    assert response_state(complaint, ARRIVED + 7 * HOUR, NEAR) is None
    assert running_due_at(complaint, ClockName.RESPONSE) is None


def test_next_listing_bounds_an_answer_of_which_nothing_was_known() -> None:
    complaint, facts = told(seen(0, Stage.PROCESS), seen(3, Stage.PROCESS))
    assert complaint.responded == Moment(ARRIVED, ARRIVED + 3 * HOUR)
    assert not complaint.response_unseen
    assert kinds(facts)[-1] is FactKind.RESPONDED


def test_answer_stated_at_the_arrival_itself_is_exact() -> None:
    complaint, _ = told(seen(0, Stage.PROCESS, responded_at=ARRIVED))
    assert complaint.responded == Moment.exactly(ARRIVED)


def test_row_that_was_last_changed_at_its_arrival_was_answered_before_it_was_listed() -> None:
    complaint, _ = told(seen(5, Stage.PROCESS, changed_at=ARRIVED))
    assert complaint.responded == Moment(ARRIVED, ARRIVED + 5 * HOUR)


def test_completion_seen_no_later_than_the_arrival_has_no_state() -> None:
    complaint, _ = told(seen(0, Stage.COMPLETE))
    assert (complaint.stage, complaint.completed) == (Stage.COMPLETE, None)
    assert completion_state(complaint, ARRIVED + 999 * HOUR, NEAR) is None
    later, _ = told(seen(0, Stage.COMPLETE), seen(9, Stage.COMPLETE))
    assert later.completed == Moment(ARRIVED, ARRIVED + 9 * HOUR)


def test_two_words_on_the_same_instant_bound_the_answer_by_the_arrival() -> None:
    complaint, _ = told(seen(8, Stage.WAIT), seen(8, Stage.PROCESS))
    assert complaint.responded == Moment(ARRIVED, ARRIVED + 8 * HOUR)


def test_row_changed_before_it_was_last_listed_in_wait_was_answered_since_the_change_before() -> None:
    before = seen(8, Stage.WAIT, changed_at=ARRIVED + HOUR)
    complaint, _ = told(before, seen(9, Stage.PROCESS, changed_at=ARRIVED + 7 * HOUR))
    assert complaint.responded == Moment(ARRIVED + HOUR, ARRIVED + 7 * HOUR)


def test_time_stated_for_what_is_known_to_have_happened_is_evidence_and_no_news() -> None:
    _, facts = told(
        seen(3),
        seen(8, Stage.COMPLETE),
        seen(9, Stage.COMPLETE, responded_at=ARRIVED + 5 * HOUR, completed_at=ARRIVED + 6 * HOUR),
    )
    assert kinds(facts) == [
        FactKind.ARRIVED,
        FactKind.RESPONDED,
        FactKind.COMPLETED,
        FactKind.EVIDENCE,
        FactKind.EVIDENCE,
    ]


# An arrival that is corrected


def test_later_word_corrects_the_arrival_and_its_due_times() -> None:
    complaint, facts = told(seen(3), seen(9, created_at=ARRIVED + 2 * HOUR))
    assert complaint.created_at == ARRIVED + 2 * HOUR
    assert complaint.stage_moment == Moment.exactly(ARRIVED + 2 * HOUR)
    assert complaint.response_due_at == ARRIVED + 8 * HOUR
    assert kinds(facts) == [FactKind.ARRIVED, FactKind.DETAILS, FactKind.DUE]


def test_older_word_corrects_no_arrival() -> None:
    complaint, facts = told(seen(9), seen(3, created_at=ARRIVED + 2 * HOUR))
    assert complaint.created_at == ARRIVED
    assert kinds(facts) == [FactKind.ARRIVED]


def test_corrected_arrival_holds_at_every_instant() -> None:
    listed = seen(9, Stage.PROCESS, created_at=ARRIVED + 2 * HOUR)
    complaint, facts = told(seen(5, Stage.PROCESS), listed)
    assert rewind(complaint, facts, ARRIVED + HOUR) is None
    for hours in (3, 6, 9):
        then = rewind(complaint, facts, ARRIVED + hours * HOUR)
        assert then is not None
        assert then.created_at == ARRIVED + 2 * HOUR
        assert then.responded == Moment(ARRIVED + 2 * HOUR, ARRIVED + 5 * HOUR)


def test_interval_that_began_with_the_arrival_follows_it() -> None:
    complaint, _ = told(seen(5, Stage.PROCESS), seen(9, Stage.PROCESS, created_at=ARRIVED - 4 * HOUR))
    assert complaint.responded == Moment(ARRIVED - 4 * HOUR, ARRIVED + 5 * HOUR)


def test_answer_before_the_corrected_arrival_is_not_believed() -> None:
    first = seen(5, Stage.PROCESS, responded_at=ARRIVED + HOUR)
    complaint, facts = told(first, seen(9, Stage.PROCESS, created_at=ARRIVED + 6 * HOUR))
    assert complaint.responded == Moment(ARRIVED + 6 * HOUR, ARRIVED + 9 * HOUR)
    then = rewind(complaint, facts, ARRIVED + 7 * HOUR)
    assert then is not None
    assert then.responded == Moment(ARRIVED + 6 * HOUR, ARRIVED + 9 * HOUR)


def test_answer_listed_before_the_corrected_arrival_is_unknown_and_not_before_it() -> None:
    complaint, _ = told(seen(1), seen(2, Stage.PROCESS, created_at=ARRIVED + 4 * HOUR))
    assert (complaint.responded, complaint.response_unseen) == (None, True)
    assert complaint.stage_moment == Moment.exactly(ARRIVED + 4 * HOUR)


def test_arrival_that_is_told_again_is_no_correction() -> None:
    corrected = seen(9, created_at=ARRIVED + 2 * HOUR)
    assert kinds(told(seen(3), corrected, corrected)[1]) == kinds(told(seen(3), corrected)[1])


stages = st.sampled_from([Stage.WAIT, Stage.PROCESS, Stage.COORDINATION, Stage.VALIDATION, Stage.COMPLETE])
listings = st.lists(
    st.builds(
        lambda hours, stage, unit, stated, late: seen(
            hours,
            stage,
            unit=unit,
            created_at=ARRIVED + late * HOUR,
            completed_at=ARRIVED + stated * HOUR if stage is Stage.COMPLETE and stated else None,
        ),
        st.integers(1, 200),
        stages,
        st.sampled_from([None, "Sudin A", "Sudin B"]),
        st.sampled_from([0, 1, 5, 100]),
        st.sampled_from([0, 0, 0, -3, 4, 50]),
    ),
    min_size=1,
    max_size=8,
)


@given(listings)
def test_complaint_is_always_the_fold_of_its_facts(observations: list[Observation]) -> None:
    complaint, facts = told(*observations)
    again = fold(facts, holds_at=complaint.holds_at, listed_at=complaint.listed_at)
    assert again is not None
    assert replace(again, id=1) == complaint


@given(listings)
def test_taking_the_same_listings_again_adds_no_fact(observations: list[Observation]) -> None:
    ordered = sorted({o.listed_at: o for o in observations}.values(), key=lambda o: o.listed_at)
    once, facts = told(*ordered)
    _, twice = told(*ordered, ordered[-1])
    assert len(twice) == len(facts)
    assert once.holds_at == ordered[-1].holds_at


@given(listings, st.integers(1, 200))
def test_older_word_never_changes_the_stage(observations: list[Observation], hours: int) -> None:
    ordered = sorted({o.listed_at: o for o in observations}.values(), key=lambda o: o.listed_at)
    late = seen(hours, Stage.WAIT, unit="Sudin C")
    if late.holds_at >= ordered[-1].holds_at:
        return
    before, _ = told(*ordered)
    after, _ = told(*ordered, late)
    assert after.stage is before.stage
    assert after.completed == before.completed or (after.completed and before.completed)


@given(listings)
def test_intervals_are_never_upside_down(observations: list[Observation]) -> None:
    complaint, facts = told(*observations)
    moments = [fact.happened for fact in facts] + [
        m for m in (complaint.responded, complaint.completed) if m is not None
    ]
    assert all(moment.after <= moment.at for moment in moments)


@given(listings)
def test_no_clock_stopped_before_the_arrival_or_at_an_instant_nobody_stated(
    observations: list[Observation],
) -> None:
    complaint, _ = told(*observations)
    stated = {one.completed_at for one in observations}
    for moment in (complaint.responded, complaint.completed):
        if moment is not None and not moment.is_exact:
            assert moment.after >= complaint.created_at
        assert moment is None or not moment.is_exact or moment.at in stated


@given(listings)
def test_rewound_to_now_a_complaint_stands_as_it_stands(observations: list[Observation]) -> None:
    complaint, facts = told(*observations)
    then = rewind(complaint, facts, ARRIVED + 300 * HOUR)
    assert then is not None
    assert then.created_at == complaint.created_at
    stated = {one.completed_at for one in observations}  # a source may state what cannot be
    assert then.stage_moment.at >= complaint.created_at or then.stage_moment.at in stated


@given(listings, st.integers(0, 200))
def test_rewound_anywhere_no_interval_begins_before_the_arrival(
    observations: list[Observation], hours: int
) -> None:
    complaint, facts = told(*observations)
    then = rewind(complaint, facts, ARRIVED + hours * HOUR)
    if then is None:
        assert complaint.created_at > ARRIVED + hours * HOUR
        return
    assert then.created_at == complaint.created_at
    moments = [moment for moment in (then.responded, then.completed) if moment and not moment.is_exact]
    assert all(complaint.created_at <= moment.after < moment.at for moment in moments)


# Times that cannot be true


def test_a_complaint_with_impossible_times_is_marked_until_its_source_corrects_them() -> None:
    broken = seen(2, Stage.COMPLETE, doubt=Doubt.REVERSED)
    one, facts = told(broken, seen(3, Stage.COMPLETE), seen(4, None, category="Jalan"))
    assert (one.doubt, one.is_doubtful) == (Doubt.REVERSED, True)
    assert [fact.kind for fact in facts if "doubt" in fact.changes] == [FactKind.ARRIVED]
    one, facts = told(broken, seen(3, Stage.COMPLETE, completed_at=ARRIVED + HOUR))
    assert (one.doubt, one.is_doubtful) == (None, False)
    assert fold(facts, holds_at=one.holds_at, listed_at=one.listed_at) == replace(one, id=0)


EARLY = {"doubt": Doubt.REVERSED, "responded_at": ARRIVED - 2 * HOUR, "completed_at": ARRIVED - HOUR}


def test_a_stop_stated_before_the_arrival_is_kept_as_stated_and_never_a_verdict() -> None:
    for words in ([seen(2, Stage.COMPLETE, **EARLY)], [seen(1), seen(2, Stage.COMPLETE, **EARLY)]):
        one, facts = told(*words)
        assert one.responded == Moment.exactly(ARRIVED - 2 * HOUR)
        assert one.completed == Moment.exactly(ARRIVED - HOUR)
        assert [fact.happened for fact in facts if fact.kind in (FactKind.RESPONDED, FactKind.COMPLETED)] == [
            one.responded,
            one.completed,
        ]
        states = (response_state(one, ARRIVED + 99 * HOUR, NEAR), completion_state(one, ARRIVED + 99 * HOUR, NEAR))
        assert states == (State.UNKNOWN, State.UNKNOWN)
        assert fold(facts, holds_at=one.holds_at, listed_at=one.listed_at) == replace(one, id=0)


def test_only_the_stop_that_is_impossible_is_out_of_order() -> None:
    one, _ = told(seen(1), seen(5, Stage.COMPLETE, doubt=Doubt.REVERSED, completed_at=ARRIVED - HOUR))
    assert one.responded == Moment(ARRIVED + HOUR, ARRIVED + 5 * HOUR), "the answer is as uncertain as without it"
    one, _ = told(seen(2, Stage.PROCESS, doubt=Doubt.REVERSED, responded_at=ARRIVED - HOUR))
    assert completion_state(one, ARRIVED + 200 * HOUR, NEAR) is State.OVERDUE, "what runs is told"
    corrected = seen(3, Stage.PROCESS, responded_at=ARRIVED + HOUR)
    one, _ = told(seen(2, Stage.PROCESS, doubt=Doubt.REVERSED, responded_at=ARRIVED - HOUR), corrected)
    assert (one.doubt, one.responded) == (None, Moment.exactly(ARRIVED + HOUR))


def test_a_stop_of_an_older_word_brings_its_doubt_with_it() -> None:
    one, _ = told(seen(3, Stage.COMPLETE), seen(2, Stage.COMPLETE, **EARLY))
    assert (one.doubt, one.completed) == (Doubt.REVERSED, Moment.exactly(ARRIVED - HOUR))


def test_an_arrival_that_was_ahead_stays_marked_when_its_time_has_come() -> None:
    ahead = seen(-24, doubt=Doubt.FUTURE)
    assert told(ahead, seen(1))[0].doubt is Doubt.FUTURE
    assert told(ahead, seen(1, created_at=ARRIVED - 30 * HOUR))[0].doubt is None


def test_times_become_doubtful_by_a_later_word_and_not_by_an_older_one() -> None:
    assert told(seen(1), seen(2, Stage.COMPLETE, doubt=Doubt.REVERSED))[0].doubt is Doubt.REVERSED
    assert told(seen(2), seen(1, doubt=Doubt.REVERSED))[0].doubt is None
