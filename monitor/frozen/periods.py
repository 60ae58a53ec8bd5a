"""The rank of several months, of which some are frozen: those enter the nilai as they were frozen."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import datetime

from monitor.cutoff import FrozenMonth
from monitor.desk import Desk
from monitor.frozen.figures import TableName, decode_table
from monitor.period import Month, Period
from monitor.ranks.rank import rank
from monitor.scores.holders import By
from monitor.scores.ranking import NOTHING_FROZEN, FrozenNilai, Ranking


async def rank_of_period(
    desk: Desk, by: By, period: Period, *, at: datetime | None = None, within: str | None = None
) -> Ranking:
    """As monitor.ranks.rank, with the frozen nilai of each month whose cut-off had come by `at` (None = now).

    Only nilai: counts and shares are reckoned. A month alone is wholly as it stands.
    """
    frozen = NOTHING_FROZEN
    if period.is_whole_months and len(period.months) > 1:
        found = await _frozen(desk, period.months, at)
        name = TableName(by, within if by is By.UNIT else None)
        frozen = await asyncio.to_thread(_nilai, found, name)
    return await rank(desk, by, period, at=at, within=within, frozen=frozen)


async def _frozen(desk: Desk, months: Iterable[Month], at: datetime | None) -> list[FrozenMonth]:
    async with desk.store.reading() as tables:
        known = set(await tables.cutoffs.months())
        found = [await tables.cutoffs.find(month) for month in months if month in known]
    return [one for one in found if one is not None and (at is None or one.span.cut_at <= at)]


def _nilai(frozen: Iterable[FrozenMonth], name: TableName) -> FrozenNilai:
    return {
        (one.month, row.subject): row.nilai
        for one in frozen
        for row in decode_table(one.figures, name) or ()
        if row.subject is not None
    }
