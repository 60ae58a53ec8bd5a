"""Who asks, where, and what may be seen there.

In a group the binding of the topic, else of the whole chat, decides, whoever types; in a private chat the person's
own areas do. Anonymous admins write as the chat itself and are served as everybody in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from telegram import CallbackQuery, Chat, Message, User
from telegram.constants import ChatType

from monitor.model import Destination, DestinationKind, Person, Role, Scope
from monitor.ports import Tables

_INACCESSIBLE = datetime.fromtimestamp(0, UTC)  # how Telegram marks a message it no longer shows the bot


@dataclass(frozen=True, slots=True)
class Asker:
    """Where an answer goes and who waits for it. `user_id` None: an anonymous admin, known only as the chat."""

    chat_id: int
    topic: int | None
    user_id: int | None
    is_private: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """What siaga knows of an asker: the chat's binding, the person, and what may be seen here (None = nothing)."""

    asker: Asker
    destination: Destination | None = None
    person: Person | None = None
    scope: Scope | None = None

    @property
    def role(self) -> Role | None:
        return self.person.role if self.person else None

    @property
    def is_known(self) -> bool:
        return self.scope is not None


def asker_of(message: Message) -> Asker | None:
    """Who wrote a message; None when it is nobody to answer: bots, posts of a linked channel, service accounts."""
    if message.chat.type == ChatType.CHANNEL or message.is_automatic_forward or message.via_bot:
        return None
    if message.sender_chat is not None:
        anonymous_admin = message.sender_chat.id == message.chat.id
        return _asker(message.chat, topic_of(message), None) if anonymous_admin else None
    if message.from_user is None or message.from_user.is_bot:
        return None
    return _asker(message.chat, topic_of(message), message.from_user)


def asker_of_press(query: CallbackQuery) -> Asker | None:
    """Who pressed a button: here even anonymous admins come under their own id. None: too old to say where."""
    message = query.message
    if not isinstance(message, Message) or message.date == _INACCESSIBLE or query.from_user.is_bot:
        return None
    return _asker(message.chat, topic_of(message), query.from_user)


def topic_of(message: Message) -> int | None:
    """The forum topic; replies outside of forums carry a thread id too, which is none."""
    return message.message_thread_id if message.is_topic_message else None


def is_own_word(message: Message) -> bool:
    """Whether the asker wrote it here and now, rather than passing on what somebody else wrote."""
    return message.forward_origin is None


async def standing_of(asker: Asker, tables: Tables) -> Standing:
    """What siaga knows of the asker. Reads the binding again on every question: it may have changed."""
    person = await tables.people.find(asker.user_id) if asker.user_id is not None else None
    destination = await tables.destinations.find(asker.chat_id, asker.topic)
    scope = person.scope if asker.is_private and person else _scope_of(destination)
    return Standing(asker, destination, person, scope)


def _scope_of(destination: Destination | None) -> Scope | None:
    """What is left of a person who is known no more shows nothing."""
    if destination is None or destination.kind is DestinationKind.PERSON:
        return None
    return destination.scope


def _asker(chat: Chat, topic: int | None, user: User | None) -> Asker:
    return Asker(chat.id, topic, user.id if user else None, chat.type == ChatType.PRIVATE)
