"""What people do in the chats: write, edit, press, add and remove the bot, upgrade a group. Each yields the
updates that Telegram would send. Raises BadInput for what nobody could do."""

from __future__ import annotations

from typing import Any

from bot.sandbox import wire
from bot.sandbox.entities import MAX_CAPTION, MAX_TEXT, tidy, typed_entities
from bot.sandbox.objects import (
    ANONYMOUS_ADMIN_ID,
    GENERAL_TOPIC,
    Attachment,
    Chat,
    Message,
    Press,
    Standing,
    Topic,
    TopicState,
    User,
)
from bot.sandbox.world import MAX_CHATS, World
from monitor.errors import BadInput

_OUT = (Standing.LEFT, Standing.KICKED)
_MAX_USER_ID = 2**52
MAX_MEMBERS = 10_000
MAX_TOPICS = 1000
MAX_TOPIC_NAME = 128


def private_chat(world: World, user_id: int) -> Chat:
    """The private chat with a person; whoever writes first presses Start."""
    if not 0 < user_id < _MAX_USER_ID:
        raise BadInput(f"{user_id} is no user id; use a positive number")
    known = world.chats.get(user_id)
    if known is None and len(world.chats) >= MAX_CHATS:
        raise BadInput(f"the sandbox holds at most {MAX_CHATS} chats")
    return known or world.add_private(user_id, started=False)


def say(
    world: World,
    chat: Chat,
    user_id: int,
    text: str,
    *,
    topic: int | None = None,
    file: Attachment | None = None,
    reply_to: int | None = None,
) -> Message:
    """Somebody writes; with a file, text is its caption. The chat's own id as `user_id` is an anonymous admin."""
    sender, sender_chat = _writer(world, chat, user_id)
    topic, text = _open_topic(chat, topic), _typed(text, file)
    if chat.is_private:
        _start(world, chat)
    draft = Message(0, chat.id, world.now(), sender, text, text, typed_entities(text))
    draft.topic, draft.sender_chat, draft.attachment = topic, sender_chat, file
    draft.reply_to = reply_to if reply_to in chat.messages else None
    message = world.store(chat, draft)
    _tell(world, "message", chat, message)
    return message


def edit(world: World, chat: Chat, user_id: int, message_id: int, text: str) -> Message:
    """Somebody changes what they wrote."""
    message = chat.messages.get(message_id)
    sender, sender_chat = _writer(world, chat, user_id)
    if message is None or message.service or message.sender.id == world.bot.id:
        raise BadInput(f"message {message_id} is not there to be edited")
    if (message.sender.id, message.sender_chat) != (sender.id, sender_chat):
        raise BadInput(f"message {message_id} was written by somebody else")
    message.text = message.html = _typed(text, message.attachment)
    message.entities = typed_entities(text)
    message.edited_at = world.now()
    world.touch(chat, message)
    _tell(world, "edited_message", chat, message)
    return message


def press(world: World, chat: Chat, user_id: int, message_id: int, data: str) -> Press:
    """Somebody presses the button with that callback data."""
    message = chat.messages.get(message_id)
    if message is None:
        raise BadInput(f"message {message_id} is not in chat {chat.id}")
    if all(button.get("callback_data") != data for button in message.buttons()):
        raise BadInput(f"message {message_id} has no button with this data")
    if user_id == chat.id and not chat.is_private:
        raise BadInput("a press carries a person's id, never the chat's")
    if chat.members.get(user_id) in (None, *_OUT):
        raise BadInput(f"{user_id} is not in chat {chat.id} and sees no buttons there")
    world.press_count += 1
    pressed = Press(f"{world.bot.id}{world.press_count:06d}", world.user(user_id), chat.id, message_id, data)
    world.keep_press(pressed)
    if chat.bot not in _OUT:
        world.updates.add("callback_query", wire.press_json(pressed, wire.message_json(message, chat)))
    world.bell.ring()
    return pressed


def place_bot(world: World, chat: Chat, standing: Standing, by: int | None = None) -> None:
    """The bot is added, promoted, restricted, kicked; in a private chat `kicked` means blocked."""
    if chat.is_private and standing not in (Standing.MEMBER, Standing.KICKED):
        raise BadInput("in a private chat the bot is member or kicked (blocked)")
    if standing is Standing.CREATOR:
        raise BadInput("a bot never owns a chat")
    before, chat.bot = chat.bot, standing
    if before is standing:
        return
    actor = world.user(chat.id if chat.is_private else by or _admin_of(chat))
    world.updates.add(
        "my_chat_member",
        {
            "chat": wire.chat_json(chat),
            "from": wire.user_json(actor),
            "date": int(world.now().timestamp()),
            "old_chat_member": wire.member_json(world.bot, before),
            "new_chat_member": wire.member_json(world.bot, standing),
        },
    )
    world.touch(chat)


def migrate(world: World, chat: Chat, new_id: int | None = None) -> Chat:
    """The group becomes a supergroup under a new id; both tell so with a service message."""
    if chat.is_private or chat.migrated_to is not None:
        raise BadInput(f"chat {chat.id} is not a group that can be upgraded")
    new_id = new_id if new_id is not None else _supergroup_id(chat.id)
    if new_id >= 0 or new_id in world.chats:
        raise BadInput(f"{new_id} cannot be the new id; use a free negative number")
    grown = world.add_group(new_id, chat.title, members=chat.members, bot=chat.bot)
    actor = world.user(_admin_of(chat))
    world.announce(chat, actor, {"migrate_to_chat_id": new_id})
    world.announce(grown, world.users[ANONYMOUS_ADMIN_ID], {"migrate_from_chat_id": chat.id})
    chat.migrated_to = new_id
    world.touch(chat)
    return grown


def set_topic(world: World, chat: Chat, topic_id: int, state: TopicState, name: str = "") -> Topic:
    """Opens, closes, deletes or creates a topic of a forum."""
    if not chat.is_forum:
        raise BadInput(f"chat {chat.id} is no forum; only a forum has topics")
    if topic_id <= GENERAL_TOPIC:
        raise BadInput("a topic's id is 2 or more; 1 is General")
    if len(name) > MAX_TOPIC_NAME or (topic_id not in chat.topics and len(chat.topics) >= MAX_TOPICS):
        raise BadInput(f"a topic's name has at most {MAX_TOPIC_NAME} characters, a forum {MAX_TOPICS} topics")
    topic = chat.topics.setdefault(topic_id, Topic(topic_id, name or f"Topik {topic_id}"))
    before, topic.state = topic.state, state
    topic.name = name or topic.name
    word = {TopicState.CLOSED: "forum_topic_closed", TopicState.OPEN: "forum_topic_reopened"}.get(state)
    if word and before is not state:
        world.announce(chat, world.user(_admin_of(chat)), {word: {}}, topic_id)
    world.touch(chat)
    return topic


def _writer(world: World, chat: Chat, user_id: int) -> tuple[User, int | None]:
    if chat.migrated_to is not None:
        raise BadInput(f"chat {chat.id} moved to {chat.migrated_to}; write there")
    if user_id == chat.id and not chat.is_private:
        return world.users[ANONYMOUS_ADMIN_ID], chat.id
    if not 0 < user_id < _MAX_USER_ID:
        raise BadInput(f"{user_id} is no user id; use a positive number, or the chat's own id")
    if chat.is_private and user_id != chat.id:
        raise BadInput(f"only {chat.id} writes in this private chat")
    if user_id == world.bot.id:
        raise BadInput("the bot speaks for itself")
    if len(chat.members) < MAX_MEMBERS:
        chat.members.setdefault(user_id, Standing.MEMBER)
    return world.user(user_id), None


def _typed(text: str, file: Attachment | None) -> str:
    """What Telegram keeps of a text that somebody typed."""
    text, _ = tidy(text, [])
    longest = MAX_CAPTION if file else MAX_TEXT
    if not text and file is None:
        raise BadInput("the message is empty; give text or a file")
    if len(text) > longest:
        raise BadInput(f"the text has {len(text)} characters; Telegram takes {longest}")
    return text


def _start(world: World, chat: Chat) -> None:
    if not chat.started:
        chat.started = True
        world.touch(chat)
    place_bot(world, chat, Standing.MEMBER)


def _open_topic(chat: Chat, topic: int | None) -> int | None:
    if topic is None or topic == GENERAL_TOPIC:
        return None
    known = chat.topics.get(topic)
    if known is None or known.state is TopicState.DELETED:
        raise BadInput(f"chat {chat.id} has no topic {topic}")
    return topic


def _tell(world: World, kind: str, chat: Chat, message: Message) -> None:
    if chat.bot not in _OUT and _is_seen(world, chat, message):
        world.updates.add(kind, wire.message_json(message, chat))
    world.bell.ring()


def _is_seen(world: World, chat: Chat, message: Message) -> bool:
    """Privacy mode: in a group an ordinary member bot sees commands meant for it, mentions and replies only."""
    if chat.is_private or not world.privacy or chat.bot is Standing.ADMINISTRATOR:
        return True
    replied = chat.messages.get(message.reply_to or 0)
    if replied and replied.sender.id == world.bot.id:
        return True
    return any(_calls(world.bot, message.text, entity) for entity in message.entities)


def _calls(bot: User, text: str, entity: dict[str, Any]) -> bool:
    units = text.encode("utf-16-le")
    begin = entity["offset"] * 2
    word = units[begin : begin + entity["length"] * 2].decode("utf-16-le")
    name = word.partition("@")[2].lower()
    if entity["type"] == "bot_command" and not name:
        return True
    return name == (bot.username or "").lower()


def _admin_of(chat: Chat) -> int:
    """Somebody who could have done it."""
    ranked = (Standing.CREATOR, Standing.ADMINISTRATOR, Standing.MEMBER)
    found = [user for standing in ranked for user, held in chat.members.items() if held is standing]
    return found[0] if found else ANONYMOUS_ADMIN_ID


def _supergroup_id(group_id: int) -> int:
    return -1_000_000_000_000 - abs(group_id) if group_id > -1_000_000_000_000 else group_id - 1
