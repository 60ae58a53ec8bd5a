"""A complaint goes from unit to unit: both units and the city hear of it once in every episode."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from conversation import (
    CIDENG_GROUP,
    CITY_GROUP,
    COORDINATOR,
    FORUM,
    KWITANG_TOPIC,
    NOW,
    OPERATORS,
    bindings,
    code,
    directory,
    seen,
)
from hostile_api import api, item
from outbox import MINUTE, Fate, Killed, Outbox, outbox
from telegram_html import judged

from bot.app import Service
from bot.config import load_settings
from bot.config.bindings import BoundChat
from bot.sandbox import Fault, FaultKind, acts
from bot.sandbox.objects import Standing
from bot.telling.expiries import tell_expired_once
from bot.watching.polling import Polling
from monitor.handover_alerts import plan_handovers_once
from monitor.model import DestinationKind, NoticeState, Observation, Scope, Stage

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MARGA_GROUP, AIR_GROUP = -1011, -1012
MARGA, AIR, TAMAN = "Sudin Bina Marga", "Sudin SDA", "Sudin Pertamanan"
TICKET = "JK2611220412"
UNITS = {MARGA_GROUP: MARGA, AIR_GROUP: AIR}
TOLD = "kali berpindah unit"


@pytest.fixture
async def box(tmp_path: Path) -> AsyncIterator[Outbox]:
    """Two units have groups of their own; siaga has begun to watch, and the first of them has the complaint."""
    async with outbox(tmp_path) as box:
        for chat_id, unit in UNITS.items():
            box.talk.sandbox.world.add_group(chat_id, unit)
        await bind(box, *(unit_chat(chat_id, unit) for chat_id, unit in UNITS.items()))
        acts.private_chat(box.talk.sandbox.world, COORDINATOR)
        await plan_handovers_once(box.desk, box.now)
        await held_by(box, MARGA)
        yield box
        for chat in box.talk.sandbox.world.chats.values():
            for message in box.talk.said(chat.id):
                judged(message.html)


def unit_chat(chat_id: int, unit: str) -> BoundChat:
    return BoundChat(DestinationKind.GROUP, chat_id, None, Scope(unit=unit), unit)


async def bind(box: Outbox, *more: BoundChat) -> None:
    async with box.desk.store.writing() as tables:
        await tables.destinations.synchronise([*bindings(), *more], box.now)


def word(box: Outbox, unit: str | None, ticket: str = TICKET, **says: object) -> Observation:
    given = {
        "listed_at": box.now,
        "created_at": NOW - DAY,
        "unit": unit,
        "stage": Stage.PROCESS,
        "status": "Proses",
    }
    return seen(ticket, "Cideng", **{**given, **says})


async def held_by(box: Outbox, *units: str | None, after: timedelta = HOUR, **says: object) -> None:
    """One export after another, each an hour later, each with another unit."""
    for unit in units:
        box.talk.clock.advance(after)
        await box.talk.learn([word(box, unit, **says)], as_of=box.now)


async def watch(box: Outbox) -> None:
    """Plans what the facts tell, and sends it."""
    while await plan_handovers_once(box.desk, box.now):
        pass
    until = box.now + MINUTE
    while box.now < until:
        await box.deliver()
        box.talk.clock.advance(timedelta(seconds=10))


def told(box: Outbox, chat_id: int, topic: int | None = None) -> list[str]:
    return [text for text in box.texts(chat_id, topic) if TOLD in text]


async def test_three_hand_overs_are_told_to_both_units_and_the_city(box: Outbox) -> None:
    await held_by(box, AIR, MARGA)
    await watch(box)
    assert told(box, CITY_GROUP) == []
    await held_by(box, AIR)
    await watch(box)
    for chat_id in (MARGA_GROUP, AIR_GROUP, CITY_GROUP):
        (text,) = told(box, chat_id)
        assert text.startswith("🟣 Aduan sudah 3 kali berpindah unit, belum selesai")
        assert TICKET in text and "Sampah · Kel. Cideng" in text and "Mohon sepakati unit" in text
        assert f"{AIR} kurang dari 1 m (sekarang)" in text or f"{AIR} paling lama" in text
    assert told(box, CIDENG_GROUP) == [] and told(box, FORUM, KWITANG_TOPIC) == []
    (message,) = [message for message in box.said(MARGA_GROUP) if TOLD in message.text]
    assert "Buka di CRM" in [button["text"] for button in message.buttons()]


async def test_each_chat_hears_it_once_in_an_episode_and_a_third_unit_when_it_comes_in(box: Outbox) -> None:
    await held_by(box, TAMAN, MARGA, TAMAN)
    await watch(box)
    assert [len(told(box, chat_id)) for chat_id in (MARGA_GROUP, CITY_GROUP, AIR_GROUP)] == [1, 1, 0]
    await held_by(box, AIR, MARGA, AIR)
    box.restart()
    await watch(box)
    assert [len(told(box, chat_id)) for chat_id in (MARGA_GROUP, CITY_GROUP, AIR_GROUP)] == [1, 1, 1]


async def test_after_a_reopening_it_counts_anew(box: Outbox) -> None:
    await held_by(box, AIR, MARGA, AIR)
    await watch(box)
    await held_by(box, AIR, stage=Stage.COMPLETE, status="Selesai")
    await held_by(box, AIR, MARGA, AIR)
    await watch(box)
    assert len(told(box, CITY_GROUP)) == 1
    await held_by(box, MARGA)
    await watch(box)
    assert len(told(box, CITY_GROUP)) == 2
    assert "3 kali berpindah" in told(box, CITY_GROUP)[1]


async def test_the_kelurahan_is_told_only_when_it_is_one_of_the_two(box: Outbox) -> None:
    await held_by(box, "Kelurahan Kwitang", MARGA, unit_area_code=None)
    await held_by(box, "Kelurahan Kwitang", unit_area_code=code("Kwitang"))
    await watch(box)
    assert len(told(box, FORUM, KWITANG_TOPIC)) == 1
    assert told(box, CIDENG_GROUP) == []
    assert [len(told(box, chat_id)) for chat_id in (MARGA_GROUP, CITY_GROUP, AIR_GROUP)] == [1, 1, 0]


async def test_another_city_is_not_told(box: Outbox) -> None:
    box.talk.sandbox.world.add_group(-1013, "Jakarta Selatan")
    south = BoundChat(DestinationKind.GROUP, -1013, None, Scope(areas=("31.74",)), "Kota Jakarta Selatan")
    await bind(box, south)
    await held_by(box, AIR, MARGA, AIR)
    await watch(box)
    assert (len(told(box, CITY_GROUP)), told(box, -1013)) == (1, [])


@pytest.mark.parametrize("after", ["complete", "dismissed", "rebound"])
async def test_what_was_settled_before_it_left_is_not_told(box: Outbox, after: str) -> None:
    await held_by(box, AIR, MARGA, AIR)
    await plan_handovers_once(box.desk, box.now)
    if after == "rebound":
        await bind(box, unit_chat(MARGA_GROUP, TAMAN))
    else:
        await held_by(box, AIR, stage=Stage(after), status=after)
    await watch(box)
    assert told(box, MARGA_GROUP) == []
    assert [notice.state for notice in await box.notices(MARGA_GROUP)] == [NoticeState.WITHDRAWN]


async def test_never_is_never(box: Outbox) -> None:
    box.desk = replace(box.desk, handovers_told=0)
    await held_by(box, AIR, MARGA, AIR, MARGA)
    await watch(box)
    assert told(box, CITY_GROUP) == []


async def test_on_old_data_the_message_says_so(box: Outbox) -> None:
    await held_by(box, AIR, MARGA, AIR)
    box.desk = replace(box.desk, stale_after=HOUR)
    await plan_handovers_once(box.desk, box.now)
    box.talk.clock.advance(5 * HOUR)
    await watch(box)
    (text,) = told(box, CITY_GROUP)
    assert text.startswith("⚠️ Data terakhir 12.00, 5 j lalu.")


# History is not news


async def test_old_exports_brought_in_one_after_another_tell_nothing(box: Outbox) -> None:
    """Twelve weekly exports of the past, then the one of today."""
    arrived = NOW - 100 * DAY
    for week in range(12):
        at = NOW - (90 - 7 * week) * DAY
        rows = [
            word(box, [AIR, MARGA][week % 2], f"JK26{n:08}", created_at=arrived, listed_at=at) for n in range(5)
        ]
        await box.talk.learn(rows, as_of=at)
        await watch(box)
    await box.talk.learn([word(box, TAMAN, f"JK26{n:08}", created_at=arrived) for n in range(5)], as_of=box.now)
    await watch(box)
    assert told(box, CITY_GROUP) == []
    await held_by(box, AIR, ticket="JK2600000000", created_at=arrived)
    await watch(box)
    (text,) = told(box, CITY_GROUP)
    assert "13 kali berpindah" in text and "(7 unit di antaranya)" not in text


async def test_what_was_known_before_siaga_began_to_watch_is_not_told(tmp_path: Path) -> None:
    async with outbox(tmp_path) as box:
        await held_by(box, MARGA, AIR, MARGA, AIR)
        await watch(box)
        assert told(box, CITY_GROUP) == []
        await held_by(box, MARGA)
        await watch(box)
        assert len(told(box, CITY_GROUP)) == 1


async def test_after_two_days_of_standstill_old_news_is_not_told(box: Outbox) -> None:
    await held_by(box, AIR, MARGA, AIR)
    box.talk.clock.advance(2 * DAY)
    await watch(box)
    assert told(box, CITY_GROUP) == []


async def test_a_weekend_between_two_exports_is_no_history(box: Outbox) -> None:
    await held_by(box, AIR, MARGA)
    await held_by(box, AIR, after=3 * DAY)
    await watch(box)
    assert len(told(box, CITY_GROUP)) == 1


# The process dies, Telegram fails


async def test_wherever_planning_dies_it_is_told_once(box: Outbox) -> None:
    for at in range(1, 8):
        ticket = f"JK2611{at:06}"
        await held_by(box, MARGA, AIR, MARGA, AIR, ticket=ticket, after=timedelta(minutes=1))
        with box.mortal(Fate(at)), suppress(Killed):
            while await plan_handovers_once(box.desk, box.now):
                pass
        await watch(box)
        for chat_id in (MARGA_GROUP, AIR_GROUP, CITY_GROUP):
            assert len([text for text in told(box, chat_id) if ticket in text]) == 1, (at, chat_id)


@pytest.mark.soak
async def test_wherever_the_process_dies_it_is_told_once_or_labelled(box: Outbox) -> None:
    """The life of the alert, cut at every step between two writes in turn; one complaint for each cut."""
    at = 0
    while True:
        at += 1
        ticket = f"JK2611{at:06}"
        await held_by(box, MARGA, AIR, MARGA, AIR, ticket=ticket, after=timedelta(minutes=1))
        fate = Fate(at)
        with box.mortal(fate), suppress(Killed):
            await watch(box)
        box.restart()
        box.talk.clock.advance(2 * MINUTE)  # the claim of the dead one runs out
        await watch(box)
        for chat_id in (MARGA_GROUP, AIR_GROUP, CITY_GROUP):
            texts = [text for text in told(box, chat_id) if ticket in text]
            plain = [text for text in texts if "Kiriman ulang" not in text]
            assert len(plain) <= 1 and 1 <= len(texts) <= 2, (at, chat_id, texts)
        if fate.passed < at:
            break
    assert at > 10


async def test_a_lost_chat_hears_it_when_it_is_back_and_a_moved_one_under_its_new_id(box: Outbox) -> None:
    world = box.talk.sandbox.world
    acts.place_bot(world, box.talk.chat(MARGA_GROUP), Standing.KICKED)
    box.talk.sandbox.faults.order(Fault(FaultKind.MIGRATE, chat=AIR_GROUP, new_id=-100_1012))
    await held_by(box, AIR, MARGA, AIR)
    await watch(box)
    assert told(box, MARGA_GROUP) == [] and len(told(box, -100_1012)) == 1
    acts.place_bot(world, box.talk.chat(MARGA_GROUP), Standing.MEMBER)
    await box.talk.settle()
    await watch(box)
    assert len(told(box, MARGA_GROUP)) == 1


async def test_what_could_not_be_told_within_a_day_is_told_to_the_operator(box: Outbox) -> None:
    box.talk.sandbox.faults.order(Fault(FaultKind.TOO_MANY, chat=AIR_GROUP, retry_after=2 * 24 * 3600))
    await held_by(box, AIR, MARGA, AIR)
    await watch(box)
    box.talk.clock.advance(DAY)
    await tell_expired_once(box.desk, box.now)
    await box.deliver()
    (text,) = box.texts(OPERATORS)
    assert text.startswith("⚠️ 1 kabar perpindahan unit tidak terkirim")
    assert f"{TICKET}: {AIR}. Sebab: Telegram meminta menunggu" in text


# From the CRM to the chat


async def test_what_is_polled_is_told(box: Outbox) -> None:
    fields = {"ticket": "code", "created_at": "createdAt", "status": "tstatus.name", "unit": "unit.name"}
    async with api(NOW) as served:
        served.clock = box.talk.clock
        polling = Polling(box.desk, served.source(directory=directory(), fields=fields, tries=1), 5 * MINUTE)
        for unit in (MARGA, AIR, "SUDIN BINA MARGA", AIR):
            row = item("JK2611230009", createdAt="2026-11-23T07:00:00+07:00", unit={"name": unit})
            served.says([row])
            await polling.step()
            await watch(box)
            box.talk.clock.advance(5 * MINUTE)
    assert all(len(told(box, chat_id)) == 1 for chat_id in (MARGA_GROUP, AIR_GROUP, CITY_GROUP))
    assert told(box, CIDENG_GROUP) == []


CONFIGURATION = """
[telegram]
token = "TOKEN"
base_url = "BOT"
[alerts]
handovers = 2
[[chats]]
id = -1002
area = "31.71"
"""


async def test_the_service_watches_and_takes_the_number_with_sighup(
    box: Outbox, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    sandbox, path = box.talk.sandbox, tmp_path / "config.toml"
    written = CONFIGURATION.replace("TOKEN", sandbox.token).replace("BOT", sandbox.base_url)
    path.write_text(written)
    path.chmod(0o600)
    service = Service(load_settings(path, {}), box.desk.store, box.bot, box.talk.clock)
    await held_by(box, AIR, MARGA)
    running = asyncio.create_task(service.run())
    async with asyncio.timeout(20):
        while not told(box, CITY_GROUP):
            await asyncio.wait([running], timeout=0.02)
    path.write_text(written.replace("handovers = 2", "handovers = 0"))
    await service.reload(load_settings(path, {}))
    assert service.desk.handovers_told == 0
    assert "not taken" not in caplog.text
    service.stop()
    await running
    assert len(told(box, CITY_GROUP)) == 1
