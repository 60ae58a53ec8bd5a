"""Ids handed out before the insert, so that facts can name their complaint in the same batch."""

from __future__ import annotations

from sqlalchemy import Table, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engine import is_sqlite


async def next_ids(connection: AsyncConnection, table: Table, count: int) -> list[int]:
    """`count` unused ids, ascending. Only within a writing transaction: on SQLite nobody else may insert."""
    if count == 0:
        return []
    if is_sqlite(connection):
        highest = (await connection.execute(select(func.max(table.c.id)))).scalar() or 0
        return list(range(highest + 1, highest + count + 1))
    query = text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)")
    return sorted((await connection.execute(query, {"name": table.name, "count": count})).scalars())
