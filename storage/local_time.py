"""Wall-clock time as arithmetic on microseconds: the same SQL, and the same answer, on both databases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import BigInteger, ColumnElement, literal_column

from monitor.crosstables.crossing import Axis, Question
from monitor.crosstables.local_time import months, offsets
from storage.instants import EPOCH, MICROSECOND, to_micros
from storage.tables import complaints

_HOUR = timedelta(hours=1) // MICROSECOND
_DAY = 24 * _HOUR
_CREATED = f"{complaints.name}.{complaints.c.created_at.name}"
_DAY_ONE = datetime(1, 1, 1, tzinfo=UTC)  # a Monday. Counted from there nothing is negative: "/" only cuts off
_EPOCH_IN_DAYS = (EPOCH - _DAY_ONE).days


def time_key(axis: Axis, question: Question, first: datetime, last: datetime) -> ColumnElement[int]:
    """The key of `monitor.counting.key_of` for an arrival between `first` and `last`."""
    if axis is Axis.MONTH:
        steps = [(to_micros(since), number) for since, number in months(question.zone, first, last)]
        return _number(_stepwise(steps))
    ahead = [(to_micros(at), offset // MICROSECOND) for at, offset in offsets(question.zone, first, last)]
    wall = f"({_CREATED} + {_EPOCH_IN_DAYS * _DAY} + {_stepwise(ahead)})"
    if axis is Axis.WEEK:
        return _number(f"{wall} / {7 * _DAY} * 7 + {_DAY_ONE.toordinal()}")
    if axis is Axis.WEEKDAY:
        return _number(f"{wall} / {_DAY} % 7")
    return _number(f"{wall} / {_HOUR} % 24")


def _stepwise(steps: Sequence[tuple[int, int]]) -> str:
    """The value in force at the arrival; a balanced tree, so that twelve months cost four comparisons."""
    if len(steps) == 1:
        return str(steps[0][1])
    half = len(steps) // 2
    before, after = _stepwise(steps[:half]), _stepwise(steps[half:])
    return f"CASE WHEN {_CREATED} < {steps[half][0]} THEN {before} ELSE {after} END"


def _number(expression: str) -> ColumnElement[int]:
    return literal_column(expression, BigInteger)  # made of our own numbers and the name of our own column
