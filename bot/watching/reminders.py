"""Before each slot: coordinators are asked for a fresh export when the data is older than the slot needs.

Only where the data comes by export: a source that is polled is looked after by bot/watching/outages.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.views.export import reminder
from bot.views.words import Local
from monitor.desk import Desk
from monitor.model import Destination, DestinationKind, DestinationState, NoticeDraft, NoticeKind, Role
from monitor.ports import Tables
from monitor.slots import next_slot

AHEAD_OF_SLOT = timedelta(minutes=30)
OLD_FROM = timedelta(hours=2)


async def remind_once(desk: Desk, now: datetime) -> int:
    """Plans one reminder for each slot and person; how many are new."""
    slot = next_slot(desk.slots, desk.timezone, now)
    if slot is None or slot.at - now > AHEAD_OF_SLOT:
        return 0
    data = await desk.data_age(now)
    if data.as_of is not None and now - data.as_of <= OLD_FROM:
        return 0
    html = reminder(data.as_of, slot.at, Local(desk.timezone), now)
    async with desk.store.reading() as tables:
        drafts = [
            NoticeDraft(
                key=f"reminder:{slot.at.isoformat()}:{slot.name}:{destination.id}",
                kind=NoticeKind.REMINDER,
                destination_id=destination.id,
                subject=slot.name,
                text=html,
                not_before=now,
                expires_at=slot.at,
            )
            for destination in await _coordinators(tables)
        ]
    if not drafts:
        return 0
    async with desk.store.writing() as tables:
        return await tables.notices.plan(drafts, now)


async def _coordinators(tables: Tables) -> Sequence[Destination]:
    """The private chats of those who get the digests there."""
    asked = {one.user_id for one in await tables.people.all() if one.role is Role.COORDINATOR and one.digest}
    return [
        one
        for one in await tables.destinations.all()
        if one.kind is DestinationKind.PERSON and one.state is DestinationState.ACTIVE and one.chat_id in asked
    ]
