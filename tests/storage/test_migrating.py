"""What an older schema holds goes on in the newest one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from builders import HOUR, NOW, bring_in, complaint, merge_all, observation, take_at
from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.facts.history import observe
from monitor.model import ClockName, Complaint, Fact, FactKind, Stage, Wanted
from monitor.states import running_due_at
from monitor.unseen import Unseen
from storage import check, migrate, open_store
from storage.bulk import put
from storage.encoding import content_hash, encode_observation
from storage.engine import parse_url, writing_engine
from storage.instants import to_micros
from storage.rows import COLUMNS, FACT_COLUMNS, complaint_row, fact_row
from storage.tables import complaints, facts, imports

EVERYTHING = {
    "sqlite": "SELECT 'DROP TABLE ' || name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    "postgresql": "SELECT 'DROP TABLE ' || tablename || ' CASCADE' FROM pg_tables WHERE schemaname = 'public'",
}
ADDED = (
    "content",
    "priority",
    "clock_events",
    "doubt",
    "stage_listed_at",
)  # columns of complaints that came after 0003


async def start_again(connection: AsyncConnection) -> None:
    drops = (await connection.execute(text(EVERYTHING[connection.dialect.name]))).scalars().all()
    for drop in drops:
        await connection.execute(text(drop))


async def keep(connection: AsyncConnection, known: Complaint) -> None:
    """The complaint and its arrival, as the schema before kept them: its key knows case only."""
    (fact,) = observe(None, observation(known.ticket, listed_at=known.holds_at), NOW, known.source)
    row = dict(zip(COLUMNS, complaint_row(known, None, to_micros(fact.happened.at)), strict=True))
    row["ticket_key"] = known.ticket.casefold()
    columns = tuple(name for name in COLUMNS if name not in ADDED)
    await put(connection, complaints, columns, [tuple(row[name] for name in columns)])
    dues = {name: getattr(known, name) for name in ("response_due_at", "completion_due_at")}
    arrival = {**fact.changes, **dues, "stage": known.stage, "response_unseen": known.response_unseen}
    await put(connection, facts, FACT_COLUMNS, [fact_row(known.id, with_changes(fact, arrival))])


def with_changes(fact: Fact, changes: dict[str, Any]) -> Fact:
    return Fact(kind=FactKind.ARRIVED, happened=fact.happened, seen_at=NOW, source=fact.source, changes=changes)


async def test_a_complaint_known_in_two_spellings_is_one_with_the_latest_word(any_url: str) -> None:
    engine = writing_engine(parse_url(any_url), foreign_keys=False)
    async with engine.begin() as connection:
        await start_again(connection)
    await migrate(any_url, to="0002")
    unseen = {"stage": Stage.PROCESS, "response_unseen": True}
    async with engine.begin() as connection:
        await keep(connection, complaint("JK1", id=1, holds_at=NOW - HOUR))
        await keep(connection, complaint("jk1", id=2))
        await keep(connection, complaint("JK  2", id=3, **unseen))
        await connection.execute(insert(imports).values(started(NOW)))
        seen = observation("jk1")
        staged = {"import_id": 1, "ticket": "jk1", "payload": encode_observation(seen)}
        staged |= {"listed_at": to_micros(NOW), "holds_at": to_micros(NOW)}
        staged["content_hash"] = content_hash(str(staged["payload"]))
        columns = ", ".join(staged)
        query = text(f"INSERT INTO staging ({columns}) VALUES ({', '.join(f':{name}' for name in staged)})")
        await connection.execute(query, staged)
    await engine.dispose()

    assert await migrate(any_url)
    store = await open_store(any_url, migrate=False)
    try:
        assert await check(store) == []
        async with store.reading() as tables:
            found = {one.ticket: one for one in await tables.complaints.wanted(Wanted())}
            assert [one.ticket for one in await tables.complaints.find("jk 2")] == ["JK  2"]
        assert sorted(found) == ["JK  2", "jk1"]
        assert running_due_at(found["JK  2"], ClockName.RESPONSE) is None
        run = await merge_all(store, 1, take_at())
        assert (run.new, run.merged_through) == (0, "jk1")
    finally:
        await store.close()


async def test_what_stopped_a_clock_before_is_folded_from_the_facts(any_url: str) -> None:
    told = {}
    store = await open_store(any_url, migrate=True)
    try:
        for hour, stage in enumerate([Stage.PROCESS, Stage.VALIDATION, Stage.RETURNED, Stage.VALIDATION], 1):
            at = NOW + hour * HOUR
            unit = "Sudin Bina Marga" if hour < 3 else "Sudin Sosial"
            seen = observation("JK1", stage=stage, listed_at=at, unit=unit)
            later = observation("JK2", listed_at=at, created_at=NOW - hour * HOUR)  # arrivals are corrected
            listed = {"listed_at": at, "mark": b"m" * 16}
            blank = observation("JK3", **listed, stage=None if hour > 1 else Stage.WAIT)
            await bring_in(store, [seen, later, blank], now=at)
            waits = replace(observation("JK4", **listed, stage=None), system="waiting")
            await bring_in(store, [waits], now=at, covers="stage=wait")
        async with store.reading() as tables:
            told = {one.ticket: one for one in await tables.complaints.wanted(Wanted())}
    finally:
        await store.close()
    engine = writing_engine(parse_url(any_url), foreign_keys=False)
    async with engine.begin() as connection:
        for table in ("official_scores", "frozen_months", "settings_in_force", "settings"):
            await connection.execute(text(f"DROP TABLE {table}"))
        await connection.execute(text("DROP INDEX IF EXISTS ix_complaints_text"))
        for column in ("doubt", "stage_listed_at"):
            await connection.execute(text(f"ALTER TABLE complaints DROP COLUMN {column}"))
        await connection.execute(text("ALTER TABLE complaints DROP COLUMN clock_events"))
        for table in ("polls", "imports"):
            await connection.execute(text(f"ALTER TABLE {table} DROP COLUMN unseen"))
        await connection.execute(text("ALTER TABLE polls ADD COLUMN cut BOOLEAN NOT NULL DEFAULT false"))
        await connection.execute(text("UPDATE alembic_version SET version_num = '0004'"))
    await engine.dispose()

    assert await migrate(any_url)
    store = await open_store(any_url, migrate=False)
    try:
        assert await check(store) == []
        async with store.reading() as tables:
            found = {one.ticket: one for one in await tables.complaints.wanted(Wanted())}
        kinds = [event.kind.value for event in found["JK1"].clock_events]
        assert sorted(kinds) == ["began", "began", "handed_over", "returned"]
        for waiting in (found["JK2"], found["JK3"]):  # whether its listings showed that, nobody kept
            assert waiting.stage_listed_at == waiting.created_at < waiting.listed_at
        assert found["JK4"].stage_listed_at is None  # it was in a complete list of waiting ones
        async with store.reading() as tables:
            hashes = await tables.connection.execute(text("SELECT seen_hash FROM complaints"))
            assert set(hashes.scalars()) == {None}
        assert {
            ticket: replace(one, stage_listed_at=told[ticket].stage_listed_at) for ticket, one in found.items()
        } == told
    finally:
        await store.close()


async def test_what_may_have_been_missed_before_is_remembered(any_url: str) -> None:
    engine = writing_engine(parse_url(any_url), foreign_keys=False)
    async with engine.begin() as connection:
        await start_again(connection)
    await migrate(any_url, to="0010")
    done = started(to_micros(NOW)) | {"state": "done", "finished_at": to_micros(NOW), "read": 2}
    async with engine.begin() as connection:
        for covers, rejected in ((None, 0), ("stage=wait", 1), ("stage=wait", 0)):
            row = done | {"as_of": to_micros(NOW) + rejected, "covers": covers, "rejected": rejected}
            columns = f"({', '.join(row)}) VALUES ({', '.join(f':{name}' for name in row)})"
            await connection.execute(text(f"INSERT INTO imports {columns}"), row)
        poll = dict.fromkeys(("new", "changed", "unchanged", "rejected", "duplicates", "vanished"), 0)
        poll |= {"source": "rest", "system": "polled", "state": "done", "cut": True, "started_at": to_micros(NOW)}
        poll |= {"as_of": to_micros(NOW)}
        columns = f"({', '.join(poll)}) VALUES ({', '.join(f':{name}' for name in poll)})"
        await connection.execute(text(f"INSERT INTO polls {columns}"), poll)
    await engine.dispose()

    assert await migrate(any_url)
    store = await open_store(any_url, migrate=False)
    try:
        async with store.reading() as tables:
            imported = await tables.imports.words("crm")
            (polled,) = await tables.imports.words("polled")
    finally:
        await store.close()
    assert {(word.covers, word.unseen) for word in imported} == {
        (None, Unseen.PART),
        ("stage=wait", Unseen.UNREAD),
        ("stage=wait", None),
    }
    assert polled.unseen is Unseen.CUT


def started(now: object) -> dict[str, object]:
    counters = dict.fromkeys(("read", "rejected", "duplicates", "new", "changed", "unchanged", "offered"), 0)
    return {
        "name": "a.csv",
        "system": "crm",
        "state": "merging",
        "started_at": now,
        **counters,
        "merged_through": "jk1",
    }
