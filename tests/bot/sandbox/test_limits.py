"""Telegram's sending limits, on a clock moved by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Bot
from telegram.error import RetryAfter

from bot.sandbox import Limits, Sandbox
from bot.sandbox.limits import Pace
from monitor.clock import SteppedClock
from tests.bot.sandbox.stage import ON_DUTY, SUPERGROUP, TOKEN, bot_for, furnish

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture
async def strict(clock: SteppedClock) -> AsyncIterator[Sandbox]:
    sandbox = Sandbox(TOKEN, clock)
    furnish(sandbox)
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


@pytest.fixture
async def paced(strict: Sandbox) -> AsyncIterator[Bot]:
    async with bot_for(strict) as bot:
        yield bot


async def test_fourth_message_at_once_to_a_chat_must_wait(paced: Bot, clock: SteppedClock) -> None:
    for _ in range(3):
        await paced.send_message(ON_DUTY, "a")
    with pytest.raises(RetryAfter) as refused:
        await paced.send_message(ON_DUTY, "a")
    assert refused.value.retry_after == SECOND
    clock.advance(SECOND)
    assert await paced.send_message(ON_DUTY, "a")


async def test_group_takes_twenty_a_minute_edits_included(paced: Bot, clock: SteppedClock) -> None:
    sent = await paced.send_message(SUPERGROUP, "0")
    for number in range(1, 20):
        clock.advance(SECOND)
        await paced.edit_message_text(str(number), SUPERGROUP, sent.message_id)
    clock.advance(SECOND)
    with pytest.raises(RetryAfter) as refused:
        await paced.send_message(SUPERGROUP, "a")
    assert refused.value.retry_after == timedelta(seconds=40)
    assert await paced.send_message(ON_DUTY, "a")
    clock.advance(timedelta(seconds=40))
    assert await paced.send_message(SUPERGROUP, "a")


async def test_answers_to_presses_are_free(strict: Sandbox, paced: Bot) -> None:
    for _ in range(3):
        await paced.send_message(ON_DUTY, "a")
    assert await paced.get_chat(ON_DUTY)
    assert await paced.send_chat_action(ON_DUTY, "typing")


def test_bot_sends_thirty_a_second_over_all_chats() -> None:
    pace = Pace(Limits())
    taken = [pace.take(chat, False, START) for chat in range(1, 32)]
    assert taken == [None] * 30 + [1]
    assert pace.take(31, False, START + SECOND) is None


def test_limits_switched_off_count_nothing() -> None:
    pace = Pace(Limits.off())
    assert {pace.take(1, True, START) for _ in range(100)} == {None}


@given(st.lists(st.floats(0, 5, allow_nan=False), min_size=1, max_size=80))
def test_whoever_waits_as_told_is_taken(gaps: list[float]) -> None:
    pace, now, taken = Pace(Limits()), START, []
    for gap in gaps:
        now += timedelta(seconds=gap)
        wait = pace.take(-1, True, now)
        if wait is not None:
            assert wait >= 1
            now += timedelta(seconds=wait)
            assert pace.take(-1, True, now) is None
        taken.append(now)
    for index, end in enumerate(taken):
        assert sum(end - timedelta(minutes=1) < at <= end for at in taken[: index + 1]) <= 20


def test_refused_messages_do_not_prolong_the_wait() -> None:
    pace = Pace(Limits())
    for _ in range(3):
        pace.take(1, False, START)
    assert [pace.take(1, False, START) for _ in range(50)] == [1] * 50
    assert pace.take(1, False, START + SECOND) is None


def test_idle_chats_are_forgotten() -> None:
    pace = Pace(Limits())
    for number in range(1, 3000):
        assert pace.take(-number, True, START + number * SECOND) is None
    assert len(pace._chats) <= 1001 and len(pace._groups) <= 1001
