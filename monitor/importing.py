"""An export becomes facts: every row is staged first, then merged in batches that a crash can resume.

Nothing is merged before the last row was read, so a file that turns out to be broken leaves the
complaints untouched. Between two batches the importer pauses: the bot's writes go first.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Protocol

from monitor.ahead import one_ahead
from monitor.covers import parse_covers
from monitor.desk import Desk
from monitor.errors import BadInput
from monitor.facts.showing import among_waiting
from monitor.facts.taking import taker
from monitor.flaws import Flaw
from monitor.forgetting import Sifted, sift
from monitor.model import ImportRun, ImportState, Observation, Reject, Wanted
from monitor.polls import FEW
from monitor.recompute import note_rules_used
from monitor.unseen import NO_COMPLAINT, Unseen

BATCH = 500  # holds the write lock for a tenth of a second: others never wait long
ABANDONED_AFTER = timedelta(hours=1)  # a staging older than this died with its process


class ExportRows(Protocol):
    """An opened export (monitor.sources.tabular.Export): a stream of rows, and when it was true."""

    @property
    def system(self) -> str: ...
    @property
    def as_of(self) -> datetime: ...
    @property
    def is_dated(self) -> bool:
        """Whether `as_of` was stated or found in the file, not assumed."""

    def rows(self) -> Iterator[Observation | Reject]: ...


def _unwatched(_: object) -> None:
    """Nobody looks."""


@dataclass(slots=True)
class Progress:
    """Hooks of whoever watches: rows staged, rows merged, complaints that left wait by absence, each reject."""

    staged: Callable[[int], None] = _unwatched
    merged: Callable[[int], None] = _unwatched
    left_wait: Callable[[int], None] = _unwatched
    rejected: Callable[[Reject], None] = _unwatched
    aged: Callable[[Reject], None] = _unwatched  # too old to be kept
    breathe: Callable[[], Awaitable[None]] | None = None

    async def pause(self) -> None:
        if self.breathe:
            await self.breathe()


async def import_export(
    desk: Desk,
    export: ExportRows,
    *,
    name: str,
    covers: str | None,
    now: datetime,
    progress: Progress,
    whole: bool | None = None,
) -> ImportRun:
    """Takes a whole export in. Raises BadInput when the file is broken: then nothing was taken.

    `name` is what the run is called in the ledger (the file's name, without its folder). `whole`: whether it holds
    all open complaints though it covers nothing; None = as the configuration says of every export.
    """
    if covers:
        parse_covers(covers, desk.directory)
    async with desk.store.writing() as tables:
        run = await tables.imports.start(name, export.system, now, covers)
    try:
        run = await _stage(desk, run, export, progress, whole=desk.exports_whole if whole is None else whole)
    except BadInput:
        async with desk.store.writing() as tables:
            await tables.imports.finish(run.id, now, refused=True)
        raise
    return await _conclude(desk, run, now, progress)


async def resume_imports(desk: Desk, now: datetime, progress: Progress) -> list[ImportRun]:
    """Ends what a crash interrupted: merges go on; a staging whose reader died is refused. What was ended."""
    async with desk.store.reading() as tables:
        unfinished = await tables.imports.unfinished()
    ended = []
    for run in unfinished:
        if run.state is not ImportState.STAGING:
            ended.append(await _conclude(desk, run, now, progress))
        elif now - run.started_at >= ABANDONED_AFTER:
            async with desk.store.writing() as tables:
                ended.append(await tables.imports.finish(run.id, now, refused=True))
    return ended


@dataclass(slots=True)
class _Staged:
    """What came so far. `lost`: rejects that may be complaints; `placed`: rows that lie somewhere."""

    read: int = 0
    rejected: int = 0
    lost: int = 0
    taken: int = 0
    placed: int = 0

    def add(self, found: Sifted) -> None:
        self.read += len(found.taken) + len(found.rejects) + len(found.aged)
        self.rejected += len(found.rejects)
        self.lost += sum(not row.reason.endswith(NO_COMPLAINT) for row in found.rejects)
        self.taken += len(found.taken)
        self.placed += sum(bool(row.area_code or row.unit_area_code) for row in found.taken)

    def unseen(self, *, is_list: bool) -> Unseen | None:
        if not is_list:
            return Unseen.PART
        if self.lost:
            return Unseen.UNREAD
        return Unseen.UNPLACED if self.taken >= FEW and not self.placed else None


async def _stage(desk: Desk, run: ImportRun, export: ExportRows, progress: Progress, *, whole: bool) -> ImportRun:
    came = _Staged()
    async with aclosing(one_ahead(_batches(export.rows()))) as batches:
        async for batch in batches:
            async with desk.store.writing() as tables:
                found = await sift(tables, run.system, batch)
                if found.taken:
                    rows = list(map(among_waiting, found.taken)) if run.covers else found.taken
                    await tables.imports.stage(run.id, rows)
            for row in found.rejects:
                progress.rejected(row)
            for row in found.aged:
                progress.aged(row)
            came.add(found)
            progress.staged(came.read)
            await progress.pause()
    if run.covers and came.read == came.rejected and (came.rejected or not export.is_dated):
        raise BadInput(
            "nothing was taken, so the list would say that nobody waits: say since when with --as-of", Flaw.NO_DATE
        )
    async with desk.store.writing() as tables:
        unseen = came.unseen(is_list=bool(run.covers) or whole)
        counts = {"read": came.read, "rejected": came.rejected}
        return await tables.imports.staged(run.id, as_of=export.as_of, unseen=unseen, **counts)


async def _batches(rows: Iterator[Observation | Reject]) -> AsyncGenerator[list[Observation | Reject], None]:
    while batch := await asyncio.to_thread(list, islice(rows, BATCH)):
        yield batch


async def _conclude(desk: Desk, run: ImportRun, now: datetime, progress: Progress) -> ImportRun:
    """Merges what is staged, draws the conclusion from what is absent, and drops the staging."""
    take = taker(desk.rules, now, f"import:{run.id}")
    while run.state is ImportState.MERGING:
        async with desk.store.writing() as tables:
            run = await tables.imports.merge(run.id, take, limit=BATCH)
            await note_rules_used(tables, desk.rules)  # with the rows: another process may go on after this one
        progress.merged(run.new + run.changed + run.unchanged)
        await progress.pause()
    if run.covers and not run.rejected:  # a row that was not taken is not absent
        await _sweep(desk, run, parse_covers(run.covers, desk.directory), now, progress)
    async with desk.store.writing() as tables:
        await note_rules_used(tables, desk.rules)
        return await tables.imports.finish(run.id, now)


async def _sweep(desk: Desk, run: ImportRun, complete: Wanted, now: datetime, progress: Progress) -> None:
    if run.as_of is None:
        return
    done, left = BATCH, 0
    while done == BATCH:
        async with desk.store.writing() as tables:
            done = await tables.imports.sweep_left_wait(run.id, complete, run.as_of, now, limit=BATCH)
        left += done
        progress.left_wait(left)
        await progress.pause()
