"""A stage for conversations: the sandbox, the real bot library, a real SQLite file, a stepped clock, no waiting.

Three people: ON_DUTY and COLLEAGUE write in groups, STRANGER is known nowhere; COORDINATOR has a private chat.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from telegram import Bot

from bot.asking.membership import Membership
from bot.asking.reception import Reception
from bot.asking.replies import Replies
from bot.asking.updates import Updates
from bot.border.pace import Pace
from bot.border.sender import Sender
from bot.config.bindings import BoundChat, BoundPerson
from bot.exports.downloads import FileRequest
from bot.sandbox import Limits, Sandbox, acts
from bot.sandbox.objects import Chat, Message
from monitor.areas.directory import Directory, Level
from monitor.clock import SteppedClock
from monitor.deadlines.sla import Rulebook
from monitor.desk import Desk
from monitor.facts.taking import taker
from monitor.model import (
    DestinationKind,
    NearWindows,
    Observation,
    Role,
    Scope,
    Slot,
    Stage,
)
from storage import open_store
from storage.store import Store

TOKEN = "123456:sandbox-token"
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # Monday 23 November 2026, 08.00 WIB
CIDENG_GROUP, CITY_GROUP, FORUM, UNBOUND, OPERATORS = -1001, -1002, -1003, -1004, -1005
GAMBIR_TOPIC, KWITANG_TOPIC, LOOSE_TOPIC = 7, 8, 9
ON_DUTY, COLLEAGUE, STRANGER, COORDINATOR = 41, 42, 43, 44
HOUR = timedelta(hours=1)
ENOUGH = timedelta(seconds=20)


@cache
def directory() -> Directory:
    return Directory.load("builtin:jakarta")


def code(name: str, level: Level = Level.KELURAHAN) -> str:
    area = directory().resolve(name, level=level).area
    assert area is not None, name
    return area.code


CITY = "31.71"


def bindings() -> list[BoundChat]:
    group = DestinationKind.GROUP
    return [
        BoundChat(group, CIDENG_GROUP, None, Scope(areas=(code("Cideng"),)), "Kel. Cideng"),
        BoundChat(group, CITY_GROUP, None, Scope(areas=(CITY,)), "Kota Jakarta Pusat"),
        BoundChat(group, FORUM, GAMBIR_TOPIC, Scope(areas=(code("Gambir", Level.KECAMATAN),)), "Kec. Gambir"),
        BoundChat(group, FORUM, KWITANG_TOPIC, Scope(areas=(code("Kwitang"),)), "Kel. Kwitang"),
        BoundChat(DestinationKind.OPERATOR, OPERATORS, None, Scope(everything=True), "Operator"),
    ]


def people() -> list[BoundPerson]:
    return [BoundPerson(COORDINATOR, "Koordinator", Role.COORDINATOR, Scope(areas=(CITY,)), digest=True)]


def seen(ticket: str, area: str, *, age: timedelta = HOUR, **fields: Any) -> Observation:
    """A waiting complaint that arrived `age` before 08.00."""
    given: dict[str, Any] = {
        "system": "crm",
        "ticket": ticket,
        "listed_at": NOW - timedelta(minutes=2),
        "created_at": NOW - age,
        "stage": Stage.WAIT,
        "status": "Menunggu",
        "category": "Sampah",
        "channel": "JAKI",
        "area": area,
        "area_code": code(area),
        "address": f"Jl. {area} Raya",
    }
    return Observation(**(given | fields))


@dataclass
class Conversation:
    """What people do, and what the bot says to it."""

    sandbox: Sandbox
    desk: Desk
    clock: SteppedClock
    updates: Updates
    bot: Bot
    pauses: list[timedelta] = field(default_factory=list)

    def chat(self, chat_id: int) -> Chat:
        return self.sandbox.world.chats[chat_id]

    async def say(
        self, chat_id: int, text: str, *, by: int = ON_DUTY, topic: int | None = None, reply_to: int | None = None
    ) -> list[Message]:
        """The bot's answers, in the order they came."""
        world = self.sandbox.world
        chat = acts.private_chat(world, chat_id) if chat_id > 0 else self.chat(chat_id)
        by = chat_id if chat_id > 0 else by
        last = chat.last_message_id + 1
        acts.say(world, chat, by, text, topic=topic, reply_to=reply_to)
        await self.settle()
        return self.said(chat_id, after=last)

    async def ask(self, chat_id: int, text: str, **how: Any) -> Message:
        """The only answer."""
        answers = await self.say(chat_id, text, **how)
        assert len(answers) == 1, [answer.text for answer in answers]
        return answers[0]

    async def press(self, message: Message, data: str, *, by: int = ON_DUTY) -> str | None:
        """The toast, "" for none; None when the button went on spinning."""
        pressed = acts.press(self.sandbox.world, self.chat(message.chat_id), by, message.id, data)
        await self.settle()
        return None if pressed.answer is None else str(pressed.answer.get("text") or "")

    async def forge(self, message: Message, data: str, *, by: int = ON_DUTY) -> str | None:
        """Presses a button that siaga never put under that message; the toast, as `press` gives it."""
        message.markup.append([{"text": "forged", "callback_data": data}])
        return await self.press(message, data, by=by)

    async def settle(self) -> None:
        """Until nothing is left to be handled. Every second answer waits for the pace, so time passes."""
        while await self.updates.poll_once() or len(self.sandbox.world.updates):
            await self.updates.finish(ENOUGH)
        self.clock.advance(timedelta(seconds=4))

    def said(self, chat_id: int, after: int = 0) -> list[Message]:
        """What the bot wrote in the chat after that message."""
        bot_id = self.sandbox.world.bot.id
        messages = self.chat(chat_id).messages.values()
        return [message for message in messages if message.id > after and message.sender.id == bot_id]

    async def learn(self, observations: Iterable[Observation], as_of: datetime | None = None) -> None:
        """Takes an export in."""
        rows = list(observations)
        async with self.desk.store.writing() as tables:
            run = await tables.imports.start("export.csv", rows[0].system, self.clock.now())
            await tables.imports.stage(run.id, rows)
            as_of = as_of or self.clock.now() - timedelta(minutes=2)
            await tables.imports.staged(run.id, as_of=as_of, read=len(rows), rejected=0)
            take = taker(self.desk.rules, self.clock.now(), "import:1")
            await tables.imports.merge(run.id, take, limit=10_000)
            await tables.imports.finish(run.id, self.clock.now())


def callback_data(message: Message) -> dict[str, str]:
    """The buttons that call back: label -> data."""
    return {button["text"]: button["callback_data"] for button in message.buttons() if "callback_data" in button}


@asynccontextmanager
async def conversation(folder: Path, **configured: Any) -> AsyncIterator[Conversation]:
    """An empty database with the bindings in it, and a bot that listens. `configured`: fields of the desk."""
    clock = SteppedClock(NOW)
    store = await empty_store(folder)
    sandbox = Sandbox(TOKEN, clock, Limits.off())
    furnish(sandbox)
    await sandbox.start()
    try:
        desk = replace(desk_of(store, clock), **configured)
        await bind(desk)
        async with loopback_bot(sandbox) as bot:
            talk = listening(sandbox, desk, clock, bot)
            yield talk
            await talk.updates.finish(timedelta(0))
    finally:
        await sandbox.stop()
        await store.close()


def loopback_bot(sandbox: Sandbox, token: str = TOKEN) -> Bot:
    """A bot that loads no certificates: reading them takes longer than most tests."""
    request = FileRequest(httpx_kwargs={"verify": False})
    return Bot(token, sandbox.base_url, sandbox.base_file_url, request=request, get_updates_request=request)


async def empty_store(folder: Path) -> Store:
    """A migrated database; it is migrated once and copied from then on."""
    file = folder / "siaga.db"
    url = f"sqlite:///{file}"
    if not _migrated:
        await (await open_store(url, migrate=True)).close()
        _migrated.append(file.read_bytes())
    file.write_bytes(_migrated[0])
    return await open_store(url, migrate=False)


_migrated: list[bytes] = []


def furnish(sandbox: Sandbox) -> None:
    world = sandbox.world
    for user_id, name in ((ON_DUTY, "Piket"), (COLLEAGUE, "Rekan"), (STRANGER, "Orang lain")):
        world.user(user_id, name)
    world.add_group(CIDENG_GROUP, "CRM Cideng")
    world.add_group(CITY_GROUP, "CRM Jakarta Pusat")
    topics = {GAMBIR_TOPIC: "Gambir", KWITANG_TOPIC: "Kwitang", LOOSE_TOPIC: "Lain-lain"}
    world.add_group(FORUM, "Forum CRM", topics=topics)
    world.add_group(UNBOUND, "Arisan")
    world.add_group(OPERATORS, "Operator siaga")


def desk_of(store: Store, clock: SteppedClock) -> Desk:
    return Desk(
        store=store,
        clock=clock,
        directory=directory(),
        rules=Rulebook(),
        near=NearWindows(),
        slots=(Slot("pagi", 8, 0), Slot("sore", 15, 0)),
        timezone=ZoneInfo("Asia/Jakarta"),
        stale_after=timedelta(hours=24),
        ticket_url="https://crm.example.org/{ticket}",
    )


async def bind(desk: Desk) -> None:
    async with desk.store.writing() as tables:
        await tables.ledger.started(desk.clock.now())
        await tables.destinations.synchronise(bindings(), desk.clock.now())
        await tables.people.synchronise(people(), desk.clock.now())


def listening(sandbox: Sandbox, desk: Desk, clock: SteppedClock, bot: Bot) -> Conversation:
    pauses: list[timedelta] = []

    async def pause(delay: timedelta) -> None:
        pauses.append(delay)
        clock.advance(delay)

    sender = Sender(bot, Pace(), clock)
    membership = Membership(desk)
    reception = Reception(desk, bot, Replies(sender, membership, pause), membership)
    updates = Updates(bot, reception.receive, pause, wait=timedelta(0))
    return Conversation(sandbox, desk, clock, updates, bot, pauses)
