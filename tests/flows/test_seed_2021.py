"""Jakarta Pusat's report of 2021: its monthly table comes out of complaints, shuffled and with duplicates.

The report's figures: complaints a month, nilai or N/A ("Peralihan CRM V.2"). Lateness is chosen so that the
formula gives the nilai; in the months without one no source said when anything was answered.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from builders import bring_in, observation

from monitor.areas.directory import Directory
from monitor.clock import SteppedClock
from monitor.deadlines.sla import Rulebook
from monitor.desk import Desk
from monitor.facts.taking import taker
from monitor.model import NearWindows, Observation, Stage
from monitor.period import Month, Period, midnight
from monitor.ranks.rank import rank
from monitor.scores.holders import By
from monitor.scores.ranking import OfficialScore, RankRow, lowest, top
from storage.store import Store

# month: complaints, nilai, hours in which that month's one late answer was late
TABLE: dict[int, tuple[int, str | None, str | None]] = {
    1: (280, "99.99", "5.6"),
    2: (324, "100", None),
    3: (368, "99.94", "44.16"),
    4: (261, None, None),
    5: (246, None, None),
    6: (263, None, None),
    7: (342, None, None),
    8: (280, "99.956", "24.64"),
    9: (244, "100", None),
    10: (214, "100", None),
    11: (233, "100", None),
    12: (182, "99.975", "9.1"),
}
JAKARTA = ZoneInfo("Asia/Jakarta")
CITY = "31.71"
PULLED_AT = datetime(2022, 1, 10, 2, tzinfo=UTC)
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
DIRECTORY = Directory.load("builtin:jakarta")
KELURAHAN = sorted(code for code in DIRECTORY.within(CITY) if code.count(".") == 3)
RULES = Rulebook()


def year(chance: random.Random) -> list[Observation]:
    """Every complaint of the year in the city, and some around it that are none."""
    rows = [one for number in TABLE for one in month(chance, Month(2021, number))]
    rows += chance.sample(rows, 200)  # listed twice
    borders = (datetime(2021, 1, 1, tzinfo=JAKARTA) - SECOND, datetime(2022, 1, 1, tzinfo=JAKARTA))
    rows += [in_time(f"NEAR{i}", border.astimezone(UTC), KELURAHAN[0]) for i, border in enumerate(borders)]
    elsewhere = [area.code for area in DIRECTORY.all() if not area.code.startswith(CITY)]
    rows += [in_time(f"FAR{i}", PULLED_AT - i * DAY, chance.choice(elsewhere)) for i in range(20, 200)]
    chance.shuffle(rows)
    return rows


def month(chance: random.Random, of: Month) -> Iterator[Observation]:
    """Its complaints: the first and the last second of it, and any time between."""
    count, nilai, late = TABLE[of.number]
    begins_at, ends_before = midnight(of.first_on, JAKARTA), midnight(of.next.first_on, JAKARTA)
    seconds = int((ends_before - begins_at).total_seconds())
    for i in range(count):
        created_at = begins_at + SECOND * (0, seconds - 1, chance.randrange(seconds))[min(i, 2)]
        ticket, code = f"JK{of.year}{of.number:02}{i:04}", chance.choice(KELURAHAN)
        if nilai is None:
            yield observation(
                ticket, created_at=created_at, area_code=code, stage=Stage.COMPLETE, listed_at=PULLED_AT
            )
        else:
            waited = 6 * HOUR + float(late) * HOUR if late and i == 3 else HOUR
            unit = ("Setko Jakarta Pusat", CITY) if i == 5 else (None, None)  # "Kota" among the report's kelurahan
            yield in_time(ticket, created_at, code, answered=waited, unit=unit)


def in_time(
    ticket: str,
    created_at: datetime,
    code: str,
    *,
    answered: timedelta = HOUR,
    unit: tuple[str | None, str | None] = (None, None),
) -> Observation:
    return observation(
        ticket,
        created_at=created_at,
        area_code=code,
        responded_at=created_at + answered,
        completed_at=created_at + 3 * DAY,
        stage=Stage.COMPLETE,
        listed_at=PULLED_AT,
        unit=unit[0],
        unit_area_code=unit[1],
    )


def desk_on(store: Store) -> Desk:
    return Desk(
        store=store,
        clock=SteppedClock(PULLED_AT),
        directory=DIRECTORY,
        rules=RULES,
        near=NearWindows(),
        slots=(),
        timezone=JAKARTA,
        stale_after=DAY,
    )


async def city(desk: Desk, period: Period) -> RankRow:
    (found,) = (one for one in (await rank(desk, By.KOTA, period)).rows if one.code == CITY)
    return found


async def test_the_monthly_table_of_2021_comes_out_of_complaints(store: Store) -> None:
    await bring_in(store, year(random.Random(2021)), now=PULLED_AT, take=taker(RULES, PULLED_AT, "export"))
    desk = desk_on(store)
    months = {number: await city(desk, Period.month(Month(2021, number))) for number in TABLE}
    assert {number: one.n for number, one in months.items()} == {number: of[0] for number, of in TABLE.items()}
    assert {number: one.nilai for number, one in months.items()} == {
        number: None if nilai is None else Decimal(nilai) for number, (_, nilai, _) in TABLE.items()
    }
    assert {one.peringkat for one in months.values()} == {"A", None}
    assert all((one.peringkat is None) == (one.nilai is None) for one in months.values())
    assert all(one.response_decided == 0 for one in months.values() if one.nilai is None)

    whole = await city(desk, Period.year(2021))
    assert whole.n == 3237 and round(whole.n / 12) == 270 and round(whole.n / 365) == 9
    assert (whole.nilai, whole.peringkat, whole.official) == (Decimal("99.983"), "A", False)

    kelurahan = await rank(desk, By.KELURAHAN, Period.year(2021), within=CITY)
    assert sum(one.n for one in kelurahan.rows) == 3237 and len(kelurahan.rows) == 45
    assert kelurahan.rows[-1].name == "dipegang wilayah di atasnya" and kelurahan.rows[-1].n == 8
    assert lowest(kelurahan.rows, "A").rows == () and len(top(kelurahan.rows).rows) == 5
    assert top(kelurahan.rows).equal == sum(one.nilai == 100 for one in kelurahan.rows) - 5 > 0

    async with store.writing() as tables:
        entered = [("2021-04", None), ("2021-08", "99.96"), ("2021-12", "99.975")]
        scores = [OfficialScore(Month.parse(m), CITY, "x", None if n is None else Decimal(n)) for m, n in entered]
        await tables.scores.enter(scores, "tkd.csv", PULLED_AT)
    april, august = [await city(desk, Period.month(Month(2021, number))) for number in (4, 8)]
    assert (april.nilai, april.official, april.n) == (None, True, 261)
    assert (august.nilai, august.official) == (Decimal("99.960"), True)
    assert (await city(desk, Period.year(2021))).nilai == Decimal("99.983")
