"""The rules that a complaint's deadlines were reckoned by: today's, or those its month was frozen with; and what
its deadlines were at the cut-off, when more was learnt of it since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.cutoff import Span
from monitor.deadlines.dues import case_of
from monitor.deadlines.sla import Explanation, Rulebook
from monitor.desk import Desk
from monitor.facts.history import fold
from monitor.frozen.settings_then import settings_of
from monitor.model import Complaint, Dues, Fact
from monitor.ports import Tables


@dataclass(frozen=True, slots=True)
class AtCutoff:
    """How a complaint stood at its month's cut-off. `dues` None = it did not count in that month then.

    `paused_since`: completion had no due time then, because its clock stood.
    """

    cut_at: datetime
    dues: Dues | None
    paused_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ruling:
    """`explanation` is by the facts known today. `frozen`: by the rules of a frozen month. `recorded`: the due
    times that stand, where they are others. `at_cutoff`: in a frozen month, when facts came after its cut-off.
    """

    explanation: Explanation
    frozen: bool = False
    recorded: Dues | None = None
    at_cutoff: AtCutoff | None = None

    @property
    def stands_as_frozen(self) -> bool:
        """Whether the due times are those of the cut-off, whatever became known since."""
        found = Dues(self.explanation.response_due_at, self.explanation.completion_due_at)
        return self.at_cutoff is None or (self.recorded or found) == self.at_cutoff.dues


async def ruling_of(desk: Desk, tables: Tables, complaint: Complaint) -> Ruling:
    """Why the complaint's due times are what they are. Raises BadConfiguration for kept rules that are none."""
    span = await tables.cutoffs.of_arrival(complaint.created_at)
    kept = await _kept_rules(tables, span) if span else None
    rules = kept or desk.rules
    explanation = rules.explain(case_of(complaint, rules))
    recorded = Dues(complaint.response_due_at, complaint.completion_due_at)
    explained = Dues(explanation.response_due_at, explanation.completion_due_at)
    facts = await tables.complaints.facts_of(complaint.id) if span else ()
    at_cutoff = _at_cutoff(span, facts, rules) if span else None
    return Ruling(explanation, kept is not None, None if recorded == explained else recorded, at_cutoff)


async def _kept_rules(tables: Tables, span: Span) -> Rulebook | None:
    frozen = await tables.cutoffs.find(span.month)
    kept = await settings_of(tables, frozen) if frozen else None
    return kept.rules if kept else None


def _at_cutoff(span: Span, facts: Sequence[Fact], rules: Rulebook) -> AtCutoff | None:
    """None = nothing became known of it since. The figures were made from the same fold (storage/as_known.py)."""
    known = [fact for fact in facts if not span.is_later(fact)]
    if len(known) == len(facts):
        return None
    then = fold(known, holds_at=span.cut_at, listed_at=span.cut_at)
    if then is None or not span.begins_at <= then.created_at < span.ends_before:
        return AtCutoff(span.cut_at, None)
    dues = Dues(then.response_due_at, then.completion_due_at)
    paused_since = None if dues.completion_at else rules.explain(case_of(then, rules)).paused_since
    return AtCutoff(span.cut_at, dues, paused_since)
