"""The CRM is read over HTTP, the digest says how fresh it is, and an outage is told when it begins and ends."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from conversation import CIDENG_GROUP, CITY_GROUP, COORDINATOR, NOW, OPERATORS, directory
from hostile_api import Api, api, item, status
from outbox import MINUTE, SORE, Outbox, outbox
from telegram_html import judged

from bot.app import Service
from bot.config import load_settings
from bot.sandbox import acts
from bot.watching.polling import Polling
from monitor.model import Stage, Wanted
from monitor.sources.source import Source
from monitor.unseen import Unseen

FIELDS = {
    "ticket": "code",
    "created_at": "createdAt",
    "updated_at": "updatedAt",
    "status": "tstatus.name",
    "category": "category.name",
    "area": "village.name",
    "responded_at": "respondedAt",
}


@dataclass
class Watch:
    """The outbox, the API and the poller on one stepped clock."""

    box: Outbox
    api: Api
    source: Source

    @property
    def polling(self) -> Polling:
        return Polling(self.box.desk, self.source, 5 * MINUTE)

    async def live(self, for_: timedelta) -> None:
        """Polls whenever it is due, plans and delivers in between."""
        until = self.box.now + for_
        while self.box.now < until:
            await self.polling.step()
            rest = max(await self.polling.rest(), MINUTE)
            await self.box.live(min(self.box.now + rest, until), stride=MINUTE)

    def texts(self, chat_id: int) -> list[str]:
        return self.box.texts(chat_id)


@pytest.fixture
async def watch(tmp_path: Path) -> AsyncIterator[Watch]:
    async with outbox(tmp_path) as box, api(NOW) as served:
        served.clock = box.talk.clock
        box.desk = replace(box.desk, stale_after=15 * MINUTE)
        acts.private_chat(box.talk.sandbox.world, COORDINATOR).started = True
        async with box.desk.store.writing() as tables:
            await tables.destinations.revive(COORDINATOR, box.now)
        yield Watch(box, served, served.source(directory=directory(), fields=FIELDS, tries=1))
        for chat in box.talk.sandbox.world.chats.values():
            for message in box.talk.said(chat.id):
                judged(message.html)


def waits(code: str, **says: Any) -> dict[str, Any]:
    return item(code, **{"createdAt": "2026-11-23T07:00:00+07:00"} | says)


async def test_what_is_polled_is_told_at_the_slot_with_its_age(watch: Watch) -> None:
    watch.api.says([waits("JK2611230001"), waits("JK2611230002", village={"name": "Kwitang"})])
    watch.box.talk.clock.set(SORE - 20 * MINUTE)
    await watch.live(21 * MINUTE)
    (told,) = watch.texts(CIDENG_GROUP)
    assert "JK2611230001" in told and "JK2611230002" not in told
    assert "data 15.00" in told or "data 14.5" in told
    assert "Data terakhir" not in told
    assert len(watch.api.asked) == 5


async def test_what_was_answered_in_the_crm_is_not_told(watch: Watch) -> None:
    watch.api.says([waits("JK2611230001")])
    watch.box.talk.clock.set(SORE - 10 * MINUTE)
    await watch.live(MINUTE)
    done = {"tstatus": {"name": "Selesai"}, "respondedAt": "2026-11-23T14:50:00+07:00"}
    watch.api.says([waits("JK2611230001", **done)])
    await watch.live(10 * MINUTE)
    assert watch.texts(CIDENG_GROUP) == []


async def test_an_outage_is_told_once_when_it_begins_and_once_when_it_ends(
    watch: Watch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot")
    watch.api.says([waits("JK2611230001")])
    await watch.live(MINUTE)
    watch.api.says(status(500))
    await watch.live(14 * MINUTE)
    assert watch.texts(OPERATORS) == []
    await watch.live(10 * MINUTE)
    watch.box.talk.clock.set(SORE - MINUTE)
    await watch.live(10 * MINUTE)
    for chat_id in (OPERATORS, COORDINATOR):
        told = [text for text in watch.texts(chat_id) if "CRM tidak bisa dibaca" in text]
        assert len(told) == 1 and "08.00" in told[0], chat_id
    assert "Rincian teknis: http://127.0.0.1" in watch.texts(OPERATORS)[0]
    assert "Sebab" not in watch.texts(COORDINATOR)[0]
    (stale,) = [text for text in watch.texts(CITY_GROUP) if "Data terakhir" in text]
    assert "NIHIL" not in stale
    watch.api.says([waits("JK2611230001")])
    await watch.live(6 * MINUTE)
    for chat_id in (OPERATORS, COORDINATOR):
        told = [text for text in watch.texts(chat_id) if "setelah" in text and "tanpa data baru" in text]
        assert len(told) == 1 and "1 aduan melewati batas waktu" in told[0], chat_id
    assert len([line for line in caplog.messages if "cannot be read since" in line]) == 1
    assert len([line for line in caplog.messages if "is read again" in line]) == 1


async def test_a_source_that_asks_to_wait_is_left_alone_until_then(watch: Watch) -> None:
    watch.api.says(status(429, Retry_After="1800"))
    await watch.live(29 * MINUTE)
    assert len(watch.api.asked) == 1
    await watch.live(3 * MINUTE)
    assert len(watch.api.asked) == 2


async def test_a_wrong_clock_and_unknown_words_are_told_once(watch: Watch) -> None:
    def late(_: web.Request) -> web.Response:
        date = format_datetime(watch.box.now - 3 * MINUTE, usegmt=True)
        unknown = waits("JK2611230001", tstatus={"name": "Sedang dikerjakan"}, village={"name": "Antah Berantah"})
        return web.json_response([unknown], headers={"Date": date})

    watch.api.says(late)
    await watch.live(30 * MINUTE)
    told = watch.texts(OPERATORS)
    assert len(told) == 3, told
    assert sum("Jam CRM lebih lambat" in text for text in told) == 1
    assert sum('"Sedang dikerjakan" = "..."' in text for text in told) == 1
    assert sum("Antah Berantah" in text for text in told) == 1


def renamed(code: str) -> dict[str, Any]:
    """Its status has another name now."""
    one = waits(code)
    return {"statusBaru": one.pop("tstatus"), **one}


async def test_a_field_that_is_gone_is_told_once_and_nothing_is_taken_for_gone_with_it(watch: Watch) -> None:
    codes = [f"JK26112300{number:02}" for number in range(30)]
    watch.api.says([waits(code, tstatus={"name": "Proses"}) for code in codes])
    await watch.live(5 * MINUTE)
    assert watch.texts(OPERATORS) == []

    watch.api.says([renamed(code) for code in [*codes[1:], "JK2611239001"]])
    await watch.live(10 * MINUTE)
    (told,) = watch.texts(OPERATORS)
    assert "Isian status tidak ada lagi di data CRM." in told and "crm.rest.fields.status" in told
    async with watch.box.desk.store.reading() as tables:
        run = (await tables.polls.history("crm")).done
        stages = {one.ticket: one.stage async for one, _ in tables.complaints.stream(Wanted())}
    assert run and run.shortfall and run.shortfall.startswith("none of its 30 items has status")
    assert (run.unseen, run.vanished) == (Unseen.DRIFTED, 0)
    assert (stages.pop("JK2611239001"), set(stages.values())) == (Stage.UNMAPPED, {Stage.PROCESS})

    watch.api.says([waits(code, tstatus={"name": "Proses"}) for code in codes])
    await watch.live(5 * MINUTE)
    watch.api.says([renamed(code) for code in codes])
    await watch.live(5 * MINUTE)
    assert len(watch.texts(OPERATORS)) == 2, "gone again is news again"


SECTIONS = """
[telegram]
token = "TOKEN"
base_url = "BOT"
[crm]
source = "rest"
[crm.rest]
url = "CRM"
fields = { ticket = "code", created_at = "createdAt", status = "tstatus.name", area = "village.name" }
"""


async def test_the_service_polls_from_its_start(watch: Watch, tmp_path: Path) -> None:
    sandbox = watch.box.talk.sandbox
    watch.api.says([waits("JK2611230001")])
    path = tmp_path / "config.toml"
    written = (
        SECTIONS.replace("TOKEN", sandbox.token).replace("BOT", sandbox.base_url).replace("CRM", watch.api.url)
    )
    path.write_text(written)
    path.chmod(0o600)
    service = Service(load_settings(path, {}), watch.box.desk.store, watch.box.bot, watch.box.talk.clock)
    running = asyncio.create_task(service.run())
    async with asyncio.timeout(20):
        while not (await service.desk.data_age(watch.box.now)).as_of:
            await asyncio.wait([running], timeout=0.02)
    service.stop()
    await running
    age = await service.desk.data_age(watch.box.now)
    assert (age.as_of, age.stale, len(watch.api.asked)) == (watch.box.now, False, 1)
    assert service.desk.source == "CRM, dibaca setiap 5 m"


async def test_a_restart_neither_skips_a_poll_nor_hurries_one(watch: Watch) -> None:
    watch.api.says([waits("JK2611230001")])
    await watch.polling.step()
    assert await watch.polling.rest() == 5 * MINUTE
    await watch.polling.step()
    assert len(watch.api.asked) == 1
    watch.box.talk.clock.advance(7 * MINUTE)
    assert await watch.polling.rest() == timedelta(0)


async def test_items_that_cannot_be_read_are_told_once_a_day_and_reason(watch: Watch) -> None:
    watch.api.says([waits("JK2611230001"), waits("JK2611230002", createdAt="kemarin")])
    await watch.live(30 * MINUTE)
    (told,) = watch.texts(OPERATORS)
    assert "1 aduan dari CRM tidak terbaca" in told and "JK2611230002" in told
    (status,) = await watch.box.talk.say(CITY_GROUP, "/status")
    assert "1 aduan dari CRM tidak terbaca." in status.text and "sebagian aduan tidak dapat dibaca" in status.text
    watch.api.says([waits("JK2611230001"), waits("JK2611230002", createdAt="kemarin"), 7])
    await watch.live(10 * MINUTE)
    assert len(watch.texts(OPERATORS)) == 2, "another reason"
    watch.box.talk.clock.advance(timedelta(days=1))
    await watch.live(10 * MINUTE)
    assert len(watch.texts(OPERATORS)) == 3, "another day"


async def test_a_listing_that_lacks_too_many_is_told_once(watch: Watch) -> None:
    everything = [waits(f"JK26112300{number:02}") for number in range(30)]
    watch.api.says(everything)
    await watch.live(10 * MINUTE)
    watch.api.says(everything[:15])
    await watch.live(30 * MINUTE)
    (told,) = watch.texts(OPERATORS)
    assert "tidak dipercaya" in told
    watch.api.says(everything)
    await watch.live(10 * MINUTE)
    watch.api.says(everything[:15])
    await watch.live(20 * MINUTE)
    assert len(watch.texts(OPERATORS)) == 2
