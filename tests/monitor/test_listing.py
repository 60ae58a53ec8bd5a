"""Who waits, what is late, what is soon."""

from answered import answer
from digest_cases import CIDENG, CITY, DAY, FRESH, GELORA, HOUR, NOW, audience, complaint, held_by
from hypothesis import given
from hypothesis import strategies as st

from monitor.inquiry import Question
from monitor.listing import Listing
from monitor.model import ClockName, Complaint, Moment, NearWindows, Stage, State
from monitor.states import completion_state, response_state

NEAR = NearWindows()


def asked(question: Question, *complaints: Complaint, codes: tuple[str, ...] = (CIDENG,)) -> Listing:
    return answer(question, complaints, audience(*codes), at=NOW, near=NEAR, data=FRESH)


def test_wait_lists_what_nobody_answered_late_ones_first() -> None:
    calm, late = complaint(age=HOUR), complaint(age=7 * HOUR)
    answered = complaint(age=DAY, stage=Stage.PROCESS)
    listing = asked(Question.WAIT, calm, answered, late)
    assert [line.complaint for line in listing.lines] == [late, calm]
    assert listing.in_process == 1


def test_wait_includes_labels_nobody_mapped() -> None:
    unmapped = complaint(stage=Stage.UNMAPPED)
    left = complaint(stage=Stage.UNMAPPED, responded=Moment(NOW - HOUR, NOW))
    listing = asked(Question.WAIT, unmapped, left)
    assert [line.complaint for line in listing.lines] == [unmapped]
    assert listing.in_process == 1


def test_overdue_looks_at_both_clocks() -> None:
    answer_late = complaint(age=7 * HOUR)
    completion_late = complaint(age=8 * DAY, stage=Stage.PROCESS)
    both_late = complaint(age=9 * DAY)
    listing = asked(Question.OVERDUE, complaint(), answer_late, completion_late, both_late)
    assert [(line.complaint, line.clock) for line in listing.lines] == [
        (both_late, ClockName.RESPONSE),
        (completion_late, ClockName.COMPLETION),
        (answer_late, ClockName.RESPONSE),
    ]


def test_soon_is_within_the_near_window_of_each_clock() -> None:
    answer_soon = complaint(age=5 * HOUR)
    answer_not_yet = complaint(age=4 * HOUR)
    completion_soon = complaint(age=6 * DAY + HOUR, stage=Stage.PROCESS)
    completion_not_yet = complaint(age=6 * DAY, stage=Stage.PROCESS)
    listing = asked(Question.SOON, answer_soon, answer_not_yet, completion_soon, completion_not_yet)
    assert [line.complaint for line in listing.lines] == [answer_soon, completion_soon]


def test_what_the_crm_shows_no_more_is_not_listed() -> None:
    for question in Question:
        listing = asked(question, complaint(age=9 * DAY, missing_since=NOW - HOUR))
        assert (listing.lines, listing.in_process) == ((), 0)


def test_what_others_hold_and_what_lies_outside_is_not_listed() -> None:
    for question in Question:
        listing = asked(
            question, held_by("Sudin Bina Marga", stage=Stage.WAIT, age=9 * DAY), complaint(area_code=GELORA)
        )
        assert listing.lines == ()
        assert listing.in_process == 0


def test_unplaced_complaint_is_listed_in_the_city() -> None:
    one = complaint(area=None, area_code=None)
    assert [line.complaint for line in asked(Question.WAIT, one, codes=(CITY,)).lines] == [one]
    assert asked(Question.WAIT, one).lines == ()


def test_only_a_kelurahan_needs_no_names_of_kelurahan() -> None:
    assert not asked(Question.WAIT).spans_many
    assert asked(Question.WAIT, codes=(CITY,)).spans_many


@given(
    st.lists(
        st.builds(
            lambda hours, stage: complaint(age=hours * HOUR, stage=stage),
            st.floats(0.5, 400),
            st.sampled_from(list(Stage)),
        ),
        max_size=20,
    )
)
def test_late_and_soon_are_the_states_of_running_clocks(found) -> None:
    def clocks_in(state: State) -> set[int]:
        return {
            one.id
            for one in found
            if one.stage.is_open
            and (
                (one.responded is None and response_state(one, NOW, NEAR) is state)
                or (one.completed is None and completion_state(one, NOW, NEAR) is state)
            )
        }

    assert {line.complaint.id for line in asked(Question.OVERDUE, *found).lines} == clocks_in(State.OVERDUE)
    assert {line.complaint.id for line in asked(Question.SOON, *found).lines} == clocks_in(State.NEAR)
