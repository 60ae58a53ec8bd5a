"""Groups that became supergroups: the same people under another chat id, and the old ids they are known by."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialects import insert_into
from storage.tables import destinations, moved_chats, notices
from storage.withdrawal import PENDING


async def newest_ids(connection: AsyncConnection) -> dict[int, int]:
    """From every old chat id to the one in use now."""
    rows = await connection.execute(select(moved_chats.c.old_chat_id, moved_chats.c.new_chat_id))
    steps = {row.old_chat_id: row.new_chat_id for row in rows}
    return {old: _follow(steps, old) for old in steps}


def _follow(steps: dict[int, int], chat_id: int) -> int:
    seen: set[int] = set()
    while chat_id in steps and chat_id not in seen:
        seen.add(chat_id)
        chat_id = steps[chat_id]
    return chat_id


async def move_chat(connection: AsyncConnection, old: int, new: int, now: datetime) -> int:
    """Every destination of `old` is at `new` from now on. How many moved."""
    if old == new:
        return 0
    await _remember(connection, old, new, now)
    taken = await _topics(connection, new)
    moved = 0
    for topic, destination_id in (await _topics(connection, old)).items():
        here = update(destinations).where(destinations.c.id == destination_id)
        if topic in taken:  # the new id was bound already: what is still to be told is told there
            await _hand_over(connection, destination_id, taken[topic])
            await connection.execute(here.values(retired_at=now))
        else:
            await connection.execute(here.values(chat_id=new))
        moved += 1
    return moved


async def _remember(connection: AsyncConnection, old: int, new: int, now: datetime) -> None:
    query = insert_into(connection, moved_chats).values(old_chat_id=old, new_chat_id=new, moved_at=now)
    latest = {"new_chat_id": query.excluded.new_chat_id, "moved_at": query.excluded.moved_at}
    await connection.execute(query.on_conflict_do_update(index_elements=[moved_chats.c.old_chat_id], set_=latest))


async def _topics(connection: AsyncConnection, chat_id: int) -> dict[int | None, int]:
    query = select(destinations.c.topic, destinations.c.id).where(destinations.c.chat_id == chat_id)
    return {row.topic: row.id for row in await connection.execute(query)}


async def _hand_over(connection: AsyncConnection, loser: int, heir: int) -> None:
    pending = (notices.c.destination_id == loser, notices.c.state.in_(PENDING))
    await connection.execute(update(notices).where(*pending).values(destination_id=heir))
