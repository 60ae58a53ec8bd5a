"""`siaga cutoff MONTH`: what a month was frozen as, by what, what differs since; or whether it comes out again."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.cli.command import BAD_NEWS, DONE, Command, Context
from bot.cli.output import say, tell
from bot.cli.parsing import FORMATS

if TYPE_CHECKING:
    from monitor.areas.directory import Directory
    from monitor.cutoff import FrozenMonth
    from monitor.data_kept import KnownData
    from monitor.desk import Desk
    from monitor.frozen.afterwards import Change
    from monitor.frozen.verifying import Verification

FIELDS = ("kind", "name", "code", "field", "then", "now")


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("month", metavar="MONTH", help="such as 2026-10")
    parser.add_argument("--verify", action="store_true", help="recompute it from the stored facts and compare")
    parser.add_argument("--format", choices=FORMATS, default="text")
    parser.add_argument("--out", metavar="FILE", help="write there instead of the screen")


def _run(args: argparse.Namespace, context: Context) -> int:
    return asyncio.run(_verify(args, context) if args.verify else _cutoff(args, context))


async def _cutoff(args: argparse.Namespace, context: Context) -> int:
    from monitor.frozen.afterwards import changes_since

    async with context.opened() as opened:
        desk = opened.desk
        frozen = await _frozen(args, desk, context)
        rows = [*await _basis(frozen, desk), *await _data(frozen, desk)]
        rows += [_row(change) async for change in changes_since(desk, frozen)]
    _write(args, rows)
    complaints = len({row[1:3] for row in rows if row[0] == "complaint"})
    if args.format == "text":
        tell(f"Since the cut-off of {frozen.month}, {complaints} complaints count otherwise.")
    return DONE


async def _verify(args: argparse.Namespace, context: Context) -> int:
    from monitor.frozen.verifying import Recomputed, verify

    async with context.opened() as opened:
        frozen = await _frozen(args, opened.desk, context)
        async with opened.desk.store.reading() as tables:
            found = await verify(tables, frozen)
    say(verdict(frozen, found))
    return DONE if found.result is Recomputed.SAME else BAD_NEWS


async def _frozen(args: argparse.Namespace, desk: Desk, context: Context) -> FrozenMonth:
    from bot.cli.frozen import frozen_month
    from monitor.period import Month

    month = Month.parse(args.month)
    async with desk.store.reading() as tables:
        return await frozen_month(tables, month, desk.cutoff, desk.timezone, context.clock.now())


def verdict(frozen: FrozenMonth, found: Verification) -> str:
    """One sentence."""
    from monitor.frozen.verifying import Recomputed

    what = f"{frozen.month}, frozen by the facts up to {frozen.span.fact},"
    match found.result:
        case Recomputed.SAME:
            return f"{what} comes out of the stored facts to the same bytes."
        case Recomputed.DELETED:
            return (
                f"{what} can no longer be recomputed: {found.missing} of its {frozen.complaints} complaints are "
                "no longer stored (see privacy.retention); its figures are kept."
            )
        case Recomputed.UNKNOWN:
            return f"{what} cannot be recomputed by this release: it was reckoned by the formula {frozen.formula}."
        case Recomputed.DIFFERENT:
            return f"{what} comes out otherwise: facts or figures were altered; restore a backup or report this."


async def _basis(frozen: FrozenMonth, desk: Desk) -> Iterable[tuple[object, ...]]:
    """What it was frozen by, beside what would decide today."""
    from bot.cli.rows import offset_time
    from monitor.frozen.settings_text import digest_of, encode_settings
    from monitor.scores.scoring import FORMULA

    async with desk.store.reading() as tables:
        newest = await tables.complaints.newest_fact()
    pairs = (
        ("cut_at", offset_time(frozen.span.cut_at, desk.timezone), None),
        ("frozen_at", offset_time(frozen.frozen_at, desk.timezone), None),
        ("fact", frozen.span.fact, newest),
        ("settings", frozen.settings, digest_of(encode_settings(desk))),
        ("formula", frozen.formula, FORMULA),
        ("complaints", frozen.complaints, None),
    )
    return (("month", str(frozen.month), None, *pair) for pair in pairs)


async def _data(frozen: FrozenMonth, desk: Desk) -> list[tuple[object, ...]]:
    """How old the data was, and what it lacked, beside that of now; of a kota where it is not as everywhere."""
    from bot.cli.frozen import known_data
    from monitor.areas.directory import Level
    from monitor.data_kept import KnownData
    from monitor.frozen.settings_then import settings_of

    async with desk.store.reading() as tables:
        kept = await settings_of(tables, frozen)
        now = KnownData(tuple(await tables.imports.words(desk.system)), desk.data_terms)
    then, directory = known_data(frozen), kept.directory if kept else desk.directory
    everywhere = _ages(then, now, None, directory, desk)
    rows: list[tuple[object, ...]] = [("month", str(frozen.month), None, *pair) for pair in everywhere]
    for area in directory.of_level(Level.KOTA):
        found = _ages(then, now, area.code, directory, desk)
        rows += [("kota", area.name, area.code, *pair) for pair in found if pair not in everywhere]
    return rows


def _ages(
    then: KnownData | None, now: KnownData, code: str | None, directory: Directory, desk: Desk
) -> list[tuple[object, ...]]:
    """`directory`: the areas of then."""
    from bot.cli.frozen import data_then
    from bot.cli.rows import offset_time

    nothing = (None, None)
    before = data_then(then, directory, code) if then else nothing
    after = data_then(now, desk.directory, code) if not code or desk.directory.find(code) else nothing
    times = [offset_time(at, desk.timezone) if at else None for at in (before[0], after[0])]
    return [("data_as_of", *times), ("data_partial", before[1], after[1])]


def _row(change: Change) -> tuple[object, ...]:
    then, now = (float(value) if isinstance(value, Decimal) else value for value in (change.then, change.now))
    return change.kind, change.name, change.code, change.field, then, now


def _write(args: argparse.Namespace, rows: Iterable[tuple[object, ...]]) -> None:
    from bot.cli import tables

    write = {"json": tables.write_json, "csv": tables.write_csv, "text": tables.write_text}[args.format]
    with tables.written_to(args.out, bom=args.format == "csv") as out:
        write(out, FIELDS, rows)


CUTOFF = Command("cutoff", "what a month was frozen as, and what differs since", _run, _add_arguments)
