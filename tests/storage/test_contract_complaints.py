from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from builders import CIDENG, GAMBIR, HOUR, NOW, bring_in, observation

from monitor.errors import NotFound
from monitor.facts.history import rewind
from monitor.model import Activity, FactKind, Moment, Stage, Wanted
from monitor.scope import reach_of
from monitor.states import urgency
from storage.store import Store


async def tickets(store: Store, wanted: Wanted, limit: int | None = None) -> list[str]:
    async with store.reading() as tables:
        return [complaint.ticket for complaint in await tables.complaints.wanted(wanted, limit=limit)]


async def test_a_new_complaint_is_found_whatever_the_case_of_its_ticket(any_store: Store) -> None:
    run = await bring_in(any_store, [observation("Jk1"), observation("JK2")])
    assert (run.new, run.changed, run.unchanged, run.read) == (2, 0, 0, 2)
    async with any_store.reading() as tables:
        (found,) = await tables.complaints.find("jK1")
        assert found.ticket == "Jk1"
        assert found.response_due_at == NOW + 4 * HOUR
        assert await tables.complaints.find("JK1", "other") == []
        assert await tables.complaints.get(found.id) == found


async def test_the_same_ticket_of_two_systems_is_two_complaints(any_store: Store) -> None:
    await bring_in(any_store, [observation("A1")])
    await bring_in(any_store, [observation("A1", system="boston")])
    async with any_store.reading() as tables:
        assert [found.system for found in await tables.complaints.find("a1")] == ["boston", "crm"]
        assert [found.system for found in await tables.complaints.find("a1", "crm")] == ["crm"]


async def test_an_unknown_number_is_not_found(any_store: Store) -> None:
    async with any_store.reading() as tables:
        with pytest.raises(NotFound):
            await tables.complaints.get(7)


async def test_facts_come_back_as_they_were_recorded(any_store: Store) -> None:
    await bring_in(any_store, [observation("A", stage=Stage.PROCESS, status="Proses", due_at=NOW + HOUR)])
    async with any_store.reading() as tables:
        (found,) = await tables.complaints.find("A")
        arrived, answered = await tables.complaints.facts_of(found.id)
    assert (arrived.kind, answered.kind) == (FactKind.ARRIVED, FactKind.RESPONDED)
    assert arrived.changes["stated_due_at"] == NOW + HOUR
    assert answered.happened == Moment(NOW - 2 * HOUR, NOW)
    assert answered.changes["responded"] == found.responded
    assert answered.changes["stage"] is Stage.PROCESS
    assert (arrived.seen_at, arrived.source, arrived.complaint_id) == (NOW, "export", found.id)


async def test_a_listing_is_in_the_order_of_urgency(any_store: Store) -> None:
    ages = {"young": 1, "late": 9, "old": 5}
    rows = [observation(ticket, created_at=NOW - age * HOUR) for ticket, age in ages.items()]
    rows.append(observation("answered", stage=Stage.PROCESS, responded_at=NOW))
    rows.append(observation("done", stage=Stage.COMPLETE, completed_at=NOW))
    await bring_in(any_store, rows)
    assert await tickets(any_store, Wanted(open_only=True)) == ["late", "old", "young", "answered"]
    assert await tickets(any_store, Wanted(open_only=True), limit=2) == ["late", "old"]
    assert await tickets(any_store, Wanted()) == ["late", "old", "young", "answered", "done"]
    async with any_store.reading() as tables:
        listed = await tables.complaints.wanted(Wanted())
    assert listed == sorted(listed, key=urgency)


async def test_a_place_owns_what_its_office_holds_and_sees_what_was_made_there(any_store: Store) -> None:
    await bring_in(
        any_store,
        [
            observation("made"),
            observation("elsewhere", unit="Sudin Bina Marga"),
            observation("held", area="Gambir", area_code=GAMBIR, unit="Kel. Cideng", unit_area_code=CIDENG),
            observation("foreign", area="Gambir", area_code=GAMBIR),
            observation("nowhere", area=None, area_code=None),
            observation("unit only", area=None, area_code=None, unit="Dinas X"),
        ],
    )
    here = Wanted(areas=frozenset({CIDENG}))
    assert sorted(await tickets(any_store, here)) == ["elsewhere", "held", "made"]
    assert sorted(await tickets(any_store, replace(here, unplaced=True, open_only=True))) == [
        "elsewhere",
        "held",
        "made",
        "nowhere",
        "unit only",
    ]
    assert await tickets(any_store, Wanted(areas=frozenset())) == []
    assert await tickets(any_store, Wanted(units=frozenset({"SUDINBINAMARGA"}))) == ["elsewhere"]


async def test_a_listing_holds_all_that_a_reach_can_judge(any_store: Store) -> None:
    places = [(None, None), ("Cideng", CIDENG), ("Gambir", GAMBIR)]
    units = [(None, None), ("Kel. Cideng", CIDENG), ("Dinas X", None)]
    rows = [
        observation(f"{area}/{unit}", area=area, area_code=code, unit=unit, unit_area_code=office)
        for area, code in places
        for unit, office in units
    ]
    await bring_in(any_store, rows)
    from monitor.model import Scope
    from monitor.scope import Holding

    for scope in (Scope(areas=(CIDENG,)), Scope(everything=True), Scope(unit="dinas x")):
        for unplaced in (False, True):
            reach = reach_of(scope, lambda code: frozenset({code}), takes_unplaced=unplaced)
            async with any_store.reading() as tables:
                every = await tables.complaints.wanted(Wanted())
            judged = {one.ticket for one in every if reach.holding(one) is not Holding.OUTSIDE}
            assert judged <= set(await tickets(any_store, reach.wanted()))


async def test_labels_are_compared_without_case_and_blanks(any_store: Store) -> None:
    await bring_in(
        any_store,
        [
            observation("A", category="Éclairage ", channel="JAKI"),
            observation("B", category="jalan", channel=None),
        ],
    )
    assert await tickets(any_store, Wanted(category=" éCLAIRAGE")) == ["A"]
    assert await tickets(any_store, Wanted(channel="jaki")) == ["A"]
    assert await tickets(any_store, Wanted(category="Jala")) == []


async def test_a_stage_can_be_asked_for(any_store: Store) -> None:
    await bring_in(any_store, [observation("A"), observation("B", stage=Stage.COMPLETE, completed_at=NOW)])
    assert await tickets(any_store, Wanted(stage=Stage.WAIT)) == ["A"]
    assert await tickets(any_store, Wanted(stage=Stage.COMPLETE)) == ["B"]


async def test_a_stream_gives_facts_only_to_what_moved_since(any_store: Store) -> None:
    await bring_in(
        any_store,
        [
            observation("still"),
            observation("answered", stage=Stage.PROCESS, responded_at=NOW - HOUR / 2),
            observation("younger", created_at=NOW - HOUR / 4),
        ],
    )
    async with any_store.reading() as tables:
        then = {
            one.ticket: (one, facts)
            async for one, facts in tables.complaints.stream(Wanted(), arrived_by=NOW - HOUR)
        }
        now = [one.ticket async for one, _ in tables.complaints.stream(Wanted(stage=Stage.WAIT))]
    assert sorted(then) == ["answered", "still"]
    assert then["still"][1] == ()
    complaint, facts = then["answered"]
    earlier = rewind(complaint, facts, NOW - HOUR)
    assert earlier is not None and earlier.stage is Stage.WAIT
    assert now == ["still", "younger"]


async def test_a_stream_goes_on_beyond_one_batch(any_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.complaints.AT_ONCE", 2)
    await bring_in(any_store, [observation(f"T{n}") for n in range(5)])
    async with any_store.reading() as tables:
        seen = [one.ticket async for one, _ in tables.complaints.stream(Wanted(areas=frozenset({CIDENG})))]
    assert seen == [f"T{n}" for n in range(5)]


PREVIOUS = NOW - 17 * HOUR  # the digest of 15.00
OLD = NOW - timedelta(days=90)


async def test_activity_counts_what_became_known_since_though_it_happened_before(any_store: Store) -> None:
    """An export of 14.30, a digest at 15.00, an export of 07.45: what happened at 14.45 is told at 08.00."""
    export = PREVIOUS - HOUR / 2
    before = {"created_at": export - HOUR, "listed_at": export}
    rows = [observation(ticket, **before) for ticket in ("A", "B", "C")]
    await bring_in(any_store, rows, now=PREVIOUS - HOUR / 4)
    between = export + HOUR / 4
    now = {"created_at": export - HOUR}
    rows = [
        observation("A", stage=Stage.PROCESS, responded_at=between, **now),
        observation("B", stage=Stage.COMPLETE, responded_at=between, completed_at=between, **now),
        observation("C", **now),
        observation("D", created_at=between),
        observation("E", created_at=between, area_code=GAMBIR),
        observation("F", created_at=NOW + timedelta(days=90)),
    ]
    await bring_in(any_store, rows, now=NOW - HOUR / 4)
    async with any_store.reading() as tables:
        here = await tables.complaints.activity(Wanted(areas=frozenset({CIDENG}), open_only=True), PREVIOUS, NOW)
        whole = await tables.complaints.activity(Wanted(), PREVIOUS, NOW)
        again = await tables.complaints.activity(Wanted(), NOW, NOW + HOUR)
    assert here == Activity(arrived=1, answered=2, completed=1)
    assert whole == Activity(arrived=2, answered=2, completed=1)
    assert again == Activity(arrived=0, answered=0, completed=0)


async def test_months_of_history_are_no_activity(any_store: Store) -> None:
    history = [
        observation("old", created_at=OLD),
        observation("answered", created_at=OLD, stage=Stage.PROCESS),
        observation("done", created_at=OLD, stage=Stage.COMPLETE),
    ]
    await bring_in(any_store, history, now=NOW)
    async with any_store.reading() as tables:
        assert await tables.complaints.activity(Wanted(), PREVIOUS, NOW) is None
    later = [observation(f"{row.ticket} too", created_at=OLD, stage=row.stage) for row in history]
    later += [observation("old", created_at=OLD, stage=Stage.COMPLETE, listed_at=NOW + HOUR)]
    other = [observation("old", system="crm2", created_at=NOW)]
    await bring_in(any_store, later, now=NOW + HOUR)
    await bring_in(any_store, other, now=NOW + HOUR)
    async with any_store.reading() as tables:
        found = await tables.complaints.activity(Wanted(), NOW, NOW + HOUR)
    assert found == Activity(arrived=0, answered=1, completed=1)


async def test_what_arrives_in_the_future_is_not_listed_yet(any_store: Store) -> None:
    await bring_in(any_store, [observation("A"), observation("B", created_at=NOW + HOUR)])
    async with any_store.reading() as tables:
        found = await tables.complaints.wanted(Wanted(open_only=True), arrived_by=NOW)
    assert [one.ticket for one in found] == ["A"]


async def test_hand_overs_are_read_behind_a_fact_span_by_span(any_store: Store) -> None:
    async with any_store.reading() as tables:
        assert await tables.complaints.newest_fact() == 0
        assert await tables.complaints.handed_over(0, 10) == ([], 0)
    for hours, unit in enumerate(("Sudin A", "Sudin B", "Sudin B", "Sudin A")):
        at = NOW + hours * HOUR
        await bring_in(
            any_store, [observation("T1", unit=unit, listed_at=at), observation(f"T{at}", listed_at=at)]
        )
    async with any_store.reading() as tables:
        newest = await tables.complaints.newest_fact()
        facts, last = await tables.complaints.handed_over(0, 1_000)
        assert ([fact.changes["unit"] for fact in facts], last) == (["Sudin B", "Sudin A"], newest)
        assert await tables.complaints.handed_over(newest, 1_000) == ([], newest)
        found, cursor = [], 0
        while cursor < newest:
            some, cursor = await tables.complaints.handed_over(cursor, 1)
            found += some
        assert found == facts
