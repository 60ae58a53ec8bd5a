"""Staged rows that are no longer needed go in portions: a million at once would hold the lock too long."""

from __future__ import annotations

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import imports, staging

PORTION = 20_000


async def drop_through(connection: AsyncConnection, import_id: int, key: str) -> None:
    """Drops the rows of an import up to that ticket's key."""
    gone = (staging.c.import_id == import_id, staging.c.ticket_key <= key)
    await connection.execute(delete(staging).where(*gone))


async def drop_finished(connection: AsyncConnection) -> None:
    """Drops a portion of what a finished import has left; the next import drops the next portion."""
    oldest = select(staging.c.import_id).order_by(staging.c.import_id).limit(1).scalar_subquery()
    over = select(imports.c.id).where(imports.c.id == oldest, imports.c.finished_at.is_not(None))
    import_id = (await connection.execute(over)).scalar()
    if import_id is None:
        return
    here = select(staging.c.ticket_key).where(staging.c.import_id == import_id).order_by(staging.c.ticket_key)
    portion = here.limit(PORTION).subquery()
    last = (await connection.execute(select(func.max(portion.c.ticket_key)))).scalar_one()
    await drop_through(connection, import_id, last)
