"""Ranks of stored complaints, against the slow way over the states that people are shown."""

from __future__ import annotations

import random
import statistics
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from builders import HOUR, NOW, bring_in, observation

from monitor.areas.directory import Directory
from monitor.clock import SteppedClock
from monitor.deadlines.sla import Rulebook
from monitor.desk import Desk
from monitor.facts.taking import taker
from monitor.model import Complaint, NearWindows, Observation, Stage, State, Wanted
from monitor.period import Month, Period
from monitor.ranks.rank import rank
from monitor.scores.holders import Apart, By
from monitor.scores.ranking import OfficialScore, Ranking, RankRow
from monitor.scores.scoring import Scoring
from monitor.standing import complaints_at
from monitor.states import completion_state, response_state
from storage.store import Store

JAKARTA = ZoneInfo("Asia/Jakarta")
DIRECTORY = Directory.load("builtin:jakarta")
RULES = Rulebook()
CIDENG, GAMBIR, TEBET = "31.71.01.1002", "31.71.01.1001", "31.74.01.1001"
NOVEMBER = Period.month(Month(2026, 11))
STAGES = [*Stage, Stage.COMPLETE, Stage.COMPLETE, Stage.COMPLETE]


def desk_on(store: Store, **says: Any) -> Desk:
    settled: dict[str, Any] = {
        "store": store,
        "clock": SteppedClock(NOW),
        "directory": DIRECTORY,
        "rules": RULES,
        "near": NearWindows(),
        "slots": (),
        "timezone": JAKARTA,
        "stale_after": 24 * HOUR,
    }
    return Desk(**settled | says)


async def take_in(store: Store, rows: list[Observation]) -> None:
    await bring_in(store, rows, take=taker(RULES, NOW, "export"))


def some(chance: random.Random, number: int) -> Observation:
    """A complaint of the last weeks in any state, held by any kind of unit, sometimes with impossible times."""
    created_at = NOW - chance.uniform(0.1, 500) * HOUR
    stage = chance.choice(STAGES)
    answered, completed = sorted(
        (created_at + chance.uniform(-1, 12) * HOUR, created_at + chance.uniform(0, 240) * HOUR)
    )
    unit = chance.choice(
        [(None, None), ("Kel. Gambir", GAMBIR), ("Sudin Bina Marga", None), ("SUDIN BINA MARGA", None)]
    )
    return observation(
        f"T{number}",
        created_at=created_at,
        stage=stage,
        responded_at=answered if stage.is_answered and chance.random() < 0.8 and answered < NOW else None,
        completed_at=completed if stage is Stage.COMPLETE and chance.random() < 0.8 and completed < NOW else None,
        area_code=chance.choice([CIDENG, GAMBIR, TEBET, None]),
        unit=unit[0],
        unit_area_code=unit[1],
        category=chance.choice(["Sampah", "Jalan", None]),
    )


def row(found: Ranking, name: str) -> RankRow:
    (one,) = (one for one in found.rows if one.name == name)
    return one


class Slow:
    """The same counts by the words of the contract, from whole complaints."""

    def __init__(self, complaints: list[Complaint], at: Any) -> None:
        self.n = len(complaints)
        judged = [one for one in complaints if not is_impossible(one)]
        near = NearWindows()
        states = [(one, response_state(one, at, near), completion_state(one, at, near)) for one in judged]
        self.response = [response for one, response, _ in states if is_decided(response, one.responded, at)]
        self.completion = [
            completion for one, _, completion in states if is_decided(completion, one.completed, at)
        ]
        self.took = sorted(
            (one.responded.at - one.created_at) / HOUR
            for one, *_ in states
            if one.responded
            and one.responded.is_exact
            and one.responded.at <= at
            and one.stage is not Stage.DISMISSED
            if not one.response_unseen
        )
        self.overdue = sum(
            one.stage.is_open
            and (
                (response is State.OVERDUE and not has_stopped(one.responded, at))
                or (completion is State.OVERDUE and not has_stopped(one.completed, at))
            )
            for one, response, completion in states
        )


def has_stopped(moment: Any, at: Any) -> bool:
    return moment is not None and (moment.at <= at or moment.after < at)


def is_decided(state: State | None, moment: Any, at: Any) -> bool:
    return state is State.OVERDUE or (state is State.ON_TIME and moment is not None and moment.at <= at)


def is_impossible(one: Complaint) -> bool:
    return any(stop is not None and stop.at < one.created_at for stop in (one.responded, one.completed))


@pytest.mark.parametrize("seed", range(3))
async def test_a_rank_counts_what_the_states_say(store: Store, seed: int) -> None:
    chance = random.Random(seed)
    rows = [one for one in (some(chance, number) for number in range(300)) if not backwards(one)]
    await take_in(store, rows)
    desk = desk_on(store)
    for at in (None, NOW - 30 * HOUR, NOW - 200 * HOUR):
        found = await rank(desk, By.KELURAHAN, NOVEMBER, at=at)
        kept = [
            one async for one in complaints_at(desk, Wanted(), at) if one.created_at >= NOVEMBER.begins_at(JAKARTA)
        ]
        assert sum(one.n for one in found.rows) == len(kept)
        for name, code in (("Cideng", CIDENG), ("Gambir", GAMBIR)):
            slow = Slow([one for one in kept if one.owner_code == code], at or NOW)
            fast = row(found, name)
            assert (fast.n, fast.code, fast.overdue_open) == (slow.n, code, slow.overdue)
            assert (fast.response_decided, fast.responded_in_time) == told(slow.response)
            assert (fast.completion_decided, fast.completed_in_time) == told(slow.completion)
            if slow.took:
                assert float(fast.response_median_h or 0) == pytest.approx(statistics.median(slow.took), abs=1e-3)


def backwards(one: Observation) -> bool:
    """Impossible times have their own test."""
    stops = [at for at in (one.responded_at, one.completed_at) if at and one.created_at]
    return any(one.created_at and at < one.created_at for at in stops)


def told(states: list[State | None]) -> tuple[int, int]:
    return len(states), states.count(State.ON_TIME)


async def test_nothing_is_dropped_whatever_is_ranked(store: Store) -> None:
    chance = random.Random(5)
    await take_in(store, [some(chance, number) for number in range(120)])
    begins_at = NOVEMBER.begins_at(JAKARTA)
    async with store.reading() as tables:
        arrived = [one for one in await tables.complaints.wanted(Wanted()) if one.created_at >= begins_at]
    for by in By:
        found = await rank(desk_on(store), by, NOVEMBER)
        assert sum(one.n for one in found.rows) == len(arrived)
    held = sum(one.unit is not None and one.unit_area_code is None for one in arrived)
    assert row(await rank(desk_on(store), By.KECAMATAN, NOVEMBER), Apart.OTHER_UNIT).n == held
    units = await rank(desk_on(store), By.UNIT, NOVEMBER)
    assert {one.name.upper(): one.code for one in units.rows} == {
        "KEL. GAMBIR": GAMBIR,
        "SUDIN BINA MARGA": None,
        Apart.NO_UNIT.upper(): None,
    }


async def test_every_area_of_the_level_is_there_and_the_others_are_not(store: Store) -> None:
    found = await rank(desk_on(store), By.KELURAHAN, NOVEMBER)
    assert len(found.rows) == 267 and not found.placed
    assert {(one.n, one.nilai, one.peringkat, one.responded_in_time_pct) for one in found.rows} == {
        (0, None, None, None)
    }
    within = await rank(desk_on(store), By.KELURAHAN, NOVEMBER, within="31.71")
    assert len(within.rows) == 44
    assert len((await rank(desk_on(store), By.KECAMATAN, NOVEMBER, within="31.71")).rows) == 8


async def test_impossible_times_are_counted_and_kept_out(store: Store) -> None:
    times = {"created_at": NOW - 48 * HOUR, "stage": Stage.COMPLETE, "area_code": CIDENG}
    fine = {"responded_at": NOW - 47 * HOUR, "completed_at": NOW - 46 * HOUR}
    rows = [
        observation("fine", **times | fine),
        observation("before", **times | fine | {"responded_at": NOW - 49 * HOUR}),
        observation("ahead", **times | fine | {"completed_at": NOW + 400 * HOUR}),
        observation("not yet", **times | {"created_at": NOW + HOUR, "stage": Stage.WAIT}),
    ]
    await take_in(store, rows)
    for at in (None, NOW - 45 * HOUR):
        found = row(await rank(desk_on(store), By.KELURAHAN, NOVEMBER, at=at), "Cideng")
        assert (found.n, found.unknown, found.doubtful) == (3, 2, 2)
        assert (found.response_decided, found.completion_decided, found.nilai) == (2, 2, 100)


async def test_an_estimate_falls_while_nothing_is_answered(store: Store) -> None:
    await take_in(store, [observation(created_at=NOW - 2 * HOUR, area_code=CIDENG)])
    estimates = []
    for hours in (4, 5, 14):
        desk = desk_on(store, clock=SteppedClock(NOW + hours * HOUR))
        estimates.append(row(await rank(desk, By.KELURAHAN, NOVEMBER), "Cideng").nilai)
    assert estimates == [None, Decimal(99), Decimal(90)]


async def test_official_figures_win_in_whole_months_only(store: Store) -> None:
    times = {"responded_at": NOW - HOUR, "completed_at": NOW, "stage": Stage.COMPLETE}
    await take_in(store, [observation(area_code=CIDENG, **times)])
    async with store.writing() as tables:
        october, november = Month(2026, 10), Month(2026, 11)
        entered = [(october, CIDENG, "90"), (november, GAMBIR, None), (november, "unit:SUDIN", "70")]
        scores = [OfficialScore(m, of, "Sudin", None if n is None else Decimal(n)) for m, of, n in entered]
        await tables.scores.enter(scores, "nilai.csv", NOW)
    desk = desk_on(store, scoring=Scoring(min_n=2))

    both = await rank(desk, By.KELURAHAN, Period(date(2026, 10, 1), date(2026, 11, 30)))
    assert [(one.nilai, one.official, one.place) for one in (row(both, "Cideng"), row(both, "Gambir"))] == [
        (95, False, None),
        (None, True, None),
    ]
    part = await rank(desk, By.KELURAHAN, Period(date(2026, 10, 2), date(2026, 11, 30)))
    assert (row(part, "Cideng").nilai, row(part, "Gambir").official) == (100, False)
    october_only = row(await rank(desk, By.KELURAHAN, Period.month(october)), "Cideng")
    assert (october_only.nilai, october_only.official, october_only.place, october_only.n) == (90, True, 1, 0)
    units = await rank(desk, By.UNIT, NOVEMBER)
    first = units.rows[0]
    assert (first.name, first.code, first.nilai, first.place) == ("Sudin", None, 70, 1)


async def test_a_future_period_and_one_long_ago_are_empty(store: Store) -> None:
    await take_in(store, [observation(area_code=CIDENG)])
    for period in (Period.year(2027), Period.year(1999)):
        assert sum(one.n for one in (await rank(desk_on(store), By.KOTA, period)).rows) == 0
    november = await rank(desk_on(store), By.KOTA, NOVEMBER, at=NOW - timedelta(days=3))
    assert sum(one.n for one in november.rows) == 0
