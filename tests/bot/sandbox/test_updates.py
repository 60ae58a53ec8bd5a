"""What people do becomes updates, and how the bot fetches them."""

from __future__ import annotations

import asyncio

import pytest
from telegram import Bot
from telegram.error import BadRequest, Conflict

from bot.sandbox import Sandbox, acts
from bot.sandbox.objects import ANONYMOUS_ADMIN_ID, Standing
from monitor.errors import BadInput
from tests.bot.sandbox.stage import COLLEAGUE, FORUM, ON_DUTY, SILENT, STRANGER, SUPERGROUP, bot_for


async def test_command_in_a_group_arrives_with_its_entity(bot: Bot, sandbox: Sandbox) -> None:
    acts.say(sandbox.world, sandbox.world.chats[SUPERGROUP], STRANGER, "😀 /wait@siaga_bot cideng")
    message = (await bot.get_updates())[0].message
    assert message is not None and message.from_user is not None
    assert list(message.parse_entities(["bot_command"]).values()) == ["/wait@siaga_bot"]
    assert (message.from_user.id, message.chat.type, message.text) == (
        STRANGER,
        "supergroup",
        "😀 /wait@siaga_bot cideng",
    )


async def test_privacy_hides_ordinary_talk_in_groups(bot: Bot, sandbox: Sandbox) -> None:
    world, group = sandbox.world, sandbox.world.chats[SUPERGROUP]
    mine = await bot.send_message(SUPERGROUP, "tiket?")
    acts.say(world, group, ON_DUTY, "selamat pagi")
    acts.say(world, group, ON_DUTY, "/wait@other_bot")
    acts.say(world, group, ON_DUTY, "halo @siaga_bot")
    acts.say(world, group, ON_DUTY, "JK1", reply_to=mine.message_id)
    acts.say(world, world.chats[ON_DUTY], ON_DUTY, "halo")
    acts.place_bot(world, group, Standing.ADMINISTRATOR)
    acts.say(world, group, ON_DUTY, "terlihat")
    heard = [update.message.text for update in await bot.get_updates() if update.message]
    assert heard == ["halo @siaga_bot", "JK1", "halo", "terlihat"]


async def test_topic_and_edit_arrive(bot: Bot, sandbox: Sandbox) -> None:
    world, forum = sandbox.world, sandbox.world.chats[FORUM]
    said = acts.say(world, forum, ON_DUTY, "/wait", topic=7)
    acts.edit(world, forum, ON_DUTY, said.id, "/segera")
    first, second = await bot.get_updates()
    assert first.message is not None and second.edited_message is not None
    assert (first.message.message_thread_id, second.edited_message.text) == (7, "/segera")
    assert second.edited_message.edit_date is not None


async def test_anonymous_administrator_writes_as_the_chat(bot: Bot, sandbox: Sandbox) -> None:
    acts.say(sandbox.world, sandbox.world.chats[SUPERGROUP], SUPERGROUP, "/wait")
    message = (await bot.get_updates())[0].message
    assert message is not None and message.from_user is not None and message.sender_chat is not None
    assert (message.from_user.id, message.sender_chat.id) == (ANONYMOUS_ADMIN_ID, SUPERGROUP)


async def test_first_word_in_private_presses_start(bot: Bot, sandbox: Sandbox) -> None:
    acts.say(sandbox.world, acts.private_chat(sandbox.world, SILENT), SILENT, "/start abc")
    acts.say(sandbox.world, acts.private_chat(sandbox.world, 77), 77, "/start")
    assert (await bot.send_message(SILENT, "halo")).chat.id == SILENT
    assert [update.message.text for update in await bot.get_updates() if update.message] == [
        "/start abc",
        "/start",
    ]


async def test_kicked_bot_hears_nothing_but_the_kick(bot: Bot, sandbox: Sandbox) -> None:
    group = sandbox.world.chats[SUPERGROUP]
    acts.place_bot(sandbox.world, group, Standing.KICKED)
    acts.say(sandbox.world, group, ON_DUTY, "/wait")
    updates = await bot.get_updates()
    assert [update.my_chat_member is not None for update in updates] == [True]


async def test_document_arrives_with_its_caption(bot: Bot, sandbox: Sandbox) -> None:
    world = sandbox.world
    file = world.keep_file("aduan.csv", "text/csv", b"a,b", "document")
    acts.say(world, world.chats[ON_DUTY], ON_DUTY, "/aduan", file=file)
    message = (await bot.get_updates())[0].message
    assert message is not None and message.document is not None
    assert (message.document.file_name, message.caption, message.text) == ("aduan.csv", "/aduan", None)
    assert list(message.parse_caption_entities().values()) == ["/aduan"]


async def test_updates_stay_until_an_offset_confirms_them(bot: Bot, sandbox: Sandbox) -> None:
    for text in ("/a", "/b", "/c"):
        acts.say(sandbox.world, sandbox.world.chats[ON_DUTY], ON_DUTY, text)
    first, second = await bot.get_updates(limit=2)
    assert (await bot.get_updates())[0].update_id == first.update_id
    rest = await bot.get_updates(offset=second.update_id + 1)
    assert [update.message.text for update in rest if update.message] == ["/c"]
    assert (await bot.get_webhook_info()).pending_update_count == 1
    assert len(await bot.get_updates(offset=-1)) == 1


async def test_only_the_kinds_asked_for_are_kept(bot: Bot, sandbox: Sandbox) -> None:
    await bot.get_updates(allowed_updates=["callback_query"])
    acts.say(sandbox.world, sandbox.world.chats[ON_DUTY], ON_DUTY, "/a")
    assert await bot.get_updates() == ()
    await bot.get_updates(allowed_updates=[])
    acts.say(sandbox.world, sandbox.world.chats[ON_DUTY], ON_DUTY, "/a")
    assert len(await bot.get_updates()) == 1


async def test_long_poll_ends_with_the_first_update(bot: Bot, sandbox: Sandbox) -> None:
    polling = asyncio.create_task(bot.get_updates(timeout=20))
    await sandbox.world.bell.wait_until(lambda: True, 1)
    acts.say(sandbox.world, sandbox.world.chats[ON_DUTY], ON_DUTY, "/a")
    assert len(await polling) == 1


async def test_second_poll_ends_the_first_with_a_conflict(bot: Bot, sandbox: Sandbox) -> None:
    async with bot_for(sandbox) as twin:
        older = asyncio.create_task(bot.get_updates(timeout=20))
        await _polled(sandbox, 1)
        newer = asyncio.create_task(twin.get_updates(timeout=20))
        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await older
        acts.say(sandbox.world, sandbox.world.chats[ON_DUTY], ON_DUTY, "/a")
        assert len(await newer) == 1


async def _polled(sandbox: Sandbox, times: int) -> None:
    """Until so many polls have begun."""
    await sandbox.world.bell.wait_until(lambda: sandbox._polling._turn >= times or None, 5)


async def test_webhook_shuts_polling_out(bot: Bot) -> None:
    await bot.set_webhook("https://siaga.example.id/telegram", secret_token="abc", allowed_updates=["message"])
    info = await bot.get_webhook_info()
    assert (info.url, info.allowed_updates) == ("https://siaga.example.id/telegram", ("message",))
    with pytest.raises(Conflict, match="while webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == ()
    with pytest.raises(BadRequest, match="Bad webhook"):
        await bot.set_webhook("http://siaga.example.id")


async def test_setting_a_webhook_ends_the_poll(bot: Bot, sandbox: Sandbox) -> None:
    async with bot_for(sandbox) as twin:
        polling = asyncio.create_task(bot.get_updates(timeout=20))
        await _polled(sandbox, 1)
        await twin.set_webhook("https://siaga.example.id/telegram")
        with pytest.raises(Conflict, match="setWebhook"):
            await polling


async def test_upgrade_makes_an_id_of_its_own(sandbox: Sandbox) -> None:
    world = sandbox.world
    grown = acts.migrate(world, world.chats[SUPERGROUP])
    assert grown.id < -1_000_000_000_000 and grown.members == world.chats[SUPERGROUP].members
    with pytest.raises(BadInput, match="moved"):
        acts.say(world, world.chats[SUPERGROUP], ON_DUTY, "/wait")


@pytest.mark.parametrize(
    ("writer", "text", "topic", "words"),
    [
        (ON_DUTY, " ", None, "empty"),
        (ON_DUTY, "a" * 4097, None, "4097"),
        (ON_DUTY, "a", 99, "topic"),
        (-7, "a", None, "no user id"),
        (123, "a", None, "bot"),
    ],
)
async def test_what_nobody_could_write_is_refused(
    sandbox: Sandbox, writer: int, text: str, topic: int | None, words: str
) -> None:
    with pytest.raises(BadInput, match=words):
        acts.say(sandbox.world, sandbox.world.chats[FORUM], writer, text, topic=topic)


async def test_only_the_writer_edits(sandbox: Sandbox) -> None:
    group = sandbox.world.chats[SUPERGROUP]
    said = acts.say(sandbox.world, group, ON_DUTY, "/wait")
    with pytest.raises(BadInput, match="somebody else"):
        acts.edit(sandbox.world, group, COLLEAGUE, said.id, "/segera")
    with pytest.raises(BadInput, match="not there"):
        acts.edit(sandbox.world, group, COLLEAGUE, 99, "/segera")
