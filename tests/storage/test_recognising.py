"""What is recognised unread ends as what is read and decided on each time."""

from __future__ import annotations

import random
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from builders import HOUR, NOW, observation, take_at
from polled import MINUTES, polled_desk

from monitor.areas.directory import Directory
from monitor.model import Complaint, Observation, Reject, Stage
from monitor.poll import poll_once
from monitor.sources.columns import FIELDS, ColumnMap
from monitor.sources.counts import Counts
from monitor.sources.placing import DirectoryNames
from monitor.sources.source import Batch, Ending, Recall, nothing
from monitor.sources.web.items import ItemReader
from storage import Store
from storage.upkeep import check

AREAS = DirectoryNames(Directory.load("builtin:jakarta"))
MARK, OTHER = b"m" * 16, b"n" * 16


@dataclass
class Listing:
    """Lists items; those of a `careful` one are all read, and carry no mark."""

    careful: bool
    system: str
    items: Sequence[Any] = ()
    listed_at: datetime = NOW
    complete: bool = False
    counts: Counts = field(default_factory=Counts)
    name: str = "rest"
    overlap: timedelta = 10 * MINUTES
    tells_changes: bool = False

    async def listing(self, since: datetime | None, recall: Recall = nothing) -> AsyncGenerator[Batch, None]:
        columns = {name: name for name in FIELDS}
        column_map = ColumnMap(
            name="any", system=self.system, timezone=ZoneInfo("Asia/Jakarta"), columns=columns | {"city": "kota"}
        )
        reader = ItemReader(column_map, "crm.rest", AREAS, NOW)
        rows = reader.read(self.items, self.listed_at)
        yield Batch([_unmarked(row) for row in rows] if self.careful else rows)
        shortfall = None if self.complete else "some"
        yield Batch((), Ending(as_of=self.listed_at, shortfall=shortfall, counts=reader.counts))


def _unmarked(row: Observation | Reject) -> Observation | Reject:
    return replace(row, mark=None) if isinstance(row, Observation) else row


def a_listing(chance: random.Random, now: datetime, last: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Some items as they were listed last, some with something changed, some new."""
    items = [item for item in last if chance.random() < 0.9]
    for item in items:
        if chance.random() < 0.3:
            item |= chance.choice(CHANGES)(now)
    if len(items) < 5:
        items.append({"ticket": f"JK{chance.randrange(8)}", "created_at": str(NOW - HOUR), "status": "Menunggu"})
    return items


CHANGES: Sequence[Any] = (
    lambda _: {"status": "Menunggu"},
    lambda _: {"status": "Proses", "updated_at": None},
    lambda now: {"status": "Proses", "updated_at": str(now - 7 * MINUTES)},
    lambda now: {"status": "Selesai", "completed_at": str(now - 9 * MINUTES)},
    lambda _: {"status": "Selesai", "completed_at": None, "responded_at": None},
    lambda now: {"responded_at": str(now - HOUR)},
    lambda _: {"status": "Melayang"},
    lambda _: {"status": None},
    lambda _: {"unit": "Dinas X"},
    lambda _: {"unit": "Kelurahan Cideng", "area": "Gambir"},
    lambda _: {"created_at": str(NOW - 2 * HOUR)},
    lambda now: {"updated_at": str(now + HOUR)},
    lambda _: {"ticket": "jk1 "},
    lambda _: {"lat": [1]},
)


async def stored(store: Store, system: str) -> list[Any]:
    """Every complaint of that system with its facts, without what names the system or counts."""
    told = []
    names = [one.name for one in fields(Complaint) if one.name not in ("id", "system")]
    async with store.reading() as tables:
        for number in range(8):
            for known in await tables.complaints.find(f"JK{number}"):
                if known.system == system:
                    facts = await tables.complaints.facts_of(known.id)
                    changes = [{**fact.changes, "system": ""} for fact in facts]
                    happened = [(fact.kind, fact.happened, fact.seen_at) for fact in facts]
                    told.append(([getattr(known, name) for name in names], happened, changes))
    return told


async def play(store: Store, seed: int, listings: int) -> None:
    chance, (desk, _, clock) = random.Random(seed), polled_desk(store, NOW)
    both = Listing(False, "fast"), Listing(True, "careful")
    items: list[dict[str, Any]] = []
    for _ in range(listings):
        now = clock.advance(15 * MINUTES)
        items = a_listing(chance, now, items)
        listed_at, complete = now - chance.choice((0, 0, 0, 40)) * MINUTES, chance.random() < 0.5
        for source in both:
            source.items, source.listed_at, source.complete = items, listed_at, complete
            await poll_once(desk, source, now, full=True)
    assert await stored(store, "fast") == await stored(store, "careful")
    assert await check(store) == []


@pytest.mark.parametrize("seed", range(2))
async def test_rows_and_facts_are_the_same_whether_or_not_anything_is_recognised(
    any_store: Store, seed: int
) -> None:
    await play(any_store, seed, listings=18)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 200))
async def test_they_are_the_same_after_many_listings(store: Store, seed: int) -> None:
    await play(store, seed, listings=60)


TICKETS = ["JK1", 'a"b\\c', "É  1", "tab\there", "{}", "1"]


async def test_tickets_of_every_spelling_are_recognised_by_their_marks(any_store: Store) -> None:
    words = [observation(ticket, mark=MARK) for ticket in TICKETS]
    async with any_store.writing() as tables:
        run = await tables.polls.start("rest", "crm", NOW, None)
        await tables.polls.take_in(run.id, words, take_at())
        said = [(ticket, OTHER if ticket == "1" else MARK) for ticket in (*TICKETS, "JK2")]
        found = await tables.polls.recognise(run.id, said, NOW + HOUR)
        assert found == set(TICKETS) - {"1"}
        assert (await tables.polls.take_in(run.id, [], take_at())).unchanged == 5
    async with any_store.reading() as tables:
        (known,), (other,) = [await tables.complaints.find(ticket) for ticket in ("JK1", "1")]
    assert (known.listed_at, other.listed_at) == (NOW + HOUR, NOW)


@pytest.mark.parametrize("changed_at", [None, NOW - HOUR])
async def test_a_word_with_an_update_time_of_its_own_stays_as_late_as_it_is(
    any_store: Store, changed_at: datetime | None
) -> None:
    async with any_store.writing() as tables:
        run = await tables.polls.start("rest", "crm", NOW, None)
        await tables.polls.take_in(run.id, [observation("A", mark=MARK, changed_at=changed_at)], take_at())
        assert await tables.polls.recognise(run.id, [("A", MARK)], NOW + HOUR) == {"A"}
        assert await tables.polls.recognise(run.id, [("A", MARK)], NOW) == set()  # an older listing is looked at
    async with any_store.reading() as tables:
        (known,) = await tables.complaints.find("A")
    assert (known.listed_at, known.holds_at) == (NOW + HOUR, changed_at or NOW + HOUR)


async def test_one_that_is_listed_in_two_spellings_is_looked_at(any_store: Store) -> None:
    async with any_store.writing() as tables:
        run = await tables.polls.start("rest", "crm", NOW, None)
        await tables.polls.take_in(run.id, [observation("A", mark=MARK), observation("B", mark=MARK)], take_at())
        assert await tables.polls.recognise(
            run.id, [("A", MARK), ("B", MARK), ("a ", MARK), ("C", None)], NOW + HOUR
        ) == {"B"}


async def test_another_system_is_not_meant(any_store: Store) -> None:
    async with any_store.writing() as tables:
        mine = await tables.polls.start("rest", "crm", NOW, None)
        theirs = await tables.polls.start("rest", "other", NOW, None)
        await tables.polls.take_in(mine.id, [observation("A", mark=MARK)], take_at())
        assert await tables.polls.recognise(theirs.id, [("A", MARK)], NOW) == set()


async def test_one_that_awaits_a_bound_is_never_recognised(any_store: Store) -> None:
    complete = observation("A", mark=MARK, stage=Stage.COMPLETE, status="Selesai", created_at=NOW)
    async with any_store.writing() as tables:
        run = await tables.polls.start("rest", "crm", NOW, None)
        await tables.polls.take_in(run.id, [complete], take_at())
        assert await tables.polls.recognise(run.id, [("A", MARK)], NOW + HOUR) == set()
