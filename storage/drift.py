"""Which fields the open complaints of a listing are known to have."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.selection import is_open
from storage.tables import complaints

# Fields of a source whose column has another name, or tells more than what a source said.
_HELD: dict[str, ColumnElement[bool]] = {
    "responded_at": complaints.c.responded_after == complaints.c.responded_at,  # exact: a source's word
    "due_at": complaints.c.stated_due_at.is_not(None),
}


async def known_fields(
    connection: AsyncConnection, system: str, fields: Sequence[str], listed_since: datetime
) -> list[str]:
    """Those of `fields`, as monitor.drift names them, that some open complaint shown since then has."""
    if not fields:
        return []
    found = [func.max(case((_held(name), 1), else_=0)) for name in fields]
    query = select(*found).where(
        func.coalesce(complaints.c.system, complaints.c.system) == system,  # no index: the open ones are few
        is_open(),
        complaints.c.listed_at >= listed_since,
    )
    row = (await connection.execute(query)).one()
    return [name for name, is_known in zip(fields, row, strict=True) if is_known]


def _held(name: str) -> ColumnElement[bool]:
    return _HELD[name] if name in _HELD else complaints.c[name].is_not(None)
