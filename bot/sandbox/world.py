"""The state of the sandbox: who and what there is, and what the bot has put there."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.sandbox import wire
from bot.sandbox.bell import Bell
from bot.sandbox.objects import (
    ANONYMOUS_ADMIN_ID,
    Attachment,
    Chat,
    ChatType,
    Message,
    Press,
    Standing,
    Topic,
    User,
)
from bot.sandbox.updates import Updates
from monitor.clock import Clock

MAX_MESSAGES = 1000  # kept per chat
MAX_CHATS = 10_000
MAX_PRESSES = 1000
MAX_FILE_BYTES = 128 * 1024 * 1024  # of all files together


@dataclass
class World:
    """One bot's Telegram. Whoever changes it goes through a method here or in `acts`, so that waiters wake.

    `privacy`: ordinary messages in groups are hidden from the bot unless it is an administrator.
    """

    clock: Clock
    bot: User
    privacy: bool = True
    users: dict[int, User] = field(default_factory=dict)
    chats: dict[int, Chat] = field(default_factory=dict)
    presses: OrderedDict[str, Press] = field(default_factory=OrderedDict)
    files: OrderedDict[str, Attachment] = field(default_factory=OrderedDict)
    commands: dict[tuple[str, str], list[dict[str, str]]] = field(default_factory=dict)
    webhook: dict[str, Any] = field(default_factory=dict)
    updates: Updates = field(default_factory=Updates)
    bell: Bell = field(default_factory=Bell)
    file_count: int = 0
    press_count: int = 0
    revision: int = 0

    def __post_init__(self) -> None:
        self.users[self.bot.id] = self.bot
        self.users[ANONYMOUS_ADMIN_ID] = User(ANONYMOUS_ADMIN_ID, "Group", "GroupAnonymousBot", is_bot=True)

    def touch(self, chat: Chat, message: Message | None = None) -> None:
        """Notes that the chat, or a message of it, has changed and wakes whoever waits."""
        self.revision += 1
        chat.revision = self.revision
        if message is not None:
            message.revision = self.revision
        self.bell.ring()

    def remove(self, chat: Chat, message: Message) -> None:
        """Deletes a message."""
        del chat.messages[message.id]
        self.touch(chat)
        chat.removed.append((self.revision, message.id))

    def now(self) -> datetime:
        return self.clock.now()

    def user(self, user_id: int, first_name: str = "", username: str | None = None) -> User:
        """The person with that id, made up when new; a name given renames."""
        known = self.users.get(user_id)
        if known is None:
            known = self.users[user_id] = User(user_id, first_name or f"Orang {user_id}")
        if first_name and not known.is_bot:
            known.first_name = first_name
        if username is not None and not known.is_bot:
            known.username = username
        return known

    def add_private(self, user_id: int, first_name: str = "", *, started: bool = True) -> Chat:
        """The private chat with a person."""
        person = self.user(user_id, first_name)
        chat = Chat(user_id, ChatType.PRIVATE, person.first_name, person.username, started=started)
        chat.members[user_id] = Standing.MEMBER
        self.chats[user_id] = chat
        self.touch(chat)
        return chat

    def add_group(
        self,
        chat_id: int,
        title: str,
        *,
        type: ChatType = ChatType.SUPERGROUP,
        is_forum: bool = False,
        topics: dict[int, str] | None = None,
        members: dict[int, Standing] | None = None,
        bot: Standing = Standing.MEMBER,
    ) -> Chat:
        """A group, supergroup or forum with the bot in it; `topics` are names by thread id."""
        chat = Chat(chat_id, type, title, is_forum=is_forum or bool(topics), bot=bot)
        chat.topics = {topic: Topic(topic, name) for topic, name in (topics or {}).items()}
        chat.members = dict(members or {})
        for user_id in chat.members:
            self.user(user_id)
        self.chats[chat_id] = chat
        self.touch(chat)
        return chat

    def store(self, chat: Chat, message: Message) -> Message:
        """Gives the message its id (what the chat holds too much of is forgotten, oldest first)."""
        chat.last_message_id += 1
        message.id = chat.last_message_id
        chat.messages[message.id] = message
        while len(chat.messages) > MAX_MESSAGES:
            del chat.messages[next(iter(chat.messages))]
        self.touch(chat, message)
        return message

    def post(self, chat: Chat, **content: Any) -> Message:
        """A message by the bot; `content` are fields of Message."""
        draft = Message(0, chat.id, self.now(), self.bot, **content)
        return self.store(chat, draft)

    def announce(self, chat: Chat, sender: User, service: dict[str, Any], topic: int | None = None) -> Message:
        """A service message, stored and told to the bot."""
        message = self.store(chat, Message(0, chat.id, self.now(), sender, topic=topic, service=service))
        self.updates.add("message", wire.message_json(message, chat))
        self.bell.ring()
        return message

    def keep_file(
        self, name: str, mime_type: str, content: bytes, kind: str, size: tuple[int, int] = (0, 0)
    ) -> Attachment:
        """Stores a file under a new id; of too many bytes the oldest files are forgotten."""
        self.file_count += 1
        file = Attachment(f"file_{self.file_count}", name, mime_type, content, kind, *size)
        self.files[file.file_id] = file
        total = sum(len(kept.content) for kept in self.files.values())
        while total > MAX_FILE_BYTES and len(self.files) > 1:
            _, dropped = self.files.popitem(last=False)
            total -= len(dropped.content)
            self._forget_content(dropped)
        return file

    def _forget_content(self, dropped: Attachment) -> None:
        emptied = Attachment(dropped.file_id, dropped.name, dropped.mime_type, b"", dropped.kind)
        for chat in self.chats.values():
            for message in chat.messages.values():
                if message.attachment is dropped:
                    message.attachment = emptied

    def keep_press(self, press: Press) -> None:
        self.presses[press.id] = press
        while len(self.presses) > MAX_PRESSES:
            self.presses.popitem(last=False)
