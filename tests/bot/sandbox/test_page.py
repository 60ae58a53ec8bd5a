"""What the page is given: its files, the events, menus, the clock, switches, downloads."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Bot, BotCommand, BotCommandScopeAllGroupChats, BotCommandScopeChat
from telegram.error import RetryAfter

from bot.sandbox import Limits, Player, Sandbox, TourStep, acts
from bot.sandbox.downloads import safe_name
from bot.sandbox.objects import Standing, TopicState
from bot.sandbox.page import events as events_module
from monitor.clock import AdjustableClock, SteppedClock
from tests.bot.sandbox.stage import COLLEAGUE, FORUM, ON_DUTY, STRANGER, SUPERGROUP, TOKEN, furnish

Hands = aiohttp.ClientSession
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x08\0\0\0\x08\x08\x02\0\0\0"


class Outage:
    """A switch that only remembers."""

    name, title = "outage", "CRM mati"

    def __init__(self) -> None:
        self.on = False

    def is_on(self) -> bool:
        return self.on

    def set(self, on: bool) -> None:
        self.on = on


@pytest.fixture
def dial() -> AdjustableClock:
    return AdjustableClock(datetime(2026, 11, 23, 1, 0, tzinfo=UTC), 60)


@pytest.fixture
def happened() -> list[str]:
    return []


@pytest.fixture
async def staged(dial: AdjustableClock, happened: list[str]) -> AsyncIterator[tuple[Sandbox, Hands]]:
    """A sandbox with everything that the page can show."""
    players = [Player(ON_DUTY, "Petugas piket", "piket"), Player(STRANGER, "Orang lain", "orang luar")]
    steps = [
        TourStep("Tanya", "Ketik /wait", "line", chat=SUPERGROUP, done_when="command:/wait"),
        TourStep("Dijawab", "Di CRM", begin=lambda: dial.set_speed(77)),
    ]
    hooks = {"answered": lambda: "answered" in happened}
    sandbox = Sandbox(TOKEN, dial, Limits.off(), players=players, switches=[Outage()], tour=steps, hooks=hooks)
    furnish(sandbox)
    await sandbox.start()
    async with aiohttp.ClientSession(sandbox.origin) as session:
        yield sandbox, session
    await sandbox.stop()


async def get(hands: Hands, path: str) -> Any:
    async with hands.get(path) as answer:
        return await answer.json()


async def post(hands: Hands, path: str, body: Any) -> tuple[int, Any]:
    async with hands.post(path, json=body) as answer:
        return answer.status, await answer.json()


class Stream:
    """Reads events one by one."""

    def __init__(self, answer: aiohttp.ClientResponse) -> None:
        self._answer = answer
        self.last_id = ""

    async def next(self) -> tuple[str, Any]:
        fields: dict[str, str] = {}
        async with asyncio.timeout(5):
            while True:
                line = (await self._answer.content.readline()).decode().rstrip("\n")
                name, _, value = line.partition(": ")
                if line:
                    fields[name] = value
                elif "event" in fields:
                    self.last_id = fields["id"]
                    return fields["event"], json.loads(fields["data"])

    async def next_of(self, kind: str) -> Any:
        while True:
            name, content = await self.next()
            if name == kind:
                return content


@asynccontextmanager
async def listening(hands: Hands, after: str = "") -> AsyncIterator[Stream]:
    async with hands.get("/sandbox/events", headers={"Last-Event-ID": after}) as answer:
        assert answer.content_type == "text/event-stream"
        yield Stream(answer)


async def test_page_is_served_under_a_strict_policy(hands: Hands) -> None:
    async with hands.get("/") as answer:
        policy, page = answer.headers["Content-Security-Policy"], await answer.text()
    assert "default-src 'self'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert 'lang="id"' in page
    assert not re.search(r"<script(?![^>]*src=)|<style|style=|\son\w+=|https?://", page)


async def test_every_file_that_the_page_names_is_there(hands: Hands) -> None:
    async with hands.get("/") as answer:
        wanted = set(re.findall(r'"/page/([^"]+)"', await answer.text()))
    seen: dict[str, str] = {}
    while wanted - seen.keys():
        name = min(wanted - seen.keys())
        async with hands.get(f"/page/{name}") as answer:
            assert answer.status == 200, name
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            seen[name] = await answer.text()
        wanted |= set(re.findall(r'from "\./([^"]+)"', seen[name]))
    assert {"main.js", "text.js", "tour.js", "talk.css", "icon.svg"} <= seen.keys()
    assert not any(
        "innerHTML" in text or "insertAdjacentHTML" in text or "eval(" in text for text in seen.values()
    )


async def test_file_that_is_known_is_not_sent_again(hands: Hands) -> None:
    async with hands.get("/page/main.js") as answer:
        tag = answer.headers["ETag"]
    async with hands.get("/page/main.js", headers={"If-None-Match": tag}) as answer:
        assert (answer.status, await answer.read()) == (304, b"")
    async with hands.get("/page/..%2Fcast.py") as answer:
        assert answer.status == 404


@pytest.mark.parametrize(
    ("host", "origin", "status"),
    [
        ("localhost:8812", None, 200),
        ("[::1]:8812", None, 200),
        ("siaga:8812", None, 200),
        ("127.0.0.1:8812", "http://127.0.0.1:8812", 200),
        ("127.0.0.1:8812", "http://127.0.0.1:9", 403),
        ("rebound.evil.example", "http://rebound.evil.example", 403),
        ("rebound.evil.example", None, 403),
        ("[", None, 403),
    ],
)
async def test_page_answers_only_on_its_own_origin(
    hands: Hands, host: str, origin: str | None, status: int
) -> None:
    headers = {"Host": host} | ({"Origin": origin} if origin else {})
    for path in ("/", "/sandbox/players", "/sandbox/chats"):
        async with hands.get(path, headers=headers) as answer:
            assert answer.status == status


async def test_players_and_steps_are_those_given(staged: tuple[Sandbox, Hands]) -> None:
    _, hands = staged
    assert (await get(hands, "/sandbox/players"))[0] == {"id": ON_DUTY, "name": "Petugas piket", "role": "piket"}
    step, _ = await get(hands, "/sandbox/tour")
    assert (step["done_when"], step["chat"], step["highlight"]) == ("command:/wait", SUPERGROUP, "line")


async def test_step_shown_is_begun(staged: tuple[Sandbox, Hands], dial: AdjustableClock) -> None:
    _, hands = staged
    assert await post(hands, "/sandbox/tour/0", {}) == (200, {"begun": False})
    assert await post(hands, "/sandbox/tour/1", {}) == (200, {"begun": True})
    assert dial.speed == 77
    for wrong in ("2", "-1", "x", "9" * 9):
        assert (await post(hands, f"/sandbox/tour/{wrong}", {}))[0] == 404


async def test_without_players_everybody_known_can_be_played(hands: Hands) -> None:
    players = await get(hands, "/sandbox/players")
    assert {ON_DUTY, COLLEAGUE} <= {player["id"] for player in players}
    assert all(player["id"] != 123 for player in players)
    assert await get(hands, "/sandbox/tour") == []


async def test_stream_begins_with_the_whole_world(hands: Hands, sandbox: Sandbox, bot: Bot) -> None:
    await bot.send_message(SUPERGROUP, "<b>a</b> 😀 <i>b</i>", parse_mode="HTML")
    async with listening(hands) as stream:
        hello = await stream.next_of("hello")
        change = await stream.next_of("change")
        state = await stream.next_of("state")
    assert hello["bot"]["username"] == "siaga_bot"
    assert len(change["chats"]) == len(sandbox.world.chats)
    (message,) = change["messages"]
    assert (message["chat"], message["by_bot"], message["text"]) == (SUPERGROUP, True, "a 😀 b")
    assert message["entities"][1]["offset"] == 5  # the face counts two
    assert state["faults"] == [] and state["clock"]["adjustable"] is False


async def test_stream_tells_each_kind_of_change(hands: Hands, sandbox: Sandbox, bot: Bot) -> None:
    world = sandbox.world
    sent = await bot.send_message(SUPERGROUP, "lama")
    async with listening(hands) as stream:
        await stream.next_of("state")
        await bot.edit_message_text("baru", SUPERGROUP, sent.message_id)
        (edited,) = (await stream.next_of("change"))["messages"]
        assert (edited["text"], edited["edited"]) == ("baru", True)
        acts.say(world, world.chats[SUPERGROUP], ON_DUTY, "/wait", reply_to=sent.message_id)
        (said,) = (await stream.next_of("change"))["messages"]
        assert (said["from"], said["reply_to"], said["by_bot"]) == (ON_DUTY, sent.message_id, False)
        acts.set_topic(world, world.chats[FORUM], 7, TopicState.DELETED)
        assert (await stream.next_of("change"))["chats"][0]["topics"][0]["state"] == "deleted"
        acts.place_bot(world, world.chats[FORUM], Standing.KICKED)
        assert (await stream.next_of("change"))["chats"][0]["bot"] == "kicked"
        await bot.delete_message(SUPERGROUP, sent.message_id)
        assert (await stream.next_of("change"))["removed"] == [{"chat": SUPERGROUP, "message_id": sent.message_id}]


async def test_stream_tells_what_is_pinned_and_that_a_group_moved(
    hands: Hands, sandbox: Sandbox, bot: Bot
) -> None:
    world = sandbox.world
    world.chats[SUPERGROUP].bot = Standing.ADMINISTRATOR
    sent = await bot.send_message(SUPERGROUP, "penting")
    async with listening(hands) as stream:
        await stream.next_of("state")
        await bot.pin_chat_message(SUPERGROUP, sent.message_id)
        rows = {row["message_id"]: row for row in (await stream.next_of("change"))["messages"]}
        assert rows[sent.message_id]["pinned"]
        assert rows[sent.message_id + 1]["about"] == {"message_id": sent.message_id}
        acts.migrate(world, world.chats[SUPERGROUP], -1777)
        change = await stream.next_of("change")
        moved = {row["id"]: row["migrated_to"] for row in change["chats"]}
        assert moved == {SUPERGROUP: -1777, -1777: None}


async def test_page_that_reconnects_gets_only_what_it_missed(hands: Hands, bot: Bot) -> None:
    await bot.send_message(SUPERGROUP, "satu")
    async with listening(hands) as stream:
        await stream.next_of("change")
        seen = stream.last_id
    await bot.send_message(SUPERGROUP, "dua")
    async with listening(hands, seen) as stream:
        name, change = await stream.next()
    assert (name, [row["text"] for row in change["messages"]]) == ("change", ["dua"])


@pytest.mark.parametrize("after", ["", "feed0000-3", "x", "-", "feed-" + "9" * 40])
async def test_page_of_another_process_begins_anew(hands: Hands, bot: Bot, after: str) -> None:
    await bot.send_message(SUPERGROUP, "satu")
    async with listening(hands, after) as stream:
        assert (await stream.next())[0] == "hello"
        assert len((await stream.next())[1]["messages"]) == 1


async def test_old_messages_come_on_demand(
    hands: Hands, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events_module, "RECENT", 5)
    chat = sandbox.world.chats[SUPERGROUP]
    for number in range(120):
        sandbox.world.post(chat, text=str(number))
    async with listening(hands) as stream:
        change = await stream.next_of("change")
    assert [row["text"] for row in change["messages"]] == ["115", "116", "117", "118", "119"]
    assert change["older"] == [SUPERGROUP]
    history = await get(hands, f"/sandbox/chats/{SUPERGROUP}/history?before=116")
    assert (len(history["messages"]), history["messages"][0]["text"], history["older"]) == (100, "15", True)
    history = await get(hands, f"/sandbox/chats/{SUPERGROUP}/history?before=16")
    assert (len(history["messages"]), history["older"]) == (15, False)


async def test_fault_is_listed_until_a_call_has_used_it_up(hands: Hands, bot: Bot) -> None:
    async with listening(hands) as stream:
        await stream.next_of("state")
        await post(hands, "/sandbox/faults", {"kind": "429", "retry_after": 7, "chat": SUPERGROUP})
        (fault,) = (await stream.next_of("state"))["faults"]
        assert (fault["kind"], fault["retry_after"], fault["times"]) == ("429", 7, 1)
        assert await get(hands, "/sandbox/faults") == [fault]
        with pytest.raises(RetryAfter):
            await bot.send_message(SUPERGROUP, "a")
        assert (await stream.next_of("state"))["faults"] == []


async def test_switch_is_turned_and_told(staged: tuple[Sandbox, Hands]) -> None:
    _, hands = staged
    async with listening(hands) as stream:
        assert (await stream.next_of("state"))["switches"] == [
            {"name": "outage", "title": "CRM mati", "on": False}
        ]
        assert (await post(hands, "/sandbox/switches/outage", {"on": True}))[1]["on"] is True
        assert (await stream.next_of("state"))["switches"][0]["on"] is True
    assert (await get(hands, "/sandbox/switches"))[0]["on"] is True
    assert (await post(hands, "/sandbox/switches/rain", {"on": True}))[0] == 404
    assert (await post(hands, "/sandbox/switches/outage", {"on": "yes"}))[0] == 400


async def test_clock_is_turned_and_told(staged: tuple[Sandbox, Hands], dial: AdjustableClock) -> None:
    _, hands = staged
    assert (await get(hands, "/sandbox/clock"))["adjustable"] is True
    async with listening(hands) as stream:
        assert (await stream.next_of("state"))["clock"]["speed"] == 60
        status, told = await post(hands, "/sandbox/clock", {"speed": 600, "paused": True})
        assert (status, told["speed"], told["paused"]) == (200, 600, True)
        assert (await stream.next_of("state"))["clock"]["paused"] is True
    await post(hands, "/sandbox/clock", {"paused": False})
    assert not dial.paused


@pytest.mark.parametrize("paused", [False, True])
async def test_clock_runs_ahead_and_tells_how(
    staged: tuple[Sandbox, Hands], dial: AdjustableClock, paused: bool
) -> None:
    _, hands = staged
    before = dial.now()
    until = before + timedelta(minutes=15)
    async with listening(hands) as stream:
        assert (await stream.next_of("state"))["clock"]["rush"] is None
        _, told = await post(hands, "/sandbox/clock", {"paused": paused, "advance_to": until.isoformat()})
        assert told["rush"] == {"until": until.isoformat(), "speed": 1800, "paused": paused}
        assert before <= datetime.fromisoformat(told["now"]) < until
        assert (await stream.next_of("state"))["clock"]["rush"] == told["rush"]
        arrived = (await stream.next_of("state"))["clock"]
    assert (arrived["rush"], arrived["paused"], arrived["speed"]) == (None, paused, 60)
    assert datetime.fromisoformat(arrived["now"]) >= until


async def test_hook_is_told_when_it_happened(staged: tuple[Sandbox, Hands], happened: list[str]) -> None:
    _, hands = staged
    async with listening(hands) as stream:
        assert (await stream.next_of("state"))["hooks"] == {"answered": False}
        happened.append("answered")
        assert (await stream.next_of("state"))["hooks"] == {"answered": True}


def test_step_leaps_only_to_a_time_of_day() -> None:
    assert TourStep("Sore", "", leap_to="15:00").row()["leap_to"] == "15:00"
    with pytest.raises(ValueError, match="sore"):
        TourStep("Sore", "", leap_to="sore")


async def test_chats_of_somebody_are_those_they_are_in(hands: Hands, sandbox: Sandbox) -> None:
    everything = await get(hands, "/sandbox/chats")
    assert {row["id"] for row in everything} == set(sandbox.world.chats)
    own = await get(hands, f"/sandbox/chats?as={ON_DUTY}")
    assert own == [row for row in everything if ON_DUTY in {member["id"] for member in row["members"]}]
    assert SUPERGROUP in {row["id"] for row in own}
    assert {row["id"] for row in await get(hands, f"/sandbox/chats?as={STRANGER}")} <= {STRANGER}
    assert "error" in await get(hands, "/sandbox/chats?as=x")


@pytest.mark.parametrize(
    "body",
    [
        {"speed": 0},
        {"speed": -1},
        {"speed": "fast"},
        {"speed": True},
        {"speed": 1e9},
        {"paused": 1},
        {"advance_to": "besok"},
        {"advance_to": 5},
        {"advance_to": "2026-11-24T08:00:00"},
        {"advance_to": "2020-01-01T00:00:00+07:00"},
        {"advance_to": "2036-01-01T00:00:00+07:00"},
    ],
)
async def test_wrong_turns_change_nothing(
    staged: tuple[Sandbox, Hands], dial: AdjustableClock, body: dict[str, Any]
) -> None:
    _, hands = staged
    status, answer = await post(hands, "/sandbox/clock", {"speed": 5, "paused": True} | body)
    assert (status, list(answer), dial.speed, dial.paused) == (400, ["error"], 60, False)


async def test_clock_of_another_kind_is_shown_and_not_turned(hands: Hands, clock: SteppedClock) -> None:
    told = await get(hands, "/sandbox/clock")
    assert (told["adjustable"], told["speed"], told["now"]) == (False, 0, clock.now().isoformat())
    assert (await post(hands, "/sandbox/clock", {"paused": True}))[0] == 400


async def test_commands_are_those_of_the_narrowest_menu(hands: Hands, bot: Bot) -> None:
    path = f"/sandbox/chats/{SUPERGROUP}/commands?from={ON_DUTY}"
    assert await get(hands, path) == []
    await bot.set_my_commands([BotCommand("bantuan", "Bantuan")])
    assert [row["command"] for row in await get(hands, path)] == ["bantuan"]
    await bot.set_my_commands([BotCommand("status", "Keadaan")], BotCommandScopeAllGroupChats())
    assert [row["command"] for row in await get(hands, path)] == ["status"]
    await bot.set_my_commands([BotCommand("wait", "Aduan wait")], BotCommandScopeChat(SUPERGROUP))
    assert await get(hands, path) == [{"command": "wait", "description": "Aduan wait"}]
    assert [row["command"] for row in await get(hands, f"/sandbox/chats/{FORUM}/commands")] == ["status"]
    new_private = f"/sandbox/chats/{STRANGER}/commands?from={STRANGER}"
    assert [row["command"] for row in await get(hands, new_private)] == ["bantuan"]
    assert "error" in await get(hands, "/sandbox/chats/-9/commands")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("rekap.xlsx", "rekap.xlsx"),
        ('a"\r\nSet-Cookie: x=1.csv', "a___Set-Cookie_ x=1.csv"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("foto\u202egnp.exe", "foto_gnp.exe"),
        ("<script>.html", "_script_.html"),
        ("aduan é.csv", "aduan é.csv"),
    ],
)
async def test_download_is_an_attachment_under_a_safe_name(
    hands: Hands, sandbox: Sandbox, name: str, shown: str
) -> None:
    file = sandbox.world.keep_file(name, "text/html", b"<script>1</script>", "document")
    async with hands.get(f"/sandbox/files/{file.file_id}") as answer:
        disposition = answer.content_disposition
        assert (answer.content_type, answer.headers["X-Content-Type-Options"]) == (
            "application/octet-stream",
            "nosniff",
        )
        assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert disposition is not None
    assert (disposition.type, disposition.filename) == ("attachment", shown)


async def test_only_a_photo_that_is_one_keeps_its_type(hands: Hands, sandbox: Sandbox) -> None:
    photo = sandbox.world.keep_file("a.png", "image/png", PNG, "photo", (8, 8))
    fake = sandbox.world.keep_file("a.png", "image/png", b"<svg onload=1>", "photo", (8, 8))
    for file, content_type in ((photo, "image/png"), (fake, "application/octet-stream")):
        async with hands.get(f"/sandbox/files/{file.file_id}") as answer:
            assert answer.content_type == content_type


@given(st.text(max_size=300))
def test_safe_name_is_never_a_path_nor_empty(name: str) -> None:
    safe = safe_name(name)
    assert 0 < len(safe) <= 120
    assert not set(safe) & set('/\\\0\r\n"') and safe not in (".", "..")
