"""The clock that can be paused, sped up and moved ahead."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.clock import AdjustableClock

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


@pytest.mark.parametrize("speed", [0, -1, float("inf"), float("nan")])
def test_clock_has_no_speed_that_is_none(speed: float) -> None:
    with pytest.raises(ValueError, match="speed"):
        AdjustableClock(START, speed)
    clock = AdjustableClock(START, 3, World())
    with pytest.raises(ValueError, match="speed"):
        clock.set_speed(speed)
    assert clock.speed == 3


_STEPS = st.lists(
    st.tuples(st.floats(0, 100), st.one_of(st.floats(0.1, 5000), st.sampled_from(["pause", "resume", "jump"]))),
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
            {
                "pause": clock.pause,
                "resume": clock.resume,
                "jump": lambda at=reached: clock.advance_to(at + timedelta(minutes=3)),
            }[turned]()
        else:
            clock.set_speed(turned)
        assert clock.now() == reached + ahead
