"""Staging first, then a merge in batches that a crash can resume: the rows behind `monitor.ports.Imports`."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.awareness import Word
from monitor.errors import NotFound
from monitor.facts.taking import Take
from monitor.model import Complaint, ImportRun, ImportState, Observation, Wanted
from monitor.unseen import Unseen
from storage.bulk import put
from storage.dropping import drop_finished, drop_through
from storage.encoding import encode_observation, said_hash
from storage.engine import is_sqlite
from storage.instants import to_micros
from storage.leaving import sweep
from storage.merging import merge_batch
from storage.rows import RAW, complaint_of, ticket_key
from storage.tables import complaints, imports, staging
from storage.tables.columns import storable
from storage.words import words

STAGED = ("import_id", "ticket_key", "ticket", "listed_at", "holds_at", "content_hash", "payload")
RUN = [column for column in imports.c if column.name not in ("offered", "unseen")]
KNOWN = [*RAW, complaints.c.ticket_key]
A_BIG_LOAD = 10_000  # rows after which PostgreSQL's picture of the tables is out of date


class Imports:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def start(self, name: str, system: str, now: datetime, covers: str | None = None) -> ImportRun:
        counters = dict.fromkeys(("read", "rejected", "duplicates", "new", "changed", "unchanged", "offered"), 0)
        values = {"name": name, "system": system, "started_at": now, "covers": covers, **counters}
        query = insert(imports).values(**values, state=ImportState.STAGING.value).returning(*RUN)
        await drop_finished(self._connection)
        return _run((await self._connection.execute(query)).one())

    async def stage(self, import_id: int, observations: Sequence[Observation]) -> None:
        """Keeps rows for the merge; a ticket staged twice keeps the last and counts a duplicate.

        Raises NotFound for an unknown import, ValueError when a row is of another system than its import.
        """
        offered = (
            update(imports).where(imports.c.id == import_id).values(offered=imports.c.offered + len(observations))
        )
        system = (await self._connection.execute(offered.returning(imports.c.system))).scalar()
        if system is None:
            raise _unknown(import_id)
        await drop_finished(self._connection)
        rows = await asyncio.to_thread(_to_stage, import_id, system, observations)
        await put(self._connection, staging, STAGED, rows)

    async def staged(
        self, import_id: int, *, as_of: datetime, read: int, rejected: int, unseen: Unseen | None = None
    ) -> ImportRun:
        """All rows are in: the merge may begin. `unseen`: why there may be more than it holds of its cover."""
        kept = select(func.count()).select_from(staging).where(staging.c.import_id == import_id).scalar_subquery()
        values = {"as_of": as_of, "read": read, "rejected": rejected, "unseen": unseen.value if unseen else None}
        values |= {"duplicates": imports.c.offered - kept}
        run = await self._update(import_id, **values, state=ImportState.MERGING.value)
        if run.read > A_BIG_LOAD and not is_sqlite(self._connection):
            await self._connection.execute(text("ANALYZE staging"))
        return run

    async def merge(self, import_id: int, take: Take, *, limit: int) -> ImportRun:
        """Takes in up to `limit` staged rows; the run's state is MERGING while more are left, else DONE."""
        run = await self._get(import_id)
        batch = await merge_batch(self._connection, run, take, limit)
        if not run.covers and batch.through is not None:  # nobody will ask what was absent
            await drop_through(self._connection, run.id, batch.through)
        if batch.is_last:
            await self._learn_sizes(run.new + batch.new)
        return await self._update(
            import_id,
            merged_through=batch.through if batch.through is not None else run.merged_through,
            new=imports.c.new + batch.new,
            changed=imports.c.changed + batch.changed,
            unchanged=imports.c.unchanged + batch.unchanged,
            state=(ImportState.DONE if batch.is_last else ImportState.MERGING).value,
        )

    async def sweep_left_wait(
        self, import_id: int, wanted: Wanted, listed_at: datetime, now: datetime, *, limit: int
    ) -> int:
        """Waiting complaints of `wanted` absent from this import (a complete list) have left wait. Number done.

        Call it after the merge and before `finish`, until it answers 0. What is known to be true later than
        `listed_at` is left alone. Raises ValueError for an import started without `covers`.
        """
        run = await self._get(import_id)
        if not run.covers:
            raise ValueError("an import that covers nothing tells nothing by absence")
        if run.finished_at is not None:
            return 0  # what it held is dropped: everything would look absent
        return await sweep(self._connection, run, wanted, listed_at, now, limit)

    async def finish(self, import_id: int, now: datetime, *, refused: bool = False) -> ImportRun:
        """Drops what is staged; `refused` = nothing was merged."""
        state = ImportState.REFUSED if refused else ImportState.DONE
        run = await self._update(import_id, finished_at=now, state=state.value)
        await drop_finished(self._connection)
        return run

    async def unfinished(self) -> list[ImportRun]:
        """Those that `finish` was never called for, oldest first: a crash goes on with them."""
        query = select(*RUN).where(imports.c.finished_at.is_(None)).order_by(imports.c.id)
        return [_run(row) for row in await self._connection.execute(query)]

    async def words(self, system: str) -> list[Word]:
        """See storage.words."""
        return await words(self._connection, system)

    async def known(self, system: str, tickets: Collection[str]) -> dict[str, Complaint]:
        """What an import would meet: those of the tickets that are known, each under the ticket as given."""
        keys = {ticket: ticket_key(ticket) for ticket in tickets}
        query = select(*KNOWN).where(
            complaints.c.system == system, complaints.c.ticket_key.in_(set(keys.values()))
        )
        found = {row[-1]: complaint_of(row) for row in await self._connection.execute(query)}
        return {ticket: found[key] for ticket, key in keys.items() if key in found}

    async def _get(self, import_id: int) -> ImportRun:
        row = (await self._connection.execute(select(*RUN).where(imports.c.id == import_id))).one_or_none()
        if row is None:
            raise _unknown(import_id)
        return _run(row)

    async def _update(self, import_id: int, **values: Any) -> ImportRun:
        query = update(imports).where(imports.c.id == import_id).values(**values).returning(*RUN)
        row = (await self._connection.execute(query)).one_or_none()
        if row is None:
            raise _unknown(import_id)
        return _run(row)

    async def _learn_sizes(self, new: int) -> None:
        """Tells the planner how big the tables have become, after a load that changed it."""
        if new < A_BIG_LOAD:
            return
        if is_sqlite(self._connection):
            await self._connection.exec_driver_sql("PRAGMA analysis_limit = 1000")
        for table in ("complaints", "facts"):
            await self._connection.exec_driver_sql(f"ANALYZE {table}")


def _to_stage(import_id: int, system: str, observations: Sequence[Observation]) -> list[tuple[object, ...]]:
    rows: dict[str, tuple[object, ...]] = {}
    for seen in observations:
        if seen.system != system:
            raise ValueError(f"{seen.ticket} is of {seen.system}, its import of {system}")
        row = _staged(import_id, seen)
        rows[row[1]] = row
    return [rows[key] for key in sorted(rows)]


def _staged(import_id: int, seen: Observation) -> tuple[Any, ...]:
    payload = encode_observation(seen)
    listed_at, holds_at = to_micros(seen.listed_at), to_micros(seen.holds_at)
    key, ticket = ticket_key(seen.ticket), storable(seen.ticket)
    return import_id, key, ticket, listed_at, holds_at, said_hash(seen, payload), payload


def _run(row: Row[Any]) -> ImportRun:
    fields = dict(row._mapping)
    return ImportRun(**{**fields, "state": ImportState(fields["state"])})


def _unknown(import_id: int) -> NotFound:
    return NotFound(f"There is no import number {import_id}: start the import again.")
