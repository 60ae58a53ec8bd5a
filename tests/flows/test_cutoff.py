"""Months freeze by what was known at their cut-off, whatever happens before, between and after."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from builders import CIDENG, GAMBIR, HOUR, observation
from conversation import CIDENG_GROUP, conversation, seen
from cut_off import (
    AFTER,
    BEFORE,
    CUT,
    DAY,
    MIDDLE,
    MUCH_LATER,
    OCTOBER,
    OTHER_RULES,
    desk_on,
    frozen,
    history,
    learn,
    some,
)
from sqlalchemy import update

from monitor.areas.directory import Directory
from monitor.clock import SteppedClock
from monitor.forgetting import forget
from monitor.frozen.figures import decode_figures
from monitor.frozen.freezing import freeze_once, note_settings
from monitor.frozen.verifying import Recomputed, Verification, verify
from monitor.model import Stage
from monitor.period import Month, Period
from monitor.ranks.prospect import prospect
from monitor.ranks.rank import rank
from monitor.recompute import ensure_dues
from monitor.scores.holders import By
from monitor.scores.ranking import OfficialScore
from monitor.scores.scoring import Scoring
from storage.store import Store
from storage.tables import complaints


async def verified(store: Store, month: Month = OCTOBER) -> Verification:
    async with store.reading() as tables:
        found = await tables.cutoffs.find(month)
        assert found is not None
        return await verify(tables, found)


async def test_a_month_freezes_as_the_rank_it_had_at_the_cut_off(any_store: Store) -> None:
    await history(any_store)
    desk = desk_on(any_store)
    async with any_store.writing() as tables:
        await tables.scores.enter([OfficialScore(OCTOBER, CIDENG, "Cideng", None)], "a.csv", BEFORE)
    assert not await freeze_once(desk, CUT - timedelta(microseconds=1))
    shown = {by: await rank(desk, by, Period.month(OCTOBER)) for by in By}
    async with any_store.writing() as tables:
        await tables.scores.enter([OfficialScore(OCTOBER, GAMBIR, "Gambir", None)], "b.csv", AFTER)
    assert await freeze_once(desk, AFTER)
    assert not await freeze_once(desk, AFTER)
    kept = await frozen(any_store)
    assert {by: decode_figures(kept.figures, by) for by in By} == {by: one.rows for by, one in shown.items()}
    assert kept.complaints == sum(row.n for row in shown[By.KELURAHAN].rows) > 20
    assert (kept.frozen_at, kept.span.cut_at) == (AFTER, CUT)
    assert await verified(any_store) == Verification(Recomputed.SAME)


async def test_who_was_down_at_the_cut_off_freezes_the_same_days_later(store: Store, tmp_path: Path) -> None:
    await history(store)
    await note_settings(desk_on(store), BEFORE)
    from storage import migrate, open_store
    from storage.copies import backup

    await backup(f"sqlite:///{store.url.database}", tmp_path / "twin.db")
    await migrate(f"sqlite:///{tmp_path}/twin.db")
    twin = await open_store(f"sqlite:///{tmp_path}/twin.db", migrate=False)
    try:
        assert await freeze_once(desk_on(store), AFTER)
        changed = desk_on(twin, rules=OTHER_RULES, scoring=Scoring(bobot={"Sampah": 3}))  # type: ignore[dict-item]
        chance = random.Random(2)
        await learn(twin, [some(chance, f"T{number}", MUCH_LATER) for number in range(90)], MUCH_LATER)
        assert await ensure_dues(changed, MUCH_LATER) > 60
        assert await freeze_once(changed, MUCH_LATER)
        late, prompt = await frozen(twin), await frozen(store)
        assert replace(late, frozen_at=prompt.frozen_at) == prompt
        assert await verified(twin) == Verification(Recomputed.SAME)
    finally:
        await twin.close()


async def test_nothing_that_comes_later_moves_the_frozen_bytes(any_store: Store) -> None:
    await history(any_store)
    desk = desk_on(any_store)
    assert await freeze_once(desk, AFTER)
    before = await frozen(any_store)
    chance = random.Random(3)
    # later words on everything: stages, units, arrivals corrected within, into and out of the month
    for at in (AFTER + HOUR, MUCH_LATER):
        await learn(any_store, [some(chance, f"T{number}", at) for number in range(80)], at)
    assert await ensure_dues(replace(desk, rules=OTHER_RULES), MUCH_LATER) > 0
    assert not await freeze_once(replace(desk, cutoff=replace(desk.cutoff, day=5)), MUCH_LATER)
    assert await frozen(any_store) == before
    assert await verified(any_store) == Verification(Recomputed.SAME)
    arrived = {row.name: row.n for row in (await rank(desk, By.KELURAHAN, Period.month(OCTOBER))).rows}
    assert arrived != {row.name: row.n for row in decode_figures(before.figures, By.KELURAHAN)}


async def test_arrivals_corrected_into_and_out_of_the_month_count_where_they_were(store: Store) -> None:
    october, november = MIDDLE, CUT - 2 * DAY
    await learn(store, [observation("OUT", created_at=october), observation("IN", created_at=november)], BEFORE)
    await freeze_once(desk_on(store), AFTER)
    moved = [observation("OUT", created_at=november), observation("IN", created_at=october)]
    await learn(store, [*moved, observation("NEW", created_at=october)], MUCH_LATER)
    assert (await frozen(store)).complaints == 1
    assert await verified(store) == Verification(Recomputed.SAME)


async def test_changed_areas_and_scores_do_not_reach_back(store: Store, tmp_path: Path) -> None:
    await history(store)
    few = tmp_path / "areas.csv"
    few.write_text(f"code,name,level\n31.71,Kota,kota\n{CIDENG},Cideng Baru,kelurahan\n")
    await freeze_once(desk_on(store), AFTER)
    other = desk_on(store, directory=Directory.load(few), scoring=Scoring(min_n=5))
    await note_settings(other, AFTER)
    before = await frozen(store)
    assert any(row.name == "Cideng" for row in decode_figures(before.figures, By.KELURAHAN))
    assert await verified(store) == Verification(Recomputed.SAME)
    december = CUT.replace(month=12) + HOUR
    assert await freeze_once(other, december)
    november = await frozen(store, Month(2026, 11))
    assert november.settings != before.settings
    assert {row.name for row in decode_figures(november.figures, By.KELURAHAN)} >= {"Cideng Baru"}


async def test_what_siaga_did_not_yet_know_is_never_frozen(store: Store) -> None:
    desk = desk_on(store)
    assert not await freeze_once(desk, MUCH_LATER)
    await learn(store, [observation(created_at=MIDDLE - 90 * DAY), observation("B", created_at=MIDDLE)], MIDDLE)
    frozen_ones = 0
    while await freeze_once(desk, CUT + 65 * DAY):
        frozen_ones += 1
    async with store.reading() as tables:
        assert await tables.cutoffs.months() == [OCTOBER, Month(2026, 11), Month(2026, 12)]
        assert await tables.cutoffs.find(Month(2026, 9)) is None
    assert (frozen_ones, (await frozen(store)).complaints) == (3, 1)


async def test_what_is_under_way_at_the_cut_off_is_waited_for(store: Store) -> None:
    await learn(store, [observation("A", created_at=MIDDLE)], BEFORE)
    async with store.writing() as tables:
        run = await tables.imports.start("b.csv", "crm", CUT - HOUR)
    desk = desk_on(store)
    assert not await freeze_once(desk, AFTER)
    await learn(store, [observation("B", created_at=MIDDLE)], CUT - HOUR)
    async with store.writing() as tables:
        await tables.imports.finish(run.id, AFTER)
        poll = await tables.polls.start("rest", "crm", CUT, None)
    assert not await freeze_once(desk, CUT + timedelta(minutes=59))
    async with store.writing() as tables:
        await tables.polls.fail(poll.id, AFTER, "cut")
    assert await freeze_once(desk, CUT + timedelta(minutes=59))
    assert (await frozen(store)).complaints == 2


async def test_a_run_that_never_ends_is_waited_for_an_hour(store: Store) -> None:
    await learn(store, [observation("A", created_at=MIDDLE)], BEFORE)
    async with store.writing() as tables:
        await tables.imports.start("b.csv", "crm", CUT - HOUR)
    assert not await freeze_once(desk_on(store), CUT + timedelta(minutes=59))
    assert await freeze_once(desk_on(store), CUT + HOUR)


async def test_a_fact_that_comes_while_the_figures_are_made_begins_them_anew(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    from monitor.frozen import freezing

    await learn(store, [observation("A", created_at=MIDDLE)], BEFORE)
    figures_of = freezing.figures_of

    async def interrupted(*args: Any) -> Any:
        figures = await figures_of(*args)
        monkeypatch.setattr(freezing, "figures_of", figures_of)
        await learn(store, [observation("B", created_at=MIDDLE)], CUT)
        return figures

    monkeypatch.setattr(freezing, "figures_of", interrupted)
    assert not await freeze_once(desk_on(store), AFTER)
    assert await freeze_once(desk_on(store), AFTER)
    assert (await frozen(store)).complaints == 2


async def test_killed_before_the_commit_nothing_is_frozen_and_the_next_start_freezes_the_same(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    from storage.cutoffs import Cutoffs

    await history(store)
    freeze = Cutoffs.freeze

    async def killed(self: Cutoffs, *args: Any) -> bool:
        await freeze(self, *args)
        raise KeyboardInterrupt

    monkeypatch.setattr(Cutoffs, "freeze", killed)
    with pytest.raises(KeyboardInterrupt):
        await freeze_once(desk_on(store), AFTER)
    monkeypatch.undo()
    async with store.reading() as tables:
        assert await tables.cutoffs.months() == []
    assert await freeze_once(desk_on(store), AFTER)
    assert await verified(store) == Verification(Recomputed.SAME)


async def test_what_retention_deleted_can_no_longer_be_recomputed_and_the_figures_stay(store: Store) -> None:
    await history(store)
    desk = desk_on(store, retention=35 * DAY)
    await freeze_once(desk, AFTER)
    before = await frozen(store)

    async def at_once() -> None:
        pass

    gone = await forget(desk, AFTER, at_once)
    found = await verified(store)
    assert gone > 0 and (found.result, found.missing > 0) == (Recomputed.DELETED, True)
    assert await frozen(store) == before


async def test_tampered_figures_are_noticed(store: Store) -> None:
    await history(store)
    await freeze_once(desk_on(store), AFTER)
    kept = await frozen(store)
    async with store.reading() as tables:
        assert await verify(
            tables, replace(kept, figures=kept.figures.replace("Cideng", "Cidenk"))
        ) == Verification(Recomputed.DIFFERENT)
        unknown = replace(kept, formula="siaga-0")
        assert (await verify(tables, unknown)).result is Recomputed.UNKNOWN


@pytest.mark.parametrize("seed", range(4))
async def test_random_facts_before_and_after_never_change_the_frozen_bytes(store: Store, seed: int) -> None:
    chance = random.Random(seed)
    instants = sorted(CUT + chance.uniform(-20, 20) * DAY for _ in range(8))
    desk = desk_on(store)
    kept = None
    for at in instants:
        if at > CUT and kept is None and await freeze_once(desk, at - timedelta(microseconds=1)):
            kept = await frozen(store)
        await learn(store, [some(chance, f"T{chance.randrange(30)}", at) for _ in range(20)], at)
    while await freeze_once(desk, CUT + 25 * DAY):
        pass
    assert kept in (None, await frozen(store))
    assert await verified(store) == Verification(Recomputed.SAME)


async def test_a_group_reads_what_became_known_after_the_cut_off(tmp_path: Path) -> None:
    async with conversation(tmp_path) as talk:
        await talk.learn([seen("JK1", "Cideng")])
        talk.clock.set(CUT + 30 * DAY + HOUR)
        while await freeze_once(talk.desk, talk.clock.now()):
            pass
        assert "cut-off" not in (await talk.ask(CIDENG_GROUP, "/aduan JK1")).text
        now = talk.clock.now()
        await talk.learn([seen("JK1", "Cideng", stage=Stage.PROCESS, responded_at=now, listed_at=now)])
        text = (await talk.ask(CIDENG_GROUP, "/aduan JK1")).text
        assert "tidak mengubah angka November" in text and "dijawab: Diproses · setelah cut-off" in text


async def test_the_outlook_is_the_rank_of_today_and_of_the_cut_off(store: Store) -> None:
    at = CUT - 3 * DAY
    chance = random.Random(5)
    await learn(store, [some(chance, f"T{number}", at) for number in range(120)], at)
    today, then = desk_on(store, clock=SteppedClock(at)), desk_on(store)
    for by, subject in ((By.KELURAHAN, GAMBIR), (By.UNIT, "unit:SUDINBINAMARGA"), (By.KOTA, "31.71")):
        found = await prospect(today, by, subject, OCTOBER, top=3)
        assert found is not None
        rows = [
            next(row for row in (await rank(desk, by, Period.month(OCTOBER))).rows if row.subject == subject)
            for desk in (today, then)
        ]
        assert (found.n, found.nilai, found.at_cut_off) == (rows[0].n, rows[0].nilai, rows[1].nilai)
        losses = [one.loss for one in found.costly]
        assert losses == sorted(losses, reverse=True) and all(losses) and len(losses) == 3
        assert found.at_best is not None and found.at_cut_off is not None
        assert found.at_best >= found.at_cut_off + max(losses)
        assert all(one.complaint.stage.is_open and one.due_at < CUT for one in found.costly)
    assert await prospect(then, By.KELURAHAN, GAMBIR, OCTOBER) is None
    empty = await prospect(today, By.KELURAHAN, GAMBIR, OCTOBER.next.next)
    assert empty is not None and (empty.n, empty.nilai, empty.costly) == (0, None, ())


async def test_the_outlook_promises_nothing_of_what_the_crm_shows_no_more(store: Store) -> None:
    at = CUT - 3 * DAY
    at_cideng = {"area_code": CIDENG, "created_at": at - 2 * HOUR}
    await learn(store, [seen(f"T{number}", "Cideng", **at_cideng) for number in range(12)], at)
    today = desk_on(store, clock=SteppedClock(at))
    whole = await prospect(today, By.KELURAHAN, CIDENG, Month(2026, 11), top=3)
    assert whole is not None
    async with store.writing() as tables:
        gone = [one.complaint.id for one in whole.costly] + [11]
        await tables.connection.execute(
            update(complaints).where(complaints.c.id.in_(gone)).values(missing_since=at)
        )
    found = await prospect(today, By.KELURAHAN, CIDENG, Month(2026, 11), top=3)
    assert found is not None and found.n == 12
    told = {one.complaint.id for one in found.costly}
    assert not told & set(gone) and (len(told), found.others) == (3, 12 - 4 - 3)
    assert (found.at_cut_off, found.nilai) == (whole.at_cut_off, whole.nilai)
    assert (whole.at_best, whole.others) == (Decimal(100), 9)
    assert found.at_best == Decimal("66.667")  # those eight, and four that stay unanswered
