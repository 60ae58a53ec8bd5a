"""/sandbox: the routes for hands, scripts and the page."""

from __future__ import annotations

import asyncio
import base64
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from telegram import Bot, CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, Forbidden, NetworkError
from thoroughness import examples

from bot.sandbox import Sandbox
from bot.sandbox import hands as hands_module
from monitor.clock import SteppedClock
from tests.bot.sandbox.stage import COLLEAGUE, FORUM, ON_DUTY, SUPERGROUP, TOKEN

Hands = aiohttp.ClientSession


async def post(hands: Hands, path: str, body: Any) -> tuple[int, Any]:
    async with hands.post(path, json=body) as answer:
        return answer.status, await answer.json()


async def get(hands: Hands, path: str) -> Any:
    async with hands.get(path) as answer:
        return await answer.json()


async def test_chats_are_listed(hands: Hands) -> None:
    rows = {row["id"]: (row["title"], row["type"]) for row in await get(hands, "/sandbox/chats")}
    assert rows[SUPERGROUP] == ("Kel. Cideng", "supergroup")
    assert rows[ON_DUTY] == ("Petugas piket", "private")


async def test_messages_are_listed_as_promised(hands: Hands, bot: Bot) -> None:
    rows = [
        [
            InlineKeyboardButton("Semua", callback_data="all"),
            InlineKeyboardButton("CRM", url="https://crm.example.id/JK1"),
            InlineKeyboardButton("Salin", copy_text=CopyTextButton("JK1")),
        ]
    ]
    await bot.send_message(
        FORUM, "<b>a</b>", parse_mode="HTML", message_thread_id=7, reply_markup=InlineKeyboardMarkup(rows)
    )
    (row,) = await get(hands, f"/sandbox/chats/{FORUM}/messages")
    assert row == {
        "message_id": 1,
        "date": "2026-11-23T01:00:00+00:00",
        "from": 123,
        "from_name": "siaga",
        "text": "a",
        "html": "<b>a</b>",
        "topic": 7,
        "buttons": [
            [
                {"text": "Semua", "data": "all"},
                {"text": "CRM", "url": "https://crm.example.id/JK1"},
                {"text": "Salin", "copy": "JK1"},
            ]
        ],
        "file": None,
        "edited": False,
        "pinned": False,
        "reply_to": None,
        "service": None,
    }
    assert await get(hands, f"/sandbox/chats/{FORUM}/messages?after=1") == []


async def test_word_said_reaches_the_bot(hands: Hands, bot: Bot) -> None:
    said = {"from": COLLEAGUE, "text": "/wait", "topic": 7}
    status, row = await post(hands, f"/sandbox/chats/{FORUM}/messages", said)
    assert (status, row["from"], row["topic"]) == (200, COLLEAGUE, 7)
    changed = {"from": COLLEAGUE, "edit": row["message_id"], "text": "/segera"}
    assert (await post(hands, f"/sandbox/chats/{FORUM}/messages", changed))[1]["edited"]
    first, second = await bot.get_updates()
    assert first.message is not None and second.edited_message is not None
    assert (first.message.text, second.edited_message.text) == ("/wait", "/segera")


async def test_new_person_starts_a_private_chat(hands: Hands, bot: Bot) -> None:
    status, _ = await post(hands, "/sandbox/chats/77/messages", {"from": 77, "text": "/start"})
    assert status == 200
    assert (await bot.send_message(77, "halo")).chat.id == 77


@pytest.mark.parametrize(
    "file", [{"name": "a.csv", "text": "a;b"}, {"name": "a.csv", "base64": base64.b64encode(b"a;b").decode()}]
)
async def test_document_dropped_can_be_fetched_by_the_bot(hands: Hands, bot: Bot, file: object) -> None:
    said = {"from": ON_DUTY, "text": "ini", "file": file}
    _, row = await post(hands, f"/sandbox/chats/{ON_DUTY}/messages", said)
    assert (row["file"]["name"], row["file"]["size"], row["text"]) == ("a.csv", 3, "ini")
    async with hands.get(row["file"]["url"]) as answer:
        assert await answer.read() == b"a;b"
    message = (await bot.get_updates())[0].message
    assert message is not None and message.document is not None
    got = await (await message.document.get_file()).download_as_bytearray()
    assert bytes(got) == b"a;b"


async def test_document_comes_as_a_multipart_form_too(hands: Hands) -> None:
    form = aiohttp.FormData({"from": str(ON_DUTY), "text": ""})
    form.add_field("file", b"a;b", filename="a.csv", content_type="text/csv")
    async with hands.post(f"/sandbox/chats/{ON_DUTY}/messages", data=form) as answer:
        row = await answer.json()
    assert (row["file"]["name"], row["file"]["mime_type"]) == ("a.csv", "text/csv")


async def test_press_answers_with_the_toast(hands: Hands, bot: Bot) -> None:
    button = InlineKeyboardMarkup([[InlineKeyboardButton("Saya tangani", callback_data="ack")]])
    sent = await bot.send_message(SUPERGROUP, "a", reply_markup=button)
    pressed = {"from": ON_DUTY, "message_id": sent.message_id, "data": "ack"}
    pressing = asyncio.create_task(post(hands, f"/sandbox/chats/{SUPERGROUP}/press", pressed))
    query = (await bot.get_updates(timeout=5))[0].callback_query
    assert query is not None
    await query.answer("Tercatat.")
    status, toast = await pressing
    assert (status, toast["answered"], toast["text"]) == (200, True, "Tercatat.")


async def test_press_without_an_answer_is_accepted(
    hands: Hands, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hands_module, "TOAST_WAIT_SECONDS", 0.01)
    button = InlineKeyboardMarkup([[InlineKeyboardButton("Saya tangani", callback_data="ack")]])
    sent = await bot.send_message(SUPERGROUP, "a", reply_markup=button)
    pressed = {"from": ON_DUTY, "message_id": sent.message_id, "data": "ack"}
    status, toast = await post(hands, f"/sandbox/chats/{SUPERGROUP}/press", pressed)
    assert (status, toast["answered"]) == (202, False)
    for wrong in ({"data": "nak"}, {"message_id": 99}, {"from": SUPERGROUP}):
        assert (await post(hands, f"/sandbox/chats/{SUPERGROUP}/press", pressed | wrong))[0] == 400


async def test_chat_is_made_by_hand(hands: Hands, bot: Bot) -> None:
    made = {
        "id": -2001,
        "title": "Kota",
        "type": "supergroup",
        "is_forum": True,
        "topics": [7, {"id": 9, "name": "Senen"}],
        "members": [COLLEAGUE, {"id": 50, "first_name": "Koordinator", "status": "administrator"}],
        "bot": "administrator",
    }
    status, row = await post(hands, "/sandbox/chats", made)
    assert (status, [topic["name"] for topic in row["topics"]]) == (200, ["Topik 7", "Senen"])
    assert (await bot.get_chat_member(-2001, 50)).user.first_name == "Koordinator"
    assert await bot.send_message(-2001, "a", message_thread_id=9)
    assert (await post(hands, "/sandbox/chats", made))[0] == 400


async def test_bot_is_kicked_topic_closed_and_group_moved_by_hand(hands: Hands, bot: Bot) -> None:
    chat = f"/sandbox/chats/{FORUM}"
    await post(hands, f"{chat}/topics", {"topic": 7, "state": "closed"})
    with pytest.raises(BadRequest, match="Topic_closed"):
        await bot.send_message(FORUM, "a", message_thread_id=7)
    await post(hands, f"{chat}/bot", {"status": "kicked", "from": COLLEAGUE})
    with pytest.raises(Forbidden):
        await bot.send_message(FORUM, "a")
    status, row = await post(hands, f"/sandbox/chats/{SUPERGROUP}/migrate", {"new_id": -1010})
    assert (status, row["id"], row["title"]) == (200, -1010, "Kel. Cideng")


async def test_faults_are_ordered_and_cleared_by_hand(hands: Hands, bot: Bot) -> None:
    assert (await post(hands, "/sandbox/faults", {"kind": 500, "times": 0}))[1] == {"standing": 1}
    with pytest.raises(NetworkError):
        await bot.send_message(SUPERGROUP, "a")
    async with hands.delete("/sandbox/faults") as answer:
        assert await answer.json() == {"cleared": 1}
    assert await bot.send_message(SUPERGROUP, "a")


async def test_update_that_cannot_be_parsed_is_injected(hands: Hands, bot: Bot, sandbox: Sandbox) -> None:
    status, told = await post(hands, "/sandbox/updates", {"message": {"message_id": "x"}, "update_id": 999})
    assert (status, told["update_id"]) == (200, 1)
    async with hands.post(f"/bot{bot.token}/getUpdates") as answer:
        assert (await answer.json())["result"] == [{"update_id": 1, "message": {"message_id": "x"}}]
    assert len(sandbox.world.updates) == 1


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/sandbox/chats/-9/messages", {"from": 41, "text": "a"}, 404),
        ("/sandbox/chats/abc/messages", {"from": 41, "text": "a"}, 400),
        (f"/sandbox/chats/{SUPERGROUP}/messages", {"text": "a"}, 400),
        (f"/sandbox/chats/{SUPERGROUP}/messages", {"from": True, "text": "a"}, 400),
        (f"/sandbox/chats/{SUPERGROUP}/messages", {"from": 41, "text": 5}, 400),
        (f"/sandbox/chats/{SUPERGROUP}/messages", {"from": 41, "text": "a", "file": "../etc/passwd"}, 400),
        (f"/sandbox/chats/{SUPERGROUP}/messages", [], 400),
        (f"/sandbox/chats/{SUPERGROUP}/bot", {"status": "king"}, 400),
        (f"/sandbox/chats/{SUPERGROUP}/bot", {"status": "creator"}, 400),
        (f"/sandbox/chats/{SUPERGROUP}/topics", {"topic": 7}, 400),
        (f"/sandbox/chats/{FORUM}/topics", {"topic": 1}, 400),
        (f"/sandbox/chats/{ON_DUTY}/bot", {"status": "left"}, 400),
        (f"/sandbox/chats/{ON_DUTY}/migrate", {}, 400),
        ("/sandbox/chats", {"id": 5, "type": "group"}, 400),
        ("/sandbox/chats", {"id": -5000, "type": "group", "is_forum": True}, 400),
        ("/sandbox/chats", {"id": -5000, "members": [-1]}, 400),
        ("/sandbox/chats", {"id": 10**20}, 400),
        ("/sandbox/faults", {"kind": "rain"}, 400),
        ("/sandbox/faults", {"kind": "429", "retry_after": 0}, 400),
        ("/sandbox/faults", {"kind": "429", "times": -1}, 400),
    ],
)
async def test_mistakes_of_hands_are_told(hands: Hands, path: str, body: object, status: int) -> None:
    got, answer = await post(hands, path, body)
    assert got == status and list(answer) == ["error"]


async def test_pages_of_other_sites_are_turned_away(hands: Hands, sandbox: Sandbox) -> None:
    for origin, status in (("https://evil.example", 403), (sandbox.origin, 200), ("null", 403)):
        async with hands.get("/sandbox/chats", headers={"Origin": origin}) as answer:
            assert answer.status == status


async def test_page_can_be_put_on_the_same_server(clock: SteppedClock) -> None:
    async def page(request: web.Request) -> web.Response:
        return web.Response(text="halaman")

    sandbox = Sandbox(TOKEN, clock, routes=[web.get("/", page)])
    await sandbox.start()
    async with aiohttp.ClientSession(sandbox.origin) as session, session.get("/") as answer:
        assert await answer.text() == "halaman"
    await sandbox.stop()


_FIELDS = [
    "id",
    "from",
    "text",
    "topic",
    "file",
    "edit",
    "message_id",
    "data",
    "status",
    "kind",
    "method",
    "chat",
    "times",
    "new_id",
    "type",
    "title",
    "is_forum",
    "topics",
    "members",
    "bot",
    "started",
    "state",
    "name",
    "first_name",
    "reply_to",
    "base64",
    "chat_id",
    "reply_markup",
    "parse_mode",
    "message_thread_id",
    "reply_parameters",
    "commands",
    "scope",
    "offset",
    "timeout",
    "callback_query_id",
    "user_id",
]
_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from([SUPERGROUP, FORUM, ON_DUTY, 7, "supergroup", "HTML", "kicked", "403", "\ud800"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*_FIELDS, "inline_keyboard"]), inner)
    ),
    max_leaves=6,
)
_PATHS = (
    "/sandbox/chats",
    *(f"/sandbox/chats/{FORUM}/{verb}" for verb in ("messages", "bot", "topics", "migrate", "press")),
    *(f"/bot123:abc/{name}" for name in ("sendMessage", "editMessageText", "setMyCommands", "getChatMember")),
    "/bot123:abc/answerCallbackQuery",
)


@settings(max_examples=examples(150), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.sampled_from(_PATHS), body=st.dictionaries(st.sampled_from(_FIELDS), _VALUES, max_size=6))
async def test_no_body_breaks_the_server(hands: Hands, path: str, body: dict[str, Any]) -> None:
    async with hands.post(path, json=body) as answer:
        assert answer.status < 500
        assert isinstance(await answer.json(), dict | list)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"\xff\xfe{", "application/json"),
        (b"[" * 100_000, "application/json"),
        (b'{"a": NaN}', "application/json"),
        (b'{"text": "\\ud800"}', "application/json"),
        (b"a=%ff", "application/x-www-form-urlencoded; charset=unheard"),
        (b"nothing", "multipart/form-data; boundary=x"),
        (b"nothing", "multipart/form-data"),
        (b"--x\r\nbroken\r\n\r\n\r\n--x--", "multipart/form-data; boundary=x"),
        (b"--x\r\nContent-Disposition: form-data\r\n\r\na\r\n--x--\r\n", "multipart/form-data; boundary=x"),
    ],
)
async def test_broken_bodies_are_refused(hands: Hands, body: bytes, content_type: str) -> None:
    for path in (f"/sandbox/chats/{FORUM}/messages", "/bot123:abc/sendMessage"):
        async with hands.post(path, data=body, headers={"Content-Type": content_type}) as answer:
            assert answer.status == 400
            assert isinstance(await answer.json(), dict)
