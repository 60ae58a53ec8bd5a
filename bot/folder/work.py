"""One step of the watched folder: the next file that is ready is taken on, taken in, and put away.

Killed in between? The file is still in `.reading/`, and the next step reads it again: an export imported twice
changes nothing, and what is told of it has a unique key.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bot.exports.rejects import rejects_list
from bot.folder.tries import MOST_TRIES, begin, end
from bot.folder.trouble import tell_held_up, tell_lost, tell_over
from bot.loops import described
from bot.telling.operators import tell_findings, tell_operators
from bot.views.folder import file_refused, refusal_note, rows_refused
from monitor.desk import Desk
from monitor.errors import BadInput, SiagaError
from monitor.flaws import Flaw
from monitor.importing import Progress, import_export
from monitor.model import ImportRun, Reject
from monitor.sources.counts import Counts
from monitor.sources.files.folder import Folder, FolderUnreachable
from monitor.sources.files.upload import Changed, Upload, open_upload
from monitor.sources.placing import DirectoryNames

_LATEST = "files:latest"  # the note of the file taken in last
_REASONS = 1_000  # different ones that are counted

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Taken:
    """What became of one file. `name`: as it is called now; `refusal`: why nothing of it was taken, in English.

    `left`: complaints that have left wait, being absent from a complete list; `aged`: rows older than
    privacy.retention; `listed`: where the rows are listed that were not taken.
    """

    name: str
    run: ImportRun | None = None
    refusal: str | None = None
    flaw: Flaw | None = None
    left: int = 0
    aged: int = 0
    counts: Counts = field(default_factory=Counts)
    reasons: Counter[str] = field(default_factory=Counter)
    listed: Path | None = None


async def take_folder_once(desk: Desk, folder: Folder, breathe: Callable[[], Awaitable[None]]) -> Taken | None:
    """Takes the next file in; None when none is ready.

    Raises FolderUnreachable (operators hear of it once), FolderBusy, and TryLater of the store: the file is kept.
    """
    now = desk.clock.now()
    try:
        with ExitStack() as stack:
            await asyncio.to_thread(stack.enter_context, folder.held())
            taken = await _take_next(desk, folder, breathe, now)
    except FolderUnreachable as error:
        await tell_lost(desk, str(error), now)
        raise
    await tell_over(desk, now)
    return taken


async def _take_next(
    desk: Desk, folder: Folder, breathe: Callable[[], Awaitable[None]], now: datetime
) -> Taken | None:
    path = await asyncio.to_thread(folder.next_file, now)
    if path is None:
        await asyncio.to_thread(folder.purge, now)
        await tell_held_up(desk, folder.seen, now)
        return None
    taken = Taken(path.name)
    try:
        await _read(desk, folder, path, taken, breathe, now)
    except Changed as change:
        log.info("%s", change)
        await asyncio.to_thread(folder.unsettle, path, now)
        await end(desk)
        return None
    await _record(desk, taken, now)
    await asyncio.to_thread(_put_away, folder, path, taken)
    await end(desk)
    return taken


async def _read(
    desk: Desk, folder: Folder, path: Path, taken: Taken, breathe: Callable[[], Awaitable[None]], now: datetime
) -> None:
    """Fills `taken`. Raises Changed, FolderUnreachable, and what the store raises for now."""
    try:
        if await begin(desk, path.name) > MOST_TRIES:
            raise BadInput(
                f"{path.name} ended siaga {MOST_TRIES} times while it was read: export it again.", Flaw.FATAL
            )
        await _import(desk, folder, path, taken, breathe, now)
    except Changed:
        raise
    except BadInput as refusal:
        taken.refusal, taken.flaw = str(refusal), refusal.flaw
    except SiagaError:
        raise
    except OSError as error:
        raise FolderUnreachable(f"{path} cannot be read ({error.strerror}).") from None
    except Exception as error:  # noqa: BLE001 - one file that nobody can work on must not stop the others
        log.error("%s could not be worked on: %s", path.name, described(error))
        taken.flaw = Flaw.FATAL
        taken.refusal = f"{path.name} could not be worked on by siaga ({type(error).__name__}): report this."


async def _import(
    desk: Desk, folder: Folder, path: Path, taken: Taken, breathe: Callable[[], Awaitable[None]], now: datetime
) -> None:
    areas, left = DirectoryNames(desk.directory), [0]
    upload: Upload = await asyncio.to_thread(open_upload, path, folder.plan, areas, now)
    with upload, rejects_list(folder.rejects_path(path)) as to_list:

        def rejected(reject: Reject) -> None:
            to_list(reject)
            taken.reasons[reject.reason if len(taken.reasons) < _REASONS else "other reasons"] += 1

        def aged(_: Reject) -> None:
            taken.aged += 1

        progress = Progress(left_wait=left.append, rejected=rejected, aged=aged, breathe=breathe)
        run = await import_export(
            desk, upload, name=path.name, covers=folder.plan.covers, now=now, progress=progress
        )
        upload.require_unchanged()
    taken.run, taken.left, taken.counts = run, left[-1], upload.export.counts
    if run.rejected and run.rejected == run.read:
        raise BadInput(
            f"None of the {run.read} rows of {path.name} can be taken: see the list of them beside it.",
            Flaw.NO_ROW,
        )


async def _record(desk: Desk, taken: Taken, now: datetime) -> None:
    """What is remembered of the file and what operators hear of it."""
    run = taken.run
    async with desk.store.writing() as tables:
        if taken.refusal is not None:
            html = file_refused(taken.name, taken.refusal, taken.flaw)
            await tell_operators(tables, f"files:refused:{taken.name}", "files", html, now)
        elif run is not None:
            await tables.ledger.set_note(_LATEST, json.dumps([taken.name, now.isoformat()]))
            if run.rejected:
                html = rows_refused(f"{taken.name}.rejects.csv", run.rejected, run.read)
                await tell_operators(tables, f"files:rows:{taken.name}", "files", html, now)
    counts = taken.counts
    await tell_findings(desk, counts.unknown_areas.most_common(), list(counts.unmapped), now)


async def latest(desk: Desk) -> tuple[str, datetime] | None:
    """The file that was taken in last, as it is called in done/, and when."""
    async with desk.store.reading() as tables:
        note = await tables.ledger.note(_LATEST)
    if not note:
        return None
    name, at = json.loads(note)
    return name, datetime.fromisoformat(at)


def _put_away(folder: Folder, path: Path, taken: Taken) -> None:
    """The file last: as long as it is in `.reading/`, all of this is done again."""
    if taken.reasons:
        taken.listed = folder.put_rejects(path)
    refused = None if taken.refusal is None else refusal_note(taken.refusal, taken.flaw)
    folder.put_away(path, refused=refused)
