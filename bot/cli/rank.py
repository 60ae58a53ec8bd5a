"""`siaga rank`: who keeps the due times of what arrived in a period, now or as it stood at an instant."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, TextIO

from bot.cli.command import DONE, Command, Context
from bot.cli.frozen import frozen_ranking
from bot.cli.output import tell
from bot.cli.parsing import FORMATS, instant
from bot.cli.periods import add_period, period_of

if TYPE_CHECKING:
    from monitor.desk import Desk
    from monitor.scores.ranking import Ranking, RankRow

LEVELS = ("kelurahan", "kecamatan", "kota", "unit")
FIELDS = (
    "place",
    "name",
    "code",
    "n",
    "unknown",
    "response_decided",
    "responded_in_time_pct",
    "interval_low",
    "interval_high",
    "completion_decided",
    "completed_in_time_pct",
    "response_median_h",
    "response_p90_h",
    "completion_median_h",
    "completion_p90_h",
    "nilai",
    "peringkat",
    "overdue_open",
    "official",
)
_TEXT_FIELDS = (
    *("place", "name", "n", "unknown", "nilai", ""),
    *("responded in time", "95 %", "completed in time"),
    *("response median, p90", "completion median, p90", "overdue"),
)


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--by", choices=LEVELS, required=True, help="what is ranked")
    parser.add_argument("--area", metavar="A", help="code or name: only what lies there")
    add_period(parser)
    parser.add_argument("--at", metavar="T", help="as it stood then; without an offset in the configured timezone")
    parser.add_argument("--frozen", action="store_true", help="with --month: as it was frozen at its cut-off")
    parser.add_argument("--format", choices=FORMATS, default="text")
    parser.add_argument("--out", metavar="FILE", help="write there instead of the screen")


def _run(args: argparse.Namespace, context: Context) -> int:
    return asyncio.run(_rank(args, context))


async def _rank(args: argparse.Namespace, context: Context) -> int:
    if args.frozen:
        found, note = await frozen_ranking(args, context)
    else:
        async with context.opened() as opened:
            found = await _found(args, opened.desk, context)
            note = await _age(opened.desk, context)
    _write(args, found)
    if note and args.format == "text":
        tell(note)
    return DONE


async def _found(args: argparse.Namespace, desk: Desk, context: Context) -> Ranking:
    from bot.config.bindings import certain_area
    from monitor.frozen.periods import rank_of_period
    from monitor.scores.holders import By

    at = instant(args.at, desk.timezone, "--at") if args.at else None
    period = period_of(args, (at or context.clock.now()).astimezone(desk.timezone).date())
    within = certain_area(args.area, "--area", desk.directory).code if args.area else None
    return await rank_of_period(desk, By(args.by), period, at=at, within=within)


async def _age(desk: Desk, context: Context) -> str:
    """ "Data pulled 2026-11-23 08:15+07:00." """
    from bot.cli.rows import age_words

    words = age_words(await desk.data_age(context.clock.now()), desk.timezone)
    return f"{words[0].upper()}{words[1:]}."


def _write(args: argparse.Namespace, found: Ranking) -> None:
    from bot.cli import tables

    with tables.written_to(args.out, bom=args.format == "csv") as out:
        if args.format == "json":
            tables.write_json(out, FIELDS, map(values, found.rows))
        elif args.format == "csv":
            tables.write_csv(out, FIELDS, map(_written, found.rows))
        else:
            _write_text(out, found)
    if args.format == "text":
        for sentence in _notes(found):
            tell(sentence)


def _write_text(out: TextIO, found: Ranking) -> None:
    """The rows that say something; how many do not is said in one line below them."""
    from bot.cli import tables

    shown = [row for row in found.rows if row.n or row.unknown or row.nilai is not None]
    if shown:
        tables.write_text(out, _TEXT_FIELDS, map(_text_row, shown))
    empty = len(found.rows) - len(shown)
    if empty:
        out.write(f"{empty} {'others ' if shown else ''}without complaints\n")


def values(row: RankRow) -> tuple[object, ...]:
    """A row in the order of FIELDS, numbers as JSON has them."""
    read = (getattr(row, name) for name in FIELDS)
    return tuple(float(value) if isinstance(value, Decimal) else value for value in read)


def _written(row: RankRow) -> tuple[object, ...]:
    """The same where figures are text."""
    return tuple(
        nilai_written(row.nilai) if name == "nilai" else value
        for name, value in zip(FIELDS, values(row), strict=True)
    )


def nilai_written(nilai: Decimal | None) -> str | None:
    """ "70.190": always three decimals, as chats and papers have it."""
    return None if nilai is None else f"{nilai:.3f}"


def _text_row(row: RankRow) -> tuple[object, ...]:
    return (
        row.place,
        row.name,
        row.n,
        row.unknown,
        "N/A" if row.nilai is None else f"{nilai_written(row.nilai)}{' official' if row.official else ''}",
        row.peringkat,
        _share(row.responded_in_time, row.response_decided),
        _interval(row),
        _share(row.completed_in_time, row.completion_decided),
        _hours(row.response_median_h, row.response_p90_h),
        _hours(row.completion_median_h, row.completion_p90_h),
        row.overdue_open,
    )


def _share(part: int, whole: int) -> str:
    from monitor.scores.shares import told_pct

    return f"{part} of {whole} ({told_pct(part, whole)} %)" if whole else "-"


def _interval(row: RankRow) -> str:
    from monitor.scores.shares import in_tenths

    low, high = row.interval_low, row.interval_high
    return "-" if low is None or high is None else f"{in_tenths(low)}-{in_tenths(high)}"


def _hours(*hours: Decimal | None) -> str:
    return ", ".join(map(_length, hours))


def _length(hours: Decimal | None) -> str:
    """ "42 min", "4.5 h": what took a while never reads as 0."""
    if hours is None:
        return "-"
    if hours >= 1:
        return f"{hours:.1f} h"
    return f"{int(hours * 60)} min" if hours * 60 >= 1 else "<1 min"


def _notes(found: Ranking) -> Iterator[str]:
    """What the table is of, and what its figures leave out."""
    rows = found.rows
    period = f"{found.period.first_on} to {found.period.last_on}"
    arrived = sum(row.n for row in rows)
    yield f"{arrived} complaints arrived {period}; {len(found.placed)} of {len(rows)} rows have a place."
    left_out = {
        "dismissed": sum(row.dismissed for row in rows),
        "with a clock that still runs in time": sum(row.undecided for row in rows),
        "with a clock that cannot be judged": sum(row.unknown for row in rows),
    }
    doubtful = sum(row.doubtful for row in rows)
    named = ", ".join(f"{count} {what}" for what, count in left_out.items() if count)
    if named:
        yield f"Kept out of shares and nilai: {named}{f' ({doubtful} for impossible times)' if doubtful else ''}."
    if found.frozen:
        months = ", ".join(map(str, found.frozen))
        yield f"Months frozen: {months}, by their frozen nilai; counts, shares and times are as they stand now."
    if any(row.nilai is not None and not row.official for row in rows):
        yield "nilai is siaga's own estimate (perkiraan siaga) wherever it is not marked official."


RANK = Command("rank", "who keeps the due times, by nilai", _run, _add_arguments)
