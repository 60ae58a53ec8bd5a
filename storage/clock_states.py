"""The state of a clock at an instant, in SQL: `monitor.states` word for word (a test holds them together)."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import BigInteger, ColumnElement, and_, case, null, or_, type_coerce

from monitor.model import ClockName, NearWindows, Stage, State
from storage.instants import MICROSECOND, to_micros
from storage.tables import complaints

_Column = ColumnElement[int]


def state_of(clock: ClockName, at: datetime, near: NearWindows) -> ColumnElement[str | None]:
    """NULL where the clock has no state."""
    c = complaints.c
    dismissed = c.stage == Stage.DISMISSED.value
    if clock is ClockName.RESPONSE:
        state = _clock_state(c.response_due_at, c.responded_after, c.responded_at, at, near.response)
        told = _doubted(state, c.responded_at, c.response_due_at)
        return case((or_(dismissed, c.response_unseen), null()), else_=told)
    ended_unseen = and_(c.stage == Stage.COMPLETE.value, c.completed_at.is_(None))
    state = _clock_state(c.completion_due_at, c.completed_after, c.completed_at, at, near.completion)
    told = _doubted(state, c.completed_at, c.completion_due_at)
    return case((or_(dismissed, ended_unseen), null()), else_=told)


def _doubted(
    state: ColumnElement[str | None], stop: ColumnElement[datetime], due_at: ColumnElement[datetime]
) -> ColumnElement[str | None]:
    is_doubted = and_(complaints.c.doubt.is_not(None), stop.is_not(None), due_at.is_not(None))
    return case((is_doubted, State.UNKNOWN.value), else_=state)


def _clock_state(
    due_at: ColumnElement[datetime],
    stopped_after: ColumnElement[datetime],
    stopped_at: ColumnElement[datetime],
    at: datetime,
    near: timedelta,
) -> ColumnElement[str | None]:
    due, after, stop = _micros(due_at), _micros(stopped_after), _micros(stopped_at)
    now = to_micros(at)
    running = case(
        (due < now, State.OVERDUE.value),
        (due < now + near // MICROSECOND, State.NEAR.value),
        else_=State.ON_TIME.value,
    )
    return case(
        (due.is_(None), null()),
        (or_(stop.is_(None), and_(stop > now, or_(after >= now, due >= now))), running),
        (stop <= due, State.ON_TIME.value),
        (or_(after == stop, due <= after), State.OVERDUE.value),
        else_=State.UNKNOWN.value,
    )


def _micros(column: ColumnElement[datetime]) -> _Column:
    return type_coerce(column, BigInteger)
