"""One pass over the watched folder: every file that is ready, a line each."""

from __future__ import annotations

from datetime import timedelta

from bot.cli.command import BAD_NEWS, DONE
from bot.cli.counts import tell_counts
from bot.cli.label_lines import MOST, tell_unlisted
from bot.cli.output import say, tell
from bot.folder.work import Taken, take_folder_once
from bot.loops import breathe, pause
from monitor.desk import Desk
from monitor.importing import Progress, resume_imports
from monitor.sources.files.folder import Folder
from monitor.sources.files.plan import FilesPlan

LONGEST_WAIT = timedelta(minutes=1)  # for a file that is still being written


async def sync_folder(desk: Desk, plan: FilesPlan) -> int:
    """Takes in what is ready; what is still being written is waited for once. The exit code."""
    await resume_imports(desk, desk.clock.now(), Progress(breathe=breathe))
    folder = Folder(plan)
    code, files = await _pass(desk, folder)
    if folder.seen.settling and timedelta(0) < plan.settle <= LONGEST_WAIT:
        tell(f"Waiting {plan.settle.total_seconds():g} s for what is still being written.")
        await pause(plan.settle)
        later, more = await _pass(desk, folder)
        code, files = max(code, later), files + more
    if files:
        await tell_unlisted(desk)
    else:
        say(f"files: nothing new in {plan.folder}.")
    return max(code, _left_behind(folder))


async def _pass(desk: Desk, folder: Folder) -> tuple[int, int]:
    """The exit code, and how many files were taken or refused."""
    code = files = 0
    while (taken := await take_folder_once(desk, folder, breathe)) is not None:
        code, files = max(code, _report(taken, desk)), files + 1
    return code, files


def _report(taken: Taken, desk: Desk) -> int:
    run = taken.run
    if run is not None:
        as_of = (
            run.as_of.astimezone(desk.timezone).isoformat(timespec="seconds") if run.as_of else "an unknown time"
        )
        say(
            f"{taken.name}: {run.new} new, {run.changed} changed, {run.unchanged} unchanged, "
            f"{run.rejected} rejected, {run.duplicates} duplicates; true as of {as_of}."
        )
    if taken.left:
        say(f"{taken.name}: {taken.left} complaints are absent from the complete list: they have left wait.")
    if taken.refusal is not None:
        tell(f"{taken.name}: refused, and put into rejected/: {taken.refusal}")
    for reason, times in taken.reasons.most_common(MOST):
        tell(f"Rejected: {reason}: {times} rows.")
    if taken.listed is not None:
        tell(f"The rows that were not taken are listed in {taken.listed}.")
    if taken.aged:
        tell(f"{taken.name}: {taken.aged} rows are older than privacy.retention: they are not taken in.")
    tell_counts(taken.name, taken.counts, desk.directory)
    return BAD_NEWS if taken.refusal is not None or taken.reasons else DONE


def _left_behind(folder: Folder) -> int:
    """What could not be read now is told; the exit code."""
    seen = folder.seen
    for name in seen.settling:
        tell(f"{name!r} is still being written: try again when it is finished.")
    for held in seen.locked:
        tell(f"{held.name!r} cannot be opened: close the program that has it open, or let siaga read it (chmod).")
    if seen.odd:
        tell(f"{seen.odd} entries of the folder are no plain files and were left alone.")
    return BAD_NEWS if seen.locked else DONE
