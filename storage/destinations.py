"""Where siaga writes: the rows behind `monitor.ports.Destinations`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.errors import NotFound
from monitor.model import Destination, DestinationKind, DestinationState
from monitor.ports import ConfiguredDestination
from storage.encoding import decode_scope, encode_scope
from storage.moves import move_chat, newest_ids
from storage.tables import destinations, people
from storage.withdrawal import retire

VALUES = [
    *(column for column in destinations.c if column.name not in ("person_id", "retired_at", "state_at")),
    func.coalesce(people.c.digest, true()).label("gets_digests"),
]
EVERY = select(*VALUES).select_from(destinations.outerjoin(people, people.c.id == destinations.c.person_id))
WANTED = destinations.c.retired_at.is_(None)
REMOVED = "tujuan ini sudah dihapus dari konfigurasi"


class Destinations:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def synchronise(self, wanted: Sequence[ConfiguredDestination], now: datetime) -> None:
        """Adds, updates and retires configured ones; keeps ids, migrated chat ids and bound ones."""
        moved = await newest_ids(self._connection)
        kept = [await self._put(one, moved.get(one.chat_id, one.chat_id)) for one in wanted]
        query = select(destinations.c.id).where(
            destinations.c.configured, destinations.c.person_id.is_(None), WANTED, destinations.c.id.not_in(kept)
        )
        gone = (await self._connection.execute(query)).scalars().all()
        await retire(self._connection, gone, REMOVED, now)

    async def _put(self, one: ConfiguredDestination, chat_id: int) -> int:
        values: dict[str, Any] = {
            "kind": one.kind.value,
            "scope": encode_scope(one.scope),
            "name": one.name,
            "configured": True,
            "person_id": None,
            "retired_at": None,
        }
        known = await self._at(chat_id, one.topic)
        if known is not None:
            await self._connection.execute(update(destinations).where(destinations.c.id == known).values(**values))
            return known
        new = insert(destinations).values(
            **values, chat_id=chat_id, topic=one.topic, state=DestinationState.ACTIVE.value
        )
        added: int = (await self._connection.execute(new.returning(destinations.c.id))).scalar_one()
        return added

    async def _at(self, chat_id: int, topic: int | None) -> int | None:
        """The id at exactly that chat and topic, retired or not."""
        here = (destinations.c.chat_id == chat_id, destinations.c.topic.is_not_distinct_from(topic))
        return (await self._connection.execute(select(destinations.c.id).where(*here))).scalar()

    async def all(self) -> list[Destination]:
        """Those in use, oldest first."""
        rows = await self._connection.execute(EVERY.where(WANTED).order_by(destinations.c.id))
        return [_destination(row) for row in rows]

    async def get(self, destination_id: int) -> Destination:
        """Also one that is no longer in use. Raises NotFound."""
        query = EVERY.where(destinations.c.id == destination_id)
        row = (await self._connection.execute(query)).one_or_none()
        if row is None:
            raise NotFound(f"There is no destination number {destination_id}.")
        return _destination(row)

    async def find(self, chat_id: int, topic: int | None) -> Destination | None:
        """The one bound to that topic, else the one bound to the whole chat."""
        fits = or_(destinations.c.topic.is_(None), destinations.c.topic == topic)
        query = EVERY.where(destinations.c.chat_id == chat_id, fits, WANTED)
        row = (await self._connection.execute(query.order_by(destinations.c.topic.is_(None)).limit(1))).first()
        return None if row is None else _destination(row)

    async def move(self, old_chat_id: int, new_chat_id: int, now: datetime) -> int:
        """A group became a supergroup: every topic of it moves. Old ids are kept. How many moved."""
        return await move_chat(self._connection, old_chat_id, new_chat_id, now)

    async def mark(
        self, destination_id: int, state: DestinationState, now: datetime, reason: str | None = None
    ) -> bool:
        """Whether the state changed (so that it is reported once)."""
        here = (destinations.c.id == destination_id, destinations.c.state != state.value)
        values = {"state": state.value, "state_at": now, "lost_reason": reason}
        return (await self._connection.execute(update(destinations).where(*here).values(**values))).rowcount == 1

    async def revive(self, chat_id: int, now: datetime) -> list[int]:
        """The chat is back: its LOST and WAITING destinations become ACTIVE. Their ids."""
        active = DestinationState.ACTIVE.value
        query = (
            update(destinations)
            .where(destinations.c.chat_id == chat_id, destinations.c.state != active, WANTED)
            .values(state=active, state_at=now, lost_reason=None)
        )
        return sorted((await self._connection.execute(query.returning(destinations.c.id))).scalars())

    async def hold(self, chat_id: int, until: datetime) -> None:
        """Telegram asked this chat to wait; a longer wait it asked for before stays."""
        earlier = or_(destinations.c.not_before.is_(None), destinations.c.not_before < until)
        query = update(destinations).where(destinations.c.chat_id == chat_id, earlier)
        await self._connection.execute(query.values(not_before=until))


def _destination(row: Row[Any]) -> Destination:
    fields = dict(row._mapping)
    fields["kind"] = DestinationKind(fields["kind"])
    fields["state"] = DestinationState(fields["state"])
    fields["scope"] = decode_scope(fields["scope"])
    fields["gets_digests"] = bool(fields["gets_digests"])
    return Destination(**fields)
