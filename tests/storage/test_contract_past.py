"""What is too old goes, with all that hangs on it, on both databases; what is not stays whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from builders import HOUR, NOW, Chat, bring_in, notice_draft, observation, take_at
from sqlalchemy import Table, event, func, select, text

from monitor.model import NoticeState, Observation, Role, Scope, Stage, Wanted
from storage import check
from storage.store import Store
from storage.tables import attempts, facts, imports, invitations, notices, polls, slots

DAY = timedelta(days=1)
YEARS = 5 * 366 * DAY
BEFORE = NOW - 5 * 365 * DAY


def old(ticket: str, age: timedelta = YEARS, **says: object) -> Observation:
    """One that nothing happened to since it arrived, listed as waiting a minute later."""
    created_at = NOW - age
    given = {"created_at": created_at, "listed_at": created_at + timedelta(minutes=1), "changed_at": created_at}
    return observation(ticket, **given | says)


async def forget(store: Store, before: datetime = BEFORE, limit: int = 2) -> int:
    gone, after = 0, None
    while True:
        async with store.writing() as tables:
            portion = await tables.past.forget_complaints(before, after=after, limit=limit)
        gone, after = gone + portion.gone, portion.last
        if after is None:
            return gone


async def tickets(store: Store) -> list[str]:
    async with store.reading() as tables:
        return sorted(one.ticket for one in await tables.complaints.wanted(Wanted()))


async def count(store: Store, table: Table) -> int:
    async with store.reading() as tables:
        query = select(func.count()).select_from(table)
        return int((await tables.connection.execute(query)).scalar_one())


async def test_finished_and_open_ones_that_nobody_touched_go_with_their_history(any_store: Store) -> None:
    done = {"stage": Stage.COMPLETE, "completed_at": NOW - YEARS + HOUR}
    await bring_in(any_store, [old("DONE", **done), old("OPEN"), old("OLD", 2 * YEARS), observation("NEW")])
    assert await forget(any_store) == 3
    assert await tickets(any_store) == ["NEW"]
    assert await check(any_store) == []
    assert await count(any_store, facts) == 1
    assert await forget(any_store) == 0


async def test_one_dated_ahead_goes_by_when_it_was_heard_of(any_store: Store) -> None:
    ahead = {"created_at": NOW + 60 * YEARS, "changed_at": None}
    known, heard_at = [old(name, **ahead) for name in ("A", "B", "C")], NOW - YEARS
    await bring_in(any_store, known, now=heard_at, take=take_at(heard_at))
    later = [replace(known[1], stage=Stage.PROCESS, status="Proses", listed_at=NOW), old("D", **ahead)]
    await bring_in(any_store, later)
    assert await forget(any_store) == 0
    async with any_store.writing() as tables:
        gone = [await tables.past.forget_ahead(BEFORE, NOW, limit=1) for _ in range(3)]
    assert gone == [1, 1, 0]
    assert await tickets(any_store) == ["B", "D"]
    assert await check(any_store) == []


@pytest.mark.parametrize(
    "since",
    [
        {"stage": Stage.COMPLETE, "completed_at": NOW - DAY},
        {"responded_at": NOW - DAY, "stage": Stage.PROCESS},
        {"category": "Jalan"},
        {"unit": "Sudin Bina Marga"},
    ],
)
async def test_one_that_something_happened_to_since_stays(any_store: Store, since: dict[str, object]) -> None:
    await bring_in(any_store, [old("A")])
    await bring_in(any_store, [old("A", listed_at=NOW, changed_at=NOW - DAY, **since)])
    assert await forget(any_store) == 0
    assert await tickets(any_store) == ["A"]


async def test_a_due_time_that_was_derived_again_is_no_event(any_store: Store) -> None:
    await bring_in(any_store, [old("A")])
    async with any_store.writing() as tables:
        await tables.connection.execute(
            text(
                "INSERT INTO facts (complaint_id, kind, happened_after, happened_at, seen_at, source, changes) "
                "SELECT complaint_id, 'due', :now, :now, :now, 'rules', '{}' FROM facts"
            ),
            {"now": int(NOW.timestamp() * 1_000_000)},
        )
    assert await forget(any_store) == 1
    assert await count(any_store, facts) == 0


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
async def test_many_of_one_instant_are_all_looked_at(any_store: Store, limit: int) -> None:
    touched = {"listed_at": NOW, "changed_at": NOW - DAY, "stage": Stage.COMPLETE}
    await bring_in(any_store, [old(f"T{n}") for n in range(7)])
    await bring_in(any_store, [old("T2", **touched), old("T5", **touched)])
    assert await forget(any_store, limit=limit) == 5
    assert await tickets(any_store) == ["T2", "T5"]


async def test_complaints_are_found_by_an_index(store: Store) -> None:
    async with store.writing() as tables:
        asked: list[tuple[str, tuple[object, ...]]] = []
        connection = tables.connection.sync_connection
        assert connection is not None

        @event.listens_for(connection, "before_cursor_execute")
        def note(_connection: object, _cursor: object, query: str, values: tuple[object, ...], *_: object) -> None:
            asked.append((query, values))

        await tables.past.forget_complaints(BEFORE, after=(NOW - 9 * YEARS, 7), limit=5)
        event.remove(connection, "before_cursor_execute", note)
        ((query, values),) = asked
        plan = [
            str(row[-1]) for row in await tables.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", values)
        ]
    assert any("ix_complaints_created_at" in line for line in plan), plan
    assert any("ix_facts_complaint_id" in line for line in plan), plan
    assert not any(line.startswith(("SCAN", "USE TEMP")) for line in plan), plan


async def test_notices_go_with_their_tries_the_oldest_first(any_store: Store) -> None:
    async with any_store.writing() as tables:
        await tables.destinations.synchronise([Chat()], NOW)
        (chat,) = await tables.destinations.all()
        for days in (2000, 1900, 1):
            at = NOW - days * DAY
            await tables.notices.plan([notice_draft(f"d{days}", chat.id, not_before=at)], at)
    async with any_store.writing() as tables:
        claimed = await tables.notices.claim(NOW, HOUR, ())
        assert claimed is not None
        begun = await tables.notices.begin_try(claimed.id, (), NOW)
        await tables.notices.record(claimed.id, begun, NoticeState.SENT, NOW)
        assert claimed.key == "d2000"
    async with any_store.writing() as tables:
        assert await tables.past.forget_told(BEFORE, 1) == 1
        assert await tables.past.forget_told(BEFORE, 9) == 1
        assert await tables.past.forget_told(BEFORE, 9) == 0
    assert (await count(any_store, notices), await count(any_store, attempts)) == (1, 0)


async def test_runs_invitations_and_slots_go_when_they_are_over(any_store: Store) -> None:
    await bring_in(any_store, [old("A")], now=NOW - YEARS)
    await bring_in(any_store, [observation("B")])
    async with any_store.writing() as tables:
        await tables.imports.start("unfinished.csv", "crm", NOW - YEARS)
        await tables.polls.start("rest", "other", NOW - YEARS, None)
        run = await tables.polls.start("rest", "crm", NOW - YEARS, None)
        await tables.polls.fail(run.id, NOW - YEARS, "broken")
        await tables.ledger.open_slot("pagi", NOW - YEARS, NOW - YEARS)
        await tables.ledger.open_slot("pagi", NOW, NOW)
        for days in (2000, -1):
            expires_at = NOW - days * DAY
            await tables.people.invite(
                str(days), "Petugas", Role.VIEWER, Scope(), digest=False, expires_at=expires_at
            )
    async with any_store.writing() as tables:
        assert await tables.past.forget_runs(BEFORE, 100) == 4
        assert await tables.past.forget_runs(BEFORE, 100) == 0
    left = [await count(any_store, table) for table in (imports, polls, slots, invitations)]
    assert left == [2, 1, 1, 1]


async def test_texts_are_taken_out_of_complaints_and_histories(any_store: Store) -> None:
    await bring_in(any_store, [observation("A", content="Lampu mati"), observation("B")])
    later = observation("A", content="Lampu mati total", listed_at=NOW + HOUR, changed_at=NOW + HOUR)
    await bring_in(any_store, [later])
    async with any_store.writing() as tables:
        assert await tables.past.drop_texts(10) == 1
        assert await tables.past.drop_texts(10) == 0
    async with any_store.reading() as tables:
        (known,) = await tables.complaints.find("A")
        history = await tables.complaints.facts_of(known.id)
    assert known.content is None and "Lampu" not in repr(history)
    assert await check(any_store) == []


async def test_what_was_deleted_is_not_left_in_the_files(store: Store, tmp_path: Path) -> None:
    secret = "Jalan Rahasia Nomor Tujuh"
    await bring_in(store, [old(f"T{n}", address=f"{secret} {n}") for n in range(300)])
    assert await forget(store, limit=100) == 300
    await store.settle()
    held = {name: (tmp_path / name).read_bytes() for name in ("siaga.db", "siaga.db-wal")}
    assert [name for name, content in held.items() if secret.encode() in content] == []
    assert held["siaga.db-wal"] == b""
