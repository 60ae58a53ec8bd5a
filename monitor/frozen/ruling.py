"""The rules that a complaint's deadlines were reckoned by: today's, or those its month was frozen with."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.deadlines.dues import case_of
from monitor.deadlines.sla import Explanation, Rulebook
from monitor.desk import Desk
from monitor.frozen.settings_then import settings_of
from monitor.model import Complaint, Dues
from monitor.ports import Tables


@dataclass(frozen=True, slots=True)
class Ruling:
    """`frozen`: by the rules of a frozen month. `recorded`: the due times that stand, where they are others."""

    explanation: Explanation
    frozen: bool = False
    recorded: Dues | None = None


async def ruling_of(desk: Desk, tables: Tables, complaint: Complaint) -> Ruling:
    """Why the complaint's due times are what they are. Raises BadConfiguration for kept rules that are none."""
    kept = await _kept_rules(tables, complaint)
    rules = kept or desk.rules
    explanation = rules.explain(case_of(complaint, rules))
    recorded = Dues(complaint.response_due_at, complaint.completion_due_at)
    explained = Dues(explanation.response_due_at, explanation.completion_due_at)
    return Ruling(explanation, kept is not None, None if recorded == explained else recorded)


async def _kept_rules(tables: Tables, complaint: Complaint) -> Rulebook | None:
    span = await tables.cutoffs.of_arrival(complaint.created_at)
    frozen = await tables.cutoffs.find(span.month) if span else None
    kept = await settings_of(tables, frozen) if frozen else None
    return kept.rules if kept else None
