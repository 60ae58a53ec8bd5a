"""What there is in the sandbox: people, chats, topics, messages, files. Plain values, no HTTP, no JSON."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.sandbox.marks import Entity

ANONYMOUS_ADMIN_ID = 1087968824  # GroupAnonymousBot: every anonymous admin writes under this one id
GENERAL_TOPIC = 1
MAX_REMOVED = 1000


class ChatType(StrEnum):
    PRIVATE = "private"
    GROUP = "group"
    SUPERGROUP = "supergroup"


class Standing(StrEnum):
    """Where somebody stands in a chat; Telegram's own words."""

    CREATOR = "creator"
    ADMINISTRATOR = "administrator"
    MEMBER = "member"
    RESTRICTED = "restricted"
    LEFT = "left"
    KICKED = "kicked"


class TopicState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    DELETED = "deleted"


@dataclass
class User:
    id: int
    first_name: str
    username: str | None = None
    is_bot: bool = False


@dataclass
class Topic:
    id: int
    name: str
    state: TopicState = TopicState.OPEN


@dataclass(frozen=True)
class Attachment:
    """A stored file. `kind` is "document" or "photo"; width and height in pixels, of photos only."""

    file_id: str
    name: str
    mime_type: str
    content: bytes
    kind: str
    width: int = 0
    height: int = 0

    @property
    def path(self) -> str:
        """Where /file/bot<token>/ serves it."""
        suffix = self.name.rpartition(".")[2] if "." in self.name else "bin"
        safe = "".join(c for c in suffix if c.isascii() and c.isalnum())[:10] or "bin"
        return f"{self.kind}s/{self.file_id}.{safe}"


@dataclass
class Message:
    """`html` is the markup as it was sent, `text` what is left of it; `markup` is the inline keyboard's rows.

    `service` holds what Telegram puts into a service message, under its own key. For an attachment, text,
    html and entities are the caption's.
    """

    id: int
    chat_id: int
    date: datetime
    sender: User
    text: str = ""
    html: str = ""
    entities: list[Entity] = field(default_factory=list)
    topic: int | None = None
    sender_chat: int | None = None
    markup: list[list[dict[str, Any]]] = field(default_factory=list)
    attachment: Attachment | None = None
    reply_to: int | None = None
    silent: bool = False
    pinned: bool = False
    edited_at: datetime | None = None
    service: dict[str, Any] = field(default_factory=dict)
    revision: int = 0

    def buttons(self) -> list[dict[str, Any]]:
        """The buttons in reading order, as Telegram's InlineKeyboardButton."""
        return [button for row in self.markup for button in row]


@dataclass
class Chat:
    """A private chat has the id of its person; `bot` kicked there means that the person blocked the bot.

    `started`: the person has pressed Start, so that the bot may write. `revision` is the world's at the last
    change (of a message too); `removed` holds (revision, message id) of what was deleted.
    """

    id: int
    type: ChatType
    title: str
    username: str | None = None
    is_forum: bool = False
    started: bool = True
    bot: Standing = Standing.MEMBER
    migrated_to: int | None = None
    topics: dict[int, Topic] = field(default_factory=dict)
    members: dict[int, Standing] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    last_message_id: int = 0
    revision: int = 0
    removed: deque[tuple[int, int]] = field(default_factory=lambda: deque(maxlen=MAX_REMOVED))

    @property
    def is_private(self) -> bool:
        return self.type is ChatType.PRIVATE


@dataclass
class Press:
    """A button press that waits for its toast. `answer` is Telegram's answerCallbackQuery as it was given."""

    id: str
    user: User
    chat_id: int
    message_id: int
    data: str
    answer: dict[str, Any] | None = None
