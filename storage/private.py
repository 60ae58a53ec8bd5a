"""The private chat of a person as a destination: their chat id is their user id."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import DestinationKind, DestinationState, Person
from storage.encoding import encode_scope
from storage.tables import destinations, people
from storage.withdrawal import retire

NOT_WRITTEN_TO = "orang ini tidak lagi menerima pesan pribadi"


async def add_private(connection: AsyncConnection, person: Person, state: DestinationState) -> None:
    """Adds or updates it. `state` is that of a new one; ACTIVE also wakes an old one that waited or was lost."""
    here = (destinations.c.chat_id == person.user_id, destinations.c.topic.is_(None))
    known = (await connection.execute(select(destinations).where(*here))).one_or_none()
    values = {
        "kind": DestinationKind.PERSON.value,
        "scope": encode_scope(person.scope),
        "name": person.name,
        "configured": await _is_configured(connection, person),
        "person_id": person.id,
        "retired_at": None,
    }
    if known is None:
        new = insert(destinations).values(**values, chat_id=person.user_id, topic=None, state=state.value)
        await connection.execute(new)
        return
    if known.person_id is None and known.configured and known.retired_at is None:
        return  # configured as a chat: that binding is fixed
    if state is DestinationState.ACTIVE:
        values |= {"state": state.value, "lost_reason": None}
    await connection.execute(update(destinations).where(destinations.c.id == known.id).values(**values))


async def _is_configured(connection: AsyncConnection, person: Person) -> bool:
    query = select(people.c.configured).where(people.c.id == person.id)
    return bool((await connection.execute(query)).scalar())


async def retire_private(connection: AsyncConnection, person_id: int, now: datetime) -> None:
    """This person is not written to in private any more."""
    query = select(destinations.c.id).where(
        destinations.c.person_id == person_id, destinations.c.retired_at.is_(None)
    )
    await retire(connection, (await connection.execute(query)).scalars().all(), NOT_WRITTEN_TO, now)
