"""Small builders with sensible defaults. Their instant is fixed: Monday 23 November 2026, 08.00 WIB."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from monitor.deadlines.case import Case
from monitor.facts.taking import Take, taker
from monitor.model import (
    Complaint,
    DestinationKind,
    Dues,
    ImportRun,
    Moment,
    NoticeDraft,
    NoticeKind,
    Observation,
    Role,
    Scope,
    Stage,
)
from monitor.ports import Store

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
CIDENG = "31.71.01.1003"
GAMBIR = "31.71.01.1001"
IN_CIDENG = Scope(areas=(CIDENG,))
IN_THE_CITY = Scope(areas=("31.71",))


@dataclass(frozen=True, slots=True)
class SimpleRules:
    """Answer within 6 hours, complete within 7 days, whatever the category; a stated due time wins."""

    response: timedelta = timedelta(hours=6)
    completion: timedelta = timedelta(days=7)

    def level_of(self, code: str) -> str | None:
        return None

    def dues(self, case: Case) -> Dues:
        start = case.restarted_at or case.created_at
        return Dues(case.created_at + self.response, case.stated_due_at or start + self.completion)


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat as the configuration binds it."""

    chat_id: int = -1001
    topic: int | None = None
    scope: Scope = IN_CIDENG
    name: str = "Kel. Cideng"
    kind: DestinationKind = DestinationKind.GROUP


@dataclass(frozen=True, slots=True)
class Official:
    """A person as the configuration names them."""

    user_id: int = 42
    name: str = "Koordinator"
    role: Role = Role.COORDINATOR
    scope: Scope = IN_THE_CITY
    digest: bool = True


def observation(ticket: str = "JK2611230001", **says: Any) -> Observation:
    """A complaint waiting in Cideng for two hours, listed just now."""
    said: dict[str, Any] = {
        "system": "crm",
        "ticket": ticket,
        "listed_at": NOW,
        "created_at": NOW - 2 * HOUR,
        "stage": Stage.WAIT,
        "status": "Menunggu",
        "category": "Sampah",
        "channel": "JAKI",
        "area": "Cideng",
        "area_code": CIDENG,
        "address": "Jl. Cideng Barat",
    }
    return Observation(**said | says)


def complaint(ticket: str = "JK2611230001", **fields: Any) -> Complaint:
    """The same as a value: waiting in Cideng since two hours, to be answered within four."""
    created_at = fields.get("created_at", NOW - 2 * HOUR)
    known: dict[str, Any] = {
        "id": 1,
        "system": "crm",
        "ticket": ticket,
        "created_at": created_at,
        "stage": Stage.WAIT,
        "status": "Menunggu",
        "stage_moment": Moment.exactly(created_at),
        "response_due_at": created_at + 6 * HOUR,
        "completion_due_at": created_at + timedelta(days=7),
        "category": "Sampah",
        "channel": "JAKI",
        "area": "Cideng",
        "area_code": CIDENG,
        "address": "Jl. Cideng Barat",
        "source": "export",
        "holds_at": NOW,
        "listed_at": NOW,
    }
    return Complaint(**known | fields)


def notice_draft(key: str = "digest:pagi:1", destination_id: int = 1, **fields: Any) -> NoticeDraft:
    """A digest of this morning, to be sent now, not worth sending after three hours."""
    draft: dict[str, Any] = {
        "key": key,
        "kind": NoticeKind.DIGEST,
        "destination_id": destination_id,
        "subject": "pagi",
        "slot_at": NOW,
        "not_before": NOW,
        "expires_at": NOW + 3 * HOUR,
    }
    return NoticeDraft(**draft | fields)


def take_at(seen_at: datetime = NOW, source: str = "export") -> Take:
    return taker(SimpleRules(), seen_at, source)


async def bring_in(
    store: Store,
    observations: Iterable[Observation],
    *,
    now: datetime = NOW,
    take: Take | None = None,
    as_of: datetime | None = None,
    covers: str | None = None,
    limit: int = 1000,
) -> ImportRun:
    """A whole import, from staging to its end."""
    rows = list(observations)
    system = rows[0].system if rows else "crm"
    async with store.writing() as tables:
        run = await tables.imports.start("export.csv", system, now, covers)
        await tables.imports.stage(run.id, rows)
        newest = as_of or max((row.listed_at for row in rows), default=now)
        await tables.imports.staged(run.id, as_of=newest, read=len(rows), rejected=0)
    return await merge_all(store, run.id, take or take_at(now), now=now, limit=limit)


async def merge_all(
    store: Store, import_id: int, take: Take, *, now: datetime = NOW, limit: int = 1000
) -> ImportRun:
    """Merges what is staged, batch by batch, and finishes."""
    more = True
    while more:
        async with store.writing() as tables:
            run = await tables.imports.merge(import_id, take, limit=limit)
            more = run.state == "merging"
    async with store.writing() as tables:
        return await tables.imports.finish(import_id, now)
