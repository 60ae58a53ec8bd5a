"""What an older word can still teach: never what the complaint is now, only when something happened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from monitor.model import Complaint, FactKind, Moment, Observation, Stage

Draft = tuple[FactKind, Moment, dict[str, object]]


def older_word(known: Complaint, seen: Observation, detail_fields: Sequence[str]) -> list[Draft]:
    """Fills blanks and narrows intervals with an observation older than the latest word on `known`."""
    moment = Moment.exactly(seen.holds_at)
    blanks = _blanks(known, seen, detail_fields)
    drafts: list[Draft] = [(FactKind.DETAILS, moment, blanks)]
    for name, found in (("responded", _response(known, seen)), ("completed", _completion(known, seen))):
        if found is None or found == getattr(known, name):
            continue
        changes: dict[str, object] = {name: found}
        if name == "responded":
            changes["response_unseen"] = False
        if found.is_exact and seen.doubt and not known.doubt:
            changes["doubt"] = seen.doubt
        drafts.append((FactKind.EVIDENCE, found, changes))
    return drafts


def _blanks(known: Complaint, seen: Observation, detail_fields: Sequence[str]) -> dict[str, object]:
    blanks: dict[str, object] = {
        name: value
        for name in detail_fields
        if (value := getattr(seen, name)) is not None and getattr(known, name) is None
    }
    if known.area and "area" not in blanks:  # the code belongs to the name it was made from
        blanks.pop("area_code", None)
    if seen.unit and known.unit is None:
        blanks |= {"unit": seen.unit, "unit_area_code": seen.unit_area_code}
    if seen.due_at and known.stated_due_at is None:
        blanks["stated_due_at"] = seen.due_at
    return blanks


def _response(known: Complaint, seen: Observation) -> Moment | None:
    if known.responded and known.responded.is_exact:
        return None
    if seen.responded_at:
        return Moment.exactly(seen.responded_at)
    after, at = _bounds(known)
    if seen.stage is Stage.WAIT:
        after = max(after, seen.listed_at)
    elif seen.stage and seen.stage.is_answered and seen.stage is not Stage.COMPLETE:
        at = min(at, seen.holds_at) if at else seen.holds_at
    elif not known.responded:
        return None
    return Moment(after, at) if at and after < at else None


def _bounds(known: Complaint) -> tuple[datetime, datetime | None]:
    """The interval in which the answer is known to lie so far; the end None = not known to be answered."""
    if known.responded:
        return known.responded.after, known.responded.at
    return known.created_at, known.completed.at if known.completed else None


def _completion(known: Complaint, seen: Observation) -> Moment | None:
    if not known.completed or known.completed.is_exact:
        return None
    if seen.completed_at:
        return Moment.exactly(seen.completed_at)
    after, at = known.completed.after, known.completed.at
    if seen.stage is Stage.COMPLETE:
        at = min(at, seen.holds_at)
    elif seen.stage and seen.stage.is_open and seen.stage is not Stage.UNMAPPED:
        after = max(after, seen.listed_at)
    return Moment(after, at) if after < at else None
