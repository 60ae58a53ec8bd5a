"""The whole product in a browser: simulated CRM, real service, simulated Telegram, one visitor."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from bot.app import Service
from bot.demo.city import CIDENG, CITY, STRANGER, begins_at
from bot.demo.stage import furnished
from bot.sandbox import Sandbox
from monitor.clock import AdjustableClock
from tests.browser.conftest import OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

Stage = tuple[Sandbox, Service]


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """The whole product behind each page: slower than a page alone."""
    expect.set_options(timeout=20_000)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture
def clock() -> AdjustableClock:
    return AdjustableClock(begins_at(), 60)


@pytest.fixture
async def city(tmp_path: Path, clock: AdjustableClock) -> AsyncIterator[Stage]:
    async with furnished(tmp_path, clock, port=0) as (sandbox, service):
        running = asyncio.create_task(service.run())
        yield sandbox, service
        service.stop()
        await running


@pytest.fixture
def sandbox(city: Stage) -> Sandbox:
    return city[0]


def the_bot_says(page: Page, words: str) -> object:
    return page.locator(".message.bot .text", has_text=words).last


async def ask(page: Page, line: str) -> None:
    await page.fill("#line", line)
    await page.click("#send")


async def enter(open_page: OpenPage, chat_id: int, **how: Any) -> Page:
    """The page without its guide, in one chat."""
    page = await open_page(**how)
    await page.locator("#coach button").first.click()
    await page.evaluate(f"location.hash = '#{chat_id}'")
    return page


async def test_the_morning_alert_comes_and_wait_shows_only_ones_own(open_page: OpenPage, sandbox: Sandbox) -> None:
    page = await enter(open_page, CIDENG)
    await expect(the_bot_says(page, "Pengecekan pagi")).to_contain_text("Kel. Cideng")
    await ask(page, "/wait")
    await expect(the_bot_says(page, "berstatus wait")).to_contain_text("Kel. Cideng")
    elsewhere = ("Kel. Menteng", "Kel. Gambir", "Kel. Paseban")
    told = " ".join(await page.locator(".message.bot .text").all_inner_texts())
    assert not [word for word in elsewhere if word in told]
    await ask(page, "/wait Paseban")
    await expect(the_bot_says(page, "hanya terlihat")).to_contain_text("Kel. Cideng")


async def test_the_city_reads_its_rank_and_has_it_as_a_picture(open_page: OpenPage) -> None:
    page = await enter(open_page, CITY)
    await ask(page, "/peringkat")
    await expect(the_bot_says(page, "Kinerja kecamatan")).to_contain_text("aduan masuk")
    await page.get_by_role("button", name="Gambar").last.click()
    await expect(page.locator(".message.bot img").last).to_be_visible()
    await ask(page, "/rekap")
    await expect(the_bot_says(page, "Rekap aduan")).to_contain_text("Total")


async def test_a_page_button_turns_the_citys_digest(open_page: OpenPage) -> None:
    page = await enter(open_page, CITY)
    digest = the_bot_says(page, "Kota Jakarta Pusat")
    await expect(digest).to_contain_text("Kecamatan")
    await page.get_by_role("button", name="›").last.click()
    await expect(page.locator(".message.bot .text").last).to_contain_text("Dalam proses")


async def test_a_stranger_is_told_nothing(open_page: OpenPage, sandbox: Sandbox) -> None:
    page = await enter(open_page, CITY)
    await expect(the_bot_says(page, "Kota Jakarta Pusat")).to_be_visible(timeout=20_000)
    await page.select_option("#player", str(STRANGER))
    await expect(page.locator("#chats a")).to_have_count(1)
    await expect(page.locator("#talk-title")).to_have_text("siaga")
    await page.locator("#begin").click()
    await expect(page.locator(".message.bot .text").last).to_contain_text(str(STRANGER))
    assert "JK26" not in " ".join(await page.locator(".message.bot .text").all_inner_texts())


async def test_an_answer_in_the_crm_is_told_in_the_next_digest(
    open_page: OpenPage, sandbox: Sandbox, clock: AdjustableClock
) -> None:
    page = await enter(open_page, CIDENG)
    await expect(the_bot_says(page, "terlambat dijawab")).to_be_visible(timeout=20_000)
    await ask(page, "/wait")
    async with page.context.expect_page() as opened:
        await page.locator(".message.bot", has_text="berstatus wait").get_by_role("link", name="CRM").first.click()
    office = await opened.value
    await office.get_by_role("button", name="Jawab").click()
    await expect(office.locator("dl")).not_to_contain_text("Menunggu")
    clock.rush_to(begins_at() + timedelta(hours=7, minutes=3))
    await expect(the_bot_says(page, "Pengecekan sore")).to_contain_text(
        re.compile(r"Sejak 08\.00: \d+ dijawab"), timeout=60_000
    )


async def test_a_crm_that_is_down_makes_the_data_old_and_nobody_nihil(
    open_page: OpenPage, sandbox: Sandbox, clock: AdjustableClock
) -> None:
    page = await enter(open_page, CITY)
    await expect(the_bot_says(page, "NIHIL")).to_be_visible(timeout=20_000)
    await page.click("#trouble-open")
    await page.get_by_role("switch", name="CRM mati").click()
    clock.advance_to(clock.now() + timedelta(minutes=30))
    await page.keyboard.press("Escape")
    await ask(page, "/wait")
    await expect(page.locator(".message.bot .text").last).to_contain_text("⚠️")
    assert "NIHIL" not in await page.locator(".message.bot .text").last.inner_text()


@pytest.mark.parametrize("dark", [False, True])
async def test_on_a_phone_nothing_runs_out_of_the_screen(open_page: OpenPage, dark: bool) -> None:
    page = await enter(open_page, CITY, width=360, height=740, dark=dark)
    await expect(the_bot_says(page, "Kecamatan")).to_be_visible(timeout=20_000)
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360
    table = page.locator(".message.bot pre").last
    assert await table.evaluate("table => table.scrollWidth - table.clientWidth") <= 0
