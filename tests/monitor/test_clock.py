"""The clock that can be paused, sped up and moved ahead."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.clock import AdjustableClock, Rush

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


class World:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_clock_runs_at_its_speed() -> None:
    world = World()
    clock = AdjustableClock(START, 60, world)
    world.seconds = 2
    assert clock.now() == START + timedelta(minutes=2)


def test_paused_clock_stands_and_goes_on_from_there() -> None:
    world = World()
    clock = AdjustableClock(START, 10, world)
    clock.pause()
    world.seconds = 5
    assert (clock.now(), clock.paused, clock.speed) == (START, True, 10)
    clock.resume()
    world.seconds = 6
    assert clock.now() == START + timedelta(seconds=10)


def test_speed_set_while_paused_counts_after_the_pause() -> None:
    world = World()
    clock = AdjustableClock(START, 1, world)
    clock.pause()
    clock.set_speed(100)
    world.seconds = 5
    assert clock.now() == START
    clock.resume()
    world.seconds = 6
    assert clock.now() == START + timedelta(seconds=100)


def test_clock_jumps_ahead_and_never_back() -> None:
    clock = AdjustableClock(START, 1, World())
    clock.advance_to(START + timedelta(hours=1))
    assert clock.now() == START + timedelta(hours=1)
    with pytest.raises(ValueError, match="past"):
        clock.advance_to(START)
    with pytest.raises(ValueError, match="timezone"):
        clock.advance_to(datetime(2030, 1, 1))


def test_rush_runs_fast_until_its_instant_and_then_as_before() -> None:
    world = World()
    clock = AdjustableClock(START, 60, world)
    world.seconds = 1
    clock.rush_to(START + timedelta(hours=1, minutes=1), 1800)
    assert clock.now() == START + timedelta(minutes=1)
    world.seconds = 2
    assert clock.now() == START + timedelta(minutes=31)
    assert clock.rush == Rush(START + timedelta(hours=1, minutes=1), 1800, stands_then=False)
    assert (clock.speed, clock.paused) == (60, False)
    world.seconds = 3
    assert clock.now() == START + timedelta(hours=1, minutes=1)
    assert clock.rush is None
    world.seconds = 4
    assert clock.now() == START + timedelta(hours=1, minutes=2)


def test_rush_of_a_paused_clock_ends_in_the_pause() -> None:
    world = World()
    clock = AdjustableClock(START, 60, world)
    clock.pause()
    clock.rush_to(START + timedelta(hours=1), 3600)
    world.seconds = 0.5
    assert (clock.now(), clock.paused) == (START + timedelta(minutes=30), False)
    world.seconds = 9
    assert (clock.now(), clock.paused) == (START + timedelta(hours=1), True)
    clock.resume()
    world.seconds = 10
    assert clock.now() == START + timedelta(hours=1, minutes=1)


@pytest.mark.parametrize("turn", [AdjustableClock.pause, lambda clock: clock.set_speed(2)])
def test_rush_ends_where_the_clock_is_turned_by_hand(turn: Callable[[AdjustableClock], None]) -> None:
    world = World()
    clock = AdjustableClock(START, 1, world)
    clock.rush_to(START + timedelta(hours=1), 600)
    world.seconds = 3
    turn(clock)
    assert (clock.now(), clock.rush) == (START + timedelta(minutes=30), None)
    world.seconds = 100
    assert clock.now() < START + timedelta(minutes=34)


def test_rush_that_is_resumed_goes_on_and_runs_on() -> None:
    world = World()
    clock = AdjustableClock(START, 60, world)
    clock.pause()
    clock.rush_to(START + timedelta(hours=1), 3600)
    clock.resume()
    world.seconds = 2
    assert clock.now() == START + timedelta(hours=1, minutes=1)


def test_rush_is_never_slower_than_the_clock_and_never_back() -> None:
    clock = AdjustableClock(START, 3600, World())
    clock.rush_to(START + timedelta(hours=1), 10)
    assert clock.rush is not None and clock.rush.speed == 3600
    with pytest.raises(ValueError, match="past"):
        clock.rush_to(START - timedelta(seconds=1))
    with pytest.raises(ValueError, match="speed"):
        clock.rush_to(START + timedelta(hours=1), 0)
    clock.rush_to(START)
    assert clock.now() == START
    assert clock.rush is None


@given(st.floats(0.1, 5000), st.floats(0, 100_000), st.lists(st.floats(0, 50), max_size=10), st.booleans())
def test_rush_never_goes_back_nor_faster_than_told(
    speed: float, ahead: float, waits: list[float], stands: bool
) -> None:
    world = World()
    clock = AdjustableClock(START, speed, world)
    if stands:
        clock.pause()
    until = START + timedelta(seconds=ahead)
    clock.rush_to(until)
    reached = clock.now()
    for wait in waits:
        world.seconds += wait
        before, reached = reached, clock.now()
        assert timedelta(0) <= reached - before <= timedelta(seconds=wait * max(speed, 1800), microseconds=9)
        assert not (stands and reached > until)


@pytest.mark.parametrize("speed", [0, -1, float("inf"), float("nan")])
def test_clock_has_no_speed_that_is_none(speed: float) -> None:
    with pytest.raises(ValueError, match="speed"):
        AdjustableClock(START, speed)
    clock = AdjustableClock(START, 3, World())
    with pytest.raises(ValueError, match="speed"):
        clock.set_speed(speed)
    assert clock.speed == 3


_STEPS = st.lists(
    st.tuples(
        st.floats(0, 100), st.one_of(st.floats(0.1, 5000), st.sampled_from(["pause", "resume", "jump", "rush"]))
    ),
    max_size=12,
)


@given(_STEPS)
def test_whatever_is_turned_the_time_is_continuous_and_goes_on(steps: list[tuple[float, float | str]]) -> None:
    world = World()
    clock = AdjustableClock(START, 1, world)
    for passed, turned in steps:
        before = clock.now()
        world.seconds += passed
        reached = clock.now()
        assert reached >= before
        ahead = timedelta(minutes=3) if turned == "jump" else timedelta(0)
        if isinstance(turned, str):
            turns: dict[str, Callable[[], None]] = {
                "pause": clock.pause,
                "resume": clock.resume,
                "rush": partial(clock.rush_to, reached + timedelta(minutes=30)),
                "jump": partial(clock.advance_to, reached + timedelta(minutes=3)),
            }
            turns[turned]()
        else:
            clock.set_speed(turned)
        assert clock.now() == reached + ahead
