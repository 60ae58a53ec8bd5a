"""A page of an answer, read as such: the counts of its head and its rows, not all that is open.

Of areas both are found in ix_complaints_open_owner alone, which holds every column that is judged here; only the
rows that are shown are looked up in the table. It judges as `monitor.listing` does: a test holds them together.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Executable,
    Integer,
    Subquery,
    Text,
    and_,
    between,
    bindparam,
    case,
    cast,
    func,
    not_,
    null,
    or_,
    select,
    true,
    type_coerce,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.clock import AHEAD
from monitor.inquiry import Found, Inquiry, Question
from monitor.model import Stage
from monitor.scope import Reach
from storage.instants import MICROSECOND, to_micros
from storage.rows import RAW, complaint_of
from storage.selection import is_open
from storage.tables import complaints

_Condition = ColumnElement[bool]
_Due = ColumnElement[int | None]
_Statement = Executable  # a SELECT of more columns than can be told one by one


async def listed(connection: AsyncConnection, inquiry: Inquiry, first: int, most: int) -> Found:
    """What `monitor.ports.Complaints.listed` promises."""
    statement = _statement(inquiry.question, _shape(inquiry.reach))
    window = {"first": first, "most": most, "through": first + most}
    rows = (await connection.execute(statement, _given(inquiry) | window)).all()
    total, late, in_process = rows[0][len(RAW) :]
    return Found(total, late, in_process, [complaint_of(row) for row in rows if row[0] is not None])


_Shape = tuple[bool, bool, bool]  # of one unit; of some areas, not all; with what lies nowhere


def _shape(reach: Reach) -> _Shape:
    return reach.unit is not None, reach.codes is not None, reach.takes_unplaced


def _given(inquiry: Inquiry) -> dict[str, object]:
    reach, at, near = inquiry.reach, to_micros(inquiry.at), inquiry.near
    return {
        "unit": reach.unit,
        "codes": sorted(reach.codes or ()),
        "at": at,
        "arrived_by": at + AHEAD // MICROSECOND,
        "response_until": at + near.response // MICROSECOND - 1,
        "completion_until": at + near.completion // MICROSECOND - 1,
    }


@cache
def _statement(question: Question, shape: _Shape) -> _Statement:
    """Counts and rows in one, for every way to the database takes longer than to find a kelurahan's.

    Built once: that takes longer still.
    """
    fits, due = _judged(question)
    places = _places(shape)
    counts, page = _counts(places, fits, due), _page(places, fits, due)
    shown = page.join(complaints, complaints.c.id == page.c.id)
    return select(*RAW, *counts.c).select_from(counts.outerjoin(shown, true())).order_by(*page.c)


def _counts(places: Sequence[_Condition], fits: _Condition, due: _Due) -> Subquery:
    """How many fit, how many of them are late, how many of all are not waiting."""
    how_many = (
        func.count().filter(fits).label("total"),
        func.count().filter(fits, due < _number("at")).label("late"),
        (func.count() - func.count().filter(_waits())).label("in_process"),
    )
    each = union_all(
        *(select(*how_many).select_from(complaints).where(place, *_told()) for place in places)
    ).subquery()
    return select(*(cast(func.sum(column), Integer) for column in each.c)).subquery()


def _page(places: Sequence[_Condition], fits: _Condition, due: _Due) -> Subquery:
    """The rows of a page: the nearest due time first, the oldest first among equals."""
    key = (due.is_(null()).label("never"), due.label("due"), _micros("created_at"), complaints.c.id)

    def nearest(place: _Condition) -> Subquery:
        found = select(*key).where(place, fits, *_told()).order_by(*key).limit(_number("through", Integer))
        return found.subquery()

    nearest_ones = union_all(*(select(nearest(place)) for place in places)).subquery()
    shown = select(nearest_ones).order_by(*nearest_ones.c)
    return shown.limit(_number("most", Integer)).offset(_number("first", Integer)).subquery()


def _places(shape: _Shape) -> list[_Condition]:
    """Ours, place by place, each with an index of its own: see `monitor.scope.Reach.holding`."""
    of_unit, of_some, with_unplaced = shape
    c = complaints.c
    if of_unit:
        return [c.unit_key == bindparam("unit", type_=Text)]
    places: list[_Condition] = [
        c.owner_code.in_(bindparam("codes", expanding=True, type_=Text)) if of_some else c.owner_code.is_not(None)
    ]
    if with_unplaced:
        nobodys = func.coalesce(c.owner_code, c.unit, "") == ""
        places.append(and_(c.area_code.is_(None), nobodys))
    return places


def _told() -> list[_Condition]:
    arrived = _micros("created_at") + 0 <= _number("arrived_by")  # "+ 0": no index may be chosen for this
    return [is_open(), complaints.c.missing_since.is_(None), arrived]


def _waits() -> _Condition:
    c = complaints.c
    unknown = and_(c.stage == Stage.UNMAPPED.value, c.responded_at.is_(None))
    return or_(c.stage == Stage.WAIT.value, unknown)


def _judged(question: Question) -> tuple[_Condition, _Due]:
    """Whether a complaint belongs to the answer, and when the clock that its line speaks of is due."""
    response, completion = _response_due(), _completion_due()
    if question is Question.WAIT:
        return _waits(), func.coalesce(response, completion)
    if question is Question.OVERDUE:
        is_first, is_second = response < _number("at"), completion < _number("at")
    else:
        is_first = between(response, _number("at"), _number("response_until"))
        is_second = between(completion, _number("at"), _number("completion_until"))
    return or_(is_first, is_second), case((is_first, response), else_=completion)


def _response_due() -> _Due:
    c = complaints.c
    may_wait = or_(c.stage == Stage.WAIT.value, c.stage == Stage.UNMAPPED.value)
    owed = and_(c.responded_at.is_(None), not_(c.response_unseen), may_wait)
    return case((owed, _micros("response_due_at")))


def _completion_due() -> _Due:
    return case((complaints.c.completed_at.is_(None), _micros("completion_due_at")))


def _micros(name: str) -> ColumnElement[int]:
    return type_coerce(complaints.c[name], BigInteger).label(name)


def _number(name: str, kind: type[Integer] = BigInteger) -> ColumnElement[int]:
    return bindparam(name, type_=kind)
