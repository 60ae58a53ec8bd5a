"""Months that are frozen, and by which settings: the rows behind `monitor.ports.Cutoffs`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.awareness import Word
from monitor.cutoff import FrozenMonth, Span
from monitor.frozen.settings_text import digest_of
from monitor.period import Month
from monitor.scores.judging import Arrival
from storage.as_known import arrivals_as_known, is_recorded_after, last_fact
from storage.dialects import insert_into
from storage.polls import KEPT as POLLS_KEPT
from storage.tables import facts, frozen_months, polls, settings, settings_in_force
from storage.words import words

_SPAN = [frozen_months.c[name] for name in ("month", "begins_at", "ends_before", "cut_at", "fact_id")]
_REST = [frozen_months.c[name] for name in ("frozen_at", "formula", "complaints", "figures", "data")]
_KEPT = settings.c.id == frozen_months.c.settings_id


class Cutoffs:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def months(self) -> list[Month]:
        """Those that are frozen, oldest first."""
        query = select(frozen_months.c.month).order_by(frozen_months.c.month)
        return [Month.parse(month) for month in (await self._connection.execute(query)).scalars()]

    async def find(self, month: Month) -> FrozenMonth | None:
        query = (
            select(*_SPAN, *_REST, settings.c.digest)
            .join(settings, _KEPT)
            .where(frozen_months.c.month == str(month))
        )
        row = (await self._connection.execute(query)).one_or_none()
        return _frozen(row) if row else None

    async def of_arrival(self, at: datetime) -> Span | None:
        """The frozen month that holds what arrived then."""
        query = select(*_SPAN).where(frozen_months.c.begins_at <= at, frozen_months.c.ends_before > at)
        row = (await self._connection.execute(query.order_by(frozen_months.c.month).limit(1))).one_or_none()
        return _span(row) if row else None

    async def span(self) -> tuple[datetime, datetime] | None:
        """What arrived in [from, before) is frozen: the months follow each other without a gap."""
        query = select(func.min(frozen_months.c.begins_at), func.max(frozen_months.c.ends_before))
        first, last = (await self._connection.execute(query)).one()
        return None if first is None else (first, last)

    async def known_since(self) -> datetime | None:
        """When the first of all facts was recorded."""
        since: datetime | None = (await self._connection.execute(select(func.min(facts.c.seen_at)))).scalar()
        return since

    async def last_fact(self, known_by: datetime) -> int:
        """The id of the last fact that was recorded by then; 0 = nothing was."""
        return await last_fact(self._connection, known_by)

    async def words(self, system: str, known_by: datetime) -> list[Word] | None:
        """What polls and imports had said by then; None = polls of then are forgotten."""
        newest = select(func.max(polls.c.started_at)).where(polls.c.system == system)
        last: datetime | None = (await self._connection.execute(newest)).scalar()
        if last is not None and last - POLLS_KEPT > known_by:
            return None
        return await words(self._connection, system, known_by)

    def arrivals(self, begins_at: datetime, ends_before: datetime, fact: int) -> AsyncIterator[list[Arrival]]:
        """See monitor.ports: as they were known by the facts up to `fact`."""
        return arrivals_as_known(self._connection, begins_at, ends_before, fact)

    async def freeze(self, frozen: FrozenMonth, document: str, read_through: int) -> bool:
        """Keeps the month unless it is kept already, or a fact belongs to it that came after `read_through`."""
        if await is_recorded_after(self._connection, read_through, frozen.span.cut_at):
            return False
        values = {
            "month": str(frozen.month),
            **{name: getattr(frozen.span, name) for name in ("begins_at", "ends_before", "cut_at")},
            "fact_id": frozen.span.fact,
            **{name: getattr(frozen, name) for name in ("frozen_at", "formula", "complaints", "figures", "data")},
            "settings_id": await self._kept(document),
        }
        query = insert_into(self._connection, frozen_months).values(values).on_conflict_do_nothing()
        return (await self._connection.execute(query)).rowcount == 1

    async def use_settings(self, document: str, now: datetime) -> bool:
        """These settings are in force from now on; whether others were until now."""
        settings_id = await self._kept(document)
        in_force = settings_in_force.c.settings_id
        last = (await self._connection.execute(select(in_force).order_by(settings_in_force.c.id.desc()))).scalar()
        if last == settings_id:
            return False
        values = {"settings_id": settings_id, "since_at": now}
        await self._connection.execute(insert_into(self._connection, settings_in_force).values(values))
        return True

    async def settings_at(self, at: datetime) -> str | None:
        """Those that were in force then, as far as is known: else the first ones. None = none were ever noted."""
        query = select(settings.c.document).join(
            settings_in_force, settings_in_force.c.settings_id == settings.c.id
        )
        then = query.where(settings_in_force.c.since_at <= at).order_by(settings_in_force.c.id.desc()).limit(1)
        first = query.order_by(settings_in_force.c.id).limit(1)
        found = (await self._connection.execute(then)).scalar()
        return found if found is not None else (await self._connection.execute(first)).scalar()

    async def settings(self, digest: str) -> str | None:
        """The document with that digest."""
        query = select(settings.c.document).where(settings.c.digest == digest)
        return (await self._connection.execute(query)).scalar()

    async def _kept(self, document: str) -> int:
        digest = digest_of(document)
        query = insert_into(self._connection, settings).values(digest=digest, document=document)
        await self._connection.execute(query.on_conflict_do_nothing())
        found = await self._connection.execute(select(settings.c.id).where(settings.c.digest == digest))
        return int(found.scalar_one())


def _frozen(row: Any) -> FrozenMonth:
    frozen_at, formula, complaints, figures, data, digest = row[len(_SPAN) :]
    return FrozenMonth(
        span=_span(row),
        frozen_at=frozen_at,
        settings=digest,
        formula=formula,
        complaints=complaints,
        figures=figures,
        data=data,
    )


def _span(row: Any) -> Span:
    month, begins_at, ends_before, cut_at, fact = row[: len(_SPAN)]
    return Span(month=Month.parse(month), begins_at=begins_at, ends_before=ends_before, cut_at=cut_at, fact=fact)
