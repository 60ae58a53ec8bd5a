"""What became known later of when something happened, told as if it had been known at once. Pure: for `rewind`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from monitor.facts.arrival import as_corrected
from monitor.model import Fact, FactKind, Moment


def in_hindsight(facts: Sequence[Fact]) -> list[Fact]:
    """The facts, in: as they were recorded; out: as they happened, each dated by the last word on it."""
    return sorted(_as_dated(as_corrected(facts)), key=_order_of_happening)


def _as_dated(facts: Sequence[Fact]) -> list[Fact]:
    told: list[Fact] = []
    for fact in facts:
        if isinstance(fact.changes.get("responded"), Moment):  # there is one answer: this is the last word on it
            told = [_without_the_answer(one) for one in told]
        completed = fact.changes.get("completed")
        if fact.kind is FactKind.EVIDENCE and isinstance(completed, Moment):
            told = _ended(told, completed)
        else:
            told.append(fact)
    return told


def _without_the_answer(fact: Fact) -> Fact:
    if "responded" not in fact.changes:
        return fact
    return replace(fact, changes={name: new for name, new in fact.changes.items() if name != "responded"})


def _ended(facts: Sequence[Fact], end: Moment) -> list[Fact]:
    """The last completion among the facts happened at `end`."""
    told = list(facts)
    for number in range(len(told) - 1, -1, -1):
        if told[number].kind is FactKind.COMPLETED:
            changes = {**told[number].changes, "completed": end, "stage_moment": end}
            told[number] = replace(told[number], happened=end, changes=changes)
            break
    return told


def _order_of_happening(fact: Fact) -> tuple[bool, datetime]:
    """A hand-over comes as early as it can have been: what may have happened before an end counts."""
    happened = fact.happened
    return fact.kind is not FactKind.ARRIVED, happened.after if fact.kind is FactKind.HANDED_OVER else happened.at
