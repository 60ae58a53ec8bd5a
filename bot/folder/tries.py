"""How often a file was begun without an end: one that kills the process must not do so for ever."""

from __future__ import annotations

import json

from monitor.desk import Desk

MOST_TRIES = 5
_NOTE = "files:reading"


async def begin(desk: Desk, name: str) -> int:
    """Written before the file is read; which try this is, the first one being 1."""
    async with desk.store.writing() as tables:
        known = json.loads(await tables.ledger.note(_NOTE) or "{}")
        tries = known["tries"] + 1 if known.get("name") == name else 1
        await tables.ledger.set_note(_NOTE, json.dumps({"name": name, "tries": tries}))
    return tries


async def end(desk: Desk) -> None:
    """The file was put away, or is read again for another reason."""
    async with desk.store.writing() as tables:
        await tables.ledger.set_note(_NOTE, "")
