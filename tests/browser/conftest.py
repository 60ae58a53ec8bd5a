"""A furnished sandbox with its page, the real bot library, and Debian's Chromium before it."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.async_api import Browser, Page, async_playwright
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.sandbox import Limits, Player, Sandbox, TourStep
from bot.sandbox.objects import Standing
from monitor.clock import AdjustableClock

TOKEN = "123:abc"
COORDINATOR, ADMIN, STRANGER = 21, 22, 23
CITY, CIDENG, FORUM = -1001, -1003, -1008
PLAYERS = (
    Player(COORDINATOR, "Koordinator kota", "koordinator"),
    Player(ADMIN, "Admin kelurahan", "anggota"),
    Player(STRANGER, "Orang lain", "orang luar"),
)
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
)
MINUTE = (
    TourStep("Peringatan tiba", "siaga menulis ke grup.", "log", chat=CIDENG),
    TourStep("Tanya sendiri", "Ketik /wait.", "line", done_when="command:/wait"),
    TourStep("Tekan tombol", "Di bawah pesan.", "log", done_when="press"),
)

OpenPage = Callable[..., Awaitable[Page]]


@pytest.fixture(autouse=True)
def durations_are_timedeltas(monkeypatch: pytest.MonkeyPatch) -> None:
    """python-telegram-bot warns of the coming change wherever `retry_after` is read."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


class Outage:
    """A switch that only remembers."""

    name, title = "outage", "CRM tidak bisa dibuka"

    def __init__(self) -> None:
        self.on = False

    def is_on(self) -> bool:
        return self.on

    def set(self, on: bool) -> None:
        self.on = on


def furnish(sandbox: Sandbox) -> None:
    world = sandbox.world
    for player in PLAYERS:
        world.add_private(player.id, player.name, started=player.id == COORDINATOR)
    members = {COORDINATOR: Standing.CREATOR, ADMIN: Standing.MEMBER}
    world.add_group(CITY, "Pengelolaan CRM Jakarta Pusat", members=dict(members))
    world.add_group(CIDENG, "CRM Kelurahan Cideng", members=dict(members), bot=Standing.ADMINISTRATOR)
    world.add_group(FORUM, "Forum kota", members=dict(members), topics={7: "Gambir", 8: "Menteng"})


@pytest.fixture
def clock() -> AdjustableClock:
    return AdjustableClock(datetime(2026, 11, 23, 1, 0, tzinfo=UTC), 1)


@pytest.fixture
def outage() -> Outage:
    return Outage()


@pytest.fixture
def tour() -> tuple[TourStep, ...]:
    return ()


@pytest.fixture
def hooks() -> dict[str, Callable[[], bool]]:
    return {}


@pytest.fixture
async def sandbox(
    clock: AdjustableClock,
    outage: Outage,
    tour: tuple[TourStep, ...],
    hooks: dict[str, Callable[[], bool]],
) -> AsyncIterator[Sandbox]:
    sandbox = Sandbox(TOKEN, clock, Limits.off(), players=PLAYERS, switches=[outage], tour=tour, hooks=hooks)
    furnish(sandbox)
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    request = HTTPXRequest(read_timeout=5)
    async with Bot(
        TOKEN, sandbox.base_url, sandbox.base_file_url, request=request, get_updates_request=request
    ) as bot:
        yield bot


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """One browser for all tests; each test opens contexts of its own."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "no Chromium: install Debian's chromium, or name one in CHROMIUM"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        await browser.close()


@pytest.fixture
async def open_page(chromium: Browser, sandbox: Sandbox) -> AsyncIterator[OpenPage]:
    """Opens the page: `open_page("#-1003", width=360, dark=True)`. Whatever it complains of fails the test."""
    contexts = []
    complaints: list[str] = []

    async def open_one(place: str = "", *, width: int = 1280, height: int = 800, dark: bool = False) -> Page:
        context = await chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            permissions=["clipboard-read", "clipboard-write"],
            locale="id-ID",
        )
        contexts.append(context)
        page = await context.new_page()
        page.set_default_timeout(8000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if is_complaint(said) else None)
        await page.goto(f"{sandbox.origin}/{place}")
        await page.wait_for_selector("body[data-ready]")
        return page

    yield open_one
    for context in contexts:
        await context.close()
    assert not complaints


def is_complaint(said: Any) -> bool:
    """A connection refused while the server is away, and the 400 of a mistake, are told to people instead."""
    return said.type in ("error", "warning") and "Failed to load resource" not in said.text
