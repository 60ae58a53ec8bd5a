"""Due times are derived: from the rules, the calendar and what the source states. A change of one is a fact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

from monitor.deadlines.case import UNIT, Case
from monitor.model import Complaint, Dues, Fact, FactKind, Moment


class DueTimes(Protocol):
    """The rules in force (monitor.deadlines.sla.Rulebook)."""

    def level_of(self, code: str) -> str | None:
        """The level of the area with that code; None = no such area."""

    def dues(self, case: Case) -> Dues: ...


def case_of(complaint: Complaint, rules: DueTimes) -> Case:
    """What the due times of a complaint depend on."""
    return Case(
        complaint.category,
        complaint.created_at,
        complaint.channel,
        unit_level_of(complaint.unit, complaint.unit_area_code, complaint.area_code, rules),
        complaint.priority,
        complaint.restarted_at,
        complaint.stated_due_at,
        complaint.completed.at if complaint.completed else None,
        complaint.clock_events,
    )


def unit_level_of(
    unit: str | None, unit_area_code: str | None, area_code: str | None, rules: DueTimes
) -> str | None:
    """The level of the office that holds a complaint: the unit's, UNIT for no area's office, else the area's."""
    code = unit_area_code if unit else area_code
    level = rules.level_of(code) if code else None
    return level or (UNIT if unit else None)


def due_again(complaint: Complaint, rules: DueTimes) -> Complaint:
    """The complaint with the due times of `rules`."""
    dues = rules.dues(case_of(complaint, rules))
    if dues == Dues(complaint.response_due_at, complaint.completion_due_at):
        return complaint
    return replace(complaint, response_due_at=dues.response_at, completion_due_at=dues.completion_at)


def first_dues(fields: Mapping[str, Any], rules: DueTimes) -> dict[str, Any]:
    """Those of the due times that a complaint has which arrives with these fields."""
    completed = fields.get("completed")
    dues = rules.dues(
        Case(
            fields.get("category"),
            fields["created_at"],
            fields.get("channel"),
            unit_level_of(fields["unit"], fields["unit_area_code"], fields.get("area_code"), rules),
            fields.get("priority"),
            None,
            fields["stated_due_at"],
            completed.at if completed else None,
            fields["clock_events"],
        )
    )
    found = {"response_due_at": dues.response_at, "completion_due_at": dues.completion_at}
    return {name: due_at for name, due_at in found.items() if due_at is not None}


def due_fact(
    complaint: Complaint, rules: DueTimes, happened: Moment, seen_at: datetime, source: str
) -> Fact | None:
    """The fact that a due time is now another one, or None."""
    dues = rules.dues(case_of(complaint, rules))
    changes: dict[str, object] = {}
    if dues.response_at != complaint.response_due_at:
        changes["response_due_at"] = dues.response_at
    if dues.completion_at != complaint.completion_due_at:
        changes["completion_due_at"] = dues.completion_at
    if not changes:
        return None
    return Fact(
        kind=FactKind.DUE,
        happened=happened,
        seen_at=seen_at,
        source=source,
        changes=changes,
        complaint_id=complaint.id or None,
    )
