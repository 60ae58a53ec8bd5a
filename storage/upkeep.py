"""The caretaker's round: is every row what its facts say, every frozen month, and is the file sound?"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.facts.history import fold
from monitor.frozen.verifying import Recomputed, verify
from monitor.model import Complaint, Fact
from storage.complaints import every_history
from storage.engine import is_sqlite
from storage.instants import to_micros
from storage.rows import DERIVED, complaint_row
from storage.store import Store, Tables

BOOKKEEPING = frozenset({"holds_at", "listed_at", "stage_listed_at"})
ENOUGH = 100  # differences told; a broken disk can have millions


async def check(store: Store) -> list[str]:
    """What is wrong, a sentence each; empty = complaints and frozen months are as facts say. Changes nothing.

    A frozen month of which complaints were deleted, or that an older formula made, is no fault.

    Raises BadConfiguration for another schema, BadInput for a file that cannot be read at all.
    """
    await store.require_newest()
    async with store.reading() as tables:
        found = await _file_faults(tables.connection)
        found += [fault async for fault in _frozen_faults(tables)]
        async for known, kept, facts in every_history(tables.connection):
            found += differences(known, kept, facts)
            if len(found) >= ENOUGH:
                return [*found[:ENOUGH], f"There may be more: only the first {ENOUGH} are listed."]
    return found


def differences(known: Complaint, kept: tuple[object, ...], facts: list[Fact]) -> list[str]:
    """How a complaint differs from the fold of its facts. `kept`: its DERIVED columns as they are stored."""
    place = f"Complaint {known.ticket} of {known.system}"
    told = fold(facts, holds_at=known.holds_at, listed_at=known.listed_at)
    if told is None:
        return [f"{place} has no facts: import it again."]
    names = [field.name for field in fields(Complaint) if field.name not in BOOKKEEPING]
    wrong = [name for name in names if getattr(known, name) != getattr(told, name)]
    latest_at = max(to_micros(fact.happened.at) for fact in facts)
    derived = complaint_row(known, None, latest_at)[-len(DERIVED) :]
    wrong += [name for name, now, then in zip(DERIVED, derived, kept, strict=True) if now != then]
    return [f"{place}: {name} is not what its facts say; restore a backup or report this." for name in wrong]


async def _frozen_faults(tables: Tables) -> AsyncIterator[str]:
    for month in await tables.cutoffs.months():
        frozen = await tables.cutoffs.find(month)
        if frozen and (await verify(tables, frozen)).result is Recomputed.DIFFERENT:
            yield f"The frozen month {month} is not what its facts say; restore a backup or report this."


async def _file_faults(connection: AsyncConnection) -> list[str]:
    """SQLite's own checks; a PostgreSQL server keeps its own."""
    if not is_sqlite(connection):
        return []
    damages = (await connection.exec_driver_sql(f"PRAGMA integrity_check({ENOUGH})")).scalars().all()
    orphans: Sequence[Any] = (await connection.exec_driver_sql("PRAGMA foreign_key_check")).all()
    return [
        *(f"The database file is damaged ({what}): restore a backup." for what in damages if what != "ok"),
        *(
            f"Row {row} of {table} names one of {parent} that is not there: restore a backup."
            for table, row, parent, _ in orphans
        ),
    ]
