"""Changing what was sent: edits, deletion, pins, and the answers to button presses."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.sandbox import refusals, wire
from bot.sandbox.keyboards import inline_keyboard
from bot.sandbox.methods.reach import any_message, own_message, writable_chat
from bot.sandbox.methods.wording import worded
from bot.sandbox.objects import Chat, Message, Standing
from bot.sandbox.params import Params
from bot.sandbox.refusals import bad_request
from bot.sandbox.world import World

MAX_TOAST = 200
_DELETABLE_FOR = timedelta(hours=48)


def edit_message_text(world: World, params: Params) -> Any:
    chat = writable_chat(world, params)
    message = own_message(world, chat, params, "edit")
    if message.attachment:
        raise bad_request("there is no text in the message to edit")
    raw = params.text("text")
    text, entities = worded(world, raw, params.text("parse_mode"))
    markup = inline_keyboard(params)
    if (text, entities, markup) == (message.text, message.entities, message.markup):
        raise refusals.not_modified()
    message.text, message.html, message.entities, message.markup = text, raw, entities, markup
    return _edited(world, chat, message)


def edit_message_reply_markup(world: World, params: Params) -> Any:
    chat = writable_chat(world, params)
    message = own_message(world, chat, params, "edit")
    markup = inline_keyboard(params)
    if markup == message.markup:
        raise refusals.not_modified()
    message.markup = markup
    return _edited(world, chat, message)


def _edited(world: World, chat: Chat, message: Message) -> Any:
    message.edited_at = world.now()
    world.touch(chat, message)
    return wire.message_json(message, chat)


def delete_message(world: World, params: Params) -> Any:
    chat = writable_chat(world, params)
    message = any_message(chat, params, "delete")
    is_own = message.sender.id == world.bot.id
    if not is_own and not chat.is_private and chat.bot is not Standing.ADMINISTRATOR:
        raise bad_request("message can't be deleted")
    if world.now() - message.date > _DELETABLE_FOR:
        raise bad_request("message can't be deleted for everyone")
    world.remove(chat, message)
    return True


def pin_chat_message(world: World, params: Params) -> Any:
    chat = writable_chat(world, params)
    _check_pin_right(chat)
    message = any_message(chat, params, "pin")
    if message.service:
        raise bad_request("service messages can't be pinned")
    if not message.pinned:
        message.pinned = True
        world.touch(chat, message)
        pinned = wire.message_json(message, chat, with_reply=False)
        world.announce(chat, world.bot, {"pinned_message": pinned}, message.topic)
    return True


def unpin_chat_message(world: World, params: Params) -> Any:
    chat = writable_chat(world, params)
    _check_pin_right(chat)
    pinned = [message for message in chat.messages.values() if message.pinned]
    if (message_id := params.integer("message_id")) is not None:
        pinned = [message for message in pinned if message.id == message_id]
    if not pinned:
        raise bad_request("message to unpin not found")
    pinned[-1].pinned = False
    world.touch(chat, pinned[-1])
    return True


def _check_pin_right(chat: Chat) -> None:
    if not chat.is_private and chat.bot is not Standing.ADMINISTRATOR:
        raise bad_request("not enough rights to manage pinned messages in the chat")


def answer_callback_query(world: World, params: Params) -> Any:
    press = world.presses.get(params.text("callback_query_id"))
    if press is None:
        raise refusals.query_too_old()
    text = params.text("text")
    if len(text) > MAX_TOAST:
        raise bad_request("MESSAGE_TOO_LONG")
    press.answer = {"text": text, "show_alert": params.flag("show_alert"), "url": params.text("url")}
    world.bell.ring()
    return True
