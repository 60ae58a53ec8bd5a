"""The state of a clock, from the contract's own sentences."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Moment, State
from monitor.states import clock_state

DUE = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
NEAR = 2 * HOUR


def state(stop: Moment | None, at: datetime, due: datetime | None = DUE) -> State | None:
    return clock_state(due, stop, at, NEAR)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (DUE - 3 * HOUR, State.ON_TIME),
        (DUE - 2 * HOUR, State.ON_TIME),  # T <= due < T + near: due == T + near is not near yet
        (DUE - 2 * HOUR + timedelta(microseconds=1), State.NEAR),
        (DUE, State.NEAR),
        (DUE + timedelta(microseconds=1), State.OVERDUE),
    ],
)
def test_running_clock_is_judged_by_its_due_time(at: datetime, expected: State) -> None:
    assert state(None, at) is expected


@pytest.mark.parametrize(
    ("stop", "expected"),
    [
        (DUE - HOUR, State.ON_TIME),
        (DUE, State.ON_TIME),
        (DUE + timedelta(microseconds=1), State.OVERDUE),
    ],
)
def test_stopped_clock_is_overdue_when_due_lies_before_its_stop(stop: datetime, expected: State) -> None:
    assert state(Moment.exactly(stop), DUE + 9 * HOUR) is expected


@pytest.mark.parametrize(
    ("after", "at", "expected"),
    [
        (DUE - 3 * HOUR, DUE, State.ON_TIME),
        (DUE - HOUR, DUE + HOUR, State.UNKNOWN),
        (DUE, DUE + HOUR, State.OVERDUE),
        (DUE + HOUR, DUE + 2 * HOUR, State.OVERDUE),
    ],
)
def test_stop_known_as_interval_is_unknown_only_when_due_lies_inside(
    after: datetime, at: datetime, expected: State
) -> None:
    assert state(Moment(after, at), DUE + 9 * HOUR) is expected


def test_clock_without_due_time_has_no_state() -> None:
    assert state(None, DUE, due=None) is None


def test_clock_that_stops_later_still_runs_at_an_earlier_instant() -> None:
    stop = Moment.exactly(DUE + 2 * HOUR)
    assert state(stop, DUE - 5 * HOUR) is State.ON_TIME
    assert state(stop, DUE + HOUR) is State.OVERDUE


def test_inside_its_interval_a_stop_is_not_late_before_due_and_doubtful_after() -> None:
    stop = Moment(DUE - 4 * HOUR, DUE + 4 * HOUR)
    assert state(stop, DUE - 3 * HOUR) is State.ON_TIME
    assert state(stop, DUE + HOUR) is State.UNKNOWN
    assert state(Moment(DUE, DUE + 4 * HOUR), DUE + HOUR) is State.OVERDUE


offsets = st.integers(-50, 50).map(lambda quarters: DUE + quarters * timedelta(minutes=15))


@given(after=offsets, at=offsets, truth=offsets, asked=offsets)
def test_interval_verdict_never_contradicts_any_stop_it_may_hide(
    after: datetime, at: datetime, truth: datetime, asked: datetime
) -> None:
    """Whatever instant in (after, at] the stop really was, a sure verdict agrees with it on being late."""
    if not after < truth <= at:
        return
    verdict = state(Moment(after, at), asked)
    real = state(Moment.exactly(truth), asked)
    if verdict is not State.UNKNOWN:
        assert (verdict is State.OVERDUE) == (real is State.OVERDUE)
