"""Where digests go: the chats and people of the configuration, and those bound by invitation."""

from __future__ import annotations

from collections.abc import Iterator

from bot.cli.command import Opened
from monitor.model import Destination, DestinationKind, DestinationState


async def all_destinations(opened: Opened, *, operators: bool = False) -> list[Destination]:
    """Every destination that gets digests (and the operators' chats). Those not stored yet have the id 0."""
    async with opened.desk.store.reading() as tables:
        stored = await tables.destinations.all()
    configured = list(_configured(opened))
    places = {(one.chat_id, one.topic) for one in configured}
    known = {(one.chat_id, one.topic): one for one in stored}
    bound = [
        one for one in stored if not one.configured and one.gets_digests and (one.chat_id, one.topic) not in places
    ]
    found = [known.get((one.chat_id, one.topic), one) for one in configured] + bound
    return [one for one in found if operators or one.kind is not DestinationKind.OPERATOR]


def _configured(opened: Opened) -> Iterator[Destination]:
    for chat in opened.parts.chats:
        yield Destination(
            id=0, kind=chat.kind, chat_id=chat.chat_id, topic=chat.topic, scope=chat.scope, name=chat.name
        )
    for person in opened.parts.people:
        if person.digest:
            yield Destination(
                id=0,
                kind=DestinationKind.PERSON,
                chat_id=person.user_id,
                topic=None,
                scope=person.scope,
                name=person.name,
                state=DestinationState.WAITING,
            )
