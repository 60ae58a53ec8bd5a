"""From the URL in the configuration to engines: one that reads, one that writes."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from monitor.errors import BadConfiguration, OutsideUnreachable

DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}
PATIENCE = 10.0  # seconds a writer waits for another one
WRITER_LOCK = 0x51A6A  # the advisory lock that makes PostgreSQL's writers take turns, as SQLite's do
OWNER_ONLY = 0o600
HIDE = True  # what is stored (addresses, names) must not reach a traceback or a crash file
WIPING = "PRAGMA secure_delete = ON"  # what is deleted is overwritten: a freed page holds nobody's address
WRITER_CACHE = "PRAGMA cache_size = -32000"  # 32 MB: an import in any order touches pages all over the file
WRITER_LOG = "PRAGMA wal_autocheckpoint = 4000"  # 16 MB: an import would else write and sync most pages twice
logging.getLogger("aiosqlite").setLevel(logging.INFO)  # below, it writes every parameter: addresses, texts


def parse_url(url: str) -> URL:
    """`sqlite:///path` or `postgresql://user@host/db`, with our driver. Raises BadConfiguration."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise BadConfiguration(_not_a_url()) from None
    driver = DRIVERS.get(parsed.drivername.partition("+")[0])
    if driver is None or (driver == DRIVERS["sqlite"] and parsed.database in (None, "", ":memory:")):
        raise BadConfiguration(_not_a_url())
    return parsed.set(drivername=driver)


def _not_a_url() -> str:
    return (
        "storage.url is not the address of a database: "
        "write sqlite:///path/to/file.db or postgresql://user@host/name."
    )


def file_of(url: URL) -> Path | None:
    """The database's file; None for a server."""
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def where(url: URL) -> str:
    """The database, as an error names it: without the password."""
    return str(file_of(url) or url.set(drivername="postgresql", query={}).render_as_string(hide_password=True))


def prepare_file(file: Path) -> None:
    """Makes the file and its folder for their owner alone; SQLite gives -wal and -shm the same mode."""
    try:
        for folder in reversed([file.parent, *file.parent.parents]):
            if not folder.exists():
                folder.mkdir(mode=0o700)
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, OWNER_ONLY))
    except OSError as error:
        raise OutsideUnreachable(
            f"The database file {file} cannot be opened ({error.strerror}): "
            "check storage.url and the rights on that folder."
        ) from None


def reading_engine(url: URL) -> AsyncEngine:
    """Every transaction is one consistent view in which nothing can be written."""
    if url.get_backend_name() == "sqlite":
        return _sqlite(url, "BEGIN", ["PRAGMA foreign_keys = ON", "PRAGMA query_only = ON"], pool_size=4)
    options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    return _postgresql(url, pool_size=4).execution_options(**options)


def writing_engine(url: URL, *, foreign_keys: bool = True) -> AsyncEngine:
    """Every transaction holds the write lock from its first statement: no update is ever lost."""
    if url.get_backend_name() == "sqlite":
        keys = "ON" if foreign_keys else "OFF"
        pragmas = [f"PRAGMA foreign_keys = {keys}", WRITER_CACHE, WRITER_LOG, WIPING]
        return _sqlite(url, "BEGIN IMMEDIATE", pragmas, pool_size=1)
    engine = _postgresql(url, pool_size=2)

    @event.listens_for(engine.sync_engine, "begin")
    def _take_turns(connection: Connection) -> None:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER_LOCK})")

    return engine


def _sqlite(url: URL, begin: str, pragmas: list[str], *, pool_size: int) -> AsyncEngine:
    # isolation_level None: the driver begins nothing by itself, so that BEGIN is ours (docs/decisions).
    arguments = {"isolation_level": None, "timeout": PATIENCE}
    engine = create_async_engine(
        url, connect_args=arguments, pool_size=pool_size, max_overflow=8, hide_parameters=HIDE
    )

    @event.listens_for(engine.sync_engine, "connect")
    def _set_up(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        for pragma in ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = NORMAL", *pragmas):
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _postgresql(url: URL, *, pool_size: int) -> AsyncEngine:
    settings = {"application_name": "siaga", "lock_timeout": f"{PATIENCE:.0f}s", "timezone": "UTC", "jit": "off"}
    arguments = {"timeout": PATIENCE, "server_settings": settings}
    return create_async_engine(
        url, connect_args=arguments, pool_size=pool_size, pool_pre_ping=True, hide_parameters=HIDE
    )


def is_sqlite(connection: AsyncConnection) -> bool:
    return connection.dialect.name == "sqlite"
