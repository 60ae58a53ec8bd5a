"""The only reader of the time. Everything else is handed a `Clock` or an instant."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Protocol

AHEAD = timedelta(minutes=5)  # clocks differ: what is so little ahead of now is not the future


class Clock(Protocol):
    """Tells the present instant, aware and in UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class SteppedClock:
    """A clock moved by hand: demo and tests."""

    def __init__(self, start: datetime) -> None:
        self._now = as_utc(start)

    def now(self) -> datetime:
        return self._now

    def advance(self, by: timedelta) -> datetime:
        self._now += by
        return self._now

    def set(self, to: datetime) -> None:
        self._now = as_utc(to)


class RunningClock:
    """Starts at an instant of our choice and runs `speed` times as fast as the world: the demo's clock."""

    def __init__(self, start: datetime, speed: float = 1.0) -> None:
        self._start, self.speed = as_utc(start), speed
        self._began = monotonic()

    def now(self) -> datetime:
        return self._start + timedelta(seconds=(monotonic() - self._began) * self.speed)


class AdjustableClock:
    """A running clock whose speed, pause and place can be changed while it runs. It never goes back.

    `ticks`: seconds of the world, as `time.monotonic` counts them.
    """

    def __init__(self, start: datetime, speed: float = 1.0, ticks: Callable[[], float] = monotonic) -> None:
        self._ticks = ticks
        self._from, self._since = as_utc(start), ticks()
        self._paused = False
        self._speed = _forward(speed)

    def now(self) -> datetime:
        if self._paused:
            return self._from
        return self._from + timedelta(seconds=(self._ticks() - self._since) * self._speed)

    @property
    def speed(self) -> float:
        """How many seconds pass here in one of the world, when not paused."""
        return self._speed

    @property
    def paused(self) -> bool:
        return self._paused

    def set_speed(self, speed: float) -> None:
        """From now on; the instant stays. Raises ValueError for a speed that is not above zero."""
        faster = _forward(speed)
        self._settle(self.now())
        self._speed = faster

    def pause(self) -> None:
        self._settle(self.now())
        self._paused = True

    def resume(self) -> None:
        self._settle(self.now())
        self._paused = False

    def advance_to(self, instant: datetime) -> None:
        """Jumps ahead. Raises ValueError for an instant that is past."""
        if (ahead := as_utc(instant)) < self.now():
            raise ValueError(f"{ahead.isoformat()} is past: a clock never goes back")
        self._settle(ahead)

    def _settle(self, at: datetime) -> None:
        self._from, self._since = at, self._ticks()


def _forward(speed: float) -> float:
    if not 0 < speed < float("inf"):
        raise ValueError(f"a clock cannot run at speed {speed}: give a number above 0")
    return speed


def as_utc(instant: datetime) -> datetime:
    """The same instant in UTC. Raises ValueError for a naive one: a time without a zone is not an instant."""
    if instant.tzinfo is None:
        raise ValueError(f"{instant.isoformat()} has no timezone")
    return instant.astimezone(UTC)
