"""A database's rows as plain lists, to compare two of them."""

from __future__ import annotations

from sqlalchemy import Table, select

from storage.store import Store
from storage.tables import complaints, facts


async def dump(store: Store, *tables: Table) -> list[list[tuple[object, ...]]]:
    """Every row of every column, in the order of the primary key; complaints and facts unless told otherwise."""
    async with store.reading() as opened:
        return [
            [tuple(row) for row in await opened.connection.execute(select(table).order_by(*table.primary_key))]
            for table in tables or (complaints, facts)
        ]
