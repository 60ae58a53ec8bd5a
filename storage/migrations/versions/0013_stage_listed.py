"""When the stage was last shown, where the newest listing did not tell; and every hand-over, also after the end.

Which rows left the status blank, or came without a status column, nobody kept: a mark is no proof of one. So a stage
counts as shown when it began and not since, and every next word is looked at whatever it says. Only of what stands in
its newest list as waiting is it known: a complete list of waiting ones shows that, unless a cell was left blank, and
such a row had no mark (its hash has 16 bytes).
"""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

AT_ONCE = 1_000
MOST = 50

complaints = sa.table("complaints", *map(sa.column, ("id", "clock_events")))
facts = sa.table(
    "facts", *map(sa.column, ("id", "complaint_id", "kind", "happened_after", "happened_at", "changes"))
)


def upgrade() -> None:
    op.add_column("complaints", sa.Column("stage_listed_at", sa.BigInteger()))
    op.execute(
        "UPDATE complaints SET seen_hash = NULL, stage_listed_at = CASE WHEN stage_at < listed_at AND NOT ("
        "stage = 'wait' AND coalesce(length(seen_hash), 0) > 16 AND (system, listed_at) IN ("
        "SELECT system, as_of FROM imports WHERE state = 'done' AND as_of IS NOT NULL GROUP BY system, as_of "
        "HAVING count(*) = count(covers))) THEN stage_at END"
    )
    connection, last = op.get_bind(), 0
    query = sa.select(facts.c.complaint_id).where(facts.c.kind == "handed_over").distinct()
    query = query.order_by(facts.c.complaint_id).limit(AT_ONCE)
    while ids := connection.execute(query.where(facts.c.complaint_id > last)).scalars().all():
        last = ids[-1]
        _fold_again(connection, ids)


def _fold_again(connection: sa.Connection, ids: Any) -> None:
    histories: dict[int, list[Any]] = {}
    telling = (
        facts.c.complaint_id.in_(ids),
        sa.or_(facts.c.kind == "handed_over", facts.c.changes.like('%"created_at"%')),
    )
    for row in connection.execute(sa.select(*facts.c).where(*telling).order_by(facts.c.complaint_id, facts.c.id)):
        histories.setdefault(row.complaint_id, []).append(row)
    for known in connection.execute(sa.select(*complaints.c).where(complaints.c.id.in_(ids))).all():
        events = [event for event in json.loads(known.clock_events or "[]") if event[0] != "handed_over"]
        document = json.dumps([*_handovers(histories[known.id])[-MOST:], *events], separators=(",", ":"))
        connection.execute(sa.update(complaints).where(complaints.c.id == known.id).values(clock_events=document))


def _handovers(history: list[Any]) -> list[list[Any]]:
    """[kind, after, at] of each, as monitor/facts/clock_history.py told them when this was written."""
    events: list[list[Any]] = []
    arrived_at = None
    for fact in history:
        created_at = json.loads(fact.changes).get("created_at")
        if created_at is not None:
            old = created_at if arrived_at is None else arrived_at
            events = [[kind, *_moved(after, at, old, created_at)] for kind, after, at in events]
            arrived_at = created_at
        if fact.kind == "handed_over":
            events.append([fact.kind, fact.happened_after, fact.happened_at])
    return events


def _moved(after: int, at: int, old: int, new: int) -> list[int]:
    """Nothing happens before the arrival."""
    if after == at:
        return [after, at] if at >= new else [new, new]
    after = new if after == old else max(after, new)
    return [after, at] if after < at else [new, new]
