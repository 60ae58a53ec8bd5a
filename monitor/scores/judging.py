"""What became of one clock of one complaint, in whole microseconds: the arithmetic of scores and ranks.

The verdicts are those of `states.clock_state` (a test holds them together), written for millions of rows: no
`Complaint`, no `datetime`. Kept apart is what cannot be judged: times that cannot be true, intervals.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from typing import NamedTuple

from monitor.model import Complaint, Fact, Moment, Stage

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Verdict(IntEnum):
    """Only the first two are decided, and count."""

    IN_TIME = 0  # stopped, not after its due time
    LATE = 1  # stopped after it, or still running past it
    UNDECIDED = 2  # running, not yet due
    UNKNOWN = 3  # stopped somewhere in an interval that holds the due time
    DOUBTFUL = 4  # stopped before it began, or in the future; or its source stated such times (Complaint.doubt)
    NONE = 5  # no limit, dismissed, or nothing is known of its stop


class Outcome(NamedTuple):
    """`late`: microseconds past the due time, at least so many when only an interval is known. `took`: from the
    beginning to the stop, None unless both are known exactly. `runs`: not stopped."""

    verdict: Verdict
    late: int = 0
    took: int | None = None
    runs: bool = False


class Arrival(NamedTuple):
    """What a rank needs of one complaint: instants in microseconds since 1970 UTC, names as in the source."""

    id: int
    created: int
    stage: str
    responded_after: int | None
    responded: int | None
    completed_after: int | None
    completed: int | None
    restarted: int | None
    response_due: int | None
    completion_due: int | None
    response_unseen: bool | int
    category: str | None
    unit: str | None
    unit_area_code: str | None
    area_code: str | None
    doubt: str | None  # why none of its times is measured by


_DOUBTFUL = Outcome(Verdict.DOUBTFUL)
_NONE = Outcome(Verdict.NONE)
_UNDECIDED = Outcome(Verdict.UNDECIDED, runs=True)
_UNKNOWN = Outcome(Verdict.UNKNOWN)


def outcome(begun: int, due: int | None, after: int | None, stop: int | None, at: int, latest: int) -> Outcome:
    """Of the clock that began at `begun` and stopped somewhere in (`after`, `stop`], as seen at `at`.

    `stop` None = it runs; `after` = `stop`: exactly then. No stop after `latest` can be true.
    """
    if stop is None or after is None:
        return _running(due, at)
    if stop < begun or stop > latest:
        return _DOUBTFUL
    if stop > at:
        return _running(due, at) if after >= at else _straddling(due, after, at)
    took = stop - begun if after == stop else None
    if due is None:
        return Outcome(Verdict.NONE, 0, took)
    if stop <= due:
        return Outcome(Verdict.IN_TIME, 0, took)
    return Outcome(Verdict.LATE, after - due, took) if due <= after else _UNKNOWN


def _running(due: int | None, at: int) -> Outcome:
    if due is None:
        return Outcome(Verdict.NONE, runs=True)
    return Outcome(Verdict.LATE, at - due, None, True) if due < at else _UNDECIDED


def _straddling(due: int | None, after: int, at: int) -> Outcome:
    """It stopped somewhere around `at`: whether it still ran then is not known."""
    if due is None:
        return _NONE
    if due >= at:
        return _UNDECIDED
    return Outcome(Verdict.LATE, after - due) if due <= after else _UNKNOWN


def response_outcome(one: Arrival, at: int, latest: int) -> Outcome:
    if one.stage == Stage.DISMISSED or one.response_unseen:
        return _NONE
    if one.doubt:
        return _DOUBTFUL
    return outcome(one.created, one.response_due, one.responded_after, one.responded, at, latest)


def completion_outcome(one: Arrival, at: int, latest: int) -> Outcome:
    if one.stage == Stage.DISMISSED or (one.stage == Stage.COMPLETE and one.completed is None):
        return _NONE
    if one.doubt:
        return _DOUBTFUL
    begun = one.created if one.restarted is None else one.restarted
    return outcome(begun, one.completion_due, one.completed_after, one.completed, at, latest)


def arrival_of(complaint: Complaint) -> Arrival:
    """The same of a value: one that was rewound."""
    responded_after, responded = _pair(complaint.responded)
    completed_after, completed = _pair(complaint.completed)
    return Arrival(
        id=complaint.id,
        created=micros(complaint.created_at),
        stage=complaint.stage.value,
        responded_after=responded_after,
        responded=responded,
        completed_after=completed_after,
        completed=completed,
        restarted=_micros(complaint.restarted_at),
        response_due=_micros(complaint.response_due_at),
        completion_due=_micros(complaint.completion_due_at),
        response_unseen=complaint.response_unseen,
        category=complaint.category,
        unit=complaint.unit,
        unit_area_code=complaint.unit_area_code,
        area_code=complaint.area_code,
        doubt=complaint.doubt,
    )


def micros(at: datetime) -> int:
    """Microseconds since 1970 UTC."""
    return (at - _EPOCH) // _MICROSECOND


def from_micros(at: int) -> datetime:
    """The same back."""
    return _EPOCH + at * _MICROSECOND


def _micros(at: datetime | None) -> int | None:
    return None if at is None else micros(at)


def _pair(moment: Moment | None) -> tuple[int | None, int | None]:
    return (None, None) if moment is None else (micros(moment.after), micros(moment.at))


class Arrivals(NamedTuple):
    """A portion of the complaints of a period: as they stand, and those to be rewound, with their facts."""

    rows: Sequence[Arrival]
    moved: Sequence[tuple[Complaint, Sequence[Fact]]] = ()
