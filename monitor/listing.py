"""What is asked in a chat: who waits, what is late, what is soon. Pure, and no wording: that is bot/views."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import assert_never

from monitor.audience import Audience, Line, due_at, in_due_order, is_told, is_waiting, line_of, nearest_clock
from monitor.model import ClockName, Complaint, DataAge, NearWindows
from monitor.scope import Holding


class Question(StrEnum):
    WAIT = "wait"  # ours, and nobody has answered
    OVERDUE = "overdue"  # ours, and a running clock is late
    SOON = "soon"  # ours, and a running clock is near its due time


@dataclass(frozen=True, slots=True)
class Listing:
    """The answer. `spans_many`: lines name their kelurahan. `in_process`: ours, open and answered."""

    question: Question
    title: str
    lines: tuple[Line, ...]
    at: datetime
    data: DataAge
    in_process: int
    spans_many: bool


def answer(
    question: Question,
    complaints: Sequence[Complaint],
    audience: Audience,
    *,
    at: datetime,
    near: NearWindows,
    data: DataAge,
) -> Listing:
    """The answer for `audience` at `at`, the nearest due time first, so that late ones lead."""
    ours = [
        complaint
        for complaint in complaints
        if is_told(complaint) and audience.reach.holding(complaint) in (Holding.OURS, Holding.UNPLACED)
    ]
    fits = _test(question, at, near)
    matches = ((complaint, fits(complaint)) for complaint in ours)
    lines = (line_of(complaint, clock, audience) for complaint, (fit, clock) in matches if fit)
    return Listing(
        question=question,
        title=audience.title,
        lines=in_due_order(lines),
        at=at,
        data=data,
        in_process=sum(not is_waiting(complaint) for complaint in ours),
        spans_many=audience.spans_many,
    )


_Match = tuple[bool, ClockName | None]


def _test(question: Question, at: datetime, near: NearWindows) -> Callable[[Complaint], _Match]:
    """Whether a complaint belongs to the answer, and the clock that its line speaks of."""

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

    match question:
        case Question.WAIT:
            return waits
        case Question.OVERDUE:
            return is_late
        case Question.SOON:
            return is_near
        case _:
            assert_never(question)


def _first(complaint: Complaint, fits: Callable[[datetime, ClockName], bool]) -> _Match:
    for clock in ClockName:
        due = due_at(complaint, clock)
        if due is not None and fits(due, clock):
            return True, clock
    return False, None
