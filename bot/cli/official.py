"""`siaga official FILE...`: official figures of months past; each row is taken or listed with its reason."""

from __future__ import annotations

import argparse
import asyncio
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.command import BAD_NEWS, DONE, Command, Context
from bot.cli.output import say, tell
from bot.cli.rejects import Rejects
from monitor.errors import BadInput

if TYPE_CHECKING:
    from monitor.areas.directory import Directory
    from monitor.sources.official import OfficialTable


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", metavar="FILE", nargs="+", help="CSV, TSV, XLSX, XLS or ODS: month, area, nilai")
    parser.add_argument("--dry-run", action="store_true", help="read and judge, store nothing")
    parser.add_argument("--rejects", metavar="OUT.csv", help="write the rows that are not taken there")


def _run(args: argparse.Namespace, context: Context) -> int:
    return _dry_run(args, context) if args.dry_run else asyncio.run(_take_in(args, context))


def _dry_run(args: argparse.Namespace, context: Context) -> int:
    from bot.config import build_parts

    settings = context.settings()
    directory = build_parts(settings).directory
    today = context.clock.now().astimezone(settings.timezone).date()
    code = DONE
    with Rejects(args.rejects) as rejects:
        for file in map(Path, args.files):
            try:
                found = _read(file, directory, today, rejects)
            except BadInput as refusal:
                code = _refused(file, refusal)
                continue
            say(f"{file.name}: {_counted(found)}; {len(found.scores)} would be taken, nothing was stored.")
            code = max(code, BAD_NEWS if found.rejects else DONE)
    return code


async def _take_in(args: argparse.Namespace, context: Context) -> int:
    code = DONE
    async with context.opened() as opened:
        desk, now = opened.desk, context.clock.now()
        today = now.astimezone(desk.timezone).date()
        with Rejects(args.rejects) as rejects:
            for file in map(Path, args.files):
                try:
                    found = await asyncio.to_thread(_read, file, desk.directory, today, rejects)
                except BadInput as refusal:
                    code = _refused(file, refusal)
                    continue
                async with desk.store.writing() as tables:
                    news = await tables.scores.enter(found.scores, file.name, now)
                same = len(found.scores) - news
                say(f"{file.name}: {_counted(found)}; {news} new or corrected, {same} as known.")
                code = max(code, BAD_NEWS if found.rejects else DONE)
    return code


def _read(file: Path, directory: Directory, today: date, rejects: Rejects) -> OfficialTable:
    """Raises BadInput."""
    from monitor.sources.official import read_official

    found = read_official(file, directory, today)
    take = rejects.of(file.name)
    for reject in found.rejects:
        take(reject)
    rejects.tell_the_rest(file.name)
    return found


def _counted(found: OfficialTable) -> str:
    return f"{found.read} rows, {len(found.rejects)} rejected, {found.repeated} said twice"


def _refused(file: Path, refusal: BadInput) -> int:
    """A refused file is told and does not stop the others."""
    tell(f"{file}: refused, nothing of it was taken: {refusal}")
    return BAD_NEWS


OFFICIAL = Command("official", "take in official figures: nilai or N/A by month", _run, _add_arguments)
