"""Due times derived again from columns alone: the same as from whole complaints, each change a fact."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from builders import GAMBIR, HOUR, NOW, SimpleRules, bring_in, observation

from monitor.deadlines.case import Case
from monitor.deadlines.dues import due_again, due_fact
from monitor.deadlines.sla import ClockSettings, Rule, Rulebook
from monitor.model import Complaint, Dues, FactKind, Moment, Observation, Stage, Wanted
from storage import check
from storage.store import Store

LATER = NOW + 30 * HOUR
RULES = Rulebook(
    (
        Rule("Sampah", completion="3 working days", response="none"),
        Rule("*", completion="9 working hours", unit_level="unit"),
        Rule("*", completion="none", channel="SMS", unit_level="unit"),
        Rule("Jalan", completion="2 days", priority="Tinggi"),
    ),
    clock=ClockSettings(validation_pauses=True, returned_restarts=True, handover_restarts=True),
    levels={GAMBIR: "kelurahan"},
)


def histories(count: int) -> Iterator[list[Observation]]:
    """Complaints of every kind, each seen a few times."""
    chance = random.Random(5)
    for number in range(count):
        created_at = NOW - chance.randrange(300) * HOUR
        says = {
            "created_at": created_at,
            "category": chance.choice(["Sampah", "jalan", "Lain", None]),
            "channel": chance.choice(["JAKI", "SMS"]),
            "priority": chance.choice([None, "tinggi"]),
            "due_at": chance.choice([None, None, NOW + 50 * HOUR]),
        }
        listings = []
        for hour in range(chance.randrange(1, 6)):
            stage = chance.choice(list(Stage)[:-1])
            unit = chance.choice([("Kel. Gambir", GAMBIR), ("Sudin Bina Marga", None)])
            listed_at = created_at + (5 + hour * 20) * HOUR
            office = {"unit": unit[0], "unit_area_code": unit[1]}
            listings.append(observation(f"T{number:03}", listed_at=listed_at, stage=stage, **office, **says))
        yield listings


async def every(store: Store) -> list[Complaint]:
    async with store.reading() as tables:
        return [complaint async for complaint, _ in tables.complaints.stream(Wanted())]


async def redue(
    store: Store, rules: object, limit: int, frozen: tuple[datetime, datetime] | None = None
) -> list[int]:
    """How many changed in each batch."""
    changed, last = [], 0
    while True:
        async with store.writing() as tables:
            batch = await tables.complaints.redue(
                rules,  # type: ignore[arg-type]
                LATER,
                after_id=last,
                limit=limit,
                frozen=frozen,
            )
        changed.append(batch.changed)
        if batch.through is None:
            return changed
        last = batch.through


async def bring_in_all(store: Store, count: int) -> None:
    stories = list(histories(count))
    for turn in range(5):
        await bring_in(store, [story[turn] for story in stories if len(story) > turn])


async def test_due_times_from_columns_are_those_from_whole_complaints(any_store: Store) -> None:
    await bring_in_all(any_store, 120)
    before = await every(any_store)
    facts = {one.id: due_fact(one, RULES, Moment.exactly(LATER), LATER, "rules") for one in before}
    expected = {one.id: due_again(one, RULES) for one in before}
    changed = await redue(any_store, RULES, limit=50)
    assert len(changed) == 3
    assert sum(changed) == sum(fact is not None for fact in facts.values()) > 80
    found = await every(any_store)
    assert {one.id: one for one in found} == expected
    assert any(one.completion_due_at is None and one.stage is Stage.VALIDATION for one in found)
    async with any_store.reading() as tables:
        for one in found[:40]:
            *_, told = await tables.complaints.facts_of(one.id)
            fact = facts[one.id]
            if fact is None:
                assert told.kind is not FactKind.DUE or told.seen_at != LATER
            else:
                assert (told.kind, told.happened, told.source) == (FactKind.DUE, fact.happened, "rules")
                assert told.changes == fact.changes
    assert await check(any_store) == []
    assert sum(await redue(any_store, RULES, limit=500)) == 0


async def test_new_due_times_change_the_order_of_listings(any_store: Store) -> None:
    class Sooner(SimpleRules):
        def dues(self, case: Case) -> Dues:
            return Dues(NOW - 40 * HOUR + (NOW - case.created_at), None)

    await bring_in(any_store, [observation(f"T{n}", created_at=NOW - n * HOUR) for n in range(3)])
    async with any_store.reading() as tables:
        before = [one.ticket for one in await tables.complaints.wanted(Wanted())]
    assert await redue(any_store, Sooner(), limit=2) == [2, 1]
    async with any_store.reading() as tables:
        after = [one.ticket for one in await tables.complaints.wanted(Wanted())]
    assert (before, after) == (["T2", "T1", "T0"], ["T0", "T1", "T2"])


async def test_what_arrived_in_frozen_months_keeps_its_due_times(any_store: Store) -> None:
    await bring_in(any_store, [observation(f"T{n}", created_at=NOW - n * HOUR) for n in range(4)])
    rules = SimpleRules(response=timedelta(hours=1))
    assert await redue(any_store, rules, limit=10, frozen=(NOW - 2 * HOUR, NOW - HOUR)) == [3]
    found = {one.ticket: one.response_due_at for one in await every(any_store)}
    assert found["T1"] == NOW and found["T2"] == NOW - 2 * HOUR + 6 * HOUR
