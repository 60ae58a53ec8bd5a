"""October 2026 around its cut-off: what became known of it, and when."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from builders import CIDENG, GAMBIR, HOUR, bring_in, observation

from monitor.areas.directory import Directory
from monitor.clock import SteppedClock
from monitor.cutoff import FrozenMonth
from monitor.deadlines.sla import Rulebook
from monitor.deadlines.worktime import Calendar
from monitor.desk import Desk
from monitor.facts.taking import taker
from monitor.model import NearWindows, Observation, Stage
from monitor.period import Month
from storage.store import Store

OCTOBER = Month(2026, 10)
CUT = datetime(2026, 11, 8, 16, 59, tzinfo=UTC)
DAY = timedelta(days=1)
MIDDLE = datetime(2026, 10, 15, 3, tzinfo=UTC)
BEFORE, AFTER = CUT - DAY, CUT + timedelta(minutes=1)
MUCH_LATER = CUT + 9 * DAY
DIRECTORY = Directory.load("builtin:jakarta")
RULES = Rulebook(calendar=Calendar.load())
OTHER_RULES = Rulebook(completion="2 working days", calendar=RULES.calendar)


def desk_on(store: Store, **says: Any) -> Desk:
    settled: dict[str, Any] = {
        "store": store,
        "clock": SteppedClock(CUT),
        "directory": DIRECTORY,
        "rules": RULES,
        "near": NearWindows(),
        "slots": (),
        "timezone": ZoneInfo("Asia/Jakarta"),
        "stale_after": 24 * HOUR,
    }
    return Desk(**settled | says)


async def learn(store: Store, rows: Sequence[Observation], at: datetime) -> None:
    """All of it becomes known at `at`, as it was then."""
    await bring_in(store, [replace(row, listed_at=at) for row in rows], now=at, take=taker(RULES, at, "export"))


def some(chance: random.Random, ticket: str, at: datetime) -> Observation:
    """A complaint around October, in any state that can be known at `at`."""
    created_at = MIDDLE + chance.uniform(-20, 20) * DAY
    stage = chance.choice([*Stage, Stage.WAIT, Stage.COMPLETE, Stage.COMPLETE])
    answered = created_at + chance.uniform(0, 15) * HOUR
    completed = answered + chance.uniform(0, 400) * HOUR
    unit = chance.choice([(None, None), ("Kel. Gambir", GAMBIR), ("Sudin Bina Marga", None)])
    return observation(
        ticket,
        created_at=created_at,
        stage=stage,
        responded_at=answered if stage.is_answered and chance.random() < 0.7 and answered < at else None,
        completed_at=completed if stage is Stage.COMPLETE and chance.random() < 0.7 and completed < at else None,
        area_code=chance.choice([CIDENG, GAMBIR, None]),
        unit=unit[0],
        unit_area_code=unit[1],
        category=chance.choice(["Sampah", "Jalan", None]),
    )


async def history(store: Store, seed: int = 1, count: int = 60) -> None:
    """What became known before the cut-off, in three turns."""
    chance = random.Random(seed)
    for at in (BEFORE - 6 * DAY, BEFORE - DAY, CUT):
        await learn(store, [some(chance, f"T{chance.randrange(count)}", at) for _ in range(count)], at)


async def frozen(store: Store, month: Month = OCTOBER) -> FrozenMonth:
    async with store.reading() as tables:
        found = await tables.cutoffs.find(month)
    assert found is not None
    return found
