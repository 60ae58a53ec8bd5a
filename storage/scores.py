"""Official figures by month and subject: the rows behind `monitor.ports.Scores`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.period import Month
from monitor.scores.holders import Subject
from monitor.scores.ranking import Entered, Official, OfficialScore
from monitor.scores.scoring import DIGITS
from storage.tables import official_scores as table
from storage.tables.columns import storable


class Scores:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def official(
        self, first: Month, last: Month, *, known_by: datetime | None = None
    ) -> dict[tuple[Month, Subject], Entered]:
        """Of these months and those between, the newest of each subject. `known_by`: of those entered by then."""
        query = select(table.c.month, table.c.subject, table.c.name, table.c.nilai_thousandths)
        query = query.where(table.c.month >= str(first), table.c.month <= str(last)).order_by(table.c.id)
        if known_by is not None:
            query = query.where(table.c.imported_at <= known_by)
        found = await self._connection.execute(query)
        return {(Month.parse(month), subject): Entered(name, _nilai(of)) for month, subject, name, of in found}

    async def enter(self, scores: Sequence[OfficialScore], source: str, now: datetime) -> int:
        """Keeps those that differ from what is known; how many did. What they replace stays in the table."""
        if not scores:
            return 0
        months = [score.month for score in scores]
        known = await self.official(min(months), max(months))
        news = {(score.month, score.subject): score for score in scores if not _is_known(score, known)}
        if news:
            await self._connection.execute(insert(table), [_row(one, source, now) for one in news.values()])
        return len(news)


def _is_known(score: OfficialScore, known: Official) -> bool:
    entered = known.get((score.month, storable(score.subject)))
    return entered is not None and entered.nilai == score.nilai


def _row(score: OfficialScore, source: str, now: datetime) -> dict[str, object]:
    return {
        "month": str(score.month),
        "subject": score.subject,
        "name": score.name,
        "nilai_thousandths": None if score.nilai is None else int(score.nilai.scaleb(DIGITS)),
        "source": source,
        "imported_at": now,
    }


def _nilai(thousandths: int | None) -> Decimal | None:
    return None if thousandths is None else Decimal(thousandths).scaleb(-DIGITS)
