"""A frozen month, or why there is none. What is configured today does not matter to what was frozen."""

from __future__ import annotations

import argparse
from datetime import datetime
from typing import TYPE_CHECKING

from bot.cli.command import Context
from monitor.errors import BadConfiguration, NotFound

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from monitor.cutoff import CutOff, FrozenMonth
    from monitor.period import Month
    from monitor.ports import Tables
    from monitor.ranking import Ranking


async def frozen_ranking(args: argparse.Namespace, context: Context) -> Ranking:
    """The table that `siaga rank --frozen` asks for. Raises NotFound, BadConfiguration."""
    _check(args)
    from monitor.cutoff import CutOff
    from monitor.figures import decode_figures
    from monitor.holders import By
    from monitor.period import Month, Period
    from monitor.ranking import Ranking
    from storage import open_store

    month, settings = Month.parse(args.month), context.settings()
    cutoff = CutOff(settings.cutoff.day, settings.cutoff.time)
    store = await open_store(settings.database_url, migrate=True)
    try:
        async with store.reading() as tables:
            found = await frozen_month(tables, month, cutoff, settings.timezone, context.clock.now())
    finally:
        await store.close()
    by = By(args.by)
    rows = decode_figures(found.figures, by)
    return Ranking(by=by, period=Period.month(month), at=found.span.cut_at, rows=rows, formula=found.formula)


async def frozen_month(tables: Tables, month: Month, cutoff: CutOff, zone: ZoneInfo, now: datetime) -> FrozenMonth:
    """Raises NotFound, saying whether it is not frozen yet or never will be."""
    from bot.cli.rows import local_time

    found = await tables.cutoffs.find(month)
    if found is not None:
        return found
    cut_at, known_since = cutoff.of(month, zone), await tables.cutoffs.known_since()
    at = f"its cut-off {'is' if now < cut_at else 'was'} {local_time(cut_at, zone)}"
    if now < cut_at:
        raise NotFound(f"{month} is not frozen yet: {at}; without --frozen, siaga rank shows how it stands.")
    if known_since is None or cut_at < known_since:
        since = f"its first fact is of {local_time(known_since, zone)}" if known_since else "it has no facts yet"
        raise NotFound(f"{month} was never frozen: {at}, and siaga knew nothing then ({since}).")
    raise NotFound(f"{month} is not frozen yet, although {at}: siaga run freezes it within a minute.")


def _check(args: argparse.Namespace) -> None:
    if not args.month or args.year or args.first or args.last:
        raise BadConfiguration("--frozen needs --month: it is months that are frozen.")
    for name in ("area", "at"):
        if getattr(args, name):
            raise BadConfiguration(f"--frozen prints the whole table of a month: leave out --{name}.")
