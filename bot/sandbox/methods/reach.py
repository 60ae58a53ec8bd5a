"""What many methods ask first: which chat, which topic, which message, and may the bot?"""

from __future__ import annotations

from bot.sandbox import refusals
from bot.sandbox.objects import Chat, Message, Standing, TopicState
from bot.sandbox.params import Params
from bot.sandbox.refusals import bad_request
from bot.sandbox.world import World


def known_chat(world: World, params: Params) -> Chat:
    """The chat named by the call, whatever became of it."""
    if not params.text("chat_id"):
        raise bad_request("chat_id is empty")
    chat = world.chats.get(params.chat_id or 0)
    if chat is None:
        raise refusals.chat_not_found()
    return chat


def readable_chat(world: World, params: Params) -> Chat:
    """A chat whose members and state the bot may ask for."""
    chat = known_chat(world, params)
    if chat.is_private:
        if not chat.started:
            raise refusals.chat_not_found()
        return chat
    if chat.bot is Standing.KICKED:
        raise refusals.kicked(chat.type)
    if chat.bot is Standing.LEFT:
        raise refusals.not_a_member(chat.type)
    return chat


def writable_chat(world: World, params: Params) -> Chat:
    """A chat that the bot may write in now."""
    chat = known_chat(world, params)
    if chat.migrated_to is not None:
        raise refusals.migrated(chat.migrated_to)
    if not chat.is_private:
        readable_chat(world, params)
        if chat.bot is Standing.RESTRICTED:
            raise refusals.no_right_to_write()
    elif not chat.started:
        raise refusals.never_started()
    elif chat.bot is Standing.KICKED:
        raise refusals.blocked()
    return chat


def writable_topic(chat: Chat, params: Params) -> int | None:
    """The topic named by the call. General has no thread id: 1 is refused, as Telegram does."""
    topic_id = params.topic
    if topic_id is None:
        return None
    topic = chat.topics.get(topic_id) if chat.is_forum else None
    if topic is None or topic.state is TopicState.DELETED:
        raise refusals.thread_not_found()
    if topic.state is TopicState.CLOSED and chat.bot is not Standing.ADMINISTRATOR:
        raise refusals.topic_closed()
    return topic_id


def replied_message(chat: Chat, params: Params) -> int | None:
    """The message that this one answers, as `reply_parameters` or the older `reply_to_message_id`."""
    asked = params.structure("reply_parameters")
    if asked is None:
        asked = {"message_id": params.integer("reply_to_message_id")}
    if not isinstance(asked, dict):
        raise bad_request("object expected as reply parameters")
    message_id = asked.get("message_id")
    if not message_id or message_id in chat.messages:
        return message_id or None
    if asked.get("allow_sending_without_reply") or params.flag("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


def own_message(world: World, chat: Chat, params: Params, to: str) -> Message:
    """The bot's own message named by the call; `to` = "edit" words the refusal."""
    message = any_message(chat, params, to)
    if message.sender.id != world.bot.id or message.service:
        raise bad_request(f"message can't be {to}ed")
    return message


def any_message(chat: Chat, params: Params, to: str) -> Message:
    message_id = params.integer("message_id")
    if not message_id:
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(message_id)
    if message is None:
        raise bad_request(f"message to {to} not found")
    return message
