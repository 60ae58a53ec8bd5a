"""The stretch of days that a command is asked about: `--month`, `--year`, or `--from` and `--to`."""

from __future__ import annotations

import argparse
from datetime import date
from typing import TYPE_CHECKING

from monitor.errors import BadConfiguration

if TYPE_CHECKING:
    from monitor.period import Period


def add_period(parser: argparse.ArgumentParser) -> None:
    """The options, with which `period_of` can be called."""
    parser.add_argument("--month", metavar="YYYY-MM", help="one month; without any of these, the present one")
    parser.add_argument("--year", metavar="YYYY", help="one year")
    parser.add_argument("--from", dest="first", metavar="D", help="from this day on")
    parser.add_argument("--to", dest="last", metavar="D", help="up to this day and with it; default: today")


def period_of(args: argparse.Namespace, today: date) -> Period:
    """What the options name; `today` in the configured timezone. Raises BadConfiguration or BadInput."""
    from monitor.period import Month, Period

    spans = [name for name, value in (("--month", args.month), ("--year", args.year)) if value]
    spans += ["--from and --to"] if args.first or args.last else []
    if len(spans) > 1:
        raise BadConfiguration(f"{' and '.join(spans)} name two periods: keep one.")
    if args.month:
        return Period.month(Month.parse(args.month))
    if args.year:
        return Period.year(_number(args.year))
    if args.first:
        return Period(day(args.first, "--from"), day(args.last, "--to") if args.last else today)
    if args.last:
        raise BadConfiguration("--to needs a --from: name the first day too.")
    return Period.month(Month.of(today))


def day(written: str, option: str) -> date:
    """The day of "2026-11-23". Raises BadConfiguration."""
    try:
        return date.fromisoformat(written.strip())
    except ValueError:
        raise BadConfiguration(f'{option}: "{written}" is not a day: write it like 2026-11-23.') from None


def _number(written: str) -> int:
    if not (written.isascii() and written.isdigit()):
        raise BadConfiguration(f'--year: "{written}" is not a year: write it like 2026.')
    return int(written)
