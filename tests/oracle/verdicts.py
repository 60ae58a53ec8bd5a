"""Due times and states of one complaint at an instant, by the sentences of the contract and docs/reference.md."""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from oracle.calendar import Office
from oracle.deadlines import Pause, limit_end, limit_of
from oracle.knowledge import Known, Turn, Within, known_of, unit_key
from oracle.plain import HOUR, History, OfficeText

NEAR = {"response": 2 * HOUR, "completion": 24 * HOUR}


class Judged(NamedTuple):
    response_due: int | None
    completion_due: int | None


class Verdict:
    """How a complaint stood at `then`, by all that is known today: None = after all of it."""

    def __init__(self, text: OfficeText, office: Office, history: History, then: int | None = None) -> None:
        self.text, self.office, self.history, self.then = text, office, history, then
        self.known: Known = known_of(history)

    def _happened(self, turns: list[Turn]) -> list[Turn]:
        """What has certainly happened by then; how it arrived, always."""
        return [turn for turn in turns if self.then is None or turn.began.at <= self.then]

    @cached_property
    def stages(self) -> list[Turn]:
        return self._happened(self.known.stages)

    @cached_property
    def stage(self) -> str | None:
        return self.stages[-1].name

    @cached_property
    def responded(self) -> Within | None:
        return self._stop(self.known.responded)

    @cached_property
    def completed(self) -> Within | None:
        """The end since it was opened last, also one that may have come by now: nobody knows."""
        end = None
        for turn in self.stages:
            if turn.name == "complete":
                end = turn.began
            elif turn.name != "dismissed":
                end = None
        doubtful = (self._stop(one) for one in self.known.ends if self.then is not None and one.at > self.then)
        return next(filter(None, doubtful), end)

    def _stop(self, stop: Within | None) -> Within | None:
        if stop is None or self.then is None or stop.at <= self.then or stop.after < self.then:
            return stop
        return None

    @cached_property
    def reopened(self) -> int | None:
        """The latest it can have been."""
        found = None
        for before, turn in pairwise(self.stages):
            if before.name == "complete" and turn.name != "dismissed":
                found = turn.began.at
        return found

    @cached_property
    def start(self) -> int:
        """Of completion: the latest restart that counts."""
        starts = [self.history.created]
        if self.reopened is not None:
            starts.append(self.reopened)
        if self.text.returned_restarts:
            starts += [self._before_the_end(turn.began) for turn in self.stages if turn.name == "returned"]
        if self.text.handover_restarts:
            units = self._happened(self.known.units)
            starts += [
                self._before_the_end(turn.began)
                for before, turn in pairwise(units)
                if before.name and turn.name and unit_key(before.name) != unit_key(turn.name)
            ]
        return max(starts)

    def _before_the_end(self, event: Within) -> int:
        """What happened after the complaint was complete starts nothing."""
        if self.completed is None or event.at <= self.completed.at:
            return event.at
        return self.completed.at if event.after < self.completed.at else self.history.created

    @cached_property
    def pauses(self) -> list[Pause]:
        """The longest that are possible, since the start."""
        if not self.text.validation_pauses:
            return []
        found: list[Pause] = []
        for turn, following in zip(self.stages, (*self.stages[1:], None), strict=True):
            if turn.name != "validation":
                continue
            since, until = max(turn.began.after, self.start), following.began.at if following else None
            if until is not None and until <= since:
                continue
            if found and (found[-1][1] or since) >= since:
                found[-1] = (found[-1][0], until)
            else:
                found.append((since, until))
        return found

    @cached_property
    def others(self) -> tuple[str | None, ...]:
        unit = self._happened(self.known.units)[-1]
        code = unit.code if unit.name else self.history.area_code
        level = self.text.levels.get(code or "") or ("unit" if unit.name else None)
        return self.history.channel, level, self.history.priority

    def _limit(self, clock: str) -> str:
        arrived = self.office.day_of(self.history.created)
        return limit_of(self.text, clock, self.history.category, self.others, arrived)

    @cached_property
    def dues(self) -> Judged:
        response = limit_end(self._limit("response"), self.history.created, [], self.office)
        if stated := self._happened(self.known.dues):
            return Judged(response, int(stated[-1].name or 0))
        return Judged(response, limit_end(self._limit("completion"), self.start, self.pauses, self.office))

    def states(self, at: int) -> tuple[str | None, str | None]:
        """Of response and completion, judged at that instant."""
        if self.stage == "dismissed":
            return None, None
        response = None
        if not (self.known.answer_unseen and self.known.responded is None):
            response = state(self.dues.response_due, self.responded, at, NEAR["response"])
        return response, state(self.dues.completion_due, self.completed, at, NEAR["completion"])


def state(due: int | None, stop: Within | None, at: int, near: int) -> str | None:
    if due is None:
        return None
    if stop is None:
        return _running(due, at, near)
    if at < stop.at and at <= due:
        return _running(due, at, near)  # it may have stopped by now or not: it is not late either way
    if stop.after < due < stop.at:
        return "unknown"
    return "overdue" if due < stop.at else "on_time"


def _running(due: int, at: int, near: int) -> str:
    if due < at:
        return "overdue"
    return "near" if due < at + near else "on_time"
