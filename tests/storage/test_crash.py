"""A merge cut off anywhere goes on to the same rows as one that never was."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from builders import HOUR, NOW, bring_in, merge_all, observation, take_at
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import event
from thoroughness import examples

from monitor.model import Complaint, Fact, ImportRun, Stage, Wanted
from storage import check
from storage.store import Store

BEFORE = [observation(f"T{n}", listed_at=NOW - timedelta(days=1), created_at=NOW - 30 * HOUR) for n in range(4)]
AFTER = [
    observation("T0", created_at=NOW - 30 * HOUR),
    observation("T1", created_at=NOW - 30 * HOUR, stage=Stage.PROCESS, status="Proses"),
    observation("T2", created_at=NOW - 30 * HOUR, stage=Stage.COMPLETE, completed_at=NOW),
    *[observation(f"U{n}", stage=Stage.PROCESS) for n in range(3)],
]


class PowerCut(Exception):
    pass


@contextmanager
def power_cut(store: Store, after: int) -> Iterator[None]:
    """The machine stops before the statement with that number, COMMIT included."""
    left = after
    engine = store._writers.sync_engine

    def count(*_: object) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise PowerCut

    moments = ("before_cursor_execute", "commit")
    for moment in moments:
        event.listen(engine, moment, count)
    try:
        yield
    finally:
        for moment in moments:
            event.remove(engine, moment, count)


async def stage(store: Store) -> ImportRun:
    async with store.writing() as tables:
        run = await tables.imports.start("export.csv", "crm", NOW)
        await tables.imports.stage(run.id, AFTER)
        return await tables.imports.staged(run.id, as_of=NOW, read=len(AFTER), rejected=0)


async def histories(store: Store) -> list[tuple[Complaint, list[Fact]]]:
    """Everything but the ids, which a sequence may skip."""
    async with store.reading() as tables:
        found = await tables.complaints.wanted(Wanted())
        told = [(one, await tables.complaints.facts_of(one.id)) for one in found]
    nameless = [
        (replace(one, id=0), [replace(fact, id=0, complaint_id=0) for fact in facts]) for one, facts in told
    ]
    return sorted(nameless, key=lambda pair: pair[0].ticket)


async def empty(store: Store) -> None:
    async with store.writing() as tables:
        for name in ("facts", "complaints", "staging", "imports"):
            await tables.connection.exec_driver_sql(f"DELETE FROM {name}")


Outcome = tuple[ImportRun, list[tuple[Complaint, list[Fact]]]]


async def expected(store: Store) -> Outcome:
    """What a merge that nothing cuts off leads to."""
    await empty(store)
    await bring_in(store, BEFORE)
    run = await merge_all(store, (await stage(store)).id, take_at(), limit=3)
    return run, await histories(store)


@pytest.fixture
async def outcome(any_store: Store) -> Outcome:
    return await expected(any_store)


@settings(max_examples=examples(30), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(cuts=[0], limit=8)
@example(cuts=[30, 15], limit=1)
@given(cuts=st.lists(st.integers(0, 30), min_size=1, max_size=4), limit=st.integers(1, 8))
async def test_a_merge_cut_off_at_any_statement_goes_on_to_the_same_rows(
    any_store: Store, outcome: Outcome, cuts: list[int], limit: int
) -> None:
    whole, rows = outcome
    await empty(any_store)
    await bring_in(any_store, BEFORE)
    run = await stage(any_store)
    for cut in cuts:
        try:
            with power_cut(any_store, cut):
                run = await merge_all(any_store, run.id, take_at(), limit=limit)
        except PowerCut:
            assert await check(any_store) == []
        else:
            break
    else:
        run = await merge_all(any_store, run.id, take_at(), limit=limit)
    assert replace(run, id=whole.id) == whole
    assert await histories(any_store) == rows
    assert await check(any_store) == []
