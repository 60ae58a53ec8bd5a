"""The databases of all rooms: `store` on SQLite, `any_store` on both, migrated and empty for each test."""

from __future__ import annotations

import asyncio
import gc
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import certifi
import pytest
from hypothesis import settings
from postgresql_server import TEMPLATE, Databases, postgresql
from thoroughness import ALL

from storage import migrate, open_store
from storage.store import Store

settings.register_profile("soak", deadline=None, max_examples=ALL)  # a busy machine is slow, not wrong
settings.register_profile("sample", deadline=None, max_examples=25)
settings.load_profile("sample")  # make soak names the other


def pytest_collection_finish() -> None:
    """Modules and collected tests stay to the end: to look through them for garbage takes a sixth of all time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 20, 20)


@pytest.fixture(scope="session", autouse=True)
def one_authority(tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test speaks TLS, but each client reads every authority there is, which takes longer than most tests."""
    first, end, _ = Path(certifi.where()).read_text(encoding="utf-8").partition("-----END CERTIFICATE-----\n")
    file = tmp_path_factory.mktemp("certificates") / "one.pem"
    file.write_text(first + end, encoding="utf-8")
    os.environ["SSL_CERT_FILE"] = str(file)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite database: copied, not migrated again, for each test."""
    file = tmp_path_factory.mktemp("sqlite") / "template.db"
    asyncio.run(migrate(f"sqlite:///{file}"))
    return file


@pytest.fixture
def sqlite_url(migrated_file: Path, tmp_path: Path) -> str:
    file = tmp_path / "siaga.db"
    shutil.copy(migrated_file, file)
    return f"sqlite:///{file}"


@pytest.fixture
async def store(sqlite_url: str) -> AsyncIterator[Store]:
    opened = await open_store(sqlite_url, migrate=False)
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """One server a process: two workers never meet."""
    with postgresql() as url:
        asyncio.run(_execute(f"{url}/postgres", f"CREATE DATABASE {TEMPLATE}"))
        asyncio.run(migrate(f"{url}/{TEMPLATE}"))
        yield url


@pytest.fixture(scope="session")
async def postgresql_databases(postgresql_server: str) -> AsyncIterator[Databases]:
    databases = Databases(postgresql_server)
    yield databases
    await databases.close()


@pytest.fixture
async def postgresql_url(postgresql_databases: Databases) -> AsyncIterator[str]:
    yield await postgresql_databases.lend()
    await postgresql_databases.take_back()


@pytest.fixture(params=["sqlite", "postgresql"])
def any_url(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
async def any_store(any_url: str) -> AsyncIterator[Store]:
    opened = await open_store(any_url, migrate=False)
    yield opened
    await opened.close()


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
