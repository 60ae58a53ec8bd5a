"""The facts of complaints, read together."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import Fact
from storage.encoding import fact_of
from storage.rows import RAW_FACTS
from storage.tables import facts


async def facts_of_many(connection: AsyncConnection, ids: Collection[int]) -> dict[int, list[Fact]]:
    """By complaint, in the order they were recorded."""
    histories: dict[int, list[Fact]] = {}
    if not ids:
        return histories
    query = select(*RAW_FACTS).where(facts.c.complaint_id.in_(ids)).order_by(facts.c.complaint_id, facts.c.id)
    for row in await connection.execute(query):
        histories.setdefault(row[1], []).append(fact_of(row))
    return histories
