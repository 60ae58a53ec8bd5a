"""What is older than it may be kept is deleted, and does not come back with an old export.

A complaint goes, with its history, when nothing but a derived due time happened to it since. An open one goes too:
what nobody touched for years is not watched but hoarded. One dated ahead goes by when it was heard of last.
What is told of a known one is always listened to.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from monitor.clock import AHEAD
from monitor.desk import Desk
from monitor.model import Observation, Reject
from monitor.ports import Past, Tables

BATCH = 500  # complaints in one transaction: the bot's writes come between
NOTE = "forgotten on"
_AT_NIGHT = timedelta(hours=2)  # a day begins at 02.00 here, when few ask and no digest is due

log = logging.getLogger(__name__)

Breathe = Callable[[], Awaitable[None]]
_Portion = Callable[[Past], Awaitable[int]]


async def forget_once(desk: Desk, now: datetime, breathe: Breathe) -> bool:
    """Once a day, deletes what is too old; whether this was the time. A crash leaves the rest for later."""
    today = (now.astimezone(desk.timezone) - _AT_NIGHT).date().isoformat()
    async with desk.store.reading() as tables:
        if await tables.ledger.note(NOTE) == today:
            return False
    forgotten = await forget(desk, now, breathe)
    async with desk.store.writing() as tables:
        await tables.ledger.set_note(NOTE, today)
    if forgotten:
        log.info("Deleted what is older than privacy.retention: %d complaints.", forgotten)
    return True


async def forget(desk: Desk, now: datetime, breathe: Breathe) -> int:
    """Deletes what is too old, and kept texts where texts are not kept any more. How many complaints went."""
    texts = 0 if desk.keeps_text else await _all(desk, breathe, lambda past: past.drop_texts(BATCH))
    before = _horizon(desk, now)
    if before is None:
        await _settle(desk, texts)
        return 0
    count, after = 0, None
    while True:
        async with desk.store.writing() as tables:
            portion = await tables.past.forget_complaints(before, after=after, limit=BATCH)
        count, after = count + portion.gone, portion.last
        if after is None:
            break
        await breathe()
    count += await _all(desk, breathe, lambda past: past.forget_ahead(before, now + AHEAD, BATCH))
    told = await _all(desk, breathe, lambda past: past.forget_told(before, BATCH))
    runs = await _all(desk, breathe, lambda past: past.forget_runs(before, BATCH))
    await _settle(desk, count + told + runs + texts)
    return count


async def _all(desk: Desk, breathe: Breathe, portion: _Portion) -> int:
    total = 0
    while True:
        async with desk.store.writing() as tables:
            gone = await portion(tables.past)
        total += gone
        if gone == 0:
            return total
        await breathe()


async def _settle(desk: Desk, gone: int) -> None:
    """What was deleted leaves the files beside the database too."""
    if gone:
        await desk.store.settle()


def _horizon(desk: Desk, now: datetime) -> datetime | None:
    return now - desk.retention if desk.retention is not None else None


@dataclass(slots=True)
class Sifted:
    """A batch of rows: what is taken in, what cannot be read, what is too old to be kept."""

    taken: list[Observation] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    aged: list[Reject] = field(default_factory=list)


async def sift(tables: Tables, system: str, rows: Sequence[Observation | Reject]) -> Sifted:
    """Rows older than what is kept are taken where their complaint is known, as something happened to it since."""
    old = [row.seen.ticket for row in rows if isinstance(row, Reject) and row.seen is not None]
    known = await tables.imports.known(system, old) if old else {}
    found = Sifted()
    for row in rows:
        if isinstance(row, Observation):
            found.taken.append(row)
        elif row.seen is None:
            found.rejects.append(row)
        elif row.seen.ticket in known:
            found.taken.append(row.seen)
        else:
            found.aged.append(row)
    return found
