"""The data is not renewed: who is on call or coordinates is told once, and once when that is over."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from conversation import (
    CIDENG_GROUP,
    CITY_GROUP,
    COLLEAGUE,
    COORDINATOR,
    NOW,
    ON_DUTY,
    OPERATORS,
    bindings,
    code,
    people,
    seen,
)
from outbox import MINUTE, Fate, Killed, Outbox, outbox
from polled import Scripted, waiting
from telegram_html import judged

from bot.config.bindings import BoundChat, BoundPerson
from bot.watching.outages import watch_data_once
from bot.watching.polling import Polling
from monitor.errors import RateLimited
from monitor.model import DestinationKind, Role, Scope

HOUR = timedelta(hours=1)
CALLED = (COORDINATOR, ON_DUTY)


@pytest.fixture
async def box(tmp_path: Path) -> AsyncIterator[Outbox]:
    """One on call and one coordinator have pressed Start, neither gets digests; a viewer is there too."""
    async with outbox(tmp_path) as box:
        async with box.desk.store.writing() as tables:
            at_night = BoundPerson(ON_DUTY, "Piket", Role.ONCALL, Scope(areas=(code("Cideng"),)), digest=False)
            viewer = BoundPerson(COLLEAGUE, "Rekan", Role.VIEWER, Scope(areas=("31.71",)), digest=True)
            coordinator = replace(people()[0], digest=False)
            await tables.people.synchronise([coordinator, at_night, viewer], box.now)
        for user_id in (*CALLED, COLLEAGUE):
            await box.talk.say(user_id, "/start")
        box.talk.clock.set(NOW)
        yield box
        for chat in box.talk.sandbox.world.chats.values():
            for message in box.talk.said(chat.id):
                judged(message.html)


async def live(box: Outbox, for_: timedelta, step: timedelta = HOUR, poll_every: timedelta | None = None) -> None:
    """The watch at every step, and what it planned is sent."""
    until = box.now + for_
    while box.now < until:
        box.talk.clock.set(min(box.now + step, until))
        await watch_data_once(box.desk, box.now, poll_every)
        await box.deliver()


def told(box: Outbox, chat_id: int, words: str) -> list[str]:
    return [text for text in box.texts(chat_id) if words in text]


MISSING, CAME = "Belum ada data CRM baru sejak", "Data CRM baru sudah masuk"
BROKEN, MENDED = "CRM tidak bisa dibaca", "✅ CRM terbaca kembali"


async def test_exports_that_do_not_come_are_told_once_and_once_that_they_came(box: Outbox) -> None:
    await box.talk.learn([seen("JK2611220412", "Cideng")])
    await live(box, 23 * HOUR)
    assert [told(box, chat_id, MISSING) for chat_id in CALLED] == [[], []]
    await live(box, 30 * HOUR)
    for chat_id in CALLED:
        (text,) = told(box, chat_id, MISSING)
        assert "07.58, 1 h lalu" in text and "Mohon lihat langsung di CRM" in text
    await box.talk.learn([seen("JK2611220412", "Cideng", listed_at=box.now)], as_of=box.now)
    await live(box, 3 * HOUR)
    for chat_id in CALLED:
        (text,) = told(box, chat_id, CAME)
        assert "1 aduan melewati batas waktu selama itu" in text
    assert "Kel. Cideng 1: JK2611220412" in told(box, ON_DUTY, CAME)[0]
    assert "Kec. Gambir 1: JK2611220412" in told(box, COORDINATOR, CAME)[0]
    for chat_id in (COLLEAGUE, CIDENG_GROUP, CITY_GROUP, OPERATORS):
        assert told(box, chat_id, MISSING) == told(box, chat_id, CAME) == [], chat_id


async def test_each_time_is_told_anew(box: Outbox) -> None:
    for _ in range(2):
        await box.talk.learn([seen("JK2611220412", "Cideng", listed_at=box.now)], as_of=box.now)
        await live(box, 26 * HOUR)
    assert (len(told(box, ON_DUTY, MISSING)), len(told(box, ON_DUTY, CAME))) == (2, 1)


async def test_where_nothing_was_ever_imported_nobody_is_called(box: Outbox) -> None:
    await live(box, 60 * HOUR)
    assert told(box, ON_DUTY, MISSING) == []


def polling(box: Outbox) -> tuple[Polling, Scripted]:
    box.desk = replace(box.desk, stale_after=15 * MINUTE)
    source = Scripted(box.talk.clock)
    source.lists(waiting("JK2611230001"))
    return Polling(box.desk, source, 5 * MINUTE), source


async def test_a_poller_that_stands_still_is_told_once_and_once_that_it_runs(box: Outbox) -> None:
    poller, _ = polling(box)
    await poller.step()
    await live(box, 14 * MINUTE, MINUTE, 5 * MINUTE)
    assert told(box, ON_DUTY, BROKEN) == []
    await live(box, 2 * HOUR, 20 * MINUTE, 5 * MINUTE)
    for chat_id in (*CALLED, OPERATORS):
        assert len(told(box, chat_id, BROKEN)) == 1, chat_id
    assert "Rincian teknis" in told(box, OPERATORS, BROKEN)[0] and "Rincian" not in told(box, ON_DUTY, BROKEN)[0]
    await poller.step()
    await live(box, 10 * MINUTE, 5 * MINUTE, 5 * MINUTE)
    for chat_id in (*CALLED, OPERATORS):
        assert len(told(box, chat_id, MENDED)) == 1, chat_id


async def test_a_source_that_says_come_back_in_three_hours_is_an_outage_too(box: Outbox) -> None:
    poller, source = polling(box)
    await poller.step()
    source.error = RateLimited("Come back later.", 3 * HOUR)
    for _ in range(12):
        await poller.step()
        await live(box, 5 * MINUTE, 5 * MINUTE, 5 * MINUTE)
    assert len(told(box, ON_DUTY, BROKEN)) == 1


async def test_a_source_that_is_polled_seldom_is_no_outage(box: Outbox) -> None:
    poller, _ = polling(box)
    await poller.step()
    await live(box, 55 * MINUTE, 5 * MINUTE, 30 * MINUTE)
    assert told(box, ON_DUTY, BROKEN) == []


@pytest.mark.parametrize("polls", [False, True])
async def test_while_nobody_has_pressed_start_the_city_is_told(tmp_path: Path, polls: bool) -> None:
    async with outbox(tmp_path) as box:
        await box.talk.learn([seen("JK2611220412", "Cideng")])
        if polls:
            await polling(box)[0].step()
        await live(box, 30 * HOUR, poll_every=5 * MINUTE if polls else None)
        words = BROKEN if polls else MISSING
        assert len(told(box, CITY_GROUP, words)) == 1 and told(box, CIDENG_GROUP, words) == []


async def test_a_chat_whose_area_is_gone_stops_nobody(tmp_path: Path) -> None:
    async with outbox(tmp_path) as box:
        async with box.desk.store.writing() as tables:
            gone = BoundChat(DestinationKind.GROUP, CIDENG_GROUP, None, Scope(areas=("99.99",)), "Hilang")
            await tables.destinations.synchronise([*bindings()[1:], gone], box.now)
        await box.talk.learn([seen("JK2611220412", "Cideng")])
        await live(box, 30 * HOUR)
        assert len(told(box, CITY_GROUP, MISSING)) == 1


async def test_wherever_the_watch_dies_it_is_told_once(box: Outbox) -> None:
    for at in range(1, 6):
        await box.talk.learn([seen("JK2611220412", "Cideng", listed_at=box.now)], as_of=box.now)
        await live(box, MINUTE, MINUTE)
        box.talk.clock.advance(25 * HOUR)
        with box.mortal(Fate(at)), suppress(Killed):
            await watch_data_once(box.desk, box.now, None)
        await live(box, MINUTE, MINUTE)
        assert len(told(box, ON_DUTY, MISSING)) == at
