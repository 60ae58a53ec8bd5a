"""How many complaints there are of each kind, found out: by the database, as far as it knows."""

from __future__ import annotations

from collections import Counter

from monitor.crosstables.crossing import Counted, Question, key_of
from monitor.desk import Desk
from monitor.model import Complaint
from monitor.standing import matches, stood
from monitor.states import state_of


async def counted(desk: Desk, question: Question) -> Counted:
    """How many complaints have these keys of `question.axes`.

    The database counts; only those to which something happened after an instant asked for are read one by one.
    """
    found: Counted = Counter()
    async with desk.store.reading() as tables:
        for keys, count in await tables.complaints.crossed(question):
            found[keys] += count
        if question.rewound:
            since = tables.complaints.stream(question.wanted, arrived_by=question.at, moved_only=True)
            async for complaint, facts in since:
                then = stood(complaint, facts, question.at, desk.rules)
                if then is not None and is_asked_for(then, question):
                    found[tuple(key_of(axis, then, question.zone) for axis in question.axes)] += 1
    return found


def is_asked_for(complaint: Complaint, question: Question) -> bool:
    """Whether it is counted, as it stood at `question.at`."""
    begins_at, ends_before = question.begins_at, question.ends_before
    return (
        complaint.created_at <= question.arrived_by
        and (begins_at is None or complaint.created_at >= begins_at)
        and (ends_before is None or complaint.created_at < ends_before)
        and matches(complaint, question.wanted)
        and (question.state is None or _is_in_state(complaint, question))
    )


def _is_in_state(complaint: Complaint, question: Question) -> bool:
    at, near = question.at, question.near
    return any(state_of(clock, complaint, at, near) is question.state for clock in question.clocks)
