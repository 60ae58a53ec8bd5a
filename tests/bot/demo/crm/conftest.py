"""A simulated CRM that listens, on a clock moved by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from bot.demo.crm import Crm
from monitor.areas.directory import Directory
from monitor.clock import SteppedClock
from monitor.deadlines.worktime import Calendar
from monitor.sources.simulator import City

KEY = "kunci"


@pytest.fixture(scope="session")
def directory() -> Directory:
    return Directory.load("builtin:jakarta")


@pytest.fixture(scope="session")
def calendar() -> Calendar:
    return Calendar.load()


@pytest.fixture
def key() -> str:
    return KEY


@pytest.fixture
def clock() -> SteppedClock:
    return SteppedClock(datetime(2026, 11, 23, 3, 0, tzinfo=UTC))


@pytest.fixture
def city(directory: Directory, calendar: Calendar) -> City:
    return City("a city", directory, calendar=calendar)


@pytest.fixture
def waits() -> list[timedelta]:
    """How long the CRM made somebody wait."""
    return []


@pytest.fixture
async def crm(city: City, clock: SteppedClock, waits: list[timedelta]) -> AsyncIterator[Crm]:
    async def wait(delay: timedelta) -> None:
        waits.append(delay)

    crm = Crm(city, clock, KEY, wait=wait)
    yield crm
    await crm.stop()


@pytest.fixture
async def base_url(crm: Crm) -> str:
    return await crm.start()


@pytest.fixture
async def reader(base_url: str) -> AsyncIterator[aiohttp.ClientSession]:
    """Asks with the right key."""
    async with aiohttp.ClientSession(base_url, headers={"X-Api-Key": KEY}) as session:
        yield session
