"""The exports that were sent lately and what is to be done with each: one note in the ledger, so that a restart
goes on where it was. The file itself stays with Telegram and is fetched again when it is needed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from pydantic import TypeAdapter, ValidationError

from bot.views.export import Pulled
from monitor.forecast import Forecast
from monitor.ports import Store, Tables
from monitor.sources.days import Order

_NOTE = "exports"
_MOST = 30  # that are remembered: who presses a button of an older one must send the file again


class JobState(StrEnum):
    RECEIVED = "received"  # to be read
    UNCLEAR = "unclear"  # day first or month first? somebody has to press
    OPEN = "open"  # shown: somebody has to press
    RECAP = "recap"  # to be counted
    ASKED = "asked"  # to be taken in
    TAKEN = "taken"  # taken in: to be told
    CLOSED = "closed"

    @property
    def is_work(self) -> bool:
        return self not in (JobState.UNCLEAR, JobState.OPEN, JobState.CLOSED)


@dataclass(frozen=True, slots=True)
class CompleteList:
    """What an export may be a complete list of: its title, and as `--covers` says it.

    "" covers nothing: all open complaints are in it, and yet absence says nothing.
    """

    title: str
    covers: str


@dataclass(frozen=True, slots=True)
class Result:
    """What became of an export that was taken in. `left`: complaints that have left wait by their absence."""

    new: int
    changed: int
    unchanged: int
    rejected: int
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """An export sent in message `message_id` of a private chat; `answer_id`: the message that tells of it."""

    chat_id: int
    message_id: int
    file_id: str
    name: str
    sent_at: datetime
    state: JobState = JobState.RECEIVED
    answer_id: int | None = None
    lists: tuple[CompleteList, ...] = ()
    chosen: int | None = None  # of `lists`; None = only a part of what there is
    as_of: datetime | None = None  # when it was pulled: guessed from its content, or as chosen
    pulled: Pulled = Pulled.NEWEST
    newest: datetime | None = None  # instant in it; None = no date in it
    slot_at: datetime | None = None  # the last digest's time before it was sent, if it can have been pulled then
    order: Order | None = None  # of day and month, as chosen
    forecast: Forecast | None = None
    labels: tuple[tuple[str, int], ...] = ()  # unmapped ones, with how often they occur
    unlabelled: int = 0  # rows without a status
    result: Result | None = None

    @property
    def key(self) -> tuple[int, int]:
        return self.chat_id, self.message_id

    @property
    def complete_list(self) -> CompleteList | None:
        return None if self.chosen is None else self.lists[self.chosen]

    @property
    def covers(self) -> str | None:
        return self.complete_list.covers or None if self.complete_list else None

    @property
    def holds_all(self) -> bool:
        return self.complete_list is not None and not self.covers


_JOBS = TypeAdapter(tuple[Job, ...])


async def jobs(tables: Tables) -> tuple[Job, ...]:
    """Oldest first. What an other version wrote differently is forgotten."""
    try:
        return _JOBS.validate_json(await tables.ledger.note(_NOTE) or "[]")
    except ValidationError:
        return ()


async def find_job(tables: Tables, chat_id: int, message_id: int) -> Job | None:
    return next((job for job in await jobs(tables) if job.key == (chat_id, message_id)), None)


async def add_job(store: Store, job: Job) -> bool:
    """False when that message is known already."""
    async with store.writing() as tables:
        known = await jobs(tables)
        if any(other.key == job.key for other in known):
            return False
        await _write(tables, (*known, job))
    return True


async def change_job(store: Store, job: Job, change: Callable[[Job], Job]) -> Job:
    """The job as it is now, changed and written down; a forgotten one is only changed."""
    async with store.writing() as tables:
        known = await jobs(tables)
        changed = change(next((other for other in known if other.key == job.key), job))
        await _write(tables, tuple(changed if other.key == job.key else other for other in known))
    return changed


async def next_job(store: Store) -> Job | None:
    """The oldest one with something to do."""
    async with store.reading() as tables:
        return next((job for job in await jobs(tables) if job.state.is_work), None)


def closed(job: Job) -> Job:
    return replace(job, state=JobState.CLOSED)


async def _write(tables: Tables, known: tuple[Job, ...]) -> None:
    idle = [job for job in known if not job.state.is_work]
    dropped = {job.key for job in idle[: max(0, len(known) - _MOST)]}
    kept = tuple(job for job in known if job.key not in dropped)
    await tables.ledger.set_note(_NOTE, _JOBS.dump_json(kept).decode())
