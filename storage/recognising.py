"""Complaints of which a listing says what was said of them last: one statement moves them on, nothing is read.

What is stored as `seen_hash` of a word that carries a mark is the mark, and a byte that tells whether the word has
an update time of its own: such a word stays as late as it is, however often it is listed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engine import is_sqlite
from storage.instants import to_micros

# Of those that are missing, this statement says nothing: that they reappear is a fact.
_MOVE_ON = """
UPDATE complaints SET
  listed_at = {at},
  holds_at = CASE WHEN {undated} THEN {at} ELSE holds_at END
WHERE id IN (
  SELECT known.id
  FROM {said} {joined} complaints AS known ON known.ticket_key = said.key AND known.system = {system}
  WHERE {same} AND known.missing_since IS NULL AND known.listed_at <= {at}
)
AND (holds_at <= {at} OR NOT {undated})
RETURNING ticket_key
"""
_SQLITE = _MOVE_ON.format(
    said="json_each(?1) AS said",
    joined="CROSS JOIN",  # in this order: it knows nothing of how long the list is
    system="?2",
    at="?3",
    same="hex(substr(known.seen_hash, 1, 16)) = said.value",
    undated="substr(seen_hash, 17) = x'00'",
)
_POSTGRESQL = _MOVE_ON.format(
    said="unnest($1::text[], $2::bytea[]) AS said (key, mark)",
    joined="JOIN",
    system="$3",
    at="$4::bigint",
    same="substr(known.seen_hash, 1, 16) = said.mark",
    undated=r"substr(seen_hash, 17) = '\x00'::bytea",
)


async def move_on(
    connection: AsyncConnection, system: str, marks: Mapping[str, bytes], listed_at: datetime
) -> set[str]:
    """`marks` by the tickets' keys. The keys of those whose latest word has this mark and is not later."""
    at = to_micros(listed_at)
    if is_sqlite(connection):
        said = json.dumps({key: mark.hex().upper() for key, mark in marks.items()}, ensure_ascii=False)
        found = await connection.exec_driver_sql(_SQLITE, (said, system, at))
    else:
        found = await connection.exec_driver_sql(_POSTGRESQL, (list(marks), list(marks.values()), system, at))
    return set(found.scalars())
