"""What is told of a frozen month: all its tables, how old its data was, by the settings of then."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from builders import CIDENG, GAMBIR, HOUR, observation
from cut_off import (
    AFTER,
    BEFORE,
    CUT,
    DAY,
    MIDDLE,
    MUCH_LATER,
    OCTOBER,
    desk_on,
    frozen,
    history,
    learn,
)
from sqlalchemy import update

from bot.views.freshness import is_whole
from monitor.clock import SteppedClock
from monitor.data_kept import decode_data
from monitor.desk import Desk
from monitor.frozen.figures import TableName, decode_table
from monitor.frozen.freezing import freeze_once, note_settings
from monitor.frozen.periods import rank_of_period
from monitor.frozen.verifying import Recomputed, Verification, verify
from monitor.model import Scope, Stage
from monitor.period import Period
from monitor.rank_answer import standings_for
from monitor.ranks.rank import rank
from monitor.ranks.standings import Sight, Standings
from monitor.scores.holders import By
from monitor.scores.ranking import OfficialScore
from monitor.scores.scoring import Scoring, mean
from monitor.unseen import WORDS, Unseen
from storage.store import Store
from storage.tables import frozen_months

CITY = "31.71"
KELURAHAN, UNITS = Sight(by=By.KELURAHAN, within=CITY), Sight(by=By.UNIT, within=CITY)
STRICT = Scoring(bands={"Baik": Decimal(99), "Buruk": Decimal(0)}, min_n=4)


async def told(desk: Desk, sight: Sight = KELURAHAN, **how: Any) -> Standings:
    return await standings_for(desk, Scope(areas=(CITY,)), sight, OCTOBER, shows_estimates=True, **how)


async def enter(store: Store, subject: str, nilai: Decimal | None) -> None:
    async with store.writing() as tables:
        await tables.scores.enter([OfficialScore(OCTOBER, subject, subject, nilai)], "test", AFTER)


# Tables


async def test_the_units_of_a_kota_stay_as_they_were_frozen(store: Store) -> None:
    await history(store)
    desk = desk_on(store, clock=SteppedClock(MUCH_LATER))
    before = await told(replace(desk, clock=SteppedClock(CUT)), UNITS)
    assert await freeze_once(desk, AFTER)
    late = [observation(f"LATE{n}", created_at=MIDDLE, unit="Sudin Baru", area_code=CIDENG) for n in range(9)]
    await learn(store, late, MUCH_LATER - HOUR)
    after = await told(desk, UNITS)
    assert after.ranking.rows == before.ranking.rows and after.rows
    assert (after.cut_at, after.was_left_out) == (CUT, False)
    assert after.live is not None and "Sudin Baru" in {row.name for row in after.live.rows}


@pytest.mark.parametrize("by", [By.KELURAHAN, By.KECAMATAN])
async def test_what_is_apart_of_a_kota_stays_as_it_was_frozen(store: Store, by: By) -> None:
    await history(store)
    sight = Sight(by=by, within=CITY)
    desk = desk_on(store, clock=SteppedClock(MUCH_LATER))
    before = await told(replace(desk, clock=SteppedClock(CUT)), sight)
    assert await freeze_once(desk, AFTER)
    after = await told(desk, sight)
    assert after.ranking.rows == before.ranking.rows and len(after.apart) > 1
    assert (after.cut_at, after.lacks_apart) == (CUT, False)
    assert (await told(desk, replace(sight, visible=frozenset()))).apart == ()
    async with store.reading() as tables:
        assert await verify(tables, await frozen(store)) == Verification(Recomputed.SAME)


async def test_a_month_of_the_older_layout_verifies_and_says_which_table_is_not_frozen(store: Store) -> None:
    await history(store)
    desk = desk_on(store, clock=SteppedClock(MUCH_LATER))
    await freeze_once(desk, AFTER)
    kept = await frozen(store)
    figures = {name: rows for name, rows in json.loads(kept.figures).items() if ":" not in name}
    older = json.dumps(figures, ensure_ascii=False, separators=(",", ":"))
    async with store.writing() as tables:
        await tables.connection.execute(update(frozen_months).values(figures=older, data=None))
    async with store.reading() as tables:
        assert await verify(tables, await frozen(store)) == Verification(Recomputed.SAME)
    units, kelurahan = await told(desk, UNITS), await told(desk)
    assert (units.cut_at, units.was_left_out, units.live) == (None, True, None)
    assert units.data.as_of == CUT, "it is of now"
    assert (kelurahan.cut_at, kelurahan.was_left_out) == (CUT, False)
    assert kelurahan.lacks_apart and not kelurahan.apart and not units.lacks_apart
    assert kelurahan.data.as_of is None and not is_whole(kelurahan.data), "nobody noted it"


async def test_a_table_of_an_area_that_never_was_is_no_frozen_one(store: Store) -> None:
    await history(store)
    await freeze_once(desk_on(store), AFTER)
    kept = await frozen(store)
    async with store.reading() as tables:
        altered = replace(kept, figures=kept.figures.replace('"unit:31.71"', '"unit:99.99"'))
        assert (await verify(tables, altered)).result is Recomputed.DIFFERENT


async def test_what_differs_may_be_for_settings_that_changed(store: Store) -> None:
    await history(store)
    desk = desk_on(store)
    await freeze_once(desk, AFTER)
    later = replace(desk, clock=SteppedClock(MUCH_LATER))
    assert not (await told(later)).settings_changed
    assert not (await told(replace(later, stale_after=9 * HOUR))).settings_changed, "nothing is reckoned by it"
    reweighted = replace(later, scoring=Scoring(response_weight=Decimal("0.9")))
    assert (await told(reweighted)).settings_changed
    assert not (await told(reweighted, briefly=True)).settings_changed


async def test_an_area_is_told_what_others_hold_there(store: Store) -> None:
    held = [observation(f"E{n}", created_at=MIDDLE, unit="Sudin Baru", area_code=CIDENG) for n in range(2)]
    elsewhere = observation("G", created_at=MIDDLE, unit="Sudin Baru", area_code=GAMBIR)
    await learn(store, [observation("A", created_at=MIDDLE), *held, elsewhere], BEFORE)
    desk, own = desk_on(store), replace(KELURAHAN, own=frozenset({CIDENG}), visible=frozenset({CIDENG}))
    assert (await told(desk, own)).held_elsewhere == 2
    assert (await told(desk)).held_elsewhere == (await told(desk, own, briefly=True)).held_elsewhere == 0


# Several months


@pytest.mark.parametrize(("by", "within"), [(By.KELURAHAN, CITY), (By.KOTA, None), (By.UNIT, CITY)])
async def test_a_frozen_month_enters_a_nilai_of_several_as_it_was_frozen(
    store: Store, by: By, within: str | None
) -> None:
    await history(store)
    await freeze_once(desk_on(store), AFTER)
    period = Period(OCTOBER.first_on, OCTOBER.next.last_on)
    now = desk_on(store, clock=SteppedClock(MUCH_LATER), scoring=Scoring(response_weight=Decimal("0.9")))
    name = TableName(by, within if by is By.UNIT else None)
    kept = {row.subject: row.nilai for row in decode_table((await frozen(store)).figures, name) or ()}
    alone = {
        row.subject: row.nilai for row in (await rank(now, by, Period.month(OCTOBER.next), within=within)).rows
    }
    found = await rank_of_period(now, by, period, within=within)
    assert found.frozen == (OCTOBER,)
    for row in found.rows:
        if row.subject is not None and row.subject in kept:
            assert row.nilai == mean([kept[row.subject], alone.get(row.subject)])
    assert found.rows != (await rank(now, by, period, within=within)).rows
    early = await rank_of_period(now, by, period, within=within, at=CUT - HOUR)
    assert early == await rank(now, by, period, within=within, at=CUT - HOUR)
    october = await rank_of_period(now, by, Period.month(OCTOBER), within=within)
    assert october == await rank(now, by, Period.month(OCTOBER), within=within)


# The data


async def test_how_old_the_data_was_stays_told(store: Store) -> None:
    await learn(store, [observation("A", created_at=MIDDLE)], BEFORE)
    desk = desk_on(store, clock=SteppedClock(MUCH_LATER), stale_after=36 * HOUR)
    assert await freeze_once(desk, AFTER)
    await learn(store, [observation("B", created_at=MIDDLE)], MUCH_LATER)
    then = (await told(replace(desk, stale_after=HOUR, partial="hanya aduan publik"))).data
    assert (then.as_of, then.stale, then.partial) == (BEFORE, False, None) and is_whole(then)


async def test_who_freezes_late_tells_the_data_of_the_cut_off(store: Store) -> None:
    desk = desk_on(store, clock=SteppedClock(MUCH_LATER), partial="hanya aduan publik")
    await note_settings(desk, BEFORE)
    await learn(store, [observation("A", created_at=MIDDLE)], CUT - 3 * DAY)
    await learn(store, [observation("B", created_at=MIDDLE)], MUCH_LATER)
    assert await freeze_once(replace(desk, partial=None, stale_after=90 * DAY, system="other"), MUCH_LATER)
    then = (await told(desk)).data
    assert (then.as_of, then.stale, then.partial) == (CUT - 3 * DAY, True, "hanya aduan publik")


async def test_polls_that_began_by_the_cut_off_count_and_what_they_lacked(any_store: Store) -> None:
    await learn(any_store, [observation("A", created_at=MIDDLE)], BEFORE - DAY)
    await polled(any_store, CUT - HOUR, since=None)
    await polled(any_store, CUT, unseen=Unseen.LIMIT)
    await polled(any_store, AFTER)  # whole again: known after the cut-off only
    desk = desk_on(any_store, clock=SteppedClock(MUCH_LATER))
    assert await freeze_once(desk, CUT + 2 * HOUR)
    then = (await told(desk)).data
    assert (then.as_of, then.stale, then.partial) == (CUT, False, WORDS[Unseen.LIMIT])


async def test_polls_that_are_forgotten_leave_the_age_unknown(store: Store) -> None:
    await learn(store, [observation("A", created_at=MIDDLE)], BEFORE)
    await polled(store, CUT - HOUR)
    await polled(store, CUT + 31 * DAY)
    assert await freeze_once(desk_on(store), CUT + 32 * DAY)
    assert (await frozen(store)).data is None


async def test_each_area_has_the_age_of_its_own_lists(store: Store) -> None:
    await learn(store, [observation("A", created_at=MIDDLE)], BEFORE - 5 * DAY)
    async with store.writing() as tables:
        run = await tables.imports.start("b.csv", "crm", BEFORE, f"stage=wait area={CIDENG}")
        await tables.imports.staged(run.id, as_of=BEFORE, read=1, rejected=0)
        await tables.imports.finish(run.id, BEFORE)
    desk = desk_on(store)
    await freeze_once(desk, AFTER)
    data = decode_data((await frozen(store)).data or "")
    ages = [
        data.age(desk.directory, desk.reach(Scope(areas=(code,))), CUT).as_of for code in (CIDENG, GAMBIR, CITY)
    ]
    assert ages == [BEFORE, BEFORE - 5 * DAY, BEFORE - 5 * DAY]


async def polled(store: Store, at: datetime, unseen: Unseen | None = None, since: datetime | None = None) -> None:
    async with store.writing() as tables:
        run = await tables.polls.start("rest", "crm", at, since or (at - DAY if unseen else None))
        counts: dict[str, Any] = {"rejected": 0, "duplicates": 0, "spared": ()}
        await tables.polls.conclude(run.id, at, as_of=at, shortfall="changes only", unseen=unseen, **counts)


# Bands


async def test_bands_and_the_least_number_are_those_of_then(store: Store) -> None:
    await history(store)
    desk = desk_on(store)
    await freeze_once(desk, AFTER)
    await note_settings(desk, AFTER)
    before, after = await told(desk), await told(replace(desk, scoring=STRICT))
    assert (after.min_n, after.best, after.ranking) == (1, "A", before.ranking)


@pytest.mark.parametrize(("nilai", "peringkat"), [(None, None), ("98.5", "A"), ("70", "B")])
async def test_an_official_figure_entered_later_is_judged_by_the_bands_of_then(
    store: Store, nilai: str | None, peringkat: str | None
) -> None:
    ended = {"stage": Stage.COMPLETE, "responded_at": MIDDLE + HOUR, "completed_at": MIDDLE + DAY}
    await learn(store, [observation("A", created_at=MIDDLE, area_code=CIDENG, **ended)], BEFORE)
    desk = desk_on(store)
    await freeze_once(desk, AFTER)
    await enter(store, CIDENG, None if nilai is None else Decimal(nilai))
    row = next(row for row in (await told(replace(desk, scoring=STRICT))).rows if row.subject == CIDENG)
    assert (row.nilai, row.peringkat, row.official) == (nilai and Decimal(nilai), peringkat, True)


async def test_an_unchanged_official_figure_keeps_its_frozen_peringkat(store: Store) -> None:
    await learn(store, [observation("A", created_at=MIDDLE, area_code=CIDENG)], BEFORE)
    desk = desk_on(store)
    await freeze_once(desk, AFTER)
    kept = await frozen(store)
    (row,) = (row for row in (await told(desk)).rows if row.subject == CIDENG)
    async with store.writing() as tables:  # as a release with other words would have it
        figures = kept.figures.replace(f'"{row.peringkat}"', '"Istimewa"')
        await tables.connection.execute(update(frozen_months).values(figures=figures))
    await enter(store, CIDENG, row.nilai)
    (after,) = (row for row in (await told(desk)).rows if row.subject == CIDENG)
    assert (after.peringkat, after.official, after.nilai) == ("Istimewa", True, row.nilai)
