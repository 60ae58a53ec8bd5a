"""A frozen month, or why there is none. What is configured today does not matter to what was frozen."""

from __future__ import annotations

import argparse
from datetime import datetime
from typing import TYPE_CHECKING

from bot.cli.command import Context
from monitor.errors import BadConfiguration, NotFound

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from monitor.areas.directory import Directory
    from monitor.cutoff import CutOff, FrozenMonth
    from monitor.data_kept import KnownData
    from monitor.frozen.figures import TableName
    from monitor.frozen.settings_text import KeptSettings
    from monitor.period import Month
    from monitor.ports import Tables
    from monitor.scores.ranking import Ranking, RankRow


async def frozen_ranking(args: argparse.Namespace, context: Context) -> tuple[Ranking, str]:
    """The table of `siaga rank --frozen`, and how old its data was. Raises NotFound, BadConfiguration."""
    _check(args)
    from monitor.cutoff import CutOff
    from monitor.frozen.settings_then import settings_of
    from monitor.period import Month
    from storage import open_store

    month, settings = Month.parse(args.month), context.settings()
    cutoff = CutOff(settings.cutoff.day, settings.cutoff.time)
    store = await open_store(settings.database_url, migrate=True)
    try:
        async with store.reading() as tables:
            found = await frozen_month(tables, month, cutoff, settings.timezone, context.clock.now())
            kept = await settings_of(tables, found)
    finally:
        await store.close()
    name = _table(args, kept)
    return _ranking(found, name, kept), _data_sentence(found, name, kept)


def _table(args: argparse.Namespace, kept: KeptSettings | None) -> TableName:
    """`--area` is one of the areas of then."""
    from bot.config.bindings import certain_area
    from monitor.areas.directory import Level
    from monitor.frozen.figures import TableName
    from monitor.scores.holders import By

    if not args.area:
        return TableName(By(args.by))
    if kept is None:
        raise NotFound("This release cannot read the settings of that month: leave out --area.")
    area = certain_area(args.area, "--area", kept.directory)
    if area.level is not Level.KOTA:
        raise BadConfiguration("--frozen has tables of each kota: name a kota with --area, or leave it out.")
    return TableName(By(args.by), area.code)


def _ranking(found: FrozenMonth, name: TableName, kept: KeptSettings | None) -> Ranking:
    from monitor.period import Period
    from monitor.scores.ranking import Ranking

    period, at = Period.month(found.month), found.span.cut_at
    return Ranking(by=name.by, period=period, at=at, rows=_rows(found, name, kept), formula=found.formula)


def _rows(found: FrozenMonth, name: TableName, kept: KeptSettings | None) -> tuple[RankRow, ...]:
    from monitor.frozen.figures import decode_figures
    from monitor.frozen.tables import frozen_table

    if name.within is None or kept is None:
        return decode_figures(found.figures, name.by)
    table = frozen_table(found.figures, name, kept.directory)
    if table is None or table.lacks_apart:
        what = "what is counted apart in" if table else "a table of the units of"
        raise NotFound(
            f"{found.month} was frozen by an older release, without {what} {name.within}: leave out --frozen to "
            "see how it stands now."
        )
    return table.rows


def _data_sentence(found: FrozenMonth, name: TableName, kept: KeptSettings | None) -> str:
    """What is told beside the table, the same for ever."""
    from bot.cli.rows import offset_time

    known = known_data(found)
    if known is None or kept is None:
        return f"How old the data of {found.month} was at its cut-off is not known."
    as_of, lacking = data_then(known, kept.directory, name.within)
    if as_of is None:
        return f"How old the data of {found.month} was at its cut-off is not known."
    cut_at = offset_time(found.span.cut_at, kept.timezone)
    whole = f"; it was not the whole truth ({lacking})" if lacking else ""
    return f"Frozen as of {cut_at}, by data of {offset_time(as_of, kept.timezone)}{whole}."


def known_data(found: FrozenMonth) -> KnownData | None:
    """What was said of the data by the cut-off; None = nobody noted it."""
    from monitor.data_kept import decode_data

    return decode_data(found.data) if found.data is not None else None


def data_then(known: KnownData, directory: Directory, area: str | None) -> tuple[datetime | None, str | None]:
    """As of when the data of an area (None = everywhere) was known, and why not all of it was (a word of
    monitor.unseen, or of the configuration)."""
    from monitor.awareness import heard
    from monitor.model import Scope
    from monitor.scope import reach_of

    scope = Scope(areas=(area,)) if area else Scope(everything=True)
    reach = reach_of(scope, directory.within, takes_unplaced=True)
    as_of, _ = heard(known.words, directory, reach)
    return as_of, known.lacks(directory, reach)


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
    if args.at:
        raise BadConfiguration("--frozen prints a month as of its cut-off: leave out --at.")
