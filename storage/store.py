"""The unit of work: everything within one transaction, and the only place that commits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cached_property

from sqlalchemy import URL
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.errors import BadConfiguration, OutsideUnreachable
from storage.complaints import Complaints
from storage.cutoffs import Cutoffs
from storage.destinations import Destinations
from storage.engine import PATIENCE, file_of, parse_url, reading_engine, where, writing_engine
from storage.imports import Imports
from storage.ledger import Ledger
from storage.notices import Notices
from storage.past import Past
from storage.people import People
from storage.polls import Polls
from storage.schema import migrate as migrate_schema
from storage.schema import require_newest
from storage.scores import Scores
from storage.translation import connected, translated
from storage.turns import turn

BRIEFLY, PATIENTLY = "busy_timeout = 200", f"busy_timeout = {PATIENCE * 1000:.0f}"  # who waits here holds up all


class Tables:
    """Everything, within one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    @cached_property
    def complaints(self) -> Complaints:
        return Complaints(self.connection)

    @cached_property
    def imports(self) -> Imports:
        return Imports(self.connection)

    @cached_property
    def polls(self) -> Polls:
        return Polls(self.connection)

    @cached_property
    def notices(self) -> Notices:
        return Notices(self.connection)

    @cached_property
    def destinations(self) -> Destinations:
        return Destinations(self.connection)

    @cached_property
    def people(self) -> People:
        return People(self.connection)

    @cached_property
    def scores(self) -> Scores:
        return Scores(self.connection)

    @cached_property
    def cutoffs(self) -> Cutoffs:
        return Cutoffs(self.connection)

    @cached_property
    def past(self) -> Past:
        return Past(self.connection)

    @cached_property
    def ledger(self) -> Ledger:
        return Ledger(self.connection)


class Store:
    """The database behind `monitor.ports.Store`. Make one with `open_store`."""

    def __init__(self, url: URL) -> None:
        self.url = url
        self._readers = reading_engine(url)
        self._writers = writing_engine(url)
        self._writing = asyncio.Lock()  # first come, first served within this process

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Tables]:
        """A consistent view; nothing can be written. Raises OutsideUnreachable, BadInput."""
        async with connected(self._readers, self.url) as connection:
            yield Tables(connection)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Tables]:
        """One transaction, committed on a clean exit, else undone. Raises OutsideUnreachable, BadInput.

        Never open one within another: the inner one would wait for the outer.
        """
        await self._wait_for_the_others()
        try:
            async with connected(self._writers, self.url, turn(file_of(self.url))) as connection:
                yield Tables(connection)
        finally:
            self._writing.release()

    async def _wait_for_the_others(self) -> None:
        try:
            async with asyncio.timeout(3 * PATIENCE):
                await self._writing.acquire()
        except TimeoutError:
            raise OutsideUnreachable(
                f"The database {where(self.url)} is held by another writer of this process; "
                "nothing was changed, trying again is safe."
            ) from None

    async def require_newest(self) -> None:
        """Raises BadConfiguration unless the database has exactly the schema of this release."""
        await require_newest(self._readers, self.url)

    async def settle(self) -> None:
        """Empties SQLite's -wal, which still holds what was deleted; a reader may keep it until the next time."""
        if file_of(self.url) is None:
            return
        async with translated(self.url), self._writers.connect() as connection:
            raw = (await connection.get_raw_connection()).driver_connection
            assert raw is not None, "the pool has just given it out"
            for pragma in (BRIEFLY, "wal_checkpoint(TRUNCATE)", PATIENTLY):
                await (await raw.execute(f"PRAGMA {pragma}")).close()

    async def close(self) -> None:
        await self._readers.dispose()
        await self._writers.dispose()


async def open_store(url: str, *, migrate: bool) -> Store:
    """The store at `url`; `migrate` = bring its schema to the newest first, else it must have that already.

    Raises BadConfiguration (not a URL, schema too old or too new), OutsideUnreachable, BadInput (not a database).
    """
    address = parse_url(url)
    if migrate:
        await migrate_schema(url)
    elif (file := file_of(address)) is not None and not file.exists():
        raise BadConfiguration(f"There is no database file {file}: check storage.url, or run `siaga db migrate`.")
    store = Store(address)
    try:
        if not migrate:
            await store.require_newest()
    except BaseException:
        await store.close()
        raise
    return store
