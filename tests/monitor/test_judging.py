"""The verdict of one clock: the whole-number one agrees with the states that people are shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from builders import HOUR, NOW, complaint
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Complaint, Doubt, Moment, NearWindows, Stage, State
from monitor.scores.judging import (
    Outcome,
    Verdict,
    arrival_of,
    completion_outcome,
    micros,
    outcome,
    response_outcome,
)
from monitor.states import clock_state, completion_state, response_state

H = 3_600_000_000
NEAR = NearWindows()
LATEST = 1000 * H

STATES = {
    Verdict.IN_TIME: {State.ON_TIME},
    Verdict.LATE: {State.OVERDUE},
    Verdict.UNDECIDED: {State.ON_TIME, State.NEAR},
    Verdict.UNKNOWN: {State.UNKNOWN},
    Verdict.DOUBTFUL: {State.UNKNOWN, State.ON_TIME, State.NEAR, State.OVERDUE, None},  # what runs is told
    Verdict.NONE: {None},
}

hours = st.integers(0, 40)


@given(st.none() | hours, st.none() | st.tuples(hours, hours), hours)
def test_the_verdict_is_the_state(due: int | None, stop: tuple[int, int] | None, at: int) -> None:
    after, end = sorted(stop) if stop else (None, None)
    moment = Moment(NOW + after * HOUR, NOW + end * HOUR) if after is not None and end is not None else None
    state = clock_state(None if due is None else NOW + due * HOUR, moment, NOW + at * HOUR, timedelta(hours=2))
    found = outcome(0, due, after, end, at, LATEST)
    assert state in STATES[found.verdict]
    is_decided = state is State.OVERDUE or (state is State.ON_TIME and end is not None and end <= at)
    assert (found.verdict <= Verdict.LATE) == is_decided


def test_a_stop_known_exactly_tells_how_late_and_how_long() -> None:
    assert outcome(2, 8, 7, 7, 20, 20) == Outcome(Verdict.IN_TIME, 0, 5)
    assert outcome(2, 8, 8, 8, 20, 20) == Outcome(Verdict.IN_TIME, 0, 6)
    assert outcome(2, 8, 11, 11, 20, 20) == Outcome(Verdict.LATE, 3, 9)
    assert outcome(2, None, 11, 11, 20, 20) == Outcome(Verdict.NONE, 0, 9)
    assert outcome(2, 8, 20, 20, 20, 20) == Outcome(Verdict.LATE, 12, 18)


def test_a_stop_known_as_an_interval_is_late_for_as_long_as_is_certain() -> None:
    assert outcome(2, 8, 9, 15, 20, 20) == Outcome(Verdict.LATE, 1, None)
    assert outcome(2, 8, 8, 15, 20, 20) == Outcome(Verdict.LATE, 0, None)
    assert outcome(2, 8, 7, 15, 20, 20) == Outcome(Verdict.UNKNOWN)
    assert outcome(2, 8, 3, 8, 20, 20) == Outcome(Verdict.IN_TIME, 0, None)
    assert outcome(2, 8, 10, 25, 20, 25) == Outcome(Verdict.LATE, 2, None)


def test_a_running_clock_is_late_by_now() -> None:
    assert outcome(2, 8, None, None, 12, 12) == Outcome(Verdict.LATE, 4, None, True)
    assert outcome(2, 8, None, None, 8, 8) == Outcome(Verdict.UNDECIDED, 0, None, True)
    assert outcome(2, None, None, None, 8, 8) == Outcome(Verdict.NONE, 0, None, True)
    assert outcome(2, 8, 15, 15, 12, 20) == Outcome(Verdict.LATE, 4, None, True)
    assert outcome(2, 8, 12, 15, 12, 20) == Outcome(Verdict.LATE, 4, None, True)  # it was seen running right then


@pytest.mark.parametrize("doubt", list(Doubt))
def test_nothing_is_measured_by_times_that_the_source_contradicts(doubt: Doubt) -> None:
    one = complaint(stage=Stage.COMPLETE, responded=Moment.exactly(NOW), completed=Moment.exactly(NOW))
    at = micros(NOW)
    for of in (response_outcome, completion_outcome):
        assert of(arrival_of(one), at, at).verdict is Verdict.IN_TIME
        assert of(arrival_of(replace(one, doubt=doubt)), at, at).verdict is Verdict.DOUBTFUL


def test_times_that_cannot_be_true_are_doubted() -> None:
    assert outcome(2, 8, 1, 1, 20, 20).verdict is Verdict.DOUBTFUL
    assert outcome(2, 8, 2, 2, 20, 20).verdict is Verdict.IN_TIME
    assert outcome(2, 8, 21, 21, 20, 20).verdict is Verdict.DOUBTFUL
    assert outcome(2, None, 1, 1, 20, 20).verdict is Verdict.DOUBTFUL


ODD = [
    complaint(stage=Stage.COMPLETE, doubt=Doubt.REVERSED, responded=Moment.exactly(NOW - 9 * HOUR)),
    complaint(stage=Stage.COMPLETE, doubt=Doubt.FUTURE, completed=Moment.exactly(NOW + 9 * HOUR)),
    complaint(),
    complaint(stage=Stage.DISMISSED, responded=Moment.exactly(NOW)),
    complaint(stage=Stage.PROCESS, response_unseen=True),
    complaint(stage=Stage.COMPLETE, response_unseen=True),
    complaint(stage=Stage.COMPLETE, responded=Moment.exactly(NOW), completed=Moment(NOW - HOUR, NOW)),
    complaint(stage=Stage.PROCESS, restarted_at=NOW - HOUR, completion_due_at=NOW + HOUR),
    complaint(completion_due_at=None),
]


def test_a_complaint_is_judged_as_its_states_say() -> None:
    for one in ODD:
        for at in (NOW, NOW + 5 * HOUR, NOW + timedelta(days=9)):
            found = (of(arrival_of(one), micros(at), micros(at)) for of in (response_outcome, completion_outcome))
            said = response_state(one, at, NEAR), completion_state(one, at, NEAR)
            assert all(state in STATES[out.verdict] for out, state in zip(found, said, strict=True))


def test_completion_begins_with_the_reopening() -> None:
    again = replace(
        complaint(stage=Stage.COMPLETE), completed=Moment.exactly(NOW + 3 * HOUR), restarted_at=NOW + HOUR
    )
    at = micros(NOW + 4 * HOUR)
    assert completion_outcome(arrival_of(again), at, at).took == 2 * H
    early: Complaint = replace(again, restarted_at=None)
    assert completion_outcome(arrival_of(early), at, at).took == 5 * H
