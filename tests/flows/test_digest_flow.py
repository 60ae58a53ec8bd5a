"""The main job as a timeline: a slot comes, each chat hears what concerns it, once, whatever happens to siaga."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from conversation import (
    CIDENG_GROUP,
    CITY_GROUP,
    COORDINATOR,
    FORUM,
    GAMBIR_TOPIC,
    HOUR,
    KWITANG_TOPIC,
    NOW,
    OPERATORS,
    bindings,
    callback_data,
    seen,
)
from outbox import MINUTE, PAGI, SECOND, SORE, Fate, Killed, Outbox, outbox
from telegram_html import judged
from thoroughness import cuts

from bot.border.keyboards import digest_turned
from bot.sandbox import acts
from bot.telling.letters import page_of
from monitor.errors import NotFound
from monitor.model import NoticeState, Slot, Stage

LATE, FRESH, ELSEWHERE = "JK2611220412", "JK2611230007", "JK2611230099"
EVERYWHERE = ((CIDENG_GROUP, None), (CITY_GROUP, None), (FORUM, GAMBIR_TOPIC), (FORUM, KWITANG_TOPIC))
REPEATED = "Kiriman ulang"


@pytest.fixture
async def box(tmp_path: Path) -> AsyncIterator[Outbox]:
    """Cideng: one late, one fresh; Kwitang: one fresh. Whatever is said must please Telegram's own parser."""
    async with outbox(tmp_path) as box:
        rows = [seen(LATE, "Cideng", age=8 * HOUR), seen(FRESH, "Cideng"), seen(ELSEWHERE, "Kwitang")]
        await box.talk.learn(rows)
        yield box
        for chat in box.talk.sandbox.world.chats.values():
            for message in box.talk.said(chat.id):
                judged(message.html)


async def start_private(box: Outbox) -> None:
    """The coordinator has pressed Start."""
    acts.private_chat(box.talk.sandbox.world, COORDINATOR).started = True
    async with box.desk.store.writing() as tables:
        await tables.destinations.revive(COORDINATOR, box.now)


# The ordinary day


async def test_at_the_slot_each_chat_hears_what_concerns_it_once(box: Outbox) -> None:
    await start_private(box)
    await box.tell(SORE)
    for chat_id, topic in EVERYWHERE:
        assert len(box.said(chat_id, topic)) == 1, (chat_id, topic)
    assert len(box.said(COORDINATOR)) == 1
    assert box.said(OPERATORS) == []
    cideng, city = box.said(CIDENG_GROUP)[0], box.said(CITY_GROUP)[0]
    assert (LATE in cideng.text, FRESH in cideng.text, ELSEWHERE in cideng.text) == (True, True, False)
    assert "NIHIL" in city.text
    assert ELSEWHERE in box.said(FORUM, KWITANG_TOPIC)[0].text


async def test_nothing_is_said_twice_however_often_it_is_planned(box: Outbox) -> None:
    await box.tell(SORE)
    box.restart()
    assert await box.plan() == 0
    await box.live(box.now + 10 * MINUTE)
    assert [len(box.said(*where)) for where in EVERYWHERE] == [1, 1, 1, 1]


async def test_two_processes_that_plan_at_once_tell_it_once(box: Outbox) -> None:
    box.talk.clock.set(SORE)
    planned = await asyncio.gather(box.plan(), box.plan(), box.plan())
    assert sorted(planned)[:2] == [0, 0]
    await box.deliver()
    assert len(box.said(CIDENG_GROUP)) == 1


async def test_a_chat_with_nothing_open_hears_nothing(box: Outbox) -> None:
    await answered(box, ELSEWHERE)
    await box.tell(SORE)
    assert box.said(FORUM, KWITANG_TOPIC) == []
    assert len(box.said(FORUM, GAMBIR_TOPIC)) == 1
    (silent,) = await box.notices(FORUM, KWITANG_TOPIC)
    assert (silent.state, silent.reason) == (NoticeState.WITHDRAWN, "kosong")


async def answered(box: Outbox, *tickets: str) -> None:
    """An export says that these are complete."""
    now = box.now
    rows = [
        seen(ticket, "Kwitang", stage=Stage.COMPLETE, status="Selesai", listed_at=now, completed_at=now)
        for ticket in tickets
    ]
    await box.talk.learn([replace(row, area=None, area_code=None) for row in rows], as_of=now)


async def test_what_was_settled_before_it_left_is_not_told_any_more(box: Outbox) -> None:
    box.talk.clock.set(SORE)
    await box.plan()
    await answered(box, ELSEWHERE)
    await box.live(SORE + 5 * SECOND)
    assert box.said(FORUM, KWITANG_TOPIC) == []
    (notice,) = await box.notices(FORUM, KWITANG_TOPIC)
    assert (notice.state, notice.reason) == (NoticeState.WITHDRAWN, "sudah tidak ada aduan terbuka")


async def test_a_quiet_chat_may_be_configured_to_hear_that_nothing_is_open(box: Outbox) -> None:
    await answered(box, ELSEWHERE)
    box.desk = replace(box.desk, speaks_when_empty=True)
    await box.tell(SORE)
    (message,) = box.said(FORUM, KWITANG_TOPIC)
    assert "Tidak ada aduan terbuka" in message.text


async def test_on_old_data_the_city_is_told_and_the_kelurahan_stays_silent(box: Outbox) -> None:
    await answered(box, LATE, FRESH, ELSEWHERE)
    await box.tell(SORE + timedelta(days=2))
    assert box.said(CIDENG_GROUP) == []
    (city,) = box.said(CITY_GROUP)
    assert "Data terakhir" in city.text
    assert "NIHIL" not in city.text


async def test_a_chat_that_heard_nothing_for_a_week_gets_one_sign_of_life(box: Outbox) -> None:
    await answered(box, LATE, FRESH, ELSEWHERE)
    box.desk = replace(box.desk, stale_after=timedelta(days=90), sign_of_life=0)
    for day in range(21):
        for slot in (SORE - 7 * HOUR, SORE):
            await box.tell(slot + timedelta(days=day), 3 * SECOND)
    signs = [message for message in box.said(CIDENG_GROUP) if "tetap berjaga" in message.text]
    assert [f"{sign.date:%a}" for sign in signs] == ["Mon"] * 3
    assert len(box.said(CIDENG_GROUP)) == 3


async def test_the_pages_of_a_digest_are_turned_as_they_were_sent(box: Outbox) -> None:
    await box.talk.learn([seen(f"JK26112301{n:02}", "Cideng", category="Sampah" * 9) for n in range(60)])
    await box.tell(SORE)
    (message,) = box.said(CIDENG_GROUP)
    data = callback_data(message)["›"]
    notice_id, number = digest_turned(data) or (0, 0)
    await answered(box, LATE)
    turned = await page_of(box.desk, notice_id, number, CIDENG_GROUP)
    first = await page_of(box.desk, notice_id, 1, CIDENG_GROUP)
    assert number == 2
    assert LATE in first.page.html
    assert set(first.page.tickets).isdisjoint(turned.page.tickets)
    for chat_id, wanted in ((CITY_GROUP, 1), (CIDENG_GROUP, 99), (CIDENG_GROUP, 0)):
        with pytest.raises(NotFound):
            await page_of(box.desk, notice_id, wanted, chat_id)
    with pytest.raises(NotFound):
        await page_of(box.desk, 999_999, 1, CIDENG_GROUP)


# Slots and time


async def test_a_slot_before_the_first_start_was_not_missed(box: Outbox) -> None:
    await box.tell(NOW + HOUR)
    assert box.talk.said(CIDENG_GROUP) == []


async def test_a_slot_missed_while_down_is_told_once_and_labelled_late(box: Outbox) -> None:
    await box.tell(SORE + 3 * HOUR - MINUTE, timedelta(seconds=10))
    (message,) = box.said(CIDENG_GROUP)
    assert "Terlambat dikirim" in message.text
    await box.live(box.now + 10 * MINUTE)
    assert len(box.said(CIDENG_GROUP)) == 1


async def test_a_slot_on_time_is_not_called_late(box: Outbox) -> None:
    await box.tell(SORE + MINUTE)
    assert "Terlambat dikirim" not in box.texts(CIDENG_GROUP)[0]


async def test_a_slot_missed_for_more_than_three_hours_is_let_go(box: Outbox) -> None:
    await box.tell(SORE + 3 * HOUR + MINUTE)
    assert box.said(CIDENG_GROUP) == []


async def test_of_two_missed_slots_only_the_newest_is_told(box: Outbox) -> None:
    box.desk = replace(box.desk, slots=(Slot("siang", 14, 0), Slot("sore", 15, 0)))
    await box.tell(SORE + HOUR)
    (message,) = box.said(CIDENG_GROUP)
    assert "sore" in message.text


async def test_the_next_morning_is_told_what_changed_since_the_afternoon(box: Outbox) -> None:
    await box.tell(SORE)
    box.talk.clock.set(SORE + HOUR)
    await answered(box, LATE)
    await box.tell(PAGI)
    assert len(box.said(CIDENG_GROUP)) == 2
    assert "1 selesai" in box.texts(CIDENG_GROUP)[1]


# Death and restart


@pytest.mark.parametrize("every", [4, pytest.param(1, marks=pytest.mark.soak)])
async def test_whenever_the_process_dies_each_chat_has_its_digest_and_a_double_says_so(
    box: Outbox, every: int
) -> None:
    """Every day it dies at a later step of what it does on an undisturbed one."""
    box.desk = replace(box.desk, stale_after=timedelta(days=365), slots=(Slot("sore", 15, 0),))
    await only_two_chats(box)
    box.talk.clock.set(SORE)
    whole = Fate()
    with box.mortal(whole):
        await box.live(SORE)
    assert whole.passed > 30
    for day, step in enumerate(cuts(whole.passed, every), 1):
        slot_at = SORE + timedelta(days=day)
        box.talk.clock.set(slot_at)
        with pytest.raises(Killed), box.mortal(Fate(at=step)):
            await box.live(slot_at)
        box.restart()
        await box.live(slot_at + 2 * MINUTE, stride=MINUTE / 2)
        expect_told_that_day(box, slot_at)


async def only_two_chats(box: Outbox) -> None:
    kept = [bound for bound in bindings() if bound.chat_id in (CIDENG_GROUP, CITY_GROUP)]
    async with box.desk.store.writing() as tables:
        await tables.destinations.synchronise(kept, box.now)


def expect_told_that_day(box: Outbox, slot_at: datetime) -> None:
    doubled = 0
    for chat_id in (CIDENG_GROUP, CITY_GROUP):
        texts = [message.text for message in box.said(chat_id) if message.date >= slot_at]
        assert len(texts) in (1, 2), (slot_at, chat_id, len(texts))
        if len(texts) == 2:
            doubled += 1
            assert REPEATED not in texts[0], (slot_at, chat_id)
            assert REPEATED in texts[1], (slot_at, chat_id)
    assert doubled <= 1, slot_at


async def test_what_was_in_flight_is_repeated_in_the_same_words(box: Outbox) -> None:
    box.talk.clock.set(SORE)
    await box.plan()
    fate = Fate()
    with box.mortal(fate):
        box.sender.fate = Fate(at=2)  # type: ignore[attr-defined]
        with pytest.raises(Killed):
            await box.deliver()
    told = next(where for where in EVERYWHERE if box.said(*where))
    await box.talk.learn([seen("JK2611239999", "Cideng"), seen("JK2611239998", "Kwitang")])
    box.restart()
    await box.live(SORE + 5 * MINUTE)
    first, second = box.texts(*told)
    assert second.endswith(first)
    assert REPEATED in second
