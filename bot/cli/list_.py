"""`siaga list`: complaints, most urgent first, now or as they stood at an instant."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from bot.cli.command import DONE, Command, Context
from bot.cli.filters import add_filters, wanted_by
from bot.cli.output import tell
from bot.cli.parsing import FORMATS, instant

if TYPE_CHECKING:
    from bot.cli.rows import Rows
    from monitor.desk import Desk
    from monitor.model import Complaint


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    add_filters(parser)
    parser.add_argument("--format", choices=FORMATS, default="text")
    parser.add_argument("--out", metavar="FILE", help="write there instead of the screen")


def _run(args: argparse.Namespace, context: Context) -> int:
    return asyncio.run(_list(args, context))


async def _list(args: argparse.Namespace, context: Context) -> int:
    from bot.cli.rows import Rows

    async with context.opened() as opened:
        desk = opened.desk
        then = instant(args.at, desk.timezone, "--at") if args.at else None
        at = then or context.clock.now()
        complaints = await _found(args, desk, then, at)
    _write(args, complaints, Rows(desk, complaints, at), desk)
    return DONE


async def _found(args: argparse.Namespace, desk: Desk, then: datetime | None, at: datetime) -> list[Complaint]:
    """The complaints asked for, the nearest due time that still runs first."""
    from monitor.standing import complaints_at
    from monitor.states import urgency

    wanted = wanted_by(args, desk)
    found = [
        complaint
        async for complaint in complaints_at(desk, wanted, then)
        if _is_in_state(complaint, args, at, desk)
    ]
    found.sort(key=lambda complaint: (urgency(complaint), complaint.created_at, complaint.ticket))
    return found


def _is_in_state(complaint: Complaint, args: argparse.Namespace, at: datetime, desk: Desk) -> bool:
    from monitor.model import ClockName
    from monitor.states import state_of

    if args.state is None:
        return True
    clocks = [ClockName(args.clock)] if args.clock else list(ClockName)
    return any(state_of(clock, complaint, at, desk.near) == args.state for clock in clocks)


def _write(args: argparse.Namespace, complaints: list[Complaint], rows: Rows, desk: Desk) -> None:
    from bot.cli import tables
    from bot.cli.rows import FIELDS

    with tables.written_to(args.out, bom=args.format == "csv") as out:
        if args.format == "json":
            tables.write_json(out, FIELDS, map(rows.row, complaints))
        elif args.format == "csv":
            tables.write_csv(out, FIELDS, map(rows.row, complaints))
        else:
            tables.write_text(out, _TEXT_FIELDS, _text_rows(complaints, rows, desk))
    if args.format == "text":
        tell(f"{len(complaints)} complaints.")


_TEXT_FIELDS = ("ticket", "stage", "response due", "", "completion due", "", "kelurahan", "category", "unit")


def _text_rows(complaints: Iterable[Complaint], rows: Rows, desk: Desk) -> Iterable[tuple[object, ...]]:
    from bot.cli.rows import FIELDS, local_time

    for complaint in complaints:
        row = dict(zip(FIELDS, rows.row(complaint), strict=True))
        yield (
            complaint.ticket,
            row["stage"],
            local_time(complaint.response_due_at, desk.timezone),
            row["response_state"],
            local_time(complaint.completion_due_at, desk.timezone),
            row["completion_state"],
            row["kelurahan"] or complaint.area,
            row["category"],
            row["unit"],
        )


LIST = Command("list", "complaints, most urgent first", _run, _add_arguments)
