"""What operators hear of the folder, once each: it cannot be read, it can again, a file in it stays locked."""

from __future__ import annotations

import json
import logging
from datetime import datetime, timedelta
from hashlib import blake2b

from bot.telling.operators import tell_operators
from bot.views.folder import file_held_up, folder_back, folder_lost
from bot.views.words import Local
from monitor.desk import Desk
from monitor.sources.files.folder import Look

GRACE = timedelta(minutes=1)  # a share that is mounted again by then was no outage
PATIENCE = timedelta(minutes=30)  # from which a locked file is told
_NOTE = "files:outage"

log = logging.getLogger(__name__)


async def tell_lost(desk: Desk, reason: str, now: datetime) -> None:
    """The folder could not be read: remembered at first, told when that goes on."""
    async with desk.store.writing() as tables:
        known = json.loads(await tables.ledger.note(_NOTE) or "{}")
        since = datetime.fromisoformat(known["since"]) if known else now
        is_told = bool(known.get("told")) or now - since >= GRACE
        if is_told and not known.get("told"):
            log.error("The folder of exports cannot be read since %s: %s", since.isoformat(), reason)
            html = folder_lost(since, reason, Local(desk.timezone), now)
            await tell_operators(tables, f"files:outage:{since.isoformat()}", "files", html, now)
        await tables.ledger.set_note(_NOTE, json.dumps({"since": since.isoformat(), "told": is_told}))


async def tell_over(desk: Desk, now: datetime) -> None:
    """The folder can be read: the end of an outage is told when its beginning was."""
    async with desk.store.reading() as tables:
        if not await tables.ledger.note(_NOTE):
            return
    async with desk.store.writing() as tables:
        known = json.loads(await tables.ledger.note(_NOTE) or "{}")
        if known.get("told"):
            since = datetime.fromisoformat(known["since"])
            log.info("The folder of exports is read again after %s.", now - since)
            await tell_operators(tables, f"files:back:{since.isoformat()}", "files", folder_back(now - since), now)
        await tables.ledger.set_note(_NOTE, "")


async def tell_held_up(desk: Desk, seen: Look, now: datetime) -> None:
    """Files that have been locked for long, once each."""
    local = Local(desk.timezone)
    for held in seen.locked:
        if now - held.since < PATIENCE:
            continue
        key = blake2b(f"{held.name!r} {held.mark}".encode(), digest_size=12).hexdigest()
        html = file_held_up(held.name, held.since, local, now)
        async with desk.store.writing() as tables:
            await tell_operators(tables, f"files:locked:{key}", "files", html, now)
