"""A stage for the outbox: slots, plans and deliveries on a stepped clock, with the real store, bot and sandbox."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from conversation import CITY_GROUP, NOW, OPERATORS, TOKEN, Conversation, conversation
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.border.pace import Pace
from bot.border.sender import Sender
from bot.sandbox.objects import Message
from bot.telling.delivery import deliver_once, rest_until_next
from bot.telling.expiries import tell_expired_once
from monitor.desk import Desk
from monitor.model import Notice
from monitor.ports import Store, Tables
from monitor.report import plan_once

PAGI, SORE = NOW + timedelta(days=1), NOW + timedelta(hours=7)  # Tuesday 08.00 and Monday 15.00 WIB
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
IDLE, MARK = 30 * SECOND, 5 * MINUTE


class Killed(BaseException):
    """The process dies here: nothing that catches errors may catch it."""


@dataclass
class Fate:
    """Counts the steps between which a process can die, and ends it at one of them."""

    at: int | None = None
    passed: int = 0

    def step(self) -> None:
        self.passed += 1
        if self.passed == self.at:
            raise Killed


class MortalStore:
    """A store whose process may die before, within and after each transaction."""

    def __init__(self, store: Store, fate: Fate) -> None:
        self._store, self._fate = store, fate

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Tables]:
        async with self._store.reading() as tables:
            yield tables
        self._fate.step()

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Tables]:
        self._fate.step()
        async with self._store.writing() as tables:
            yield tables
            self._fate.step()
        self._fate.step()

    async def close(self) -> None:
        await self._store.close()


class MortalSender(Sender):
    """A sender whose process may die before the request and before its answer is written down."""

    fate: Fate

    async def send(self, *args: object, **kwargs: object) -> int:
        self.fate.step()
        message_id = await super().send(*args, **kwargs)  # type: ignore[arg-type]
        self.fate.step()
        return message_id


@dataclass
class Outbox:
    """One process after another on the same rows."""

    talk: Conversation
    desk: Desk
    bot: Bot
    sender: Sender = field(init=False)

    def __post_init__(self) -> None:
        self.restart()

    @property
    def now(self) -> datetime:
        return self.talk.clock.now()

    def restart(self) -> None:
        """A new process: what was only in memory is gone."""
        self.sender = Sender(self.bot, Pace(), self.talk.clock)

    async def plan(self) -> int:
        return await plan_once(self.desk, self.now)

    async def deliver(self) -> int:
        """Until nothing can be sent now; how many steps found work."""
        steps = 0
        while await deliver_once(self.desk, self.sender, self.now):
            steps += 1
        return steps

    async def live(self, until: datetime, stride: timedelta = timedelta(0)) -> None:
        """The service's own rhythm: plan, tell what expired, deliver, rest until the next thing is due.

        `stride`: the least that a rest lasts, for hours in which nothing else matters.
        """
        while True:
            await self.plan()
            await tell_expired_once(self.desk, self.now)
            await self.deliver()
            if self.now >= until:
                return
            rest = await rest_until_next(self.desk, self.sender)
            if rest >= IDLE:  # nothing is known to come: what is planned comes at such a mark
                rest = MARK - (self.now - NOW) % MARK
            self.talk.clock.set(min(until, self.now + max(rest, stride)))

    async def tell(self, at: datetime, for_: timedelta = MINUTE, stride: timedelta = timedelta(0)) -> None:
        """What happens in the time after `at`, with the clock set to it first."""
        self.talk.clock.set(at)
        await self.live(at + for_, stride)

    def said(self, chat_id: int, topic: int | None = None) -> list[Message]:
        messages = self.talk.said(chat_id)
        return messages if topic is None else [message for message in messages if message.topic == topic]

    def texts(self, chat_id: int, topic: int | None = None) -> list[str]:
        return [message.text for message in self.said(chat_id, topic)]

    def codes(self, chat_id: int) -> list[int]:
        """What Telegram answered each try in that chat."""
        return [call.code for call in self.talk.sandbox.calls if call.chat_id == chat_id]

    async def notices(self, chat_id: int, topic: int | None = None) -> list[Notice]:
        """Every notice for that destination, oldest first."""
        async with self.desk.store.reading() as tables:
            bound = await tables.destinations.find(chat_id, topic)
            assert bound is not None
            numbers = await tables.connection.exec_driver_sql("SELECT id FROM notices ORDER BY id")
            found = [await tables.notices.find(number) for (number,) in numbers.all()]
        return [notice for notice in found if notice and notice.destination_id == bound.id]

    @contextmanager
    def mortal(self, fate: Fate) -> Iterator[None]:
        """Within, the process may die."""
        desk, sender = self.desk, self.sender
        mortal = MortalSender(self.bot, Pace(), self.talk.clock)
        mortal.fate = fate
        self.desk, self.sender = replace(desk, store=MortalStore(desk.store, fate)), mortal
        try:
            yield
        finally:
            self.desk, self.sender = desk, sender


@asynccontextmanager
async def outbox(folder: Path) -> AsyncIterator[Outbox]:
    """Bound chats, an empty database, started on Monday 08.00 WIB; no weekly sign of life."""
    async with conversation(folder) as talk:
        request = HTTPXRequest(8, read_timeout=0.25, connect_timeout=0.25)
        urls = (talk.sandbox.base_url, talk.sandbox.base_file_url)
        async with Bot(TOKEN, *urls, request=request, get_updates_request=request) as bot:
            yield Outbox(talk, replace(talk.desk, sign_of_life=None), bot)


__all__ = ["CITY_GROUP", "MINUTE", "OPERATORS", "PAGI", "SECOND", "SORE", "Fate", "Killed", "Outbox", "outbox"]
