"""The poll step: what is asked for, what becomes a fact, what absence means, what is not believed."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from builders import HOUR, NOW, bring_in
from polled import MINUTES, Scripted, answered, polled_desk, waiting
from table_dump import dump

from monitor.audience import is_told
from monitor.clock import SteppedClock
from monitor.deadlines.sla import Rulebook
from monitor.desk import Desk
from monitor.errors import BadInput, OutsideUnreachable, RateLimited
from monitor.model import Complaint, Fact, FactKind, Moment, Reject, Stage, Wanted
from monitor.poll import PollResult, poll_once
from monitor.polls import PollHistory, PollState
from monitor.recompute import ensure_dues
from monitor.sources.source import Batch, Recall, nothing
from monitor.unseen import WORDS, Unseen
from storage import check
from storage.store import Store

DAY = timedelta(days=1)


@dataclass
class Stand:
    store: Store
    desk: Desk
    source: Scripted
    clock: SteppedClock

    async def poll(self, *, full: bool = True, after: timedelta = 5 * MINUTES) -> PollResult:
        self.clock.advance(after)
        return await poll_once(self.desk, self.source, self.clock.now(), full=full)

    async def fails(self, error: type[Exception], **how: Any) -> None:
        with pytest.raises(error):
            await self.poll(**how)

    async def the(self, ticket: str) -> Complaint:
        async with self.store.reading() as tables:
            (found,) = await tables.complaints.find(ticket)
            return found

    async def facts(self, ticket: str) -> list[Fact]:
        found = await self.the(ticket)
        async with self.store.reading() as tables:
            return await tables.complaints.facts_of(found.id)

    async def history(self) -> PollHistory:
        async with self.store.reading() as tables:
            return await tables.polls.history("crm")


@pytest.fixture
def stand(any_store: Store) -> Stand:
    desk, source, clock = polled_desk(any_store, NOW)
    return Stand(any_store, desk, source, clock)


# What becomes a fact


async def test_a_poll_counts_what_is_new_changed_and_unchanged(stand: Stand) -> None:
    stand.source.lists(waiting("A"), waiting("B"), waiting("C"))
    first = await stand.poll()
    assert (first.new, first.changed, first.unchanged, first.rejected) == (3, 0, 0, 0)
    stand.source.lists(waiting("A"), answered("B"), waiting("C"), waiting("D"), Reject(5, "E", "no arrival date"))
    again = await stand.poll()
    assert (again.new, again.changed, again.unchanged, again.rejected) == (1, 1, 2, 1)
    assert (again.as_of, again.complete) == (stand.clock.now(), True)
    assert [fact.kind for fact in await stand.facts("B")] == [FactKind.ARRIVED, FactKind.RESPONDED]
    assert await check(stand.store) == []


async def test_replaying_a_poll_adds_no_fact_and_moves_forward_how_long_it_is_true(stand: Stand) -> None:
    stand.source.lists(waiting("A"), answered("B"), waiting("C", changed_at=NOW - HOUR))
    await stand.poll()
    before = await dump(stand.store)
    again = await stand.poll()
    after = await dump(stand.store)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 3)
    assert after[1] == before[1]
    moved = await stand.the("A")
    assert (moved.listed_at, moved.holds_at) == (stand.clock.now(), stand.clock.now())
    still = await stand.the("C")
    assert (still.listed_at, still.holds_at) == (stand.clock.now(), NOW - HOUR)


async def test_a_change_lies_between_the_two_polls_that_saw_it(stand: Stand) -> None:
    stand.source.lists(waiting("A"))
    await stand.poll()
    seen_waiting = stand.clock.now()
    stand.source.lists(answered("A"))
    await stand.poll()
    responded = (await stand.the("A")).responded
    assert responded and (responded.after, responded.at) == (seen_waiting, stand.clock.now())


async def test_a_change_lies_after_the_last_poll_that_saw_a_status(stand: Stand) -> None:
    blank = {"stage": None, "status": None, "unlabelled": True}
    stand.source.lists(waiting("A"), waiting("B"))
    await stand.poll()
    seen_waiting = stand.clock.now()
    stand.source.lists(waiting("A", **blank), waiting("B", **blank))
    assert (await stand.poll()).changed == 0
    assert [(await stand.poll()).unchanged, (await stand.poll()).unchanged] == [2, 2]
    assert (await stand.the("A")).listed_at == stand.clock.now()
    stand.source.lists(answered("A"), waiting("B"))
    await stand.poll()
    answered_at = stand.clock.now()
    await stand.poll()
    seen_again = stand.clock.now()
    stand.source.lists(answered("A"), answered("B"))
    await stand.poll()
    first, second = (await stand.the("A")).responded, (await stand.the("B")).responded
    assert (first, second) == (Moment(seen_waiting, answered_at), Moment(seen_again, stand.clock.now()))
    assert await check(stand.store) == []


async def test_a_ticket_that_comes_twice_is_taken_once(stand: Stand) -> None:
    stand.source.pages = [[waiting("A"), answered("A")], [answered("A")]]
    result = await stand.poll()
    assert (result.new, result.unchanged) == (1, 1)
    assert (await stand.the("A")).stage is Stage.PROCESS


async def test_an_export_and_a_poll_tell_one_history(stand: Stand) -> None:
    await bring_in(stand.store, [waiting("A", listed_at=NOW)])
    stand.source.lists(waiting("A"), answered("B"))
    result = await stand.poll()
    assert (result.new, result.unchanged) == (1, 1)


async def test_a_page_of_thousands_is_taken_in_parts(stand: Stand) -> None:
    stand.source.lists(*(waiting(f"T{n:05}") for n in range(2_500)))
    assert (await stand.poll()).new == 2_500
    assert (await stand.poll()).unchanged == 2_500


@dataclass
class Interrupted(Scripted):
    """Between its first page and the others something else happens."""

    meanwhile: Callable[[], Awaitable[object]] | None = None

    async def listing(self, since: datetime | None, recall: Recall = nothing) -> AsyncGenerator[Batch, None]:
        async for batch in super().listing(since, recall):
            yield batch
            if self.meanwhile:
                meanwhile, self.meanwhile = self.meanwhile, None
                await meanwhile()


@pytest.mark.parametrize("breaks", [False, True], ids=["to its end", "broken off"])
async def test_rules_corrected_while_a_poll_is_under_way_hold_for_its_rows_too(stand: Stand, breaks: bool) -> None:
    new = replace(stand.desk, rules=Rulebook(response="1h"))
    await ensure_dues(stand.desk, NOW)
    error = OutsideUnreachable("The CRM does not answer.") if breaks else None
    pages = [[waiting("A")], [waiting("B")], [waiting("C")]]
    stand.source = Interrupted(stand.clock, pages, error, meanwhile=lambda: ensure_dues(new, NOW))
    with suppress(OutsideUnreachable):
        await stand.poll()
    await ensure_dues(new, NOW)
    found = [await stand.the(ticket) for ticket in "ABC"]
    assert [one.response_due_at - one.created_at for one in found if one.response_due_at] == [HOUR] * 3
    assert await check(stand.store) == []


# What is asked for


async def test_everything_is_asked_for_at_first_and_daily_else_changes_with_an_overlap(stand: Stand) -> None:
    stand.source.lists(waiting("A"))
    await stand.poll(full=False)
    first = stand.clock.now()
    await stand.poll(full=False)
    await stand.poll(full=False, after=DAY)
    await stand.poll(full=False)
    assert stand.source.asked == [None, first - 10 * MINUTES, None, stand.clock.now() - 15 * MINUTES]


async def test_after_a_failure_the_changes_since_the_last_success_are_asked_for(stand: Stand) -> None:
    stand.source.lists(waiting("A"))
    await stand.poll(full=False)
    first = stand.clock.now()
    stand.source.error = OutsideUnreachable("down")
    await stand.fails(OutsideUnreachable, full=False)
    await stand.fails(OutsideUnreachable, full=False)
    assert stand.source.asked[1:] == [first - 10 * MINUTES] * 2


async def test_after_a_listing_that_was_cut_the_next_begins_where_the_last_sound_one_did(stand: Stand) -> None:
    stand.source.lists(waiting("A"))
    await stand.poll(full=False)
    first = stand.clock.now()
    stand.source.shortfall, stand.source.unseen = "page 3 repeats", Unseen.CUT
    await stand.poll(full=False)
    await stand.poll(full=False)
    assert stand.source.asked[2] == first - 10 * MINUTES


async def test_a_whole_listing_that_breaks_off_is_not_tried_every_time(stand: Stand) -> None:
    stand.source.lists(waiting("A"))
    await stand.poll(full=False)
    stand.source.error = OutsideUnreachable("page 500")
    await stand.fails(OutsideUnreachable, full=False, after=DAY)
    await stand.fails(OutsideUnreachable, full=False)
    await stand.fails(OutsideUnreachable, full=False, after=HOUR)
    assert [since is None for since in stand.source.asked] == [True, True, False, True]


async def test_a_source_that_knows_no_changes_is_asked_for_everything_every_time(stand: Stand) -> None:
    stand.source.tells_changes = False
    stand.source.lists(waiting("A"))
    await stand.poll(full=False)
    stand.source.lists()
    await stand.fails(BadInput, full=False)
    assert stand.source.asked == [None, None]


async def test_a_whole_listing_that_was_cut_is_tried_again_after_an_hour(stand: Stand) -> None:
    stand.source.lists(waiting("A"))
    await stand.poll(full=False)
    stand.source.shortfall, stand.source.unseen = "page 3 repeats", Unseen.CUT
    for wait in (DAY, 5 * MINUTES, HOUR):
        await stand.poll(full=False, after=wait)
    assert [since is None for since in stand.source.asked] == [True, True, False, True]


# Absence


async def test_absent_from_two_complete_listings_in_a_row_it_is_told_nobody_until_it_is_back(stand: Stand) -> None:
    stand.source.lists(waiting("A"), waiting("B"))
    await stand.poll()
    last_seen = stand.clock.now()
    stand.source.lists(waiting("A"))
    await stand.poll()
    first_absent = stand.clock.now()
    assert (await stand.the("B")).missing_since is None
    result = await stand.poll()
    gone = await stand.the("B")
    assert (result.run.vanished, gone.missing_since, gone.stage) == (1, first_absent, Stage.WAIT)
    assert not is_told(gone)
    fact = (await stand.facts("B"))[-1]
    assert (fact.kind, fact.happened.after, fact.happened.at) == (FactKind.VANISHED, last_seen, first_absent)
    assert (await stand.poll()).run.vanished == 0
    stand.source.lists(waiting("A"), waiting("B"))
    assert (await stand.poll()).changed == 1
    assert is_told(await stand.the("B"))
    assert [fact.kind for fact in await stand.facts("B")][-2:] == [FactKind.VANISHED, FactKind.REAPPEARED]
    assert await check(stand.store) == []


async def test_an_export_brings_it_back_and_an_older_one_does_not(stand: Stand) -> None:
    stand.source.lists(waiting("A"), waiting("B"))
    await stand.poll()
    listed_at = stand.clock.now()
    stand.source.lists(waiting("A"))
    await stand.poll()
    await stand.poll()
    await bring_in(stand.store, [waiting("B", listed_at=listed_at)])
    assert not is_told(await stand.the("B"))
    await bring_in(stand.store, [waiting("B", listed_at=stand.clock.now())])
    assert is_told(await stand.the("B"))
    assert await check(stand.store) == []


def _incomplete(source: Scripted) -> None:
    source.shortfall = "page 2 was answered 404"


def _broken(source: Scripted) -> None:
    source.error = OutsideUnreachable("down")


@pytest.mark.parametrize("trouble", [_incomplete, _broken])
async def test_a_partial_listing_is_never_taken_for_a_complete_one(
    stand: Stand, trouble: Callable[[Scripted], None]
) -> None:
    stand.source.lists(waiting("A"), waiting("B"))
    await stand.poll()
    stand.source.lists(waiting("A"))
    await stand.poll()
    trouble(stand.source)
    for _ in range(3):
        with suppress(OutsideUnreachable):
            await stand.poll()
    assert (await stand.the("B")).missing_since is None


async def test_changes_only_say_nothing_of_what_is_absent(stand: Stand) -> None:
    stand.source.lists(waiting("A"), waiting("B"))
    await stand.poll()
    stand.source.lists()
    for _ in range(3):
        await stand.poll(full=False)
    assert (await stand.the("B")).missing_since is None


async def test_what_was_listed_but_cannot_be_read_is_not_absent(stand: Stand) -> None:
    stand.source.lists(waiting("A"), waiting("B"))
    await stand.poll()
    stand.source.lists(waiting("A"), Reject(2, "B", "no arrival date"))
    for _ in range(3):
        assert (await stand.poll()).rejected == 1
    assert (await stand.the("B")).missing_since is None


async def test_what_is_finished_need_not_be_listed(stand: Stand) -> None:
    stand.source.lists(waiting("A"), waiting("B", stage=Stage.COMPLETE, status="Selesai"))
    await stand.poll()
    stand.source.lists(waiting("A"))
    await stand.poll()
    assert (await stand.poll()).run.vanished == 0


# What is not believed


async def test_a_source_that_lists_nothing_any_more_is_not_believed(stand: Stand) -> None:
    stand.source.lists(waiting("A"))
    await stand.poll()
    fresh = await stand.desk.data_age(stand.clock.now())
    stand.source.lists()
    await stand.fails(BadInput)
    assert (await stand.desk.data_age(stand.clock.now())).as_of == fresh.as_of
    assert (await stand.history()).failed == 1


async def test_a_source_that_is_empty_from_the_start_is_believed(stand: Stand) -> None:
    stand.source.lists()
    assert (await stand.poll()).complete


async def test_a_source_of_which_nothing_can_be_read_is_not_fresh(stand: Stand) -> None:
    stand.source.lists(waiting("A"))
    await stand.poll()
    before = await dump(stand.store)
    stand.source.lists(Reject(1, "A", "no arrival date"), Reject(2, None, "the item is not an object"))
    await stand.fails(BadInput)
    assert await dump(stand.store) == before


async def test_what_came_before_the_listing_broke_off_is_kept(stand: Stand) -> None:
    stand.source.pages, stand.source.error = [[waiting("A")]], OutsideUnreachable("page 2")
    await stand.fails(OutsideUnreachable)
    assert (await stand.the("A")).stage is Stage.WAIT
    run = (await stand.history()).latest
    assert run and (run.state, run.new, run.as_of, run.reason) == (PollState.FAILED, 1, None, "page 2")


async def test_a_source_that_asks_to_wait_is_remembered(stand: Stand) -> None:
    stand.source.error = RateLimited("slow down", timedelta(minutes=15))
    await stand.fails(RateLimited)
    run = (await stand.history()).latest
    assert run and run.retry_at == stand.clock.now() + timedelta(minutes=15)


# How old the data is


async def test_the_data_is_as_old_as_the_last_poll_that_succeeded(stand: Stand) -> None:
    stand.source.lists(waiting("A"))
    await stand.poll()
    as_of = stand.clock.now()
    stand.source.error = OutsideUnreachable("down")
    await stand.fails(OutsideUnreachable)
    age = await stand.desk.data_age(stand.clock.now())
    assert (age.as_of, age.stale) == (as_of, False)
    await stand.fails(OutsideUnreachable, after=11 * MINUTES)
    assert (await stand.desk.data_age(stand.clock.now())).stale


async def test_a_cut_listing_is_not_the_whole_truth_until_a_sound_one_came(stand: Stand) -> None:
    stand.source.lists(waiting("A"))
    stand.source.shortfall, stand.source.unseen = "it holds 1 of the 9 complaints", Unseen.CUT
    await stand.poll()
    assert (await stand.desk.data_age(stand.clock.now())).partial == WORDS[Unseen.CUT]
    stand.source.lists(waiting("A"))
    await stand.poll()
    assert (await stand.desk.data_age(stand.clock.now())).partial is None


async def test_vanished_ones_are_open_in_listings_of_all(stand: Stand) -> None:
    stand.source.lists(waiting("A"), waiting("B"))
    for rows in ([waiting("A"), waiting("B")], [waiting("A")], [waiting("A")]):
        stand.source.lists(*rows)
        await stand.poll()
    async with stand.store.reading() as tables:
        assert len(await tables.complaints.wanted(Wanted(open_only=True))) == 2
