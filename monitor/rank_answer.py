"""Who stands where in a month, for one who asks: frozen figures once there are some, else the running estimate.

What was frozen stays; only official figures entered since replace it. What came of it since is told apart.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from monitor.areas import Directory
from monitor.cutoff import FrozenMonth
from monitor.desk import Desk
from monitor.figures import decode_figures
from monitor.holders import By
from monitor.model import Scope
from monitor.period import Month, Period
from monitor.prospect import Prospect, prospect
from monitor.rank import rank
from monitor.ranking import Official, Ranking, RankRow, in_order
from monitor.scoring import Scoring
from monitor.standings import Sight, Standings, without_estimates

MOST_COSTLY = 3


async def standings_for(
    desk: Desk, scope: Scope, sight: Sight, month: Month, *, shows_estimates: bool, briefly: bool = False
) -> Standings:
    """As of now. `briefly`: the table alone, without the month before, what is to come and what came since."""
    now = desk.clock.now()
    ranking, cut_at = await _ranking(desk, sight, month)
    whole = not briefly
    before = (await _ranking(desk, sight, month.before))[0] if whole and sight.own else None
    live = await rank(desk, sight.by, Period.month(month), within=sight.within) if whole and cut_at else None
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
        cut_at=cut_at,
        prospect=await _prospect(desk, sight, month) if whole else None,
        data=await desk.data_age(now, desk.reach(_looked_at(sight))),
        shows_estimates=shows_estimates,
        is_running=month == Month.of(now.astimezone(desk.timezone).date()),
        min_n=desk.scoring.min_n,
        best=desk.scoring.best_band,
    )


def _looked_at(sight: Sight) -> Scope:
    return Scope(areas=(sight.within,)) if sight.within else Scope(everything=True)


async def _ranking(desk: Desk, sight: Sight, month: Month) -> tuple[Ranking, datetime | None]:
    """The figures of a month, and when they were frozen. Those of the units in one kota never are."""
    async with desk.store.reading() as tables:
        frozen = await tables.cutoffs.find(month)
        official = await tables.scores.official(month, month) if frozen else {}
    if frozen is None or (sight.by is By.UNIT and sight.within is not None):
        return await rank(desk, sight.by, Period.month(month), within=sight.within), None
    return frozen_ranking(frozen, sight, official, desk.directory, desk.scoring), frozen.span.cut_at


def frozen_ranking(
    frozen: FrozenMonth, sight: Sight, official: Official, directory: Directory, scoring: Scoring
) -> Ranking:
    """The part of a frozen table that lies within, with official figures that were entered later, placed anew."""
    rows = list(decode_figures(frozen.figures, sight.by))
    if sight.within is not None:
        codes = directory.within(sight.within)
        rows = [row for row in rows if row.subject in codes]
    rows = [_with_official(row, official, frozen.month, scoring) for row in rows]
    small = [row for row in rows if row.place is None and row.nilai is not None and not row.official]
    placed = in_order([replace(row, place=None) for row in rows if row not in small])
    at = len(placed) - sum(row.place is None for row in placed)
    return Ranking(
        by=sight.by,
        period=Period.month(frozen.month),
        at=frozen.span.cut_at,
        rows=(*placed[:at], *small, *placed[at:]),
        formula=frozen.formula,
    )


def _with_official(row: RankRow, official: Official, month: Month, scoring: Scoring) -> RankRow:
    entered = official.get((month, row.subject)) if row.subject is not None else None
    if entered is None:
        return row
    return replace(row, nilai=entered.nilai, peringkat=scoring.band(entered.nilai), official=True)


async def _prospect(desk: Desk, sight: Sight, month: Month) -> Prospect | None:
    """Of the one whose own row is told, or of the kota whose table it is."""
    if desk.clock.now() >= desk.cutoff.of(month, desk.timezone):
        return None
    if len(sight.own) == 1 and (sight.by is not By.UNIT or sight.within is None):
        return await prospect(desk, sight.by, next(iter(sight.own)), month, top=MOST_COSTLY)
    if sight.own or sight.within is None or not sight.is_whole:
        return None
    return await prospect(desk, By.KOTA, sight.within, month, top=MOST_COSTLY)
