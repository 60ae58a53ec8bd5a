"""One observation taken in: the facts it adds and the complaint it leaves. Pure; storage calls it per row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from monitor.deadlines.dues import DueTimes, due_fact, first_dues
from monitor.facts.history import apply, observe, told
from monitor.facts.showing import as_shown, stage_listed
from monitor.model import Complaint, Fact, Observation


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
        seen = as_shown(known, seen)
        facts = observe(known, seen, seen_at, source)
        if known is None:
            return Taken(_arrived(facts, rules, seen), tuple(facts), True)
        heard = _heard(known, seen)
        if not facts:
            return Taken(replace(known, **heard), (), False)  # type: ignore[arg-type]
        complaint = apply(known, facts, **heard)
        due = due_fact(complaint, rules, facts[-1].happened, seen_at, source)
        if due is not None:
            complaint = apply(complaint, [due])
            facts.append(due)
        return Taken(complaint, tuple(facts), False)

    return take


def _heard(known: Complaint, seen: Observation) -> dict[str, datetime | None]:
    """The bookkeeping of `known` after `seen`."""
    return {
        "holds_at": max(known.holds_at, seen.holds_at),
        "listed_at": max(known.listed_at, seen.listed_at),
        "stage_listed_at": stage_listed(known, seen),
    }


def _arrived(facts: Sequence[Fact], rules: DueTimes, seen: Observation) -> Complaint:
    """A new complaint. Its first due times belong to the arrival: they are added to that fact."""
    fields = told(None, facts)
    dues = first_dues(fields, rules)
    arrival = facts[0].changes
    if isinstance(arrival, dict):  # it is: made a moment ago, and seen by nobody yet
        arrival.update(dues)
    return Complaint(
        id=0,
        source=facts[0].source,
        holds_at=seen.holds_at,
        listed_at=seen.listed_at,
        stage_listed_at=stage_listed(None, seen),
        **fields,
        **dues,
    )
