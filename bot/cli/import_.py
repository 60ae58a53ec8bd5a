"""`siaga import FILE...`: every row is taken or listed with its number and reason."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.command import BAD_NEWS, DONE, Command, Context
from bot.cli.label_lines import tell_unlisted
from bot.cli.output import Bar, say, tell
from bot.cli.parsing import instant
from bot.cli.rejects import Rejects
from monitor.errors import BadConfiguration, BadInput

if TYPE_CHECKING:
    from bot.config import Parts
    from monitor.desk import Desk
    from monitor.sources.columns import ColumnMap
    from monitor.sources.tabular import Export

PART = (
    "taken as a part of what there is, so nothing is called NIHIL because of it: "
    'if it is complete, say --covers stage=wait, or crm.exports = "complete".'
)
TOLD = "areas on the command line"  # the note of what was told there, apart from the operator chat


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", metavar="FILE", nargs="+", help="CSV, TSV, XLSX, XLS or ODS")
    parser.add_argument(
        "--map", metavar="NAME", default="builtin", help="an [import.maps.NAME]; else the built-in one"
    )
    parser.add_argument("--as-of", metavar="T", help="when the list was true; else the newest time in the file")
    parser.add_argument(
        "--covers", metavar="TEXT", help='what it lists completely, such as "stage=wait area=31.71"'
    )
    parser.add_argument("--dry-run", action="store_true", help="read and judge, store nothing")
    parser.add_argument("--rejects", metavar="OUT.csv", help="write the rows that are not taken there")


def _run(args: argparse.Namespace, context: Context) -> int:
    return _dry_run(args, context) if args.dry_run else asyncio.run(_import(args, context))


async def _import(args: argparse.Namespace, context: Context) -> int:
    from bot.loops import breathe
    from monitor.forgetting import forget_once

    code = DONE
    async with context.opened() as opened:
        way = _way(args, opened.parts, context)
        await _resume(opened.desk, way.now)
        with way.rejects:
            for file in map(Path, args.files):
                try:
                    code = max(code, await _take(file, way, opened.desk))
                except BadInput as refusal:
                    code = _refused(file, refusal)
            await tell_unlisted(opened.desk)
        await forget_once(opened.desk, way.now, breathe)  # nobody else does where siaga only imports
    return code


def _dry_run(args: argparse.Namespace, context: Context) -> int:
    from bot.config import build_parts

    code = DONE
    way = _way(args, build_parts(context.settings()), context)
    with way.rejects:
        for file in map(Path, args.files):
            try:
                code = max(code, _judge(file, way))
            except BadInput as refusal:
                code = _refused(file, refusal)
    return code


def _refused(file: Path, refusal: BadInput) -> int:
    """A refused file is told and does not stop the others."""
    tell(f"{file}: refused, nothing of it was taken: {refusal}")
    return BAD_NEWS


def _way(args: argparse.Namespace, parts: Parts, context: Context) -> _Way:
    """What the options name. Raises BadConfiguration or BadInput."""
    from monitor.covers import parse_covers

    now = context.clock.now()
    if args.covers is not None:
        parse_covers(args.covers, parts.directory)
    column_map = parts.maps.get(args.map)
    if column_map is None:
        known = ", ".join(parts.maps)
        raise BadConfiguration(f'--map: there is no import map "{args.map}"; the configured ones are {known}.')
    as_of = instant(args.as_of, parts.rules.zone, "--as-of") if args.as_of else None
    if as_of and as_of > now:
        raise BadConfiguration(f'--as-of: "{args.as_of}" lies in the future: no list is true before it is made.')
    return _Way(parts, column_map, as_of, args.covers, now, Rejects(args.rejects))


@dataclass(frozen=True, slots=True)
class _Way:
    """How the files of one command are read."""

    parts: Parts
    column_map: ColumnMap
    as_of: datetime | None
    covers: str | None
    now: datetime
    rejects: Rejects

    def export(self, file: Path) -> Export:
        """Raises BadInput."""
        from monitor.sources.placing import DirectoryNames
        from monitor.sources.tabular import open_export

        names = DirectoryNames(self.parts.directory)
        return open_export(file, self.column_map, names, as_of=self.as_of, now=self.now)


async def _resume(desk: Desk, now: datetime) -> None:
    """An import that was killed is ended first, so that this one meets what it left."""
    from bot.loops import breathe
    from monitor.importing import Progress, resume_imports

    for run in await resume_imports(desk, now, Progress(breathe=breathe)):
        tell(f"{run.name}: an earlier import was interrupted and is now {run.state}.")


async def _take(file: Path, way: _Way, desk: Desk) -> int:
    from bot.loops import breathe
    from bot.telling.operators import tell_findings
    from monitor.importing import Progress, import_export

    with (
        await asyncio.to_thread(way.export, file) as export,
        Bar(f"{file.name}: reading", export.rows_total) as reading,
        Bar(f"{file.name}: merging", export.rows_total) as merging,
    ):
        left: list[int] = []
        progress = Progress(
            staged=reading.at,
            merged=merging.at,
            left_wait=left.append,
            rejected=way.rejects.of(file.name),
            aged=way.rejects.of(file.name),
            breathe=breathe,
        )
        run = await import_export(desk, export, name=file.name, covers=way.covers, now=way.now, progress=progress)
    if left:
        say(f"{file.name}: {left[-1]} complaints are absent from the complete list: they have left wait.")
    counts = export.counts
    await tell_findings(desk, counts.unknown_areas.most_common(), list(counts.unmapped), way.now)
    if not run.covers and not desk.exports_whole:
        tell(f"{file.name}: {PART}")
    if run.covers and run.rejected:
        tell(f"{file.name}: rows were rejected, so nothing is concluded from what is absent.")
    as_of = export.as_of.astimezone(desk.timezone).isoformat(timespec="minutes")
    say(
        f"{file.name}: {run.read} rows: {run.new} new, {run.changed} changed, {run.unchanged} unchanged, "
        f"{run.rejected} rejected, {run.duplicates} duplicates; true as of {as_of}."
    )
    return _told(export, way, await _told_of_before(export, desk))


async def _told_of_before(export: Export, desk: Desk) -> list[str]:
    """Names of areas told by earlier imports; what this one is about to tell counts from now on."""
    from bot.cli.import_notes import areas_to_tell
    from bot.telling.operators import remember_told, told_before

    async with desk.store.writing() as tables:
        told = await told_before(tables, TOLD)
        await remember_told(tables, TOLD, [name for name, _ in areas_to_tell(export, told)])
    return told


def _judge(file: Path, way: _Way) -> int:
    """Reads the file; a set of hashes instead of tickets keeps a million of them small."""
    from monitor.model import Reject

    tickets: set[int] = set()
    rejected = way.rejects.of(file.name)
    with way.export(file) as export, Bar(f"{file.name}: reading", export.rows_total) as bar:
        for row in export.rows():
            if isinstance(row, Reject):
                rejected(row)
            else:
                tickets.add(hash(row.ticket.casefold()))
            bar.at(export.counts.read)
    counts = export.counts
    duplicates = counts.read - counts.rejected - counts.aged - len(tickets)
    say(
        f"{file.name}: {counts.read} rows: {len(tickets)} would be taken, {counts.rejected} rejected, "
        f"{duplicates} duplicates; nothing was stored."
    )
    return _told(export, way)


def _told(export: Export, way: _Way, told: Sequence[str] = ()) -> int:
    """Tells what the operator should know of the file; the exit code."""
    from bot.cli.import_notes import notes

    for line in notes(export, way.parts.directory, told):
        tell(line)
    way.rejects.tell_the_rest(export.name)
    return BAD_NEWS if export.counts.rejected else DONE


IMPORT = Command("import", "take in officers' exports", _run, _add_arguments)
