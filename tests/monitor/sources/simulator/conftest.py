"""One simulated city for those who only look at it; who acts on it makes an own one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from monitor.areas.directory import Directory
from monitor.deadlines.worktime import Calendar
from monitor.sources.simulator import City


@pytest.fixture(scope="session")
def directory() -> Directory:
    return Directory.load("builtin:jakarta")


@pytest.fixture(scope="session")
def calendar() -> Calendar:
    return Calendar.load()


@pytest.fixture(scope="session")
def city(directory: Directory, calendar: Calendar) -> City:
    return City("a city", directory, calendar=calendar)


@pytest.fixture
def new_city(directory: Directory, calendar: Calendar) -> Callable[..., City]:
    def make(seed: object = "a city", **options: object) -> City:
        return City(seed, directory, calendar=calendar, **options)

    return make
