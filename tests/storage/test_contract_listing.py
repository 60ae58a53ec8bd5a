"""Answers read a page at a time are those found by judging every complaint."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

import answered
from builders import CIDENG, GAMBIR, HOUR, NOW, complaint
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.audience import Audience
from monitor.inquiry import Inquiry, Question
from monitor.model import Complaint, Moment, NearWindows, Scope, Stage
from monitor.scope import Reach, reach_of
from storage.bulk import put
from storage.rows import COLUMNS, complaint_row
from storage.store import Store, Tables
from storage.tables import complaints

MINUTE = timedelta(minutes=1)
NEAR = NearWindows(response=2 * HOUR, completion=24 * HOUR)
ELSEWHERE = "31.74.01.1001"
REACHES = (
    reach_of(Scope(areas=(CIDENG,)), lambda code: frozenset({code}), takes_unplaced=False),
    reach_of(Scope(areas=("31.71",)), lambda _: frozenset({CIDENG, GAMBIR}), takes_unplaced=True),
    reach_of(Scope(everything=True), lambda _: frozenset(), takes_unplaced=True),
    reach_of(Scope(unit="sudin bina marga"), lambda _: frozenset(), takes_unplaced=False),
)


def some(chance: random.Random, count: int) -> Iterator[Complaint]:
    """Complaints of every kind, possible or not, with many equal times: at due times, windows and borders too."""

    def due() -> datetime | None:
        after = chance.choice([-24 * HOUR, -HOUR, timedelta(0), HOUR, 2 * HOUR, 24 * HOUR, 25 * HOUR])
        return chance.choice([None, NOW + after, NOW + after - timedelta(microseconds=1)])

    for number in range(1, count + 1):
        unit, office = chance.choice(
            [(None, None), (None, None), ("", None), ("Kel. Cideng", CIDENG), ("Sudin  Bina-Marga", None)]
        )
        yield complaint(
            f"T{chance.randrange(10**6)}-{number}",
            id=number,
            created_at=NOW - chance.choice([-6 * MINUTE, -5 * MINUTE, HOUR, HOUR, 30 * HOUR]),
            stage=chance.choice([Stage.WAIT, Stage.WAIT, *Stage]),
            responded=chance.choice([None, None, Moment.exactly(NOW)]),
            response_unseen=chance.random() < 0.2,
            completed=chance.choice([None, None, None, Moment.exactly(NOW)]),
            response_due_at=due(),
            completion_due_at=due(),
            unit=unit,
            unit_area_code=office,
            area_code=chance.choice([None, CIDENG, GAMBIR, ELSEWHERE]),
            missing_since=chance.choice([None] * 5 + [NOW]),
        )


async def keep(store: Store, known: list[Complaint]) -> None:
    async with store.writing() as tables:
        rows = [complaint_row(one, None, 0) for one in known]
        await put(tables.connection, complaints, COLUMNS, rows)


async def test_a_page_is_a_part_of_the_whole_answer(any_store: Store) -> None:
    known = list(some(random.Random(7), 400))
    await keep(any_store, known)
    sizes = set()
    async with any_store.reading() as tables:
        for question in Question:
            for reach in REACHES:
                inquiry = Inquiry(question, reach, NOW, NEAR)
                whole = answered.found(inquiry, known, Audience("", reach, None))
                sizes.add(len(whole.complaints))
                await compare(tables, inquiry, whole)
    assert min(sizes) > 3
    assert max(sizes) > 60


async def compare(tables: Tables, inquiry: Inquiry, whole: answered.Found) -> None:
    for first, most in ((0, 12), (3, 20), (whole.total - 1, 20), (whole.total, 5)):
        page = await tables.complaints.listed(inquiry, first, most)
        assert page == whole._replace(complaints=whole.complaints[first : first + most])


async def test_nothing_known_is_an_answer_too(any_store: Store) -> None:
    async with any_store.reading() as tables:
        for question in Question:
            for reach in (*REACHES, Reach(codes=frozenset())):
                found = await tables.complaints.listed(Inquiry(question, reach, NOW, NEAR), 0, 12)
                assert found == (0, 0, 0, [])


async def test_what_is_not_shown_is_not_looked_up_in_the_table(store: Store) -> None:
    async with store.reading() as tables:
        told = statements(tables.connection)
        for question in Question:
            for reach in REACHES[:3]:
                await tables.complaints.listed(Inquiry(question, reach, NOW, NEAR), 0, 12)
                statement, given = told.pop()
                plan = await tables.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)
                found = [step for *_, step in plan if "complaints" in step and "open_area" not in step]
                assert "PRIMARY KEY" in found.pop()
                assert len(found) == 2
                assert all("USING COVERING INDEX ix_complaints_open_owner" in step for step in found)


def statements(connection: AsyncConnection) -> list[tuple[str, tuple[object, ...]]]:
    """What is executed from now on."""
    told: list[tuple[str, tuple[object, ...]]] = []

    @event.listens_for(connection.sync_connection, "before_cursor_execute")
    def _keep(_connection: object, _cursor: object, statement: str, given: tuple[object, ...], *_: object) -> None:
        told.append((statement, given))

    return told
