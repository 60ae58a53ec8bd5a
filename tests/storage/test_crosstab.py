"""What the database counts is what counting one by one gives: on both databases, in zones with and without DST."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from builders import CIDENG, GAMBIR, HOUR, NOW, bring_in, observation, take_at

from monitor.areas.directory import Directory
from monitor.clock import SteppedClock
from monitor.counting import counted, is_asked_for
from monitor.crosstables.crossing import Axis, Counted, Question, key_of
from monitor.deadlines.sla import Rulebook
from monitor.desk import Desk
from monitor.model import ClockName, Complaint, Doubt, NearWindows, Observation, Stage, State, Wanted
from monitor.standing import complaints_at
from storage.store import Store

JAKARTA = ZoneInfo("Asia/Jakarta")
ZONES = ("Asia/Jakarta", "America/New_York", "Australia/Lord_Howe", "America/St_Johns", "Asia/Kathmandu", "UTC")
SOME = [None, "Sampah", "SAMPAH", " sampah", "Jalan"]
DIRECTORY = Directory.load("builtin:jakarta")


def desk_on(store: Store) -> Desk:
    return Desk(
        store=store,
        clock=SteppedClock(NOW),
        directory=DIRECTORY,
        rules=Rulebook(),
        near=NearWindows(),
        slots=(),
        timezone=JAKARTA,
        stale_after=24 * HOUR,
    )


def some_observations(chance: random.Random, count: int, **says: Any) -> list[Observation]:
    """Of all stages, with and without labels, around the borders of days, months and years."""
    found = []
    for number in range(count):
        border = datetime(2026, chance.randint(1, 12), 1, chance.choice((0, 4, 5, 17)), tzinfo=UTC)
        created = border + chance.choice((-1, 1)) * timedelta(microseconds=chance.choice((0, 1, 10**6, 10**10)))
        created = min(created, NOW - chance.choice((HOUR, 5 * HOUR, 7 * HOUR)))
        stage = chance.choice(list(Stage))
        answered = created + chance.choice((HOUR, 9 * HOUR)) if chance.random() < 0.5 else None
        found.append(
            observation(
                f"JK{number}",
                **{
                    "created_at": created,
                    "stage": stage,
                    "status": stage.value,
                    "responded_at": answered if stage is not Stage.WAIT else None,
                    "completed_at": created + 200 * HOUR if stage is Stage.COMPLETE and answered else None,
                    "category": chance.choice(SOME),
                    "channel": chance.choice((None, "JAKI", "Qlue")),
                    "unit": chance.choice((None, "Sudin Bina Marga", "SUDIN  BINA MARGA")),
                    "area_code": chance.choice((None, CIDENG, GAMBIR, "31.74.01")),
                    "geotagged": chance.choice((None, True, False)),
                    "doubt": chance.choice((None, None, None, *Doubt)),
                    **says,
                },
            )
        )
    return found


def one_by_one(standing: Iterable[Complaint], question: Question) -> Counted:
    return Counter(
        tuple(key_of(axis, complaint, question.zone) for axis in question.axes)
        for complaint in standing
        if is_asked_for(complaint, question)
    )


def question(*axes: Axis, **asks: Any) -> Question:
    return Question(**{"axes": axes, "at": NOW, "zone": JAKARTA} | asks)


ASKED = [
    *(question(axis) for axis in Axis),
    *(question(axis, zone=ZoneInfo(zone)) for zone in ZONES for axis in (Axis.MONTH, Axis.WEEK, Axis.HOUR)),
    question(),
    question(Axis.CATEGORY, Axis.MONTH, Axis.UNIT),
    question(Axis.AREA, wanted=Wanted(areas=frozenset({CIDENG}), open_only=True)),
    question(Axis.AREA, wanted=Wanted(category="sampah", channel="jaki", units=frozenset({"SUDINBINAMARGA"}))),
    question(Axis.STAGE, wanted=Wanted(stage=Stage.PROCESS)),
    question(Axis.WEEKDAY, first_on=date(2026, 2, 1), last_on=date(2026, 2, 28)),
    question(Axis.MONTH, zone=ZoneInfo("America/New_York"), first_on=date(2026, 3, 8), last_on=date(2026, 11, 1)),
    question(Axis.MONTH, last_on=date(1971, 1, 1)),
    question(Axis.MONTH, first_on=date(2030, 1, 1)),
    *(question(Axis.STAGE, state=state) for state in State),
    *(question(Axis.STAGE, state=state, clock=clock) for state in State for clock in ClockName),
]
THEN = [
    replace(asked, at=at, rewound=True)
    for number, at in enumerate(
        (NOW - 26 * HOUR, NOW - 4 * HOUR, datetime(2026, 6, 30, 17, tzinfo=UTC), NOW + 30 * HOUR)
    )
    for asked in ASKED[number::8]
]


async def stocked(store: Store) -> Desk:
    """Two sightings of each, so that there is something to rewind and stops known only as intervals."""
    chance = random.Random(7)
    before = some_observations(chance, 60)
    await bring_in(store, [replace(one, listed_at=NOW - 30 * HOUR) for one in before if one.stage is not None])
    await bring_in(store, some_observations(random.Random(7), 60, stage=Stage.PROCESS, status="Proses"))
    later = some_observations(random.Random(8), 60)
    created = {one.ticket: one.created_at for one in before}
    await bring_in(
        store,
        [replace(one, created_at=created[one.ticket], listed_at=NOW + HOUR) for one in later],
        take=take_at(NOW + HOUR),
    )
    return desk_on(store)


async def test_what_the_database_counts_is_what_counting_one_by_one_gives(any_store: Store) -> None:
    desk = await stocked(any_store)
    everything: dict[datetime | None, list[Complaint]] = {}
    some = 0
    for asked in [*ASKED, *THEN]:
        at = asked.at if asked.rewound else None
        if at not in everything:
            everything[at] = [complaint async for complaint in complaints_at(desk, Wanted(), at)]
        found = await counted(desk, asked)
        assert found == one_by_one(everything[at], asked), asked
        some += bool(found)
    assert some > len(ASKED)
    assert {state for state in State if await counted(desk, question(state=state))} == set(State)
