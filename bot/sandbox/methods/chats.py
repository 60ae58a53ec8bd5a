"""Asking about chats and their members; topics; leaving; files."""

from __future__ import annotations

from typing import Any

from bot.sandbox import acts, wire
from bot.sandbox.methods.reach import known_chat, readable_chat, writable_chat
from bot.sandbox.objects import Chat, Standing, Topic
from bot.sandbox.params import Params
from bot.sandbox.refusals import bad_request
from bot.sandbox.world import World

MAX_DOWNLOAD_BYTES = 20 * 1024 * 1024
_PRESENT = frozenset({Standing.CREATOR, Standing.ADMINISTRATOR, Standing.MEMBER, Standing.RESTRICTED})


def get_chat(world: World, params: Params) -> Any:
    return wire.full_chat_json(readable_chat(world, params))


def get_chat_member(world: World, params: Params) -> Any:
    chat = known_chat(world, params)
    user_id = params.integer("user_id")
    if user_id == world.bot.id and chat.migrated_to is None:
        return wire.member_json(world.bot, chat.bot)
    chat = readable_chat(world, params)
    user = world.users.get(user_id or 0)
    if user is None:
        raise bad_request("user not found")
    return wire.member_json(user, chat.members.get(user.id, Standing.LEFT))


def get_chat_administrators(world: World, params: Params) -> Any:
    chat = readable_chat(world, params)
    if chat.is_private:
        raise bad_request("there are no administrators in the private chat")
    standings = [(world.users[user_id], standing) for user_id, standing in chat.members.items()]
    standings.append((world.bot, chat.bot))
    ranked = (Standing.CREATOR, Standing.ADMINISTRATOR)
    return [wire.member_json(user, standing) for user, standing in standings if standing in ranked]


def get_chat_member_count(world: World, params: Params) -> Any:
    chat = readable_chat(world, params)
    return 1 + sum(standing in _PRESENT for standing in chat.members.values())


def leave_chat(world: World, params: Params) -> Any:
    chat = writable_chat(world, params)
    if chat.is_private:
        raise bad_request("chat member status can't be changed in private chats")
    acts.place_bot(world, chat, Standing.LEFT, by=world.bot.id)
    return True


def create_forum_topic(world: World, params: Params) -> Any:
    chat = writable_chat(world, params)
    if not chat.is_forum:
        raise bad_request("the chat is not a forum")
    if chat.bot is not Standing.ADMINISTRATOR:
        raise bad_request("not enough rights to create a topic")
    name = params.text("name").strip()
    if not 1 <= len(name) <= 128:
        raise bad_request("TOPIC_TITLE_EMPTY" if not name else "topic name is too long")
    return wire.topic_json(_new_topic(world, chat, name))


def _new_topic(world: World, chat: Chat, name: str) -> Topic:
    """A topic's id is the id of the message that tells of it."""
    chat.last_message_id = max(chat.last_message_id, 1, *chat.topics)
    topic = Topic(chat.last_message_id + 1, name)
    chat.topics[topic.id] = topic
    told = {"name": name, "icon_color": wire.topic_json(topic)["icon_color"]}
    world.announce(chat, world.bot, {"forum_topic_created": told}, topic.id)
    return topic


def get_file(world: World, params: Params) -> Any:
    file = world.files.get(params.text("file_id"))
    if file is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if len(file.content) > MAX_DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    return wire.file_json(file)
