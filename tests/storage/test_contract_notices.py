from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest
from builders import HOUR, IN_CIDENG, NOW, Chat, notice_draft

from monitor.errors import NotFound
from monitor.model import DestinationState, Notice, NoticeDraft, NoticeState, Page
from storage.store import Store

LEASE = timedelta(minutes=2)
PAGE = Page("<b>dua</b>\0", "dua", ("JK1",))


async def plan(store: Store, *drafts: NoticeDraft, chats: int = 3) -> int:
    """Destinations 1 to `chats` are there, and the drafts planned."""
    async with store.writing() as tables:
        await tables.destinations.synchronise([Chat(-1000 - n) for n in range(1, chats + 1)], NOW)
        return await tables.notices.plan(drafts, NOW)


async def claim(store: Store, now: datetime = NOW, busy: tuple[int, ...] = ()) -> Notice | None:
    async with store.writing() as tables:
        return await tables.notices.claim(now, LEASE, busy)


async def begin(store: Store, notice: Notice, now: datetime = NOW) -> int:
    async with store.writing() as tables:
        return await tables.notices.begin_try(notice.id, [PAGE], now)


async def record(store: Store, notice: Notice, try_id: int | None, state: NoticeState, **more: object) -> None:
    async with store.writing() as tables:
        await tables.notices.record(notice.id, try_id, state, NOW, **more)  # type: ignore[arg-type]


async def the(store: Store, notice: Notice) -> Notice:
    async with store.reading() as tables:
        found = await tables.notices.find(notice.id)
    assert found is not None
    return found


async def claimed(store: Store, now: datetime = NOW, busy: tuple[int, ...] = ()) -> Notice:
    notice = await claim(store, now, busy)
    assert notice is not None
    return notice


async def test_a_notice_is_planned_once(any_store: Store) -> None:
    assert await plan(any_store, notice_draft("a"), notice_draft("b", 2), notice_draft("a", 2)) == 2
    assert await plan(any_store, notice_draft("a"), notice_draft("c")) == 1
    async with any_store.reading() as tables:
        assert await tables.notices.waiting() == 3
        assert await tables.notices.next_at(NOW) == NOW
        assert await tables.notices.find(99) is None


async def test_a_notice_is_claimed_tried_and_sent(any_store: Store) -> None:
    await plan(any_store, notice_draft("a", text="<b>x</b>"))
    notice = await claimed(any_store)
    assert (notice.key, notice.state, notice.repeat, notice.text) == ("a", NoticeState.CLAIMED, False, "<b>x</b>")
    try_id = await begin(any_store, notice)
    await record(any_store, notice, try_id, NoticeState.SENT, message_id=77)
    sent = await the(any_store, notice)
    assert (sent.state, sent.message_id, sent.sent_at, sent.tries) == (NoticeState.SENT, 77, NOW, 1)
    assert (sent.pages, sent.rendered_at) == ((PAGE,), NOW)
    assert await claim(any_store, NOW + HOUR) is None
    async with any_store.reading() as tables:
        assert await tables.notices.last_sent_at(1, ["digest"]) == NOW
        assert await tables.notices.last_sent_at(1, ["operator"]) is None
        assert await tables.notices.last_sent_at(2, ["digest"]) is None
        assert (await tables.notices.waiting(), await tables.notices.next_at(NOW)) == (0, None)


async def test_the_most_overdue_goes_first_and_the_future_waits(any_store: Store) -> None:
    await plan(
        any_store,
        notice_draft("late", 1, not_before=NOW - HOUR),
        notice_draft("later", 2, not_before=NOW + HOUR),
        notice_draft("latest", 3, not_before=NOW - 2 * HOUR),
    )
    assert [(await claimed(any_store)).key for _ in range(2)] == ["latest", "late"]
    assert await claim(any_store) is None
    async with any_store.reading() as tables:
        assert await tables.notices.next_at(NOW) == NOW + LEASE


async def test_one_chat_never_has_two_claims_in_flight(any_store: Store) -> None:
    async with any_store.writing() as tables:
        await tables.destinations.synchronise([Chat(-1), Chat(-1, 7), Chat(-2)], NOW)
        await tables.notices.plan([notice_draft(f"n{n}", n) for n in (1, 2, 3)], NOW)
    first = await claimed(any_store)
    assert (first.key, (await claimed(any_store)).key) == ("n1", "n3")
    assert await claim(any_store) is None
    await record(any_store, first, await begin(any_store, first), NoticeState.SENT)
    assert (await claimed(any_store)).key == "n2"


async def test_two_claimers_never_get_the_same_notice(any_store: Store) -> None:
    await plan(any_store, *[notice_draft(f"n{n}", n) for n in range(1, 21)], chats=20)

    async def claimer() -> list[str]:
        got = []
        while (notice := await claim(any_store)) is not None:
            got.append(notice.key)
        return got

    got = [key for keys in await asyncio.gather(*[claimer() for _ in range(4)]) for key in keys]
    assert sorted(got) == sorted(f"n{n}" for n in range(1, 21))


async def test_two_claimers_of_two_stores_never_get_the_same_notice(any_store: Store, any_url: str) -> None:
    from storage import open_store

    other = await open_store(any_url, migrate=False)
    try:
        await plan(any_store, *[notice_draft(f"n{n}", n) for n in range(1, 11)], chats=10)
        got = await asyncio.gather(*[claim(store) for _ in range(5) for store in (any_store, other)])
    finally:
        await other.close()
    assert len({notice.key for notice in got if notice}) == 10


async def test_a_busy_or_waiting_chat_is_skipped(any_store: Store) -> None:
    await plan(any_store, notice_draft("a", 1), notice_draft("b", 2), notice_draft("c", 3))
    async with any_store.writing() as tables:
        await tables.destinations.hold(-1001, NOW + 2 * HOUR)
        await tables.destinations.hold(-1001, NOW + HOUR)  # a shorter wait does not shorten it
    assert (await claimed(any_store, busy=(-1002,))).key == "c"
    assert await claim(any_store, busy=(-1002,)) is None
    await claimed(any_store)
    async with any_store.reading() as tables:
        assert (await tables.destinations.get(1)).not_before == NOW + 2 * HOUR
    assert (await claimed(any_store, NOW + 2 * HOUR)).key == "a"


async def test_next_at_knows_that_a_chat_must_wait(any_store: Store) -> None:
    await plan(any_store, notice_draft("a", 1), notice_draft("b", 2, not_before=NOW + 3 * HOUR, expires_at=None))
    async with any_store.writing() as tables:
        await tables.destinations.hold(-1001, NOW + 2 * HOUR)
        assert await tables.notices.next_at(NOW) == NOW + 2 * HOUR
        await tables.destinations.mark(1, DestinationState.LOST, NOW, "blocked")
        assert await tables.notices.next_at(NOW) == NOW + 3 * HOUR


async def test_a_lost_destination_holds_its_notices_until_it_is_back(any_store: Store) -> None:
    await plan(
        any_store, notice_draft("a", 1), notice_draft("old", 1, expires_at=NOW + HOUR / 2), notice_draft("b", 2)
    )
    async with any_store.writing() as tables:
        assert await tables.destinations.mark(1, DestinationState.LOST, NOW, "kicked")
        assert not await tables.destinations.mark(1, DestinationState.LOST, NOW, "kicked")
    assert (await claimed(any_store)).key == "b"
    assert await claim(any_store) is None
    async with any_store.writing() as tables:
        assert await tables.destinations.revive(-1001, NOW) == [1]
        assert await tables.notices.release_held(1, NOW + HOUR) == 1
    assert (await claimed(any_store, NOW + HOUR)).key == "a"


async def test_what_is_too_old_is_not_claimed_and_withdrawn_with_a_reason(any_store: Store) -> None:
    await plan(any_store, notice_draft("a", expires_at=NOW + HOUR), notice_draft("b", 2, expires_at=None))
    first = await claimed(any_store)
    await record(any_store, first, None, NoticeState.PLANNED, reason="429", retry_at=NOW + HOUR)
    await record(any_store, await claimed(any_store), None, NoticeState.PLANNED, retry_at=NOW + 2 * HOUR)
    assert await claim(any_store, NOW + HOUR) is None
    async with any_store.writing() as tables:
        assert await tables.notices.expire(NOW + HOUR - HOUR / 60) == []
        (late,) = await tables.notices.expire(NOW + HOUR)
        assert await tables.notices.expire(NOW + 9 * HOUR) == []
    assert (late.key, late.state, late.reason) == ("a", NoticeState.PLANNED, "429")
    found = await the(any_store, first)
    assert (found.state, found.reason) == (NoticeState.WITHDRAWN, "terlalu lama")


async def test_what_is_too_old_is_waited_for_by_nobody(any_store: Store) -> None:
    await plan(any_store, notice_draft("a", expires_at=NOW + HOUR))
    async with any_store.reading() as tables:
        assert await tables.notices.next_at(NOW + HOUR) is None


async def test_what_is_held_or_waits_for_its_person_is_too_old_in_time_too(any_store: Store) -> None:
    drafts = [notice_draft(name, number, expires_at=NOW + HOUR) for number, name in enumerate("abc", 1)]
    await plan(any_store, *drafts)
    async with any_store.writing() as tables:
        await tables.destinations.mark(1, DestinationState.LOST, NOW, "kicked")
        await tables.destinations.mark(2, DestinationState.WAITING, NOW)
    being_sent = await claimed(any_store)
    async with any_store.writing() as tables:
        late = await tables.notices.expire(NOW + HOUR)
    assert [(one.key, one.state) for one in late] == [("a", NoticeState.HELD), ("b", NoticeState.PLANNED)]
    assert (await the(any_store, being_sent)).state is NoticeState.CLAIMED


async def test_a_draft_decided_against_is_kept_for_its_reason(any_store: Store) -> None:
    assert await plan(any_store, notice_draft("a", withdrawn="tidak ada aduan")) == 1
    assert await claim(any_store) is None
    async with any_store.reading() as tables:
        kept = await tables.notices.find(1)
    assert kept is not None
    assert (kept.state, kept.reason) == (NoticeState.WITHDRAWN, "tidak ada aduan")


async def test_a_lease_without_a_try_comes_back_as_it_was(any_store: Store) -> None:
    await plan(any_store, notice_draft("a"))
    first = await claimed(any_store)
    assert await claim(any_store, NOW + LEASE / 2) is None
    again = await claimed(any_store, NOW + LEASE)
    assert (again.id, again.repeat) == (first.id, False)


async def test_a_try_cut_off_comes_back_as_a_repeat(any_store: Store) -> None:
    await plan(any_store, notice_draft("a"))
    first = await claimed(any_store)
    await begin(any_store, first)
    again = await claimed(any_store, NOW + LEASE)
    assert (again.id, again.repeat, again.tries) == (first.id, True, 1)
    third = await claimed(any_store, NOW + 2 * LEASE)  # cut off again, before another try
    assert third.repeat


async def test_a_late_sent_is_never_undone(any_store: Store) -> None:
    await plan(any_store, notice_draft("a"))
    first = await claimed(any_store)
    slow = await begin(any_store, first)
    second = await claimed(any_store, NOW + LEASE)
    quick = await begin(any_store, second)
    await record(any_store, first, slow, NoticeState.SENT, message_id=1)
    for state in (
        NoticeState.PLANNED,
        NoticeState.AMBIGUOUS,
        NoticeState.HELD,
        NoticeState.REFUSED,
        NoticeState.SENT,
    ):
        await record(any_store, second, quick, state, message_id=2)
        sent = await the(any_store, first)
        assert (sent.state, sent.message_id) == (NoticeState.SENT, 1)
    assert await claim(any_store, NOW + HOUR) is None


async def test_a_late_failure_does_not_take_the_claim_from_another(any_store: Store) -> None:
    await plan(any_store, notice_draft("a"))
    first = await claimed(any_store)
    slow = await begin(any_store, first)
    second = await claimed(any_store, NOW + LEASE)
    await record(any_store, first, slow, NoticeState.PLANNED, retry_at=NOW)
    assert (await the(any_store, second)).state is NoticeState.CLAIMED


async def test_an_ambiguous_try_is_repeated_later_and_says_so(any_store: Store) -> None:
    await plan(any_store, notice_draft("a"))
    first = await claimed(any_store)
    await record(any_store, first, await begin(any_store, first), NoticeState.AMBIGUOUS, retry_at=NOW + HOUR)
    assert await claim(any_store) is None
    assert (await claimed(any_store, NOW + HOUR)).repeat


async def test_later_is_not_a_repeat(any_store: Store) -> None:
    await plan(any_store, notice_draft("a"))
    first = await claimed(any_store)
    await record(
        any_store, first, await begin(any_store, first), NoticeState.PLANNED, reason="429", retry_at=NOW + HOUR
    )
    again = await claimed(any_store, NOW + HOUR)
    assert (again.repeat, again.reason, again.tries) == (False, "429", 1)


async def test_a_refused_notice_is_over(any_store: Store) -> None:
    await plan(any_store, notice_draft("a"))
    first = await claimed(any_store)
    await record(any_store, first, await begin(any_store, first), NoticeState.REFUSED, reason="can't parse")
    assert await claim(any_store, NOW + HOUR) is None
    assert (await the(any_store, first)).reason == "can't parse"


async def test_what_is_no_longer_claimed_cannot_be_begun(any_store: Store) -> None:
    await plan(any_store, notice_draft("a"))
    first = await claimed(any_store)
    await record(any_store, first, await begin(any_store, first), NoticeState.SENT)
    with pytest.raises(NotFound):
        await begin(any_store, first)
    with pytest.raises(NotFound):
        await record(any_store, first.__class__(**{**_fields(first), "id": 99}), None, NoticeState.SENT)
    with pytest.raises(ValueError, match="claim"):
        await record(any_store, first, None, NoticeState.CLAIMED)


def _fields(notice: Notice) -> dict[str, object]:
    return {name: getattr(notice, name) for name in Notice.__slots__}


async def test_a_retired_destination_is_told_nothing_more(any_store: Store) -> None:
    await plan(any_store, notice_draft("a", 1), notice_draft("b", 2))
    async with any_store.writing() as tables:
        await tables.destinations.synchronise([Chat(-1002, scope=IN_CIDENG)], NOW)
    assert (await claimed(any_store)).key == "b"
    assert await claim(any_store) is None
    async with any_store.reading() as tables:
        gone = await tables.notices.find(1)
    assert gone is not None and gone.state is NoticeState.WITHDRAWN and gone.reason


async def test_a_digest_told_what_was_true_when_its_pages_were_made(any_store: Store) -> None:
    """The answer to the first try was lost: the second one sends the same pages."""
    await plan(any_store, notice_draft("a"))
    first = await claimed(any_store)
    await record(any_store, first, await begin(any_store, first), NoticeState.PLANNED)
    again = await claimed(any_store)
    await record(any_store, again, await begin(any_store, again, NOW + HOUR), NoticeState.AMBIGUOUS)
    async with any_store.reading() as tables:
        assert await tables.notices.told_as_of(1, NOW) is None
    last = await claimed(any_store, NOW + HOUR)
    await record(any_store, last, await begin(any_store, last, NOW + 2 * HOUR), NoticeState.SENT)
    async with any_store.reading() as tables:
        assert await tables.notices.told_as_of(1, NOW) == NOW + HOUR
        assert await tables.notices.told_as_of(2, NOW) is None
