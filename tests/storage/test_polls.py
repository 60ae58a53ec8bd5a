"""Polls on both databases: cut off anywhere, run side by side, kept for a while."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from builders import HOUR, NOW, observation, take_at
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from outbox import Fate, Killed, MortalStore
from polled import MINUTES, Scripted, answered, polled_desk, waiting
from thoroughness import examples

from monitor.errors import NotFound
from monitor.model import Complaint, Fact, Observation, Stage, Wanted
from monitor.poll import poll_once
from monitor.polls import PollState
from monitor.unseen import Unseen
from storage import check
from storage.polls import KEPT, Polls
from storage.store import Store

LONG_AGO = NOW - 3 * timedelta(days=1)
EVERYTHING = [waiting(f"T{n}", created_at=LONG_AGO) for n in range(6)]
FIRST = EVERYTHING[:5]  # T5 is absent from here on
PAGES = [
    [
        waiting("T0", created_at=LONG_AGO),
        answered("T1", created_at=LONG_AGO, unit="Dinas X"),
        waiting("U0", changed_at=NOW - HOUR),
    ],
    [
        observation("T2", created_at=LONG_AGO, stage=Stage.COMPLETE, status="Selesai", completed_at=NOW),
        waiting("T3", created_at=LONG_AGO, category="Jalan"),
        answered("U1"),
        answered("U0"),
    ],
    [waiting("T4", created_at=LONG_AGO)],
]


async def empty(store: Store) -> None:
    async with store.writing() as tables:
        for name in ("facts", "complaints", "polls"):
            await tables.connection.exec_driver_sql(f"DELETE FROM {name}")


async def histories(store: Store) -> list[tuple[Complaint, list[Fact]]]:
    """Everything but the ids, which a sequence may skip."""
    async with store.reading() as tables:
        found = await tables.complaints.wanted(Wanted())
        told = [(one, await tables.complaints.facts_of(one.id)) for one in found]
    nameless = [
        (replace(one, id=0), [replace(fact, id=0, complaint_id=0) for fact in facts]) for one, facts in told
    ]
    return sorted(nameless, key=lambda pair: pair[0].ticket)


async def lived(store: Store, fates: list[int], split: int) -> int:
    """Two quiet polls, then one whose process dies at each fate in turn; how many steps the last one took."""
    desk, source, clock = polled_desk(store, NOW)
    for rows in (EVERYTHING, FIRST):
        source.lists(*rows)
        await poll_once(desk, source, clock.now(), full=True)
        clock.advance(5 * MINUTES)
    source.pages = [page[start : start + split] for page in PAGES for start in range(0, len(page), split)]
    for at in fates:
        fate = Fate(at=at)
        with suppress(Killed):
            await poll_once(replace(desk, store=MortalStore(store, fate)), source, clock.now(), full=True)
            return fate.passed
        assert await check(store) == []
        async with store.reading() as tables:
            latest = (await tables.polls.history("crm")).latest
        if latest and latest.state is PollState.DONE and latest.started_at == clock.now():
            return fate.passed  # it died after its last commit: the next poll is not due
    fate = Fate()
    await poll_once(replace(desk, store=MortalStore(store, fate)), source, clock.now(), full=True)
    return fate.passed


@pytest.fixture
async def undisturbed(any_store: Store) -> list[tuple[Complaint, list[Fact]]]:
    """What the polls lead to when nothing dies, however the pages are cut."""
    outcomes = []
    for split in range(1, 5):
        await empty(any_store)
        assert await lived(any_store, [], split) >= 9
        outcomes.append(await histories(any_store))
    assert all(rows == outcomes[0] for rows in outcomes)
    return outcomes[0]


@settings(max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(fates=[1], split=4)
@example(fates=[24, 12], split=1)
@given(fates=st.lists(st.integers(1, 24), min_size=1, max_size=4), split=st.integers(1, 4))
async def test_a_poll_that_dies_between_any_two_writes_leads_to_the_same_rows_after_the_next(
    any_store: Store, undisturbed: list[tuple[Complaint, list[Fact]]], fates: list[int], split: int
) -> None:
    rows = undisturbed
    await empty(any_store)
    await lived(any_store, fates, split)
    assert await histories(any_store) == rows
    assert await check(any_store) == []
    assert [one.ticket for one, _ in rows if one.missing_since] == ["T5"]


async def test_a_poll_that_never_ended_is_abandoned_by_the_next(any_store: Store) -> None:
    async with any_store.writing() as tables:
        await tables.polls.start("rest", "crm", NOW, None)
        await tables.polls.start("rest", "crm2", NOW, None)
        await tables.polls.start("rest", "crm", NOW + HOUR, None)
    async with any_store.reading() as tables:
        rows = await tables.connection.exec_driver_sql("SELECT system, state FROM polls ORDER BY id")
        assert [tuple(row) for row in rows] == [("crm", "abandoned"), ("crm2", "running"), ("crm", "running")]
        assert (await tables.polls.history("crm")).failed == 0


async def test_two_polls_at_once_tell_one_history(any_store: Store) -> None:
    desk, source, clock = polled_desk(any_store, NOW)
    source.pages = [[row] for row in EVERYTHING]
    other = Scripted(clock, source.pages)
    results = await asyncio.gather(*(poll_once(desk, one, NOW, full=True) for one in (source, other)))
    assert sum(result.new for result in results) == len(EVERYTHING)
    assert await check(any_store) == []


async def test_old_polls_are_forgotten_but_for_those_that_the_next_depends_on(any_store: Store) -> None:
    desk, source, clock = polled_desk(any_store, NOW)
    source.lists(waiting("A"))
    for _ in range(3):
        await poll_once(desk, source, clock.now(), full=True)
    clock.advance(timedelta(days=40))
    await poll_once(desk, source, clock.now(), full=True)
    async with any_store.reading() as tables:
        kept = await tables.connection.exec_driver_sql("SELECT id FROM polls ORDER BY id")
        assert len(kept.all()) == 2


async def poll_said(polls: Polls, at: datetime, unseen: Unseen | None, *, whole: bool) -> None:
    run = await polls.start("rest", "crm", at, None if whole else at - HOUR)
    await polls.conclude(run.id, at, as_of=at, shortfall=None, unseen=unseen, rejected=0, duplicates=0, spared=())


Said = tuple[int, bool, Unseen | None]  # hours before the cut-off, of everything, what it lacked


@pytest.mark.parametrize(
    "said",
    [
        [(20, True, Unseen.UNPLACED), (1, False, None)],
        [(40, True, Unseen.UNPLACED), (30, True, Unseen.CUT), (20, True, Unseen.CUT), (1, False, None)],
        [(44, False, Unseen.DRIFTED), (40, False, Unseen.CUT), (1, False, None)],  # never all of it
        [(40, True, None), (30, False, Unseen.UNREAD), (20, False, None), (19, False, Unseen.CUT)],
        [(50, True, Unseen.PUBLIC), (40, True, None), (20, False, None)],
    ],
)
async def test_who_freezes_late_hears_of_polls_what_was_heard_in_time(any_store: Store, said: list[Said]) -> None:
    async with any_store.writing() as tables:
        for hours, whole, unseen in said:
            await poll_said(tables.polls, NOW - hours * HOUR, unseen, whole=whole)
        in_time = await tables.cutoffs.words("crm", NOW)
        assert in_time
        for after in (HOUR, timedelta(days=29), KEPT - 10 * HOUR, KEPT):
            await poll_said(tables.polls, NOW + after, None, whole=True)
            assert await tables.cutoffs.words("crm", NOW) == in_time
        await tables.polls.start("rest", "crm", NOW + KEPT + HOUR, None)
        assert await tables.cutoffs.words("crm", NOW) is None


async def test_two_systems_never_mix(any_store: Store) -> None:
    desk, source, clock = polled_desk(any_store, NOW)
    other = Scripted(clock, system="crm2")
    source.lists(waiting("A"))
    other.lists(waiting("A", system="crm2"), waiting("B", system="crm2"))
    for rows in ([waiting("A")], [waiting("A")], [waiting("A")]):
        await poll_once(desk, source, clock.now(), full=True)
        await poll_once(desk, other, clock.now(), full=True)
        other.lists(*(replace(row, system="crm2") for row in rows))
        clock.advance(MINUTES)
    async with any_store.reading() as tables:
        (gone,) = await tables.complaints.find("B")
        assert (gone.system, gone.missing_since is not None) == ("crm2", True)
        assert all(one.missing_since is None for one in await tables.complaints.find("A"))


async def test_the_same_word_again_never_moves_backwards(any_store: Store) -> None:
    def at(listed_at: object) -> list[Observation]:
        return [waiting("A", listed_at=listed_at)]

    async with any_store.writing() as tables:
        run = await tables.polls.start("rest", "crm", NOW, None)
        await tables.polls.take_in(run.id, at(NOW + HOUR), take_at())
        await tables.polls.take_in(run.id, at(NOW), take_at())
    async with any_store.reading() as tables:
        (found,) = await tables.complaints.find("A")
    assert (found.listed_at, found.holds_at) == (NOW + HOUR, NOW + HOUR)


async def test_an_unknown_poll_is_not_found(any_store: Store) -> None:
    async with any_store.writing() as tables:
        for step in (
            tables.polls.take_in(9, [], take_at()),
            tables.polls.fail(9, NOW, "?"),
            tables.polls.conclude(
                9, NOW, as_of=NOW, shortfall=None, unseen=None, rejected=0, duplicates=0, spared=[]
            ),
        ):
            with pytest.raises(NotFound):
                await step


async def test_a_ticket_that_is_listed_in_another_spelling_is_the_same_complaint(any_store: Store) -> None:
    async with any_store.writing() as tables:
        run = await tables.polls.start("rest", "crm", NOW, None)
        await tables.polls.take_in(run.id, [waiting("JK1")], take_at())
        again = await tables.polls.take_in(run.id, [waiting("jk1 ", unit="Dinas X"), waiting("jk1")], take_at())
        assert (again.new, again.changed, again.unchanged) == (1, 0, 1)
    async with any_store.reading() as tables:
        assert [one.ticket for one in await tables.complaints.find("jK1")] == ["JK1"]


async def test_open_ones_are_recalled_and_the_gone_ones_are_missing_until_they_are_shown(store: Store) -> None:
    desk, source, clock = polled_desk(store, NOW)
    source.lists(
        waiting("Old", created_at=LONG_AGO),
        waiting("New", created_at=NOW),
        waiting("Stale", created_at=LONG_AGO, system="other"),
        observation("Done", created_at=LONG_AGO, stage=Stage.COMPLETE, status="Selesai", completed_at=NOW),
    )
    await poll_once(desk, source, clock.now())
    clock.advance(5 * MINUTES)
    source.lists(waiting("Older", created_at=LONG_AGO))
    source.shortfall = "by day only"
    await poll_once(desk, source, clock.now(), full=True)
    async with store.reading() as tables:
        recalled = await tables.polls.recall("crm", NOW, limit=9)
        assert [(one.ticket, one.created_at, one.listed_at) for one in recalled] == [
            ("Old", LONG_AGO, NOW),
            ("Older", LONG_AGO, clock.now()),
        ]
        assert [one.ticket for one in await tables.polls.recall("crm", NOW, limit=1)] == ["Old"]
    source.gone = {"OLD": clock.now(), "New": NOW - HOUR, "Unknown": clock.now(), "Done": clock.now()}
    result = await poll_once(desk, source, clock.now(), full=True)
    assert result.run.vanished == 1  # "New" was shown after it had gone, "Done" is not open
    async with store.reading() as tables:
        (old,) = await tables.complaints.find("Old")
        assert old.missing_since == clock.now()
        assert [one.ticket for one in await tables.polls.recall("crm", NOW, limit=9)] == ["Older"]
    clock.advance(5 * MINUTES)
    source.gone = {}
    source.lists(waiting("Old", created_at=LONG_AGO))
    await poll_once(desk, source, clock.now(), full=True)
    async with store.reading() as tables:
        (old,) = await tables.complaints.find("Old")
    assert old.missing_since is None
    assert await check(store) == []
