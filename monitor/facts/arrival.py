"""An arrival that a later word corrects. Pure: what changes with it, and the facts as they would have been."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from monitor.facts.moments import moved
from monitor.model import Complaint, Fact, FactKind, Moment

STOPS = ("responded", "completed")


def correction(known: Complaint, created_at: datetime) -> dict[str, object]:
    """What is set when `known` arrived at `created_at` after all: nothing has happened before its arrival.

    A stop that would have is not known any more.
    """
    told = {name: getattr(known, name) for name in ("stage_moment", *STOPS, "restarted_at")}
    shifted = _shifted(told, known.created_at, created_at)
    changes: dict[str, object] = {"created_at": created_at}
    changes |= {name: value for name, value in shifted.items() if value != told[name]}
    if known.responded and shifted["responded"] is None:
        changes["response_unseen"] = True
    return changes


def is_correction(fact: Fact) -> bool:
    return fact.kind is not FactKind.ARRIVED and "created_at" in fact.changes


def as_corrected(facts: Sequence[Fact]) -> Sequence[Fact]:
    """The facts as if the newest word on the arrival had been the first one. In the order they were recorded."""
    if not any(map(is_correction, facts)):
        return facts
    told: list[Fact] = []
    arrived_at: datetime | None = None
    for fact in facts:
        created_at = fact.changes.get("created_at")
        if not isinstance(created_at, datetime):
            told.append(fact)
            continue
        if arrived_at is None:
            told.append(fact)
        else:
            told = [_told_of(one, arrived_at, created_at) for one in told]
        arrived_at = created_at
    return told


def _told_of(fact: Fact, old: datetime, new: datetime) -> Fact:
    happened = moved(fact.happened, old, new) or Moment.exactly(new)
    if fact.kind is FactKind.ARRIVED:
        happened = Moment.exactly(new)
    changes = _shifted(fact.changes, old, new)
    return replace(fact, happened=happened, changes=changes)


def _shifted(changes: Mapping[str, object], old: datetime, new: datetime) -> dict[str, object]:
    """The fields that an arrival binds, told of the new one; all others as they are."""
    told: dict[str, object] = dict(changes)
    for name in STOPS:
        if isinstance(moment := told.get(name), Moment):
            told[name] = moved(moment, old, new)
    stage_moment, restarted_at = told.get("stage_moment"), told.get("restarted_at")
    if stage_moment == Moment.exactly(old):
        told["stage_moment"] = Moment.exactly(new)
    elif isinstance(stage_moment, Moment):
        told["stage_moment"] = moved(stage_moment, old, new) or Moment.exactly(new)
    if isinstance(restarted_at, datetime):
        told["restarted_at"] = max(restarted_at, new)
    if "created_at" in told:
        told["created_at"] = new
    return told
