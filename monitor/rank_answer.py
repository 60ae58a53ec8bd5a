"""Who stands where in a month, for one who asks: frozen figures once there are some, else the running estimate.

What was frozen stays, judged by the settings of then; only official figures entered since replace it. What came of
it since is told apart.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime

from monitor.areas.directory import Directory, Level
from monitor.cutoff import FrozenMonth
from monitor.data_kept import decode_data
from monitor.desk import Desk
from monitor.frozen.figures import TableName
from monitor.frozen.settings_text import KeptSettings
from monitor.frozen.settings_then import judges_otherwise, settings_of
from monitor.frozen.tables import frozen_table, placed_anew
from monitor.model import DataAge, Scope
from monitor.period import Month, Period
from monitor.ranks.prospect import Prospect, prospect
from monitor.ranks.rank import rank
from monitor.ranks.standings import Sight, Standings, without_estimates
from monitor.scope import reach_of
from monitor.scores.holders import Apart, By
from monitor.scores.ranking import Official, Ranking, RankRow
from monitor.scores.scoring import Scoring

MOST_COSTLY = 3
_NOT_KNOWN = DataAge(as_of=None, stale=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """The figures of a month, what they are judged by, and how old their data was when they were frozen.

    `cut_at` None = they are of now; `was_left_out`: although the month is frozen;
    `lacks_apart`: what is counted apart was not frozen with them; `kept`: the settings they were frozen by.
    """

    ranking: Ranking
    scoring: Scoring
    cut_at: datetime | None = None
    data: DataAge = _NOT_KNOWN
    was_left_out: bool = False
    lacks_apart: bool = False
    kept: KeptSettings | None = None


async def standings_for(
    desk: Desk, scope: Scope, sight: Sight, month: Month, *, shows_estimates: bool, briefly: bool = False
) -> Standings:
    """As of now. `briefly`: the table alone, without the month before, what is to come and what came since."""
    now = desk.clock.now()
    table = await _table(desk, sight, month)
    ranking, whole = table.ranking, not briefly
    before = (await _table(desk, sight, month.before)).ranking if whole and sight.own else None
    live = await _of_now(desk, sight, month) if whole and table.cut_at else None
    if not shows_estimates:
        ranking = without_estimates(ranking)
        before, live = (found and without_estimates(found) for found in (before, live))
    area = desk.directory.get(sight.within) if sight.within else None
    return Standings(
        title=desk.title(scope),
        where=area.title if area else "semua wilayah",
        month=month,
        sight=sight,
        ranking=ranking,
        before=before,
        live=live,
        cut_at=table.cut_at,
        was_left_out=table.was_left_out,
        lacks_apart=table.lacks_apart,
        held_elsewhere=await _held_elsewhere(desk, sight, month) if whole else 0,
        settings_changed=live is not None and await judges_otherwise(table.kept, desk),
        prospect=await _prospect(desk, sight, month) if whole else None,
        data=table.data if table.cut_at else await desk.data_age(now, desk.reach(_looked_at(sight))),
        shows_estimates=shows_estimates,
        is_running=month == Month.of(now.astimezone(desk.timezone).date()),
        min_n=table.scoring.min_n,
        best=table.scoring.best_band,
    )


def _looked_at(sight: Sight) -> Scope:
    return Scope(areas=(sight.within,)) if sight.within else Scope(everything=True)


async def _table(desk: Desk, sight: Sight, month: Month) -> _Table:
    async with desk.store.reading() as tables:
        frozen = await tables.cutoffs.find(month)
        official = await tables.scores.official(month, month) if frozen else {}
        kept = await settings_of(tables, frozen) if frozen else None
    if frozen is not None:
        scoring, directory = (kept.scoring, kept.directory) if kept else (desk.scoring, desk.directory)
        if sight.within is not None and directory.find(sight.within) is None:
            directory = desk.directory
        found = await asyncio.to_thread(_frozen_ranking, frozen, sight, official, directory, scoring)
        if found is not None:
            ranking, lacks_apart = found
            data, cut_at = _data_then(frozen, sight, directory), frozen.span.cut_at
            return _Table(
                ranking=ranking,
                scoring=scoring,
                cut_at=cut_at,
                data=data,
                lacks_apart=lacks_apart,
                kept=kept,
            )
    ranking = await _of_now(desk, sight, month)
    return _Table(ranking=ranking, scoring=desk.scoring, was_left_out=frozen is not None)


async def _of_now(desk: Desk, sight: Sight, month: Month) -> Ranking:
    return await rank(desk, sight.by, Period.month(month), within=sight.within)


async def _held_elsewhere(desk: Desk, sight: Sight, month: Month) -> int:
    """Of the month's complaints in the own area, those that another unit holds now."""
    if len(sight.own) != 1 or sight.by is By.UNIT:
        return 0
    found = await rank(desk, sight.by, Period.month(month), within=next(iter(sight.own)))
    return sum(row.n for row in found.rows if row.apart is Apart.OTHER_UNIT)


def _data_then(frozen: FrozenMonth, sight: Sight, directory: Directory) -> DataAge:
    """How old the data of what is looked at was at the cut-off."""
    if frozen.data is None:
        return _NOT_KNOWN
    takes_unplaced = sight.within is None or directory.get(sight.within).level is Level.KOTA
    reach = reach_of(_looked_at(sight), directory.within, takes_unplaced=takes_unplaced)
    return decode_data(frozen.data).age(directory, reach, frozen.span.cut_at)


def _frozen_ranking(
    frozen: FrozenMonth, sight: Sight, official: Official, directory: Directory, scoring: Scoring
) -> tuple[Ranking, bool] | None:
    """A frozen table, with official figures that were entered later, placed anew; and whether it lacks what is
    counted apart. None = it was not frozen."""
    table = frozen_table(frozen.figures, TableName(sight.by, sight.within), directory)
    if table is None:
        return None
    rows = placed_anew(_with_official(row, official, frozen.month, scoring) for row in table.rows)
    period, at = Period.month(frozen.month), frozen.span.cut_at
    return Ranking(by=sight.by, period=period, at=at, rows=rows, formula=frozen.formula), table.lacks_apart


def _with_official(row: RankRow, official: Official, month: Month, scoring: Scoring) -> RankRow:
    """`scoring`: that of the cut-off. An unchanged nilai keeps its peringkat."""
    entered = official.get((month, row.subject)) if row.subject is not None else None
    if entered is None:
        return row
    if entered.nilai == row.nilai:
        return replace(row, official=True)
    return replace(row, nilai=entered.nilai, peringkat=scoring.band(entered.nilai), official=True)


async def _prospect(desk: Desk, sight: Sight, month: Month) -> Prospect | None:
    """Of the one whose own row is told, or of the kota whose table it is."""
    if desk.clock.now() >= desk.cutoff.of(month, desk.timezone):
        return None
    if len(sight.own) == 1 and (sight.by is not By.UNIT or sight.within is None):
        return await prospect(desk, sight.by, next(iter(sight.own)), month, top=MOST_COSTLY)
    others = sight.own and sight.by is not By.UNIT
    if others or sight.within is None or not sight.is_whole:
        return None
    return await prospect(desk, By.KOTA, sight.within, month, top=MOST_COSTLY)
