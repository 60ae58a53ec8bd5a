"""Listings at an instant: rewound, filtered again, with today's rules."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from digest_cases import CIDENG, CITY, KWITANG, complaint, directory, held_by

from monitor.clock import SteppedClock
from monitor.deadlines.sla import Rulebook
from monitor.facts.taking import taker
from monitor.model import Complaint, Fact, FactKind, Moment, Observation, Stage, Wanted
from monitor.standing import complaints_at, matches

T0 = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
RULES = Rulebook()


class Shelf:
    """A store of a few complaints with all their facts, as `Complaints.stream` hands them out."""

    def __init__(self, *kept: tuple[Complaint, Sequence[Fact]]) -> None:
        self.kept = kept
        self.complaints = self

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Shelf]:
        yield self

    async def stream(
        self, wanted: Wanted, *, arrived_by: datetime | None = None
    ) -> AsyncIterator[tuple[Complaint, Sequence[Fact]]]:
        for known, facts in self.kept:
            later = arrived_by is not None and any(fact.happened.at > arrived_by for fact in facts)
            yield known, facts if later else ()


def lived(*seen: Observation) -> tuple[Complaint, list[Fact]]:
    """The complaint that these sightings leave, with its facts."""
    known: Complaint | None = None
    facts: list[Fact] = []
    for one in seen:
        taken = taker(RULES, one.listed_at, "import:1")(known, one)
        known = replace(taken.complaint, id=1)
        facts += taken.facts
    assert known is not None
    return known, facts


def sighting(after: timedelta, stage: Stage, **fields: Any) -> Observation:
    return Observation(
        system="crm",
        ticket="JK1",
        created_at=T0,
        listed_at=T0 + after,
        stage=stage,
        area_code=CIDENG,
        **fields,
    )


async def listed(
    shelf: Shelf, wanted: Wanted, at: datetime | None, rules: Rulebook | None = None
) -> list[Complaint]:
    desk: Any = SimpleNamespace(store=shelf, rules=rules or RULES, clock=SteppedClock(T0 + 99 * HOUR))
    return [one async for one in complaints_at(desk, wanted, at)]


ANSWERED = (
    sighting(5 * HOUR, Stage.PROCESS, responded_at=T0 + 2 * HOUR),
    sighting(9 * HOUR, Stage.COMPLETE, responded_at=T0 + 2 * HOUR, completed_at=T0 + 8 * HOUR),
)


@pytest.mark.parametrize(
    ("after", "stage"),
    [(HOUR, Stage.WAIT), (3 * HOUR, Stage.PROCESS), (7 * HOUR, Stage.PROCESS), (8 * HOUR, Stage.COMPLETE)],
)
async def test_a_complaint_stands_as_it_stood_then(after: timedelta, stage: Stage) -> None:
    (found,) = await listed(Shelf(lived(*ANSWERED)), Wanted(), T0 + after)
    assert found.stage is stage


async def test_what_had_not_arrived_is_absent() -> None:
    assert await listed(Shelf(lived(*ANSWERED)), Wanted(), T0 - HOUR) == []


async def test_stage_and_openness_are_those_of_the_instant() -> None:
    shelf = Shelf(lived(*ANSWERED))
    assert len(await listed(shelf, Wanted(stage=Stage.WAIT), T0 + HOUR)) == 1
    assert await listed(shelf, Wanted(stage=Stage.WAIT), T0 + 3 * HOUR) == []
    assert len(await listed(shelf, Wanted(open_only=True), T0 + 7 * HOUR)) == 1
    assert await listed(shelf, Wanted(open_only=True), T0 + 9 * HOUR) == []


async def test_now_needs_no_facts() -> None:
    known, _ = lived(*ANSWERED)
    assert await listed(Shelf((known, ())), Wanted(), None) == [known]


@pytest.mark.parametrize(("ahead", "found"), [(timedelta(minutes=5), 1), (timedelta(minutes=6), 0)])
async def test_what_arrives_in_the_future_does_not_exist_yet(ahead: timedelta, found: int) -> None:
    known, facts = lived(*ANSWERED)
    dated = replace(known, created_at=T0 + 99 * HOUR + ahead)
    assert len(await listed(Shelf((dated, facts)), Wanted(), None)) == found


async def test_due_times_are_those_of_todays_rules() -> None:
    (found,) = await listed(Shelf(lived(*ANSWERED)), Wanted(), T0 + HOUR, Rulebook(response="1h"))
    assert found.response_due_at == T0 + HOUR


async def test_a_stop_known_only_as_an_interval_is_kept_as_one() -> None:
    shelf = Shelf(lived(sighting(HOUR, Stage.WAIT), sighting(9 * HOUR, Stage.PROCESS)))
    (found,) = await listed(shelf, Wanted(), T0 + 5 * HOUR)
    assert found.stage is Stage.WAIT
    assert found.responded == Moment(T0 + HOUR, T0 + 9 * HOUR)


async def test_who_held_it_then_decides() -> None:
    shelf = Shelf(
        lived(sighting(HOUR, Stage.WAIT, unit="Dinas A"), sighting(9 * HOUR, Stage.WAIT, unit="Dinas B"))
    )
    assert len(await listed(shelf, Wanted(units=frozenset({"DINASA"})), T0 + 2 * HOUR)) == 1
    assert len(await listed(shelf, Wanted(units=frozenset({"DINASB"})), T0 + 9 * HOUR)) == 1
    assert await listed(shelf, Wanted(units=frozenset({"DINASB"})), T0 + HOUR) == []


CITY_CODES = directory().within(CITY)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(), True),
        (Wanted(areas=frozenset({CIDENG})), True),
        (Wanted(areas=frozenset({KWITANG})), False),
        (Wanted(areas=CITY_CODES), True),
        (Wanted(category=" sampah "), True),
        (Wanted(category="Jalan"), False),
        (Wanted(channel="jaki"), True),
        (Wanted(channel="Qlue"), False),
        (Wanted(units=frozenset({"SUDINBINAMARGA"})), False),
        (Wanted(stage=Stage.WAIT), True),
        (Wanted(stage=Stage.PROCESS), False),
        (Wanted(open_only=True), True),
    ],
)
def test_each_filter_asks_for_what_it_names(wanted: Wanted, found: bool) -> None:
    assert matches(complaint(category="Sampah ", channel="JAKI"), wanted) is found


def test_an_office_holds_what_was_made_elsewhere() -> None:
    held = held_by("Kelurahan Kwitang", unit_area_code=KWITANG)
    assert matches(held, Wanted(areas=frozenset({KWITANG})))
    assert matches(held, Wanted(areas=frozenset({CIDENG})))
    assert matches(held, Wanted(units=frozenset({"KELURAHANKWITANG"})))


def test_what_has_neither_area_nor_unit_is_asked_for_by_name() -> None:
    nowhere = complaint(area=None, area_code=None)
    assert matches(nowhere, Wanted())
    assert not matches(nowhere, Wanted(areas=CITY_CODES))
    assert matches(nowhere, Wanted(areas=CITY_CODES, unplaced=True))
    assert not matches(replace(nowhere, unit="Dinas"), Wanted(areas=CITY_CODES, unplaced=True))


def test_closed_ones_are_not_open() -> None:
    for stage in (Stage.COMPLETE, Stage.DISMISSED):
        assert not matches(complaint(stage=stage), Wanted(open_only=True))


def test_facts_of_the_story_are_of_the_kinds_expected() -> None:
    _, facts = lived(*ANSWERED)
    assert [fact.kind for fact in facts] == [FactKind.ARRIVED, FactKind.RESPONDED, FactKind.COMPLETED]
