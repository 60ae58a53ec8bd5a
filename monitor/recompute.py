"""Rules and calendar were corrected: due times are derived again, and each change is a fact."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from monitor.desk import Desk
from monitor.dues import due_fact
from monitor.model import Complaint, Fact, Moment

BATCH = 500  # holds the write lock for a tenth of a second: others never wait long
NOTE = "rules"


async def ensure_dues(desk: Desk, now: datetime, progress: Callable[[int], None] = lambda _: None) -> int:
    """Recomputes every due time if the rules in force are not those of the stored ones. How many were offered.

    A crash on the way is harmless: the note of the rules is written last, and a due time that already
    follows the new rules adds no fact.
    """
    async with desk.store.reading() as tables:
        known = await tables.ledger.note(NOTE)
    if known == desk.rules.fingerprint:
        return 0

    def redue(complaint: Complaint) -> Fact | None:
        return due_fact(complaint, desk.rules, Moment.exactly(now), now, "rules")

    offered, last = 0, 0
    while True:
        async with desk.store.writing() as tables:
            through = await tables.complaints.redue(redue, after_id=last, limit=BATCH)
        if through is None:
            break
        offered, last = offered + BATCH, through
        progress(offered)
    async with desk.store.writing() as tables:
        await tables.ledger.set_note(NOTE, desk.rules.fingerprint)
    return offered
