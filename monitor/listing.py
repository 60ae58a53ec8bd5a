"""What is asked in a chat: who waits, what is late, what is soon. Pure, and no wording: that is bot/views."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

from monitor.audience import Audience, Line, due_at, is_waiting, line_of, nearest_clock
from monitor.inquiry import Found, Inquiry, Question
from monitor.model import ClockName, Complaint, DataAge


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of the answer. `first`: so many lines come before these. `spans_many`: lines name their kelurahan."""

    question: Question
    title: str
    lines: tuple[Line, ...]
    first: int
    total: int
    late: int
    at: datetime
    data: DataAge
    in_process: int
    spans_many: bool


def listing_of(inquiry: Inquiry, found: Found, first: int, audience: Audience, data: DataAge) -> Listing:
    """The page of the answer for `audience` that begins after `first` lines."""
    match = matching(inquiry)
    return Listing(
        question=inquiry.question,
        title=audience.title,
        lines=tuple(line_of(complaint, match(complaint)[1], audience) for complaint in found.complaints),
        first=first,
        total=found.total,
        late=found.late,
        at=inquiry.at,
        data=data,
        in_process=found.in_process,
        spans_many=audience.spans_many,
    )


_Match = tuple[bool, ClockName | None]


def matching(inquiry: Inquiry) -> Callable[[Complaint], _Match]:
    """Whether a complaint of theirs belongs to the answer, and the clock that its line speaks of."""
    at, near = inquiry.at, inquiry.near

    def waits(complaint: Complaint) -> _Match:
        return is_waiting(complaint), nearest_clock(complaint)

    def is_late(complaint: Complaint) -> _Match:
        return _first(complaint, lambda due, _: due < at)

    def is_near(complaint: Complaint) -> _Match:
        windows: dict[ClockName, timedelta] = {
            ClockName.RESPONSE: near.response,
            ClockName.COMPLETION: near.completion,
        }
        return _first(complaint, lambda due, clock: at <= due < at + windows[clock])

    match inquiry.question:
        case Question.WAIT:
            return waits
        case Question.OVERDUE:
            return is_late
        case Question.SOON:
            return is_near
        case _:
            assert_never(inquiry.question)


def _first(complaint: Complaint, fits: Callable[[datetime, ClockName], bool]) -> _Match:
    for clock in ClockName:
        due = due_at(complaint, clock)
        if due is not None and fits(due, clock):
            return True, clock
    return False, None
