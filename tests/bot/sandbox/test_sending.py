"""What the bot sends, driven by python-telegram-bot itself."""

from __future__ import annotations

import pytest
from telegram import Bot, CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import MessageEntityType
from telegram.error import BadRequest, ChatMigrated, Forbidden

from bot.sandbox import Sandbox, acts
from bot.sandbox.objects import Standing, TopicState
from tests.bot.sandbox.stage import COLLEAGUE, FORUM, GROUP, ON_DUTY, SILENT, SUPERGROUP


async def test_text_is_parsed_and_its_markup_kept(bot: Bot, sandbox: Sandbox) -> None:
    sent = await bot.send_message(SUPERGROUP, "😀 <b>2 aduan</b> &amp; <code>JK1</code>\n", parse_mode="HTML")
    assert sent.text == "😀 2 aduan & JK1"
    assert sent.parse_entities() == {sent.entities[0]: "2 aduan", sent.entities[1]: "JK1"}
    assert [entity.type for entity in sent.entities] == [MessageEntityType.BOLD, MessageEntityType.CODE]
    stored = sandbox.world.chats[SUPERGROUP].messages[sent.message_id]
    assert (stored.html, stored.text) == ("😀 <b>2 aduan</b> &amp; <code>JK1</code>\n", sent.text)


async def test_person_mentioned_is_introduced_and_an_unknown_one_is_only_text(bot: Bot) -> None:
    text = f'<a href="tg://user?id={ON_DUTY}">piket</a> <a href="tg://user?id=987654">siapa</a>'
    (mention,) = (await bot.send_message(SUPERGROUP, text, parse_mode="HTML")).entities
    assert (mention.type, mention.user and mention.user.first_name) == ("text_mention", "Petugas piket")


async def test_date_is_the_clocks(bot: Bot, clock) -> None:
    assert (await bot.send_message(SUPERGROUP, "a")).date == clock.now()


async def test_plain_text_keeps_its_angle_brackets(bot: Bot) -> None:
    assert (await bot.send_message(SUPERGROUP, "1 < 2 &amp;")).text == "1 < 2 &amp;"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<b>x", "Can't parse entities: can't find end tag corresponding to start tag \"b\""),
        ("1 < 2", 'Can\'t parse entities: unsupported start tag "" at byte offset 2'),
        ("x</i>", "Can't parse entities: unexpected end tag at byte offset 1"),
        ("<b> </b>", "Message text is empty"),
        ("a" * 4097, "Message is too long"),
        ("<b></b>" * 4682 + "a", "Message is too long"),
    ],
)
async def test_bad_text_is_refused_in_telegrams_words(bot: Bot, text: str, words: str) -> None:
    with pytest.raises(BadRequest) as refused:
        await bot.send_message(SUPERGROUP, text, parse_mode="HTML")
    assert refused.value.message == words


async def test_length_counts_code_points_after_parsing(bot: Bot) -> None:
    sent = await bot.send_message(SUPERGROUP, "<b>" + "😀" * 4096 + "</b>", parse_mode="HTML")
    assert sent.text is not None and len(sent.text) == 4096


@pytest.mark.parametrize("parse_mode", ["MarkdownV2", "Markdown"])
async def test_other_parse_modes_are_refused(bot: Bot, parse_mode: str) -> None:
    with pytest.raises(BadRequest, match="parse_mode"):
        await bot.send_message(SUPERGROUP, "a", parse_mode=parse_mode)


async def test_buttons_arrive_as_they_were_sent(bot: Bot) -> None:
    rows = [
        [InlineKeyboardButton("Lihat semua", callback_data="x" * 64)],
        [
            InlineKeyboardButton("Buka di CRM", url="https://crm.example.id/JK1"),
            InlineKeyboardButton("Salin tiket", copy_text=CopyTextButton("JK1")),
        ],
    ]
    sent = await bot.send_message(SUPERGROUP, "a", reply_markup=InlineKeyboardMarkup(rows))
    assert sent.reply_markup == InlineKeyboardMarkup(rows)


@pytest.mark.parametrize(
    ("button", "words"),
    [
        ({"text": "a", "callback_data": "x" * 65}, "Button_data_invalid"),
        ({"text": "a", "callback_data": "é" * 33}, "Button_data_invalid"),
        ({"text": "a", "copy_text": {"text": "x" * 257}}, "Button_copy_text_invalid"),
        ({"text": "a", "url": "http://localhost"}, "URL 'http://localhost' is invalid: Wrong HTTP URL"),
        ({"text": "a", "url": "javascript:alert(1)"}, "is invalid: Wrong HTTP URL"),
        ({"text": "a", "url": "http://[x"}, "is invalid: Wrong HTTP URL"),
        ({"text": " ", "callback_data": "x"}, "text must be non-empty"),
        ({"text": "a"}, "Text buttons are unallowed"),
        ({"text": "a", "callback_data": "x", "url": "https://a.id"}, "exactly one action"),
        ({"text": "a", "callback_data": 5}, "Text buttons are unallowed"),
        ({"callback_data": "x"}, 'Can\'t find field "text"'),
        ("a", "must be an Object"),
    ],
)
async def test_bad_button_is_refused(bot: Bot, button: object, words: str) -> None:
    with pytest.raises(BadRequest) as refused:
        await bot.send_message(SUPERGROUP, "a", api_kwargs={"reply_markup": {"inline_keyboard": [[button]]}})
    assert words.lower() in refused.value.message.lower()


async def test_more_than_a_hundred_buttons_are_refused(bot: Bot) -> None:
    row = [InlineKeyboardButton("a", callback_data="x")] * 101
    with pytest.raises(BadRequest, match="Reply markup is too long"):
        await bot.send_message(SUPERGROUP, "a", reply_markup=InlineKeyboardMarkup([row]))


async def test_unknown_chat_is_not_found(bot: Bot) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(-999, "a")


async def test_person_who_never_pressed_start_cannot_be_written_to(bot: Bot) -> None:
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(SILENT, "a")


@pytest.mark.parametrize(
    ("chat_id", "standing", "words"),
    [
        (SUPERGROUP, Standing.KICKED, "Forbidden: bot was kicked from the supergroup chat"),
        (GROUP, Standing.KICKED, "Forbidden: bot was kicked from the group chat"),
        (SUPERGROUP, Standing.LEFT, "Forbidden: bot is not a member of the supergroup chat"),
        (ON_DUTY, Standing.KICKED, "Forbidden: bot was blocked by the user"),
    ],
)
async def test_shut_out_bot_is_forbidden(
    bot: Bot, sandbox: Sandbox, chat_id: int, standing: Standing, words: str
) -> None:
    acts.place_bot(sandbox.world, sandbox.world.chats[chat_id], standing)
    with pytest.raises(Forbidden) as refused:
        await bot.send_message(chat_id, "a")
    assert refused.value.message == words


async def test_restricted_bot_has_no_right_to_write(bot: Bot, sandbox: Sandbox) -> None:
    acts.place_bot(sandbox.world, sandbox.world.chats[SUPERGROUP], Standing.RESTRICTED)
    with pytest.raises(BadRequest, match="Not enough rights to send text messages"):
        await bot.send_message(SUPERGROUP, "a")


async def test_upgraded_group_names_its_new_id_and_takes_messages_there(bot: Bot, sandbox: Sandbox) -> None:
    acts.migrate(sandbox.world, sandbox.world.chats[GROUP], -1009)
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(GROUP, "a")
    assert moved.value.new_chat_id == -1009
    assert (await bot.send_message(-1009, "a")).chat.type == "supergroup"
    told = [update.message for update in await bot.get_updates()]
    assert [(m.chat.id, m.migrate_to_chat_id, m.migrate_from_chat_id) for m in told if m] == [
        (GROUP, -1009, None),
        (-1009, None, GROUP),
    ]


async def test_topic_is_written_to_by_its_thread(bot: Bot) -> None:
    sent = await bot.send_message(FORUM, "a", message_thread_id=7)
    assert (sent.message_thread_id, sent.is_topic_message) == (7, True)
    root = sent.reply_to_message
    assert root is not None and root.forum_topic_created is not None
    assert (root.message_id, root.forum_topic_created.name) == (7, "Gambir")


@pytest.mark.parametrize(("chat_id", "topic"), [(FORUM, 1), (FORUM, 99), (SUPERGROUP, 7)])
async def test_thread_that_is_not_there_is_refused(bot: Bot, chat_id: int, topic: int) -> None:
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.send_message(chat_id, "a", message_thread_id=topic)


@pytest.mark.parametrize(
    ("state", "words"),
    [(TopicState.CLOSED, "Topic_closed"), (TopicState.DELETED, "Message thread not found")],
)
async def test_shut_topic_is_refused(bot: Bot, sandbox: Sandbox, state: TopicState, words: str) -> None:
    acts.set_topic(sandbox.world, sandbox.world.chats[FORUM], 7, state)
    with pytest.raises(BadRequest, match=words):
        await bot.send_message(FORUM, "a", message_thread_id=7)
    await bot.send_message(FORUM, "a", message_thread_id=8)


async def test_administrator_writes_into_a_closed_topic(bot: Bot, sandbox: Sandbox) -> None:
    forum = sandbox.world.chats[FORUM]
    acts.set_topic(sandbox.world, forum, 7, TopicState.CLOSED)
    acts.place_bot(sandbox.world, forum, Standing.ADMINISTRATOR)
    assert (await bot.send_message(FORUM, "a", message_thread_id=7)).message_thread_id == 7


async def test_reply_names_the_message_it_answers(bot: Bot, sandbox: Sandbox) -> None:
    asked = acts.say(sandbox.world, sandbox.world.chats[SUPERGROUP], COLLEAGUE, "/wait")
    sent = await bot.send_message(SUPERGROUP, "a", reply_to_message_id=asked.id)
    assert sent.reply_to_message is not None and sent.reply_to_message.text == "/wait"


async def test_reply_to_nothing_is_refused_unless_allowed(bot: Bot) -> None:
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(SUPERGROUP, "a", reply_to_message_id=99)
    sent = await bot.send_message(SUPERGROUP, "a", reply_to_message_id=99, allow_sending_without_reply=True)
    assert sent.reply_to_message is None


async def test_silence_and_previews_are_taken(bot: Bot, sandbox: Sandbox) -> None:
    quiet = LinkPreviewOptions(is_disabled=True)
    sent = await bot.send_message(SUPERGROUP, "a", disable_notification=True, link_preview_options=quiet)
    assert sandbox.world.chats[SUPERGROUP].messages[sent.message_id].silent


async def test_old_messages_are_forgotten(bot: Bot, sandbox: Sandbox) -> None:
    chat = sandbox.world.chats[SUPERGROUP]
    for number in range(1005):
        sandbox.world.post(chat, text=str(number))
    assert (len(chat.messages), next(iter(chat.messages))) == (1000, 6)


async def test_waiting_for_a_message_ends_when_it_comes(bot: Bot, sandbox: Sandbox) -> None:
    await bot.send_message(SUPERGROUP, "satu")
    assert (await sandbox.wait_for(SUPERGROUP, lambda message: "satu" in message.text)).text == "satu"
    with pytest.raises(TimeoutError):
        await sandbox.wait_for(SUPERGROUP, lambda message: "dua" in message.text, 0.01)
