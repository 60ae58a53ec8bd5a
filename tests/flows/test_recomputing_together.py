"""Several processes derive due times and take rows in by rules of their own: what the note then says is true."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from builders import NOW, bring_in, observation
from polled import polled_desk

from monitor.deadlines.sla import Rulebook
from monitor.desk import Desk
from monitor.model import Wanted
from monitor.ports import Tables
from monitor.recompute import NOTE, ensure_dues, note_rules_used
from storage.store import Store

RULES = {"X": Rulebook(completion="1 day"), "Y": Rulebook(completion="2 days")}
NAMES = {rules.fingerprint: name for name, rules in RULES.items()}
ROWS = 3


class Process:
    """A process that derives all due times by rules of its own, one transaction at each step."""

    def __init__(self, desk: Desk, rules: str) -> None:
        self._store = desk.store
        self._desk = replace(desk, rules=RULES[rules], store=self)  # type: ignore[arg-type]
        self._may, self._waits = asyncio.Semaphore(0), asyncio.Event()
        self._run: asyncio.Task[int] | None = None

    def reading(self) -> Any:
        return self._store.reading()

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Tables]:
        self._waits.set()
        await self._may.acquire()
        async with self._store.writing() as tables:
            yield tables

    @property
    def is_over(self) -> bool:
        return self._run is not None and self._run.done()

    async def step(self) -> bool:
        """Whether there is something left to do."""
        if self._run is None:
            self._run = asyncio.create_task(ensure_dues(self._desk, NOW))
        else:
            self._may.release()
        self._waits.clear()
        waits = asyncio.create_task(self._waits.wait())
        await asyncio.wait({self._run, waits}, return_when=asyncio.FIRST_COMPLETED)
        waits.cancel()
        if self._run.done():
            self._run.result()
        return not self._run.done()

    async def begin(self) -> None:
        """It is on its way: what it does is noted, and the first row is passed."""
        for _ in range(3):
            assert await self.step()

    async def end(self) -> None:
        while await self.step():
            pass

    async def die(self) -> None:
        if self._run is not None:
            self._run.cancel()
            with suppress(asyncio.CancelledError):
                await self._run


@pytest.fixture
async def desk(store: Store, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr("monitor.recompute.BATCH", 1)
    await bring_in(store, [observation(f"T{number}") for number in range(ROWS)])
    desk, _, _ = polled_desk(store, NOW)
    return desk


async def poll(desk: Desk, rules: str, row: int = 0) -> None:
    """A row is taken in by these rules."""
    async with desk.store.writing() as tables:
        await tables.complaints.redue(RULES[rules], NOW, after_id=row, limit=1, frozen=None)
        await note_rules_used(tables, RULES[rules])


async def noted(desk: Desk) -> str | None:
    """The rules that all due times follow, as far as is noted."""
    async with desk.store.reading() as tables:
        return NAMES.get(await tables.ledger.note(NOTE) or "")


async def followed(desk: Desk) -> str:
    """Which rules each row follows in truth."""
    days = {timedelta(days=1): "X", timedelta(days=2): "Y"}
    async with desk.store.reading() as tables:
        found = [complaint async for complaint, _ in tables.complaints.stream(Wanted())]
    return "".join(days.get((one.completion_due_at or NOW) - one.created_at, "-") for one in found)


async def test_one_who_ends_does_not_end_the_run_that_began_after_rows_of_other_rules(desk: Desk) -> None:
    first, second = Process(desk, "X"), Process(desk, "X")
    await first.begin()
    await poll(desk, "Y")
    await second.step()
    await second.step()
    await first.end()
    await second.die()
    assert await followed(desk) == "YXX" and await noted(desk) is None
    await Process(desk, "X").end()
    assert await followed(desk) == "XXX" and await noted(desk) == "X"


async def test_two_by_the_same_rules_derive_nothing_again(desk: Desk) -> None:
    first, second = Process(desk, "X"), Process(desk, "X")
    await first.begin()
    await second.begin()
    await first.end()
    assert await noted(desk) == "X"
    await poll(desk, "X")
    await second.end()
    assert await noted(desk) == "X"
    assert not await Process(desk, "X").step()


async def test_one_who_goes_on_by_older_rules_undoes_what_was_said_since(desk: Desk) -> None:
    older, newer = Process(desk, "X"), Process(desk, "Y")
    await older.begin()
    await newer.end()
    assert await noted(desk) == "Y"
    await older.step()
    await older.die()
    assert await followed(desk) == "YXY" and await noted(desk) is None


async def test_the_note_is_never_untrue_however_many_come_and_go(desk: Desk) -> None:
    """A hundred and fifty random steps of up to three processes, polls and deaths."""
    chance, running, said = Random(2), [], 0
    for _ in range(150):
        if len(running) == 3 and chance.random() < 0.05:
            await running.pop(chance.randrange(3)).die()
        if len(running) < 3:
            running.append(Process(desk, chance.choice("XXXY")))
        if chance.random() < 0.05:
            await poll(desk, chance.choice("XXXY"), chance.randrange(ROWS))
        else:
            await chance.choice(running).step()
        running = [one for one in running if not one.is_over]
        if name := await noted(desk):
            said += 1
            assert await followed(desk) == name * ROWS
    for one in running:
        await one.die()
    assert said > 10
