"""What happened to siaga itself: the rows behind `monitor.ports.Ledger`."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialects import insert_into
from storage.instants import from_micros, to_micros
from storage.tables import notes, slots

STARTED = "first start"


class Ledger:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def open_slot(self, name: str, slot_at: datetime, now: datetime) -> bool:
        """True the first time: the digests of that slot are planned in the same transaction."""
        query = insert_into(self._connection, slots).values(name=name, slot_at=slot_at, opened_at=now)
        return (await self._connection.execute(query.on_conflict_do_nothing())).rowcount == 1

    async def last_slot_before(self, slot_at: datetime) -> datetime | None:
        """The slot planned before this one, whatever its name."""
        query = select(func.max(slots.c.slot_at)).where(slots.c.slot_at < slot_at)
        before: datetime | None = (await self._connection.execute(query)).scalar()
        return before

    async def started(self, now: datetime) -> datetime:
        """The first start ever; remembers `now` when this is it."""
        known = await self.note(STARTED)
        if known is None:
            await self.set_note(STARTED, str(to_micros(now)))
            return now
        return from_micros(int(known))

    async def note(self, name: str) -> str | None:
        return (await self._connection.execute(select(notes.c.value).where(notes.c.name == name))).scalar()

    async def set_note(self, name: str, value: str) -> None:
        query = insert_into(self._connection, notes).values(name=name, value=value)
        query = query.on_conflict_do_update(index_elements=[notes.c.name], set_={"value": query.excluded.value})
        await self._connection.execute(query)
