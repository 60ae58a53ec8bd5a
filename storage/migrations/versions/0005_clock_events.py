"""What can have stopped a complaint's completion clock, or started it anew, folded from its facts."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

AT_ONCE = 1_000
MOST = 200

complaints = sa.table("complaints", *map(sa.column, ("id", "clock_events")))
facts = sa.table(
    "facts", *map(sa.column, ("id", "complaint_id", "kind", "happened_after", "happened_at", "changes"))
)


def upgrade() -> None:
    op.add_column("complaints", sa.Column("clock_events", sa.Text()))
    connection, last = op.get_bind(), 0
    telling = sa.or_(
        facts.c.kind == "handed_over",
        facts.c.changes.like('%"validation"%'),
        facts.c.changes.like('%"returned"%'),
    )
    concerned = sa.select(facts.c.complaint_id).where(telling).distinct().order_by(facts.c.complaint_id)
    while ids := connection.execute(concerned.where(facts.c.complaint_id > last).limit(AT_ONCE)).scalars().all():
        last = ids[-1]
        histories: dict[int, list[Any]] = {}
        query = sa.select(*facts.c).where(facts.c.complaint_id.in_(ids)).order_by(facts.c.complaint_id, facts.c.id)
        for row in connection.execute(query):
            histories.setdefault(row.complaint_id, []).append(row)
        for complaint_id, history in histories.items():
            if events := _events(history):
                document = json.dumps(events, separators=(",", ":"))
                here = sa.update(complaints).where(complaints.c.id == complaint_id)
                connection.execute(here.values(clock_events=document))


def _events(history: list[Any]) -> list[list[Any]]:
    """[kind, after, at] of each event, as monitor/facts/clock_history.py told them when this was written."""
    events: list[list[Any]] = []
    stage, since, arrived_at = "wait", None, None
    for fact in history:
        changes = json.loads(fact.changes)
        if (created_at := changes.get("created_at")) is not None:
            old = created_at if arrived_at is None else arrived_at
            events = [[kind, *_moved(after, at, old, created_at)] for kind, after, at in events]
            arrived_at = created_at
        if fact.kind == "handed_over" and stage not in ("complete", "dismissed"):
            events = [event for event in events if event[0] != "handed_over"]
            events.append(["handed_over", fact.happened_after, fact.happened_at])
        moment = changes.get("stage_moment")
        if moment is None:
            continue
        new = changes.get("stage", stage)
        if new != stage:
            if kind := _kind(stage, new):
                events = [*events, [kind, *moment]][-MOST:]
            stage = new
        elif since is not None:
            events = [
                [event[0], *moment] if event[0] != "handed_over" and event[1:] == since else event
                for event in events
            ]
        since = moment
    return events


def _kind(old: str, new: str) -> str | None:
    if new == "validation":
        return "began"
    if new == "returned":
        return "returned"
    return "ended" if old == "validation" else None


def _moved(after: int, at: int, old: int, new: int) -> list[int]:
    """Nothing happens before the arrival."""
    if after == at:
        return [after, at] if at >= new else [new, new]
    after = new if after == old else max(after, new)
    return [after, at] if after < at else [new, new]
