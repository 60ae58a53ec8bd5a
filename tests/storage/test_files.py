"""The SQLite file: its rights, its backups, and what is no database of ours."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from builders import NOW, bring_in, observation
from sqlalchemy import text
from table_dump import dump

from monitor.errors import BadConfiguration, BadInput, OutsideUnreachable
from storage import backup, check, open_store, restore
from storage.engine import parse_url, where
from storage.store import Store


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def names(folder: Path, pattern: str = "*") -> list[str]:
    return sorted(path.name for path in folder.glob(pattern))


async def test_files_are_for_their_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "var" / "lib" / "siaga.db"
    store = await open_store(f"sqlite:///{file}", migrate=True)
    try:
        await bring_in(store, [observation("A")])
        assert names(file.parent) == ["siaga.db", "siaga.db-shm", "siaga.db-turn", "siaga.db-wal"]
        assert {mode(path) for path in file.parent.iterdir()} == {0o600}
        assert (mode(file.parent), mode(file.parent.parent)) == (0o700, 0o700)
    finally:
        await store.close()


@pytest.mark.parametrize("url", ["", "nonsense", "mysql://x/y", "sqlite://", "sqlite:///:memory:"])
async def test_what_is_no_address_of_a_database_is_refused(url: str) -> None:
    with pytest.raises(BadConfiguration, match=r"storage\.url"):
        await open_store(url, migrate=True)


async def test_a_missing_file_is_not_made_by_looking_for_it(tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration, match="siaga db migrate"):
        await open_store(f"sqlite:///{tmp_path}/none.db", migrate=False)
    assert names(tmp_path) == []


async def test_a_file_that_is_no_database_is_refused_and_kept(tmp_path: Path) -> None:
    file = tmp_path / "siaga.db"
    file.write_text("not a database at all, " * 100)
    for migrates in (True, False):
        with pytest.raises(BadInput, match="not a whole SQLite database"):
            await open_store(f"sqlite:///{file}", migrate=migrates)
    assert file.read_text().startswith("not a database")


async def test_a_folder_in_place_of_the_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(OutsideUnreachable, match=r"check storage\.url"):
        await open_store(f"sqlite:///{tmp_path}", migrate=True)


async def test_a_server_that_is_not_there_is_one_sentence_without_the_password() -> None:
    with pytest.raises(OutsideUnreachable, match="cannot be reached") as error:
        await open_store("postgresql://siaga:geheim@127.0.0.1:9/siaga", migrate=True)
    assert "geheim" not in str(error.value)
    assert "geheim" not in where(parse_url("postgresql://siaga:geheim@127.0.0.1/siaga"))


async def test_a_database_that_is_not_on_the_server_is_the_operators(postgresql_server: str) -> None:
    with pytest.raises(BadConfiguration, match="no such database"):
        await open_store(f"{postgresql_server}/nowhere", migrate=False)


async def test_a_backup_brings_back_what_was(store: Store, sqlite_url: str, tmp_path: Path) -> None:
    await bring_in(store, [observation("A")])
    before = await dump(store)
    copy = tmp_path / "copy.db"
    await backup(sqlite_url, copy)
    assert mode(copy) == 0o600
    assert names(tmp_path, "copy*") == ["copy.db"]
    await bring_in(store, [observation("B")])
    await restore(sqlite_url, copy)
    assert await dump(store) == before
    assert await check(store) == []
    with pytest.raises(BadInput, match="there already"):
        await backup(sqlite_url, copy)


async def test_a_backup_can_be_restored_where_nothing_was(sqlite_url: str, store: Store, tmp_path: Path) -> None:
    await bring_in(store, [observation("A")])
    await backup(sqlite_url, tmp_path / "copy.db")
    url = f"sqlite:///{tmp_path}/new/siaga.db"
    await restore(url, tmp_path / "copy.db")
    other = await open_store(url, migrate=False)
    try:
        assert await dump(other) == await dump(store)
    finally:
        await other.close()
    assert {mode(path) for path in (tmp_path / "new").iterdir()} == {0o600}


async def test_a_backup_of_nothing_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration, match="no database file"):
        await backup(f"sqlite:///{tmp_path}/none.db", tmp_path / "copy.db")
    assert names(tmp_path) == []


async def test_a_backup_into_a_missing_folder_is_one_sentence(sqlite_url: str, tmp_path: Path) -> None:
    with pytest.raises(OutsideUnreachable, match="cannot be written"):
        await backup(sqlite_url, tmp_path / "none" / "copy.db")


async def test_what_is_no_backup_of_siaga_is_refused(sqlite_url: str, store: Store, tmp_path: Path) -> None:
    before = await dump(store)
    foreign, newer, torn = tmp_path / "foreign.db", tmp_path / "newer.db", tmp_path / "torn.db"
    with closing(sqlite3.connect(foreign)) as connection:
        connection.execute("CREATE TABLE songs (name)")
    await backup(sqlite_url, newer)
    torn.write_bytes(newer.read_bytes()[:5000])
    with closing(sqlite3.connect(newer)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    for file, error in (
        (foreign, BadInput),
        (torn, BadInput),
        (tmp_path / "none", BadInput),
        (newer, BadConfiguration),
    ):
        with pytest.raises(error):
            await restore(sqlite_url, file)
    assert await dump(store) == before


async def test_a_server_is_copied_by_its_own_tools(tmp_path: Path) -> None:
    url = "postgresql://siaga@127.0.0.1:9/siaga"
    with pytest.raises(BadConfiguration, match="pg_dump"):
        await backup(url, tmp_path / "copy")
    with pytest.raises(BadConfiguration, match="pg_restore"):
        await restore(url, tmp_path / "copy")


@pytest.mark.parametrize(
    ("statement", "column"),
    [
        ("UPDATE complaints SET stage = 'process'", "stage"),
        ("UPDATE complaints SET owner_code = 'x'", "owner_code"),
        ("UPDATE complaints SET urgent_at = 1", "urgent_at"),
        ("UPDATE complaints SET latest_at = 1", "latest_at"),
        ("DELETE FROM facts", "no facts"),
    ],
)
async def test_the_check_finds_a_row_that_is_not_what_its_facts_say(
    any_store: Store, statement: str, column: str
) -> None:
    await bring_in(any_store, [observation("A")], now=NOW)
    assert await check(any_store) == []
    async with any_store.writing() as tables:
        await tables.connection.execute(text(statement))
    (sentence, *_) = await check(any_store)
    assert "Complaint A of crm" in sentence
    assert column in sentence


async def test_the_check_finds_rows_without_their_complaint(store: Store) -> None:
    await bring_in(store, [observation("A")])
    async with store.writing() as tables:
        await tables.connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        await tables.connection.execute(text("UPDATE facts SET seen_at = seen_at"))
    file = Path(str(store.url.database))
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE facts SET complaint_id = 99")
        connection.commit()
    assert any("names one of complaints that is not there" in sentence for sentence in await check(store))
