"""The state of a clock at an instant. Pure; `--at` and "now" are the same question."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol

from monitor.model import ClockName, Complaint, Moment, NearWindows, Stage, State

NEVER = datetime.max.replace(tzinfo=UTC)


def clock_state(due_at: datetime | None, stop: Moment | None, at: datetime, near: timedelta) -> State | None:
    """The state at `at` of a clock that ends at `due_at` and stopped at `stop` (None = still running).

    None when there is no due time. A stop known only as an interval that holds the due time is UNKNOWN.
    """
    if due_at is None:
        return None
    if stop is None or (stop.after >= at and stop.at > at):
        return _running(due_at, at, near)
    if stop.at <= at:
        return _stopped(due_at, stop)
    if due_at >= at:  # `at` lies inside the interval: stopped or not, it is not late yet
        return _running(due_at, at, near)
    return State.OVERDUE if due_at <= stop.after else State.UNKNOWN


def _running(due_at: datetime, at: datetime, near: timedelta) -> State:
    if due_at < at:
        return State.OVERDUE
    return State.NEAR if due_at < at + near else State.ON_TIME


def _stopped(due_at: datetime, stop: Moment) -> State:
    if stop.at <= due_at:
        return State.ON_TIME
    if stop.is_exact or due_at <= stop.after:
        return State.OVERDUE
    return State.UNKNOWN


def response_state(complaint: Complaint, at: datetime, near: NearWindows) -> State | None:
    """None for a dismissed complaint and for one whose answer was not seen: see `Complaint.response_unseen`."""
    if complaint.stage is Stage.DISMISSED or complaint.response_unseen:
        return None
    if _is_doubted(complaint, complaint.responded, complaint.response_due_at):
        return State.UNKNOWN
    return clock_state(complaint.response_due_at, complaint.responded, at, near.response)


def completion_state(complaint: Complaint, at: datetime, near: NearWindows) -> State | None:
    """None for a dismissed complaint, where no limit applies, and when nothing is known of the end but itself."""
    if complaint.stage is Stage.DISMISSED:
        return None
    if complaint.stage is Stage.COMPLETE and complaint.completed is None:
        return None
    if _is_doubted(complaint, complaint.completed, complaint.completion_due_at):
        return State.UNKNOWN
    return clock_state(complaint.completion_due_at, complaint.completed, at, near.completion)


def _is_doubted(complaint: Complaint, stop: Moment | None, due_at: datetime | None) -> bool:
    """A stop among times that cannot be true is neither late nor on time; what still runs is told."""
    return complaint.doubt is not None and stop is not None and due_at is not None


def state_of(clock: ClockName, complaint: Complaint, at: datetime, near: NearWindows) -> State | None:
    """The state of the named clock."""
    return (response_state if clock is ClockName.RESPONSE else completion_state)(complaint, at, near)


class Clocks(Protocol):
    """What of a complaint tells which of its clocks run."""

    @property
    def stage(self) -> Stage: ...
    @property
    def responded(self) -> object | None: ...
    @property
    def response_unseen(self) -> bool: ...
    @property
    def completed(self) -> object | None: ...
    @property
    def response_due_at(self) -> datetime | None: ...
    @property
    def completion_due_at(self) -> datetime | None: ...


def running_due_at(complaint: Clocks, clock: ClockName) -> datetime | None:
    """The due time of a clock that still runs, else None: what can still be late."""
    if not complaint.stage.is_open:
        return None
    if clock is ClockName.RESPONSE:
        is_owed = complaint.responded is None and not complaint.response_unseen
        return complaint.response_due_at if is_owed else None
    return complaint.completion_due_at if complaint.completed is None else None


def urgency(complaint: Clocks) -> datetime:
    """The nearest due time that still runs: the order of every listing. Those without one come last."""
    if not complaint.stage.is_open:
        return NEVER
    dues = [due for clock in ClockName if (due := running_due_at(complaint, clock))]
    return min(dues, default=NEVER)
