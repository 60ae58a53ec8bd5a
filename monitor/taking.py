"""One observation taken in: the facts it adds and the complaint it leaves. Pure; storage calls it per row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from monitor.dues import DueTimes, due_fact
from monitor.history import apply, observe
from monitor.model import Complaint, Fact, FactKind, Observation


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one observation. No facts = nothing new."""

    complaint: Complaint
    facts: tuple[Fact, ...]
    is_new: bool


Take = Callable[[Complaint | None, Observation], Taken]


def taker(rules: DueTimes, seen_at: datetime, source: str) -> Take:
    """The decision for every row of one import or poll: `seen_at` and `source` are the same for all of them."""

    def take(known: Complaint | None, seen: Observation) -> Taken:
        facts = observe(known, seen, seen_at, source)
        holds_at = max(known.holds_at, seen.holds_at) if known else seen.holds_at
        listed_at = max(known.listed_at, seen.listed_at) if known else seen.listed_at
        if known and not facts:
            return Taken(replace(known, holds_at=holds_at, listed_at=listed_at), (), False)
        complaint = apply(known, facts, holds_at=holds_at, listed_at=listed_at)
        due = due_fact(complaint, rules, facts[-1].happened, seen_at, source)
        if due is not None:
            facts = _with_dues(facts, due)
            complaint = apply(complaint, [due], holds_at=holds_at, listed_at=listed_at)
        return Taken(complaint, tuple(facts), known is None)

    return take


def _with_dues(facts: list[Fact], due: Fact) -> list[Fact]:
    """The first due times belong to the arrival; later ones are a fact of their own."""
    if facts[0].kind is not FactKind.ARRIVED:
        return [*facts, due]
    return [replace(facts[0], changes={**facts[0].changes, **due.changes}), *facts[1:]]
