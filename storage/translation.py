"""Errors of the drivers become ours at the border: what, where, what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncTransaction

from monitor.errors import BadConfiguration, BadInput, OutsideUnreachable, SiagaError
from storage.engine import where

# SQLSTATE classes and codes: https://www.postgresql.org/docs/current/errcodes-appendix.html
REFUSED = {"28": "refuses this user or password", "3D": "has no such database"}
PASSING = ("08", "53", "57", "55P03")  # no connection, no resources, shutting down, lock not available


@asynccontextmanager
async def translated(url: URL) -> AsyncIterator[None]:
    """Raises OutsideUnreachable, BadInput or BadConfiguration in place of what the driver raises."""
    try:
        yield
    except DBAPIError as error:
        ours = _ours(error.orig, url)
        if ours is None:
            raise
        raise ours from error
    except PoolTimeout as error:
        raise OutsideUnreachable(f"The database {where(url)} is too busy; trying again later is safe.") from error


@asynccontextmanager
async def connected(
    engine: AsyncEngine, url: URL, turn: AbstractAsyncContextManager[None] | None = None
) -> AsyncIterator[AsyncConnection]:
    """A connection within one transaction, committed on a clean exit; errors of the driver become ours.

    `turn` is held while the transaction begins, so that writers queue for it.
    """
    async with translated(url):
        connection = await _opened(engine, url)
        try:
            async with turn or nullcontext():
                transaction = await connection.begin()
            yield connection
            await _commit(connection, transaction)
        finally:
            await connection.close()


async def _commit(connection: AsyncConnection, transaction: AsyncTransaction) -> None:
    """A connection whose COMMIT failed (the disk is full) may still be within its transaction: it is let go."""
    try:
        await transaction.commit()
    except BaseException:
        await connection.invalidate()
        raise


async def _opened(engine: AsyncEngine, url: URL) -> AsyncConnection:
    try:
        return await engine.connect()
    except Exception as error:
        ours = unreachable(error, url)
        if ours is None:
            raise
        raise ours from error


def unreachable(error: BaseException, url: URL) -> SiagaError | None:
    """Our word for an error met while connecting; None when it is not one of the driver's or the network's."""
    if isinstance(error, (OSError, TimeoutError)):  # asyncpg connects before there is a driver's error
        return OutsideUnreachable(
            f"The database {where(url)} cannot be reached: check that the server runs and storage.url is right."
        )
    return _ours(error, url)


def _ours(error: BaseException | None, url: URL) -> SiagaError | None:
    code = getattr(error, "sqlstate", None) or getattr(error, "pgcode", None)
    if url.get_backend_name() == "sqlite":
        return _of_sqlite(str(error), url, isinstance(error, sqlite3.DatabaseError))
    if code is None:
        closed = "connection" in str(error).lower()
        return _later(url, "closed the connection") if closed else None
    return _of_postgresql(str(code), url)


def _of_postgresql(code: str, url: URL) -> SiagaError | None:
    if code == "42P01":
        return _not_migrated(url)
    for start, what in REFUSED.items():
        if code.startswith(start):
            return BadConfiguration(f"The database {where(url)} {what}: correct storage.url.")
    return _later(url, "cannot answer now") if code.startswith(PASSING) else None


def _of_sqlite(message: str, url: URL, is_database_error: bool) -> SiagaError | None:
    if not is_database_error:
        return None
    if "no such table" in message:
        return _not_migrated(url)
    if "not a database" in message or "malformed" in message:
        return BadInput(
            f"The file {where(url)} is not a whole SQLite database ({message}): "
            "restore a backup with `siaga db restore FILE`."
        )
    if "readonly" in message or "unable to open" in message:
        return OutsideUnreachable(
            f"The database file {where(url)} cannot be written ({message}): check the rights on it and its folder."
        )
    if "full" in message or "disk I/O" in message:
        return OutsideUnreachable(f"The disk of {where(url)} is full or failing ({message}): free some space.")
    return _later(url, "is held by another writer") if "locked" in message else None


def _later(url: URL, what: str) -> SiagaError:
    return OutsideUnreachable(f"The database {where(url)} {what}; nothing was changed, trying again is safe.")


def _not_migrated(url: URL) -> SiagaError:
    return BadConfiguration(f"The database {where(url)} has no tables of siaga: run `siaga db migrate`.")
