"""Edits, deletion, pins and answers to button presses."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Message
from telegram.error import BadRequest

from bot.sandbox import Sandbox, acts
from bot.sandbox.objects import Standing
from monitor.errors import BadInput
from tests.bot.sandbox.stage import COLLEAGUE, ON_DUTY, SUPERGROUP

BUTTON = InlineKeyboardMarkup([[InlineKeyboardButton("Saya tangani", callback_data="ack")]])


async def test_edited_text_replaces_text_and_buttons(bot: Bot, sandbox: Sandbox) -> None:
    sent = await bot.send_message(SUPERGROUP, "a", reply_markup=BUTTON)
    edited = await bot.edit_message_text("<b>b</b>", SUPERGROUP, sent.message_id, parse_mode="HTML")
    assert isinstance(edited, Message)
    assert (edited.text, edited.reply_markup, edited.edit_date) == ("b", None, sent.date)
    assert sandbox.world.chats[SUPERGROUP].messages[sent.message_id].edited_at is not None


async def test_edit_that_changes_nothing_is_refused(bot: Bot) -> None:
    sent = await bot.send_message(SUPERGROUP, "a", reply_markup=BUTTON)
    with pytest.raises(BadRequest, match="Message is not modified: specified new message content"):
        await bot.edit_message_text("a", SUPERGROUP, sent.message_id, reply_markup=BUTTON)
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_reply_markup(SUPERGROUP, sent.message_id, reply_markup=BUTTON)


async def test_buttons_are_edited_alone(bot: Bot) -> None:
    sent = await bot.send_message(SUPERGROUP, "a")
    edited = await bot.edit_message_reply_markup(SUPERGROUP, sent.message_id, reply_markup=BUTTON)
    assert isinstance(edited, Message)
    assert (edited.text, edited.reply_markup) == ("a", BUTTON)


async def test_only_own_text_that_is_there_can_be_edited(bot: Bot, sandbox: Sandbox) -> None:
    theirs = acts.say(sandbox.world, sandbox.world.chats[SUPERGROUP], COLLEAGUE, "a")
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("b", SUPERGROUP, 99)
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("b", SUPERGROUP, theirs.id)
    file = await bot.send_document(SUPERGROUP, b"x", filename="a.csv")
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await bot.edit_message_text("b", SUPERGROUP, file.message_id)


async def test_deleted_message_is_gone(bot: Bot, sandbox: Sandbox) -> None:
    sent = await bot.send_message(SUPERGROUP, "a")
    assert await bot.delete_message(SUPERGROUP, sent.message_id)
    assert sandbox.world.chats[SUPERGROUP].messages == {}
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await bot.delete_message(SUPERGROUP, sent.message_id)


async def test_deletion_has_its_limits(bot: Bot, sandbox: Sandbox, clock) -> None:
    chat = sandbox.world.chats[SUPERGROUP]
    theirs = acts.say(sandbox.world, chat, COLLEAGUE, "a")
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await bot.delete_message(SUPERGROUP, theirs.id)
    acts.place_bot(sandbox.world, chat, Standing.ADMINISTRATOR)
    assert await bot.delete_message(SUPERGROUP, theirs.id)
    mine = await bot.send_message(SUPERGROUP, "a")
    clock.advance(timedelta(hours=48, seconds=1))
    with pytest.raises(BadRequest, match="can't be deleted for everyone"):
        await bot.delete_message(SUPERGROUP, mine.message_id)


async def test_pinning_needs_an_administrator_and_tells_the_chat(bot: Bot, sandbox: Sandbox) -> None:
    sent = await bot.send_message(SUPERGROUP, "a")
    with pytest.raises(BadRequest, match="Not enough rights to manage pinned messages"):
        await bot.pin_chat_message(SUPERGROUP, sent.message_id)
    acts.place_bot(sandbox.world, sandbox.world.chats[SUPERGROUP], Standing.ADMINISTRATOR)
    assert await bot.pin_chat_message(SUPERGROUP, sent.message_id)
    told = (await bot.get_updates())[-1].message
    assert told is not None and told.pinned_message is not None
    assert told.pinned_message.message_id == sent.message_id
    assert (await bot.get_chat(SUPERGROUP)).pinned_message is not None
    assert await bot.unpin_chat_message(SUPERGROUP, sent.message_id)
    assert (await bot.get_chat(SUPERGROUP)).pinned_message is None


async def test_pin_of_nothing_is_refused(bot: Bot) -> None:
    with pytest.raises(BadRequest, match="Message to pin not found"):
        await bot.pin_chat_message(ON_DUTY, 99)
    with pytest.raises(BadRequest, match="Message to unpin not found"):
        await bot.unpin_chat_message(ON_DUTY)


async def test_a_stranger_who_presses_a_groups_button_is_refused(bot: Bot, sandbox: Sandbox) -> None:
    sent = await bot.send_message(SUPERGROUP, "a", reply_markup=BUTTON)
    with pytest.raises(BadInput, match="is not in chat"):
        acts.press(sandbox.world, sandbox.world.chats[SUPERGROUP], 987654, sent.message_id, "ack")
    assert await bot.get_updates(timeout=0) == ()


async def test_press_reaches_the_bot_and_its_toast_the_presser(bot: Bot, sandbox: Sandbox) -> None:
    sent = await bot.send_message(SUPERGROUP, "a", reply_markup=BUTTON)
    pressed = acts.press(sandbox.world, sandbox.world.chats[SUPERGROUP], ON_DUTY, sent.message_id, "ack")
    query = (await bot.get_updates())[0].callback_query
    assert query is not None and isinstance(query.message, Message)
    assert (query.data, query.from_user.id, query.message.text) == ("ack", ON_DUTY, "a")
    waiting = asyncio.create_task(sandbox.world.bell.wait_until(lambda: pressed.answer, 5))
    assert await bot.answer_callback_query(query.id, "Tercatat.", show_alert=True)
    assert (await waiting) == {"text": "Tercatat.", "show_alert": True, "url": ""}


async def test_answer_is_judged(bot: Bot, sandbox: Sandbox) -> None:
    with pytest.raises(BadRequest, match="Query is too old and response timeout expired"):
        await bot.answer_callback_query("1", "a")
    sent = await bot.send_message(SUPERGROUP, "a", reply_markup=BUTTON)
    pressed = acts.press(sandbox.world, sandbox.world.chats[SUPERGROUP], ON_DUTY, sent.message_id, "ack")
    with pytest.raises(BadRequest, match="Message_too_long"):
        await bot.answer_callback_query(pressed.id, "a" * 201)
