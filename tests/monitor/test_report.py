"""What is planned at a slot, and what a digest says of an instant."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from conversation import CIDENG_GROUP, CITY_GROUP, COORDINATOR, HOUR, NOW, OPERATORS, bindings, desk_of, seen
from outbox import MINUTE, PAGI, SORE, Outbox, outbox

from bot.config.bindings import BoundChat
from monitor.clock import SteppedClock
from monitor.digest import SectionKind
from monitor.errors import BadInput
from monitor.model import Activity, Destination, DestinationKind, NoticeKind, NoticeState, Scope, Slot, Stage
from monitor.report import digest_for, occasion_by_name

LATE, FRESH = "JK2611220412", "JK2611230007"
DAY = timedelta(days=1)


@pytest.fixture
async def box(tmp_path: Path) -> AsyncIterator[Outbox]:
    """Cideng: one that was late at 08.00 and one that was not; nothing anywhere else."""
    async with outbox(tmp_path) as box:
        await box.talk.learn([seen(LATE, "Cideng", age=8 * HOUR), seen(FRESH, "Cideng")])
        yield box


async def destination(box: Outbox, chat_id: int) -> Destination:
    async with box.desk.store.reading() as tables:
        found = await tables.destinations.find(chat_id, None)
    assert found is not None
    return found


async def answer(box: Outbox, ticket: str) -> None:
    now = box.now
    done = seen(ticket, "Cideng", stage=Stage.COMPLETE, status="Selesai", listed_at=now, completed_at=now)
    await box.talk.learn([replace(done, responded_at=now, created_at=None)], as_of=now)


# Planning


async def test_a_draft_names_its_slot_and_lives_for_three_hours(box: Outbox) -> None:
    box.talk.clock.set(SORE + 10 * MINUTE)
    assert await box.plan() > 0
    (notice,) = await box.notices(CIDENG_GROUP)
    assert notice.key == f"digest:{SORE.isoformat()}:sore:{notice.destination_id}"
    assert (notice.kind, notice.subject, notice.slot_at) == (NoticeKind.DIGEST, "sore", SORE)
    assert (notice.not_before, notice.expires_at) == (SORE, SORE + 3 * HOUR)
    assert notice.state is NoticeState.PLANNED


@pytest.mark.parametrize(
    ("after_slot", "is_told"),
    [
        (timedelta(0), True),
        (3 * HOUR - timedelta(microseconds=1), True),
        (3 * HOUR, False),
        (-timedelta(microseconds=1), False),
    ],
)
async def test_a_slot_is_planned_within_three_hours_of_it(
    box: Outbox, after_slot: timedelta, is_told: bool
) -> None:
    box.talk.clock.set(SORE + after_slot)
    assert bool(await box.plan()) is is_told


async def test_operators_get_no_digest_and_people_who_asked_for_one_do(box: Outbox) -> None:
    box.talk.clock.set(SORE)
    await box.plan()
    assert await box.notices(OPERATORS) == []
    assert len(await box.notices(COORDINATOR)) == 1


async def test_a_chat_bound_after_the_slot_is_not_told_of_it(box: Outbox) -> None:
    box.talk.clock.set(SORE)
    await box.plan()
    new = BoundChat(DestinationKind.GROUP, -1999, None, Scope(everything=True), "Baru")
    async with box.desk.store.writing() as tables:
        await tables.destinations.synchronise([*bindings(), new], box.now)
    box.talk.clock.advance(MINUTE)
    assert await box.plan() == 0
    assert await box.notices(-1999) == []


async def test_an_older_slot_is_not_made_up_for_after_a_newer_one(box: Outbox) -> None:
    box.talk.clock.set(SORE)
    await box.plan()
    box.desk = replace(box.desk, slots=(*box.desk.slots, Slot("siang", 14, 0)))
    box.talk.clock.advance(MINUTE)
    assert await box.plan() == 0


async def test_without_slots_nothing_is_planned(box: Outbox) -> None:
    box.desk = replace(box.desk, slots=())
    box.talk.clock.set(SORE)
    assert await box.plan() == 0


async def test_the_silence_of_an_empty_chat_is_kept_with_its_reason(box: Outbox) -> None:
    await answer(box, LATE)
    await answer(box, FRESH)
    box.talk.clock.set(SORE)
    await box.plan()
    for chat_id in (CIDENG_GROUP, CITY_GROUP):
        (notice,) = await box.notices(chat_id)
        assert (notice.state, notice.reason) == (NoticeState.WITHDRAWN, "kosong")


async def test_old_data_is_told_to_the_city_whatever_is_open(box: Outbox) -> None:
    await answer(box, LATE)
    await answer(box, FRESH)
    box.talk.clock.set(SORE + 2 * DAY)
    await box.plan()
    (cideng,), (city,) = await box.notices(CIDENG_GROUP), await box.notices(CITY_GROUP)
    assert (cideng.state, city.state) == (NoticeState.WITHDRAWN, NoticeState.PLANNED)


async def test_a_sign_of_life_comes_once_in_an_iso_week_on_its_day(box: Outbox) -> None:
    await answer(box, LATE)
    await answer(box, FRESH)
    box.desk = replace(box.desk, sign_of_life=0, stale_after=365 * DAY)
    signs = []
    for day in range(9):
        box.talk.clock.set(SORE + day * DAY)
        await box.plan()
        found = await box.notices(CIDENG_GROUP)
        signs.append([notice.key for notice in found if notice.kind is NoticeKind.SIGN_OF_LIFE])
    own = (await destination(box, CIDENG_GROUP)).id
    first, second = f"sign_of_life:2026-W48:{own}", f"sign_of_life:2026-W49:{own}"
    assert signs == [[first]] * 7 + [[first, second]] * 2


# What a digest says


async def test_at_the_slot_a_digest_holds_what_is_late_by_then(box: Outbox) -> None:
    box.talk.clock.set(SORE)
    occasion = occasion_by_name(box.desk, "sore", SORE)
    digest = await digest_for(box.desk, await destination(box, CIDENG_GROUP), occasion)
    assert [line.complaint.ticket for line in digest.lines(SectionKind.RESPONSE_OVERDUE)] == [LATE, FRESH]
    assert (occasion.next_slot_at, occasion.previous_at, occasion.late) == (PAGI, NOW, False)
    assert digest.activity is not None


async def test_at_an_earlier_instant_a_digest_tells_how_things_stood_then(box: Outbox) -> None:
    box.talk.clock.set(SORE)
    await answer(box, LATE)
    box.talk.clock.set(SORE + DAY)
    then = await digest_for(
        box.desk, await destination(box, CIDENG_GROUP), occasion_by_name(box.desk, "pagi", NOW)
    )
    assert [line.complaint.ticket for line in then.lines(SectionKind.RESPONSE_OVERDUE)] == [LATE]
    assert then.data.as_of is not None
    assert then.data.as_of <= NOW
    before = await digest_for(
        box.desk, await destination(box, CIDENG_GROUP), occasion_by_name(box.desk, "pagi", NOW - DAY)
    )
    assert before.is_empty


async def test_what_arrived_before_the_slot_and_became_known_after_it_is_told_at_the_next(box: Outbox) -> None:
    """The data of 07.58 lacked it; the digest of 08.00 told nothing of it."""
    box.talk.clock.set(NOW + HOUR)
    await box.talk.learn([seen("JK2611230009", "Cideng", age=MINUTE)])
    box.talk.clock.set(SORE)
    occasion = occasion_by_name(box.desk, "sore", SORE)
    digest = await digest_for(box.desk, await destination(box, CIDENG_GROUP), occasion)
    assert digest.activity == Activity(arrived=1, answered=0, completed=0)


async def test_a_complaint_from_the_future_is_neither_told_nor_counted(box: Outbox) -> None:
    await answer(box, LATE)
    await answer(box, FRESH)
    box.talk.clock.set(NOW + HOUR)
    await box.talk.learn([seen("JK2711230001", "Cideng", age=-365 * DAY)])
    box.talk.clock.set(SORE)
    digest = await digest_for(
        box.desk, await destination(box, CIDENG_GROUP), occasion_by_name(box.desk, "sore", SORE)
    )
    assert digest.is_empty
    assert digest.activity is not None
    assert digest.activity.arrived == 0
    await box.plan()
    (notice,) = await box.notices(CIDENG_GROUP)
    assert (notice.state, notice.reason) == (NoticeState.WITHDRAWN, "kosong")


@pytest.mark.parametrize(
    ("name", "at", "slot_at", "late"),
    [
        ("pagi", NOW, NOW, False),
        ("pagi", NOW + HOUR, NOW, True),
        ("pagi", NOW - 7 * HOUR, NOW, False),  # Monday 01.00: this morning's
        ("sore", NOW, SORE, False),
        ("sore", SORE + 9 * HOUR - MINUTE, SORE, True),  # Monday 23.59
    ],
)
def test_a_slot_is_named_on_its_local_day(name: str, at: datetime, slot_at: datetime, late: bool) -> None:
    desk = desk_of(None, SteppedClock(NOW))  # type: ignore[arg-type]
    occasion = occasion_by_name(desk, name, at)
    assert (occasion.slot_at, occasion.late) == (slot_at, late)


async def test_an_unknown_slot_is_answered_with_the_known_ones(box: Outbox) -> None:
    with pytest.raises(BadInput, match=r'"malam".*pagi, sore'):
        occasion_by_name(box.desk, "malam", NOW)
