"""Backup and restore of the SQLite file, while it is in use."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from monitor.errors import BadConfiguration, BadInput, OutsideUnreachable
from storage.engine import OWNER_ONLY, PATIENCE, file_of, parse_url, prepare_file, where
from storage.schema import migrate, refuse_foreign
from storage.turns import turn


async def backup(url: str, file: Path) -> None:
    """Copies the database to a new `file`, one consistent state, readable by its owner alone.

    Raises BadInput when `file` is there already, BadConfiguration for PostgreSQL.
    """
    await asyncio.to_thread(_backup, _file(url, "pg_dump"), file)


async def restore(url: str, file: Path) -> None:
    """Puts a backup back in place of all there is, and brings it to the newest schema. All or nothing.

    Raises BadInput when `file` is not a whole database of siaga, BadConfiguration when a newer siaga wrote it.
    """
    database = _file(url, "pg_restore")
    await asyncio.to_thread(_examine, file)
    prepare_file(database)
    async with turn(database):
        await asyncio.to_thread(_restore, file, database)
    await migrate(url)


def _file(url: str, tool: str) -> Path:
    address = parse_url(url)
    database = file_of(address)
    if database is None:
        raise BadConfiguration(f"{where(address)} is a PostgreSQL database: copy it with {tool} instead.")
    return database


def _backup(database: Path, file: Path) -> None:
    if not database.exists():
        raise BadConfiguration(f"There is no database file {database}: check storage.url.")
    if file.exists():
        raise BadInput(f"{file} is there already: name a new file, or remove that one.")
    part = file.with_name(f"{file.name}.part")
    with _explained(file):
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_CREAT | os.O_RDWR | os.O_EXCL, OWNER_ONLY))
        try:
            _copy(database, part)
            part.rename(file)
        finally:
            part.unlink(missing_ok=True)


def _restore(file: Path, database: Path) -> None:
    with _explained(database), closing(_opened(file)) as source, closing(_opened(database)) as target:
        target.execute(f"PRAGMA busy_timeout = {PATIENCE * 1000:.0f}")
        source.backup(target)


def _copy(database: Path, part: Path) -> None:
    with closing(_opened(database)) as source, closing(_opened(part)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")  # one file, with nothing beside it


def _examine(file: Path) -> None:
    """Raises unless `file` is a whole database that this or an older siaga wrote."""
    if not file.is_file():
        raise BadInput(f"{file} is not there: name the backup to restore.")
    try:
        with closing(_opened(file)) as source:
            verdict = source.execute("PRAGMA quick_check(1)").fetchone()[0]
            tables = {name for (name,) in source.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if verdict != "ok" or not {"alembic_version", "complaints", "facts"} <= tables:
                raise BadInput(f"{file} is not a whole backup of siaga: choose another one.")
            revision = source.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.DatabaseError as error:
        raise BadInput(f"{file} is not a whole backup of siaga ({error}): choose another one.") from error
    refuse_foreign(revision[0] if revision else None, f"The backup {file}")


def _opened(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(file, isolation_level=None, timeout=PATIENCE)


@contextmanager
def _explained(target: Path) -> Iterator[None]:
    """Errors of the disk and of SQLite, as one sentence about the file that was to be written."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise OutsideUnreachable(
            f"{target} cannot be written ({reason}): nothing was changed; "
            "check the rights and the free space there."
        ) from error
