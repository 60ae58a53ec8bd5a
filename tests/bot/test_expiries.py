"""A digest that came too late to be sent: the operator hears of it, once, and why."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from conversation import CIDENG_GROUP, CITY_GROUP, COORDINATOR, FORUM, HOUR, OPERATORS, bindings, seen
from outbox import MINUTE, SORE, Outbox, outbox
from telegram_html import judged

from bot.sandbox import Fault, FaultKind, acts
from bot.sandbox.objects import Standing
from bot.telling.expiries import tell_expired_once
from monitor.model import DestinationKind, NoticeState

LATE = SORE + 3 * HOUR
DAY = timedelta(days=1)


@pytest.fixture
async def box(tmp_path: Path) -> AsyncIterator[Outbox]:
    async with outbox(tmp_path) as box:
        await box.talk.learn([seen("JK2611220412", "Cideng", age=8 * HOUR), seen("JK2611230099", "Kwitang")])
        yield box
        for message in box.said(OPERATORS):
            judged(message.html)


def limit(box: Outbox, chat: int, seconds: int = 4 * 3600) -> None:
    box.talk.sandbox.faults.order(Fault(FaultKind.TOO_MANY, chat=chat, retry_after=seconds))


async def press_start(box: Outbox) -> None:
    """The one person of the configuration can be written to from now on."""
    await box.talk.say(COORDINATOR, "/start")


async def test_what_expired_is_told_once_for_the_slot_with_names_and_causes(
    box: Outbox, caplog: pytest.LogCaptureFixture
) -> None:
    await press_start(box)
    limit(box, CIDENG_GROUP)
    limit(box, FORUM)
    await box.tell(SORE)
    await box.tell(LATE - 2 * MINUTE)
    assert box.said(OPERATORS) == []
    await box.tell(LATE, 30 * MINUTE)
    (text,) = box.texts(OPERATORS)
    assert text.startswith("⚠️ 3 pesan pengecekan sore tidak terkirim (15.00).")
    assert "Kel. Cideng, Kec. Gambir, Kel. Kwitang. Sebab: Telegram meminta menunggu" in text
    told = [record.levelname for record in caplog.records if "came too late" in record.getMessage()]
    assert told == ["WARNING"] * 3
    (notice,) = await box.notices(CIDENG_GROUP)
    assert (notice.state, notice.reason) == (NoticeState.WITHDRAWN, "terlalu lama")


async def test_what_may_have_arrived_is_said_to_be_uncertain(box: Outbox) -> None:
    await press_start(box)
    box.talk.sandbox.faults.order(Fault(FaultKind.BROKEN, chat=CIDENG_GROUP, times=0))
    await box.tell(SORE, 3 * HOUR + 2 * MINUTE, stride=5 * MINUTE)
    (text,) = box.texts(OPERATORS)
    assert "Kel. Cideng. Sebab: tidak ada jawaban dari Telegram, mungkin sudah sampai" in text


async def test_a_stop_of_hours_between_plan_and_delivery_is_told_at_the_next_start(box: Outbox) -> None:
    await press_start(box)
    box.talk.clock.set(SORE)
    await box.plan()
    await box.tell(SORE + 5 * HOUR)
    (text,) = box.texts(OPERATORS)
    assert text.startswith("⚠️ 5 pesan pengecekan sore") and "Sebab: belum sempat dikirim" in text
    assert box.said(CITY_GROUP) == []


async def test_each_slot_is_told_apart(box: Outbox) -> None:
    await press_start(box)
    for day in range(2):
        limit(box, CIDENG_GROUP)
        await box.tell(SORE + day * DAY)
        await box.tell(LATE + day * DAY)
    assert len(box.texts(OPERATORS)) == 2


async def test_a_lost_chat_was_told_of_already(box: Outbox) -> None:
    await press_start(box)
    acts.place_bot(box.talk.sandbox.world, box.talk.chat(CIDENG_GROUP), Standing.KICKED)
    await box.tell(SORE)
    await box.tell(LATE)
    (text,) = box.texts(OPERATORS)
    assert "Tidak bisa menulis ke Kel. Cideng" in text
    (notice,) = await box.notices(CIDENG_GROUP)
    assert notice.state is NoticeState.WITHDRAWN


async def test_a_person_who_never_pressed_start_is_told_of_once(box: Outbox) -> None:
    for slot in range(2):
        await box.tell(SORE + slot * DAY)
        await box.tell(LATE + slot * DAY)
    (text,) = box.texts(OPERATORS)
    assert text.startswith("⚠️ 1 orang belum menekan Start: Koordinator.")


async def test_who_presses_start_within_the_three_hours_is_no_news(box: Outbox) -> None:
    await box.tell(SORE)
    await press_start(box)
    await box.live(LATE + MINUTE, stride=5 * MINUTE)
    assert box.said(OPERATORS) == []
    assert "terlambat dijawab" in box.texts(COORDINATOR)[-1]


async def test_without_an_operator_chat_nobody_counts_as_told(box: Outbox) -> None:
    without = [one for one in bindings() if one.kind is not DestinationKind.OPERATOR]
    async with box.desk.store.writing() as tables:
        await tables.destinations.synchronise(without, box.now)
    box.talk.clock.set(SORE)
    await box.plan()
    assert await tell_expired_once(box.desk, LATE) == 5
    assert await tell_expired_once(box.desk, LATE) == 0
    async with box.desk.store.writing() as tables:
        await tables.destinations.synchronise(bindings(), box.now)
    await box.tell(SORE + DAY)
    await box.tell(LATE + DAY)
    assert any("belum menekan Start: Koordinator" in text for text in box.texts(OPERATORS))
