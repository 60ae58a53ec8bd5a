"""Small stories of one complaint: listings an hour apart, taken in as an import does."""

from __future__ import annotations

from dataclasses import replace

from builders import HOUR, NOW, SimpleRules, observation

from monitor.facts.history import fold
from monitor.facts.taking import taker
from monitor.model import Complaint, Fact, Stage


def told(*listings: dict[str, object]) -> tuple[Complaint, list[Fact]]:
    """The complaint after listings an hour apart, the first one now, and all its facts."""
    known: Complaint | None = None
    facts: list[Fact] = []
    for hour, says in enumerate(listings):
        at = NOW + hour * HOUR
        seen = observation("JK1", **({"listed_at": at, "changed_at": None} | says))
        taken = taker(SimpleRules(), at, "export")(known, seen)
        known = taken.complaint
        facts += taken.facts
    assert known is not None
    bookkeeping = {"holds_at": known.holds_at, "listed_at": known.listed_at}
    assert fold(facts, **bookkeeping) == replace(known, stage_listed_at=None)
    return known, facts


def at(stage: Stage, **says: object) -> dict[str, object]:
    return {"stage": stage, "status": stage.value, **says}
