"""Rules and calendar were corrected: due times are derived again, and each change is a fact."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime

from monitor.deadlines.sla import Rulebook
from monitor.desk import Desk
from monitor.ports import Tables
from monitor.ports.knowing import Frozen

BATCH = 4_000  # holds the write lock for a tenth of a second: others never wait long
NOTE = "rules"  # the rules that the stored due times follow
SERVED = "rules of the service"  # those that the service takes new words in by


_MIXED = "mixed"
_TOWARDS = "towards {} "  # those that all are being derived by; behind it what tells one such time from the next


async def _at_once() -> None:
    """Nothing lies between two batches."""


async def ensure_dues(
    desk: Desk,
    now: datetime,
    progress: Callable[[int], None] = lambda _: None,
    *,
    serves: bool = False,
    breathe: Callable[[], Awaitable[None]] = _at_once,
) -> int:
    """Recomputes the due times if the rules in force are not those of the stored ones. How many were looked at.

    `serves`: this is the service, which until now may have taken in words by rules that another process has
    replaced already. A crash on the way is harmless: the notes are written last, and a due time that already
    follows the new rules adds no fact. What others took in meanwhile by other rules is left for the next time.
    The cases: docs/decisions/deadlines.md, "Several at once".
    """
    fingerprint = desk.rules.fingerprint
    notes = (NOTE, SERVED) if serves else (NOTE,)
    async with desk.store.reading() as tables:
        is_done = all([await tables.ledger.note(name) == fingerprint for name in notes])
        frozen = await tables.cutoffs.span()
    if is_done:
        return 0
    mine = await _begin(desk)
    looked_at = await recompute(desk, now, frozen, progress, breathe)
    async with desk.store.writing() as tables:
        if await tables.ledger.note(NOTE) == mine:
            await tables.ledger.set_note(NOTE, fingerprint)
        if serves:
            await tables.ledger.set_note(SERVED, fingerprint)
    return looked_at


async def _begin(desk: Desk) -> str:
    """Notes what is under way. The note: whoever still finds it at the end knows that all rows follow its rules.

    Those who began by the same rules and were not disturbed since share it; after a disturbance it is a new one.
    """
    towards = _TOWARDS.format(desk.rules.fingerprint)
    async with desk.store.writing() as tables:
        noted = await tables.ledger.note(NOTE)
        if noted is None or not noted.startswith(towards):
            noted = towards + secrets.token_hex(8)
            await tables.ledger.set_note(NOTE, noted)
    return noted


async def note_rules_used(tables: Tables, rules: Rulebook) -> None:
    """Rows have just been written by `rules`. When others were noted meanwhile, all is derived again soon."""
    noted = await tables.ledger.note(NOTE)
    own = rules.fingerprint
    if noted is not None and noted != own and not noted.startswith(_TOWARDS.format(own)):
        await tables.ledger.set_note(NOTE, _MIXED)


async def recompute(
    desk: Desk,
    now: datetime,
    frozen: Frozen | None = None,
    progress: Callable[[int], None] = lambda _: None,
    breathe: Callable[[], Awaitable[None]] = _at_once,
) -> int:
    """Derives every due time again but those of frozen months. How many were looked at."""
    looked_at, last = 0, 0
    while True:
        async with desk.store.writing() as tables:
            batch = await tables.complaints.redue(desk.rules, now, after_id=last, limit=BATCH, frozen=frozen)
            await note_rules_used(tables, desk.rules)  # who began meanwhile by other rules passed some before
        looked_at += batch.looked_at
        progress(looked_at)
        if batch.through is None:
            return looked_at
        last = batch.through
        await breathe()
