"""`siaga recap`: a cross table of counts by arrival, with totals."""

from __future__ import annotations

import argparse
import asyncio
from datetime import date, datetime
from typing import TYPE_CHECKING

from bot.cli.command import DONE, Command, Context
from bot.cli.filters import add_filters, wanted_by
from bot.cli.output import tell
from bot.cli.parsing import FORMATS, instant
from bot.cli.periods import day
from monitor.errors import BadConfiguration

if TYPE_CHECKING:
    from monitor.crosstables.crossing import Question
    from monitor.crosstables.dimensions import Dimension
    from monitor.crosstables.recap import About, Layout, Recap
    from monitor.desk import Desk
    from monitor.model import DataAge

XLSX = "xlsx"
_FILTERS = ("unit", "category", "channel", "stage", "state", "clock", "open")


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--rows", metavar="DIM[,DIM]", required=True, help="one dimension, or a group and its rows"
    )
    parser.add_argument("--cols", metavar="DIM", help="another dimension, side by side")
    add_filters(parser)
    parser.add_argument("--from", dest="first_on", metavar="D", help="first day of arrival")
    parser.add_argument("--to", dest="last_on", metavar="D", help="last day of arrival")
    parser.add_argument("--year", metavar="Y", help="all of that year")
    parser.add_argument("--top", metavar="N", help="only the N largest rows, the others summed")
    parser.add_argument("--min", metavar="N", dest="least", help="only rows of at least N, the others summed")
    parser.add_argument("--format", choices=(*FORMATS, XLSX), default="text")
    parser.add_argument("--out", metavar="FILE", help="write there instead of the screen")


def _run(args: argparse.Namespace, context: Context) -> int:
    return asyncio.run(_recap(args, context))


async def _recap(args: argparse.Namespace, context: Context) -> int:
    from monitor.counting import counted
    from monitor.crosstables.recap import recap_of

    if args.format == XLSX and args.out is None:
        raise BadConfiguration("--format xlsx: a workbook cannot be shown on the screen: add --out FILE.xlsx.")
    layout = _layout(args)
    async with context.opened() as opened:
        desk = opened.desk
        now = context.clock.now()
        question = _question(args, layout, desk, now)
        found = await counted(desk, question)
        data = await desk.data_age(now)
    recap = recap_of(found, _dated(layout, question), desk.directory)
    _write(args, recap, _about(args, question, desk, data), desk, now)
    return DONE


def _layout(args: argparse.Namespace) -> Layout:
    from monitor.crosstables.recap import Layout

    return Layout(
        rows=tuple(_dimension(name, "--rows") for name in args.rows.split(",")),
        cols=_dimension(args.cols, "--cols") if args.cols is not None else None,
        top=_count(args.top, "--top"),
        least=_count(args.least, "--min"),
    )


def _dimension(name: str, option: str) -> Dimension:
    from monitor.crosstables.dimensions import Dimension

    known = {dimension.value: dimension for dimension in Dimension}
    found = known.get(name.strip().casefold())
    if found is None:
        raise BadConfiguration(f'{option}: "{name}" is not a dimension: write {", ".join(known)}.')
    return found


def _count(written: str | None, option: str) -> int | None:
    if written is None:
        return None
    if not (written.isascii() and written.isdigit() and int(written[:9]) > 0):
        raise BadConfiguration(f'{option}: "{written}" is not a number of rows or complaints: write 1 or more.')
    return int(written[:9])


def _days(args: argparse.Namespace) -> tuple[date | None, date | None]:
    """The first and the last day asked for; either may be open. Raises BadConfiguration, BadInput."""
    from monitor.period import Period

    first_on = day(args.first_on, "--from") if args.first_on is not None else None
    last_on = day(args.last_on, "--to") if args.last_on is not None else None
    if args.year is not None:
        if first_on or last_on:
            raise BadConfiguration("--year and --from or --to name two periods: keep one.")
        if not (args.year.isascii() and args.year.isdigit() and len(args.year) == 4):
            raise BadConfiguration(f'--year: "{args.year}" is not a year: write it like 2026.')
        year = Period.year(int(args.year))
        return year.first_on, year.last_on
    known = first_on or last_on
    if known is not None:
        Period(first_on or known, last_on or known)  # refuses what makes no sense
    return first_on, last_on


def _question(args: argparse.Namespace, layout: Layout, desk: Desk, now: datetime) -> Question:
    from monitor.crosstables.crossing import Question
    from monitor.model import ClockName, State

    first_on, last_on = _days(args)
    return Question(
        axes=layout.axes,
        at=instant(args.at, desk.timezone, "--at") if args.at else now,
        rewound=bool(args.at),
        zone=desk.timezone,
        wanted=wanted_by(args, desk),
        first_on=first_on,
        last_on=last_on,
        state=State(args.state) if args.state else None,
        clock=ClockName(args.clock) if args.clock else None,
        near=desk.near,
    )


def _dated(layout: Layout, question: Question) -> Layout:
    """With the days in which nothing may be missing: those asked for, as far as they have come."""
    from dataclasses import replace

    if question.first_on is None and question.last_on is None:
        return layout
    today = question.at.astimezone(question.zone).date()
    return replace(layout, first_on=question.first_on, last_on=min(question.last_on or today, today))


def _about(args: argparse.Namespace, question: Question, desk: Desk, data: DataAge) -> About:
    from bot.config.bindings import certain_area
    from monitor.crosstables.recap import About

    area = certain_area(args.area, "--area", desk.directory) if args.area is not None else None
    asked = ((name, getattr(args, name)) for name in _FILTERS)
    return About(
        scope=area.title if area else "Semua wilayah",
        data=data,
        first_on=question.first_on,
        last_on=question.last_on,
        at=question.at if question.rewound else None,
        filters=tuple((name, str(value)) for name, value in asked if value),
    )


def _write(args: argparse.Namespace, recap: Recap, about: About, desk: Desk, now: datetime) -> None:
    from bot.cli import recap_tables, tables

    if args.format == XLSX:
        from bot.documents.recap import write_workbook
        from bot.views.words import Local

        write_workbook(args.out, recap, about, Local(desk.timezone), now)
        return
    note = recap_tables.note(recap, about, desk.timezone)
    with tables.written_to(args.out, bom=args.format == "csv") as out:
        if args.format == "json":
            recap_tables.write_json(out, recap)
        elif args.format == "csv":
            recap_tables.write_csv(out, recap)
        else:
            recap_tables.write_text(out, recap, note)
    if args.format != "text":
        tell(note)


RECAP = Command("recap", "a cross table of counts by arrival, with totals", _run, _add_arguments)
