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
    from monitor.frozen.afterwards import COMPLAINT, changes_since
    from monitor.frozen.settings_then import judges_otherwise, settings_of

    async with context.opened() as opened:
        desk = opened.desk
        frozen = await _frozen(args, desk, context)
        changes = [change async for change in changes_since(desk, frozen)]
        told = {_complaint(one) for one in changes if one.kind == COMPLAINT and not one.is_later_still}
        late = {_complaint(one) for one in changes if one.is_later_still} - told
        rows = [*await _basis(frozen, desk, len(late)), *await _data(frozen, desk)]
        rows += [_row(one) for one in changes if one.kind != COMPLAINT or _complaint(one) in told]
        async with desk.store.reading() as tables:
            has_other_settings = await judges_otherwise(await settings_of(tables, frozen), desk)
    _write(args, rows)
    if args.format == "text":
        _tell_differences(frozen, len(told), len(late), has_other_settings=has_other_settings)
    return DONE


def _complaint(change: Change) -> tuple[str, str | None]:
    return change.name, change.code


def _tell_differences(frozen: FrozenMonth, told: int, late: int, *, has_other_settings: bool) -> None:
    """`late`: how many differ by nothing but a clock that ran late and still does."""
    still = f"; of {late} more a clock that ran late then runs late still" if late else ""
    tell(f"Since the cut-off of {frozen.month}, {told} complaints count otherwise{still}.")
    if has_other_settings:
        tell("The settings (score, rules, calendar or areas) changed since: figures may differ by those alone.")


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


async def _basis(frozen: FrozenMonth, desk: Desk, still_late: int) -> Iterable[tuple[object, ...]]:
    """What it was frozen by, beside what would decide today."""
    from bot.cli.rows import offset_time
    from monitor.frozen.settings_text import digest_of, encode_settings
    from monitor.period import Period
    from monitor.ranks.rank import rank
    from monitor.scores.holders import By
    from monitor.scores.scoring import FORMULA

    async with desk.store.reading() as tables:
        newest = await tables.complaints.newest_fact()
    now = await rank(desk, By.KOTA, Period.month(frozen.month))
    pairs = (
        ("cut_at", offset_time(frozen.span.cut_at, desk.timezone), None),
        ("frozen_at", offset_time(frozen.frozen_at, desk.timezone), None),
        ("fact", frozen.span.fact, newest),
        ("settings", frozen.settings, digest_of(encode_settings(desk))),
        ("formula", frozen.formula, FORMULA),
        ("complaints", frozen.complaints, sum(row.n for row in now.rows)),
        ("still_late", None, still_late),
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
    return change.kind, change.name, change.code, change.field, change.then, change.now


def _write(args: argparse.Namespace, rows: Iterable[tuple[object, ...]]) -> None:
    from bot.cli import tables

    write = {"json": tables.write_json, "csv": tables.write_csv, "text": tables.write_text}[args.format]
    with tables.written_to(args.out, bom=args.format == "csv") as out:
        write(out, FIELDS, ([_cell(value, args.format) for value in row] for row in rows))


def _cell(value: object, written: str) -> object:
    """A nilai is a number in JSON, and has its three decimals where it is text."""
    if not isinstance(value, Decimal):
        return value
    return float(value) if written == "json" else f"{value:.3f}"


CUTOFF = Command("cutoff", "what a month was frozen as, and what differs since", _run, _add_arguments)
