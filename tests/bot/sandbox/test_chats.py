"""Questions about chats, members, topics, menus and files."""

from __future__ import annotations

import struct

import pytest
from telegram import (
    Bot,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeChatMember,
    ChatMemberAdministrator,
    ChatMemberBanned,
    ChatMemberMember,
    ChatMemberRestricted,
)
from telegram.error import BadRequest, Forbidden, InvalidToken

from bot.sandbox import Sandbox, acts
from bot.sandbox.objects import Standing
from tests.bot.sandbox.stage import COLLEAGUE, FORUM, GROUP, ON_DUTY, SILENT, STRANGER, SUPERGROUP

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 320, 200) + b"rest"


async def test_chat_is_described(bot: Bot) -> None:
    forum, person = await bot.get_chat(FORUM), await bot.get_chat(ON_DUTY)
    assert (forum.type, forum.title, forum.is_forum) == ("supergroup", "Forum kota", True)
    assert (person.type, person.first_name) == ("private", "Petugas piket")


async def test_chat_that_may_not_be_seen_is_refused(bot: Bot, sandbox: Sandbox) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.get_chat(SILENT)
    acts.place_bot(sandbox.world, sandbox.world.chats[GROUP], Standing.KICKED)
    with pytest.raises(Forbidden, match="kicked"):
        await bot.get_chat(GROUP)


async def test_members_are_described(bot: Bot, sandbox: Sandbox) -> None:
    assert isinstance(await bot.get_chat_member(SUPERGROUP, COLLEAGUE), ChatMemberAdministrator)
    assert isinstance(await bot.get_chat_member(SUPERGROUP, ON_DUTY), ChatMemberMember)
    assert [member.user.id for member in await bot.get_chat_administrators(SUPERGROUP)] == [COLLEAGUE]
    assert await bot.get_chat_member_count(SUPERGROUP) == 3
    sandbox.world.user(STRANGER)
    assert (await bot.get_chat_member(SUPERGROUP, STRANGER)).status == "left"
    with pytest.raises(BadRequest, match="User not found"):
        await bot.get_chat_member(SUPERGROUP, 999)


@pytest.mark.parametrize(
    ("standing", "kind"),
    [
        (Standing.ADMINISTRATOR, ChatMemberAdministrator),
        (Standing.RESTRICTED, ChatMemberRestricted),
        (Standing.KICKED, ChatMemberBanned),
    ],
)
async def test_bot_learns_its_own_standing(
    bot: Bot, sandbox: Sandbox, standing: Standing, kind: type[object]
) -> None:
    acts.place_bot(sandbox.world, sandbox.world.chats[SUPERGROUP], standing, by=COLLEAGUE)
    assert isinstance(await bot.get_chat_member(SUPERGROUP, bot.id), kind)
    change = (await bot.get_updates())[0].my_chat_member
    assert change is not None
    assert (change.old_chat_member.status, change.new_chat_member.status) == ("member", standing.value)
    assert change.from_user.id == COLLEAGUE


async def test_left_chat_is_closed_to_the_bot(bot: Bot) -> None:
    assert await bot.leave_chat(SUPERGROUP)
    with pytest.raises(Forbidden, match="bot is not a member of the supergroup chat"):
        await bot.send_message(SUPERGROUP, "a")


async def test_topic_is_created_by_an_administrator(bot: Bot, sandbox: Sandbox) -> None:
    with pytest.raises(BadRequest, match="The chat is not a forum"):
        await bot.create_forum_topic(SUPERGROUP, "Kemayoran")
    with pytest.raises(BadRequest, match="Not enough rights to create a topic"):
        await bot.create_forum_topic(FORUM, "Kemayoran")
    acts.place_bot(sandbox.world, sandbox.world.chats[FORUM], Standing.ADMINISTRATOR)
    topic = await bot.create_forum_topic(FORUM, "Kemayoran")
    sent = await bot.send_message(FORUM, "a", message_thread_id=topic.message_thread_id)
    assert sent.message_thread_id == topic.message_thread_id > 8


async def test_typing_is_shown_where_the_bot_may_write(bot: Bot) -> None:
    assert await bot.send_chat_action(SUPERGROUP, "typing")
    with pytest.raises(BadRequest, match="action"):
        await bot.send_chat_action(SUPERGROUP, "sleeping")


async def test_menus_are_kept_per_scope_and_language(bot: Bot) -> None:
    private, here = BotCommandScopeAllPrivateChats(), BotCommandScopeChat(SUPERGROUP)
    member = BotCommandScopeChatMember(SUPERGROUP, ON_DUTY)
    await bot.set_my_commands([("wait", "Aduan menunggu")])
    await bot.set_my_commands([("start", "Mulai")], scope=private)
    await bot.set_my_commands([("segera", "Hampir lewat")], scope=here, language_code="id")
    await bot.set_my_commands([("piket", "Jaga")], scope=member)
    assert [command.command for command in await bot.get_my_commands()] == ["wait"]
    assert [command.command for command in await bot.get_my_commands(private)] == ["start"]
    assert [command.command for command in await bot.get_my_commands(here, "id")] == ["segera"]
    assert [command.command for command in await bot.get_my_commands(member)] == ["piket"]
    await bot.delete_my_commands(here, "id")
    assert await bot.get_my_commands(here, "id") == ()


@pytest.mark.parametrize(
    ("name", "description", "words"),
    [
        ("Wait", "a", "Bot_command_invalid"),
        ("a-b", "a", "Bot_command_invalid"),
        ("a" * 33, "a", "Bot_command_invalid"),
        ("wait", "", "Bot_command_description_invalid"),
        ("wait", "a" * 257, "Bot_command_description_invalid"),
    ],
)
async def test_bad_menu_is_refused(bot: Bot, name: str, description: str, words: str) -> None:
    with pytest.raises(BadRequest, match=words):
        await bot.set_my_commands([(name, description)])


async def test_menu_of_an_unknown_chat_is_refused(bot: Bot) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.set_my_commands([("wait", "a")], scope=BotCommandScopeChat(-999))


async def test_document_goes_there_and_back(bot: Bot, sandbox: Sandbox) -> None:
    sent = await bot.send_document(
        SUPERGROUP, b"a;b\n1;2\n", filename="tabel é.csv", caption="<b>Tabel</b>", parse_mode="HTML"
    )
    assert sent.document is not None
    assert (sent.document.file_name, sent.caption, sent.document.file_size) == ("tabel é.csv", "Tabel", 8)
    file = await bot.get_file(sent.document.file_id)
    assert bytes(await file.download_as_bytearray()) == b"a;b\n1;2\n"
    again = await bot.send_document(SUPERGROUP, sent.document.file_id)
    assert again.document is not None and again.document.file_id == sent.document.file_id


async def test_photo_has_its_size(bot: Bot) -> None:
    sent = await bot.send_photo(SUPERGROUP, PNG)
    assert (sent.photo[-1].width, sent.photo[-1].height) == (320, 200)
    with pytest.raises(BadRequest, match="Image_process_failed"):
        await bot.send_photo(SUPERGROUP, b"no picture")


async def test_bad_file_is_refused(bot: Bot) -> None:
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await bot.send_document(SUPERGROUP, b"x", caption="a" * 1025)
    with pytest.raises(BadRequest, match="File must be non-empty"):
        await bot.send_document(SUPERGROUP, b"", filename="a.csv")
    with pytest.raises(BadRequest, match="Wrong file identifier/http url specified"):
        await bot.send_document(SUPERGROUP, "https://example.id/a.csv")
    with pytest.raises(BadRequest, match="Wrong file_id or the file is temporarily unavailable"):
        await bot.get_file("file_99")


async def test_missing_file_is_not_served(bot: Bot, hands) -> None:
    async with hands.get(f"/file/bot{bot.token}/documents/none.csv") as answer:
        assert answer.status == 404
    async with hands.get("/file/bot1:x/documents/none.csv") as answer:
        assert answer.status == 401


async def test_wrong_token_is_refused(sandbox: Sandbox) -> None:
    for token, words in (("9:x", "Unauthorized"), ("nonsense", "Not Found")):
        stranger = Bot(token, sandbox.base_url)
        with pytest.raises(InvalidToken, match=f"`{token}` was rejected"):
            await stranger.initialize()
        assert sandbox.calls[-1].code == {"Unauthorized": 401, "Not Found": 404}[words]
        await stranger.shutdown()


async def test_unknown_method_is_not_found(bot: Bot, hands) -> None:
    async with hands.post(f"/bot{bot.token}/sendUnicorn") as answer:
        assert (answer.status, await answer.json()) == (
            404,
            {"ok": False, "error_code": 404, "description": "Not Found: method not found"},
        )


@pytest.mark.parametrize("way", ["json", "form", "query"])
async def test_parameters_come_in_every_way_that_telegram_allows(bot: Bot, hands, way: str) -> None:
    values = {"chat_id": str(SUPERGROUP), "text": "a"}
    url = f"/bot{bot.token}/SENDMESSAGE"
    if way == "json":
        call = hands.post(url, json={"chat_id": SUPERGROUP, "text": "a", "reply_markup": {"inline_keyboard": []}})
    else:
        call = hands.post(url, data=values) if way == "form" else hands.get(url, params=values)
    async with call as answer:
        body = await answer.json()
    assert (answer.status, body["ok"], body["result"]["text"]) == (200, True, "a")
