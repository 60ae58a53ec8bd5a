"""When Telegram, a chat or siaga itself is in trouble: what is kept, what is repeated, who is told."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from conversation import (
    CIDENG_GROUP,
    CITY,
    CITY_GROUP,
    COORDINATOR,
    FORUM,
    GAMBIR_TOPIC,
    HOUR,
    KWITANG_TOPIC,
    OPERATORS,
    bindings,
    seen,
)
from outbox import MINUTE, SECOND, SORE, Outbox, outbox
from telegram_html import judged

from bot.config.bindings import BoundChat
from bot.sandbox import Fault, FaultKind, Limits, acts
from bot.sandbox.objects import ChatType, Standing, TopicState
from bot.telling.delivery import deliver_once
from bot.telling.losses import note_lost, welcome_back
from monitor.model import DestinationKind, DestinationState, NoticeDraft, NoticeKind, NoticeState, Scope

REPEATED = "Kiriman ulang"
OTHERS = ((CITY_GROUP, None), (FORUM, GAMBIR_TOPIC), (FORUM, KWITANG_TOPIC))


@pytest.fixture
async def box(tmp_path: Path) -> AsyncIterator[Outbox]:
    async with outbox(tmp_path) as box:
        await box.talk.learn([seen("JK2611220412", "Cideng", age=8 * HOUR), seen("JK2611230099", "Kwitang")])
        await box.talk.say(COORDINATOR, "/start")
        yield box
        for chat in box.talk.sandbox.world.chats.values():
            for message in box.talk.said(chat.id):
                judged(message.html)


def order(box: Outbox, kind: FaultKind, chat: int = CIDENG_GROUP, **more: object) -> None:
    box.talk.sandbox.faults.order(Fault(kind, chat=chat, **more))  # type: ignore[arg-type]


async def state_of(box: Outbox, chat_id: int, topic: int | None = None) -> DestinationState:
    async with box.desk.store.reading() as tables:
        bound = await tables.destinations.find(chat_id, topic)
    assert bound is not None
    return bound.state


async def outcome(box: Outbox, chat_id: int, topic: int | None = None) -> tuple[NoticeState, str | None]:
    (notice,) = await box.notices(chat_id, topic)
    return notice.state, notice.reason


# Later, not failed


async def test_a_rate_limit_holds_one_chat_and_is_remembered_over_a_restart(box: Outbox) -> None:
    order(box, FaultKind.TOO_MANY, retry_after=1800)
    await box.tell(SORE)
    assert box.said(CIDENG_GROUP) == []
    assert [len(box.said(*where)) for where in OTHERS] == [1, 1, 1]
    box.restart()
    await box.live(SORE + 29 * MINUTE)
    assert box.codes(CIDENG_GROUP) == [429]
    await box.live(SORE + 31 * MINUTE)
    (message,) = box.said(CIDENG_GROUP)
    assert REPEATED not in message.text
    assert "Terlambat dikirim" in message.text


async def test_a_rate_limit_in_one_topic_holds_the_whole_forum_also_over_a_restart(box: Outbox) -> None:
    order(box, FaultKind.TOO_MANY, chat=FORUM, retry_after=600)
    await box.tell(SORE, timedelta(0))
    box.restart()
    await box.live(SORE + 9 * MINUTE)
    assert box.codes(FORUM) == [429]
    await box.live(SORE + 11 * MINUTE)
    assert box.codes(FORUM) == [429, 200, 200]


async def test_a_rate_limit_beyond_the_three_hours_lets_the_digest_go(box: Outbox) -> None:
    order(box, FaultKind.TOO_MANY, retry_after=4 * 3600)
    await box.tell(SORE)
    await box.tell(SORE + 4 * HOUR)
    assert box.said(CIDENG_GROUP) == []
    assert (await outcome(box, CIDENG_GROUP))[0] is NoticeState.WITHDRAWN


async def test_without_a_connection_everything_waits_and_nothing_is_called_a_repeat(box: Outbox) -> None:
    port = urlsplit(box.talk.sandbox.base_url).port
    await box.talk.sandbox.stop()
    await box.tell(SORE, 20 * SECOND)
    await box.talk.sandbox.start(port=port or 0)
    await box.live(SORE + 10 * MINUTE)
    for where in ((CIDENG_GROUP, None), *OTHERS):
        (text,) = box.texts(*where)
        assert REPEATED not in text


@pytest.mark.parametrize("kind", [FaultKind.HANG, FaultKind.CUT, FaultKind.BROKEN])
async def test_what_may_have_arrived_is_repeated_with_a_label(box: Outbox, kind: FaultKind) -> None:
    order(box, kind, after_accept=True)
    await box.tell(SORE)
    first, second = box.texts(CIDENG_GROUP)
    assert REPEATED in second
    assert second.endswith(first)
    assert [len(box.said(*where)) for where in OTHERS] == [1, 1, 1]


async def test_trouble_that_lasts_is_tried_ever_more_rarely(box: Outbox) -> None:
    order(box, FaultKind.BROKEN, times=0)
    await box.tell(SORE, HOUR)
    assert 10 < len(box.codes(CIDENG_GROUP)) < 25
    box.talk.sandbox.faults.clear()
    await box.live(SORE + HOUR + 10 * MINUTE)
    (message,) = box.said(CIDENG_GROUP)
    assert REPEATED in message.text


# Chats that go and come back


async def test_a_group_that_became_a_supergroup_is_followed_and_the_operator_told_once(box: Outbox) -> None:
    world = box.talk.sandbox.world
    world.chats[CIDENG_GROUP].type = ChatType.GROUP
    new = acts.migrate(world, world.chats[CIDENG_GROUP], -100777).id
    await box.tell(SORE)
    (message,) = box.talk.said(new)
    assert REPEATED not in message.text
    (told,) = box.said(OPERATORS)
    assert str(new) in told.text
    await box.tell(SORE + 17 * HOUR)
    assert len(box.talk.said(new)) == 2
    assert len(box.said(OPERATORS)) == 1


async def test_a_bot_thrown_out_is_reported_once_and_back_in_time_tells_what_it_kept(box: Outbox) -> None:
    world = box.talk.sandbox.world
    acts.place_bot(world, world.chats[CIDENG_GROUP], Standing.KICKED)
    await box.tell(SORE)
    assert await state_of(box, CIDENG_GROUP) is DestinationState.LOST
    assert await outcome(box, CIDENG_GROUP) == (NoticeState.HELD, "kicked")
    (told,) = box.said(OPERATORS)
    assert "Kel. Cideng" in told.text
    assert [len(box.said(*where)) for where in OTHERS] == [1, 1, 1]
    acts.place_bot(world, world.chats[CIDENG_GROUP], Standing.MEMBER)
    box.talk.clock.set(SORE + HOUR)
    assert await welcome_back(box.desk, CIDENG_GROUP, box.now) == 1
    await box.live(SORE + HOUR + MINUTE)
    assert len(box.said(CIDENG_GROUP)) == 1
    assert len(box.said(OPERATORS)) == 1


async def test_a_bot_that_comes_back_too_late_does_not_tell_old_news(box: Outbox) -> None:
    world = box.talk.sandbox.world
    acts.place_bot(world, world.chats[CIDENG_GROUP], Standing.KICKED)
    await box.tell(SORE)
    acts.place_bot(world, world.chats[CIDENG_GROUP], Standing.MEMBER)
    box.talk.clock.set(SORE + 4 * HOUR)
    await welcome_back(box.desk, CIDENG_GROUP, box.now)
    await box.live(SORE + 4 * HOUR + MINUTE)
    assert box.said(CIDENG_GROUP) == []


async def test_thrown_out_again_is_another_episode(box: Outbox) -> None:
    world = box.talk.sandbox.world
    for day in range(2):
        acts.place_bot(world, world.chats[CIDENG_GROUP], Standing.KICKED)
        await box.tell(SORE + timedelta(days=day))
        acts.place_bot(world, world.chats[CIDENG_GROUP], Standing.MEMBER)
        await welcome_back(box.desk, CIDENG_GROUP, box.now)
        await box.live(box.now + MINUTE)
    assert len(box.said(OPERATORS)) == 2


async def test_one_loss_noticed_in_two_ways_is_reported_once(box: Outbox) -> None:
    """By the refusal of a send, and by Telegram's own word that the bot was thrown out."""
    acts.place_bot(box.talk.sandbox.world, box.talk.chat(CIDENG_GROUP), Standing.KICKED)
    await box.tell(SORE)
    async with box.desk.store.writing() as tables:
        bound = await tables.destinations.find(CIDENG_GROUP, None)
        assert bound is not None
        await note_lost(tables, bound, "kicked", box.now)
    await box.live(box.now + MINUTE)
    assert len(box.said(OPERATORS)) == 1


async def test_a_lost_chat_is_not_tried_again_at_the_next_slot(box: Outbox) -> None:
    world = box.talk.sandbox.world
    acts.place_bot(world, world.chats[CIDENG_GROUP], Standing.KICKED)
    await box.tell(SORE)
    await box.tell(SORE + 17 * HOUR)
    assert box.codes(CIDENG_GROUP) == [403]
    assert len(box.said(OPERATORS)) == 1


async def test_a_closed_topic_is_lost_alone(box: Outbox) -> None:
    world = box.talk.sandbox.world
    acts.set_topic(world, world.chats[FORUM], KWITANG_TOPIC, TopicState.CLOSED)
    await box.tell(SORE)
    assert await state_of(box, FORUM, KWITANG_TOPIC) is DestinationState.LOST
    assert await state_of(box, FORUM, GAMBIR_TOPIC) is DestinationState.ACTIVE
    assert len(box.said(FORUM, GAMBIR_TOPIC)) == 1
    (told,) = box.said(OPERATORS)
    assert "Kel. Kwitang" in told.text
    assert str(KWITANG_TOPIC) in told.text


async def test_a_forum_that_is_lost_is_reported_once_for_all_its_topics(box: Outbox) -> None:
    world = box.talk.sandbox.world
    acts.place_bot(world, world.chats[FORUM], Standing.KICKED)
    await box.tell(SORE)
    assert await state_of(box, FORUM, GAMBIR_TOPIC) is DestinationState.LOST
    assert await state_of(box, FORUM, KWITANG_TOPIC) is DestinationState.LOST
    (told,) = box.said(OPERATORS)
    assert "Kec. Gambir" in told.text
    assert "Kel. Kwitang" in told.text
    assert box.codes(FORUM) == [403]


async def test_a_lost_operators_chat_is_an_error_in_the_log_and_nothing_more(
    box: Outbox, caplog: pytest.LogCaptureFixture
) -> None:
    world = box.talk.sandbox.world
    for chat_id in (OPERATORS, CIDENG_GROUP):
        acts.place_bot(world, world.chats[chat_id], Standing.KICKED)
    await box.tell(SORE, 10 * MINUTE)
    lost = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert any("Operator" in record.getMessage() for record in lost)
    assert box.codes(OPERATORS) == [403]


# What cannot be sent at all


async def test_what_telegram_refuses_is_reported_once_and_never_tried_again(box: Outbox) -> None:
    order(box, FaultKind.BAD_REQUEST, description="can't parse entities: unexpected end of name token", times=0)
    await box.tell(SORE, 12 * MINUTE)
    state, reason = await outcome(box, CIDENG_GROUP)
    assert state is NoticeState.REFUSED
    assert "parse entities" in (reason or "")
    assert box.codes(CIDENG_GROUP) == [400]
    (told,) = box.said(OPERATORS)
    assert "Kel. Cideng" in told.text
    assert [len(box.said(*where)) for where in OTHERS] == [1, 1, 1]


async def test_a_poisoned_notice_waits_an_hour_and_never_stops_the_others(box: Outbox) -> None:
    nowhere = Scope(areas=("99.99",))
    chats = [replace(bound, scope=nowhere) if bound.chat_id == CIDENG_GROUP else bound for bound in bindings()]
    async with box.desk.store.writing() as tables:
        await tables.destinations.synchronise(chats, box.now)
    await box.tell(SORE)
    assert [len(box.said(*where)) for where in OTHERS] == [1, 1, 1]
    (told,) = box.said(OPERATORS)
    assert "99.99" in told.text
    async with box.desk.store.writing() as tables:
        await tables.destinations.synchronise(bindings(), box.now)
    await box.live(SORE + HOUR + MINUTE)
    assert len(box.said(CIDENG_GROUP)) == 1
    assert len(box.said(OPERATORS)) == 1


async def test_a_refused_word_to_the_operator_brings_no_further_one(box: Outbox) -> None:
    async with box.desk.store.writing() as tables:
        bound = await tables.destinations.find(OPERATORS, None)
        assert bound is not None
        draft = NoticeDraft(
            key="odd",
            kind=NoticeKind.OPERATOR,
            destination_id=bound.id,
            subject="odd",
            text="<b>",
            not_before=box.now,
        )
        await tables.notices.plan([draft], box.now)
    await box.live(box.now + 5 * MINUTE)
    assert (await outcome(box, OPERATORS))[0] is NoticeState.REFUSED
    assert box.said(OPERATORS) == []


# Many chats at once


async def test_side_by_side_deliveries_keep_every_limit_and_tell_each_chat_once(box: Outbox) -> None:
    """Telegram's own limits are enforced by the sandbox, and it never has to refuse."""
    sandbox = box.talk.sandbox
    sandbox._pace.limits = Limits(chat_burst=1)
    chats = [
        BoundChat(DestinationKind.GROUP, -2000 - n, None, Scope(areas=(CITY,)), f"Kota {n}") for n in range(40)
    ]
    for chat in chats:
        sandbox.world.add_group(chat.chat_id, chat.name)
    async with box.desk.store.writing() as tables:
        await tables.destinations.synchronise(chats, box.now)
    box.talk.clock.set(SORE)
    await box.plan()
    for _ in range(4):
        await asyncio.gather(*(drain(box) for _ in range(4)))
        box.talk.clock.advance(SECOND)
    assert {len(box.said(chat.chat_id)) for chat in chats} == {1}
    assert {call.code for call in sandbox.calls if call.method.lower() == "sendmessage"} == {200}


async def drain(box: Outbox) -> None:
    while await deliver_once(box.desk, box.sender, box.now):
        pass
