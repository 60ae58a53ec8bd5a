"""Writers take turns: no update is lost, and nobody waits for a whole import."""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack

import pytest
from builders import NOW, observation
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from monitor.errors import OutsideUnreachable
from monitor.model import Wanted
from storage import engine, open_store, store
from storage.store import Store


async def count_up(opened: Store, times: int) -> None:
    """Reads and writes in two statements, as careless code would."""
    for _ in range(times):
        async with opened.writing() as tables:
            known = int(await tables.ledger.note("count") or 0)
            await tables.ledger.set_note("count", str(known + 1))


async def test_no_update_is_lost(any_store: Store, any_url: str) -> None:
    async with AsyncExitStack() as stack:
        others = [await open_store(any_url, migrate=False) for _ in range(2)]
        for other in others:
            stack.push_async_callback(other.close)
        await asyncio.gather(*[count_up(opened, 10) for opened in (any_store, any_store, *others)])
    async with any_store.reading() as tables:
        assert await tables.ledger.note("count") == "40"


async def test_what_fails_is_undone_whole(any_store: Store) -> None:
    with pytest.raises(RuntimeError):
        async with any_store.writing() as tables:
            await tables.ledger.set_note("a", "1")
            raise RuntimeError
    async with any_store.reading() as tables:
        assert await tables.ledger.note("a") is None


async def test_a_reader_cannot_write(any_store: Store) -> None:
    with pytest.raises((DBAPIError, OutsideUnreachable)):
        async with any_store.reading() as tables:
            await tables.ledger.set_note("a", "1")
    async with any_store.writing() as tables:  # and the connection is none the worse
        assert await tables.ledger.note("a") is None


async def test_a_reader_sees_one_state_while_a_writer_commits(any_store: Store) -> None:
    async with any_store.reading() as view:
        assert await view.ledger.note("a") is None
        async with any_store.writing() as tables:
            await tables.ledger.set_note("a", "1")
        assert await view.ledger.note("a") is None
    async with any_store.reading() as view:
        assert await view.ledger.note("a") == "1"


async def test_a_writer_gets_in_between_two_batches(any_store: Store, any_url: str) -> None:
    """Another process' import takes the lock again at once; the bot must not wait for its end."""
    other = await open_store(any_url, migrate=False)
    stop = asyncio.Event()

    async def importer() -> int:
        batches = 0
        while not stop.is_set():
            async with other.writing() as tables:
                await tables.connection.execute(text("DELETE FROM notes WHERE name = 'busy'"))
                batches += 1
        return batches

    task = asyncio.create_task(importer())
    try:
        waits = []
        for number in range(10):
            began = time.perf_counter()
            async with any_store.writing() as tables:
                await tables.ledger.set_note("bot", str(number))
            waits.append(time.perf_counter() - began)
    finally:
        stop.set()
        batches = await task
        await other.close()
    assert max(waits) < 1
    assert batches > 0


async def test_a_writer_that_gives_up_leaves_the_turn_to_the_next(any_store: Store, any_url: str) -> None:
    first, second = [await open_store(any_url, migrate=False) for _ in range(2)]
    try:
        async with any_store.writing():
            waiting = asyncio.create_task(count_up(first, 1))
            await asyncio.wait([waiting], timeout=0.1)
            giving_up = asyncio.create_task(count_up(second, 1))
            await asyncio.wait([giving_up], timeout=0.1)
            giving_up.cancel()
            await asyncio.wait([giving_up])
        await waiting
        await count_up(second, 1)
    finally:
        await first.close()
        await second.close()
    async with any_store.reading() as tables:
        assert await tables.ledger.note("count") == "2"


async def test_a_lock_that_is_never_given_back_is_one_sentence(
    any_store: Store, any_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "PATIENCE", 1)
    monkeypatch.setattr(store, "PATIENCE", 0.05)
    other = await open_store(any_url, migrate=False)
    try:
        async with any_store.writing():
            with pytest.raises(OutsideUnreachable, match=r"another writer|cannot answer now") as error:
                async with other.writing():
                    pass
            with pytest.raises(OutsideUnreachable, match="this process"):
                async with any_store.writing():
                    pass
    finally:
        await other.close()
    assert "\n" not in str(error.value)


async def test_a_batch_of_a_thousand_holds_the_lock_well_under_a_second(any_store: Store) -> None:
    from builders import take_at

    rows = [observation(f"T{n:05}") for n in range(1000)]
    async with any_store.writing() as tables:
        run = await tables.imports.start("a.csv", "crm", NOW)
        await tables.imports.stage(run.id, rows)
        await tables.imports.staged(run.id, as_of=NOW, read=1000, rejected=0)
    began = time.process_time()
    async with any_store.writing() as tables:
        run = await tables.imports.merge(run.id, take_at(), limit=1000)
    assert time.process_time() - began < 1
    assert run.new == 1000
    async with any_store.reading() as tables:
        assert len(await tables.complaints.wanted(Wanted(), limit=2000)) == 1000
