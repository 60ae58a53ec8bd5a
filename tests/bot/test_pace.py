"""The pace: never above a limit in any window, never slower than the limits ask."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.border.pace import MINUTE, SECOND, Pace, is_group

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
GROUP, OTHER, PERSON = -1001, -1002, 42
WISHES = st.lists(
    st.tuples(st.integers(0, 40), st.sampled_from([GROUP, OTHER, PERSON, 43, 44, 45])), min_size=1, max_size=120
)


def send(pace: Pace, chat_id: int, wish_at: datetime) -> datetime:
    """Sends as soon as the pace lets; when that is."""
    at = pace.next_at(chat_id, is_group(chat_id), wish_at)
    pace.sent(chat_id, at)
    return at


def most_in_a_window(instants: list[datetime], span: timedelta) -> int:
    return max(sum(at <= other < at + span for other in instants) for at in instants)


@given(WISHES, st.integers(1, 6), st.integers(1, 5))
def test_no_window_ever_holds_more_than_its_limit(
    wishes: list[tuple[int, int]], per_second: int, per_minute: int
) -> None:
    pace, now, sent = Pace(per_second, per_minute), START, []
    for gap, chat_id in wishes:
        now = send(pace, chat_id, now + gap * timedelta(milliseconds=100))
        sent.append((now, chat_id))
    assert most_in_a_window([at for at, _ in sent], SECOND) <= per_second
    for chat_id in {chat_id for _, chat_id in sent}:
        there = [at for at, chat in sent if chat == chat_id]
        assert most_in_a_window(there, SECOND) == 1
        if is_group(chat_id):
            assert most_in_a_window(there, MINUTE) <= per_minute


@given(WISHES, st.integers(1, 6), st.integers(1, 5))
def test_nobody_waits_for_longer_than_a_full_window_asks(
    wishes: list[tuple[int, int]], per_second: int, per_minute: int
) -> None:
    """An earlier send, by the smallest step, would have broken a limit."""
    pace, now = Pace(per_second, per_minute), START
    sent: list[tuple[datetime, int]] = []
    for gap, chat_id in wishes:
        wish_at = now + gap * timedelta(milliseconds=100)
        now = send(pace, chat_id, wish_at)
        if now > wish_at:
            earlier = now - timedelta(microseconds=1)
            everybody = [at for at, _ in sent if at > earlier - SECOND]
            there = [at for at, chat in sent if chat == chat_id]
            full = len(everybody) >= per_second
            close = any(at > earlier - SECOND for at in there)
            crowded = is_group(chat_id) and sum(at > earlier - MINUTE for at in there) >= per_minute
            assert full or close or crowded
        sent.append((now, chat_id))


def test_a_held_chat_never_holds_the_others() -> None:
    pace = Pace()
    pace.hold(GROUP, START + timedelta(hours=2))
    assert pace.next_at(GROUP, True, START) == START + timedelta(hours=2)
    assert pace.next_at(OTHER, True, START) == START
    assert pace.waiting(START) == {GROUP: START + timedelta(hours=2)}


def test_a_shorter_hold_never_ends_a_longer_one() -> None:
    pace = Pace()
    pace.hold(PERSON, START + MINUTE)
    pace.hold(PERSON, START + SECOND)
    assert pace.next_at(PERSON, False, START) == START + MINUTE


def test_a_private_chat_is_not_counted_by_the_minute() -> None:
    pace = Pace(30, 2)
    instants = [START]
    for _ in range(4):
        instants.append(send(pace, PERSON, instants[-1]))
    assert instants[1:] == [START + n * SECOND for n in range(4)]


def test_the_twenty_first_message_to_a_group_waits_for_the_minute_to_pass() -> None:
    pace, now = Pace(), START
    for _ in range(20):
        now = send(pace, GROUP, now)
    assert now == START + 19 * SECOND
    assert pace.next_at(GROUP, True, now) == START + MINUTE


def test_a_clock_set_back_makes_nobody_wait_for_the_old_time() -> None:
    pace = Pace()
    pace.sent(GROUP, START + timedelta(hours=5))
    assert pace.next_at(GROUP, True, START) == START + SECOND


def test_idle_chats_are_forgotten_but_a_held_one_is_not() -> None:
    pace = Pace(messages_per_second=100_000)
    pace.hold(PERSON, START + timedelta(days=30))
    for chat_id in range(1000, 6000):
        pace.sent(chat_id, START + timedelta(minutes=chat_id))
    assert len(pace._chats) < 2100
    assert pace.next_at(PERSON, False, START + timedelta(days=5)) == START + timedelta(days=30)
