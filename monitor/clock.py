"""The only reader of the time. Everything else is handed a `Clock` or an instant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Rush:
    """A clock on its way to an instant, `speed` times as fast as the world; `stands_then`: it is paused there."""

    until: datetime
    speed: float
    stands_then: bool


class AdjustableClock:
    """A running clock whose speed, pause and place can be changed while it runs. It never goes back.

    `ticks`: seconds of the world, as `time.monotonic` counts them.
    """

    def __init__(self, start: datetime, speed: float = 1.0, ticks: Callable[[], float] = monotonic) -> None:
        self._ticks = ticks
        self._from, self._since = as_utc(start), ticks()
        self._stands = False
        self._speed = _forward(speed)
        self._rush: tuple[datetime, float] | None = None

    def now(self) -> datetime:
        passed = self._ticks() - self._since
        if self._rush is None:
            return self._on_from(self._from, passed)
        until, speed = self._rush
        left = passed - (until - self._from).total_seconds() / speed
        if left >= 0:
            return self._on_from(until, left)
        return min(until, self._from + timedelta(seconds=passed * speed))

    def _on_from(self, at: datetime, passed: float) -> datetime:
        return at if self._stands else at + timedelta(seconds=passed * self._speed)

    @property
    def speed(self) -> float:
        """How many seconds pass here in one of the world, when it neither stands nor rushes."""
        return self._speed

    @property
    def paused(self) -> bool:
        return self._stands and self.rush is None

    @property
    def rush(self) -> Rush | None:
        """The rush under way; None when there is none, or when its instant has come."""
        if self._rush is None or self.now() >= self._rush[0]:
            return None
        return Rush(*self._rush, stands_then=self._stands)

    def set_speed(self, speed: float) -> None:
        """From now on, which ends a rush; the instant stays. Raises ValueError for one that is not above zero."""
        faster = _forward(speed)
        self._settle(self.now())
        self._speed = faster

    def pause(self) -> None:
        """Stands from now on, which ends a rush."""
        self._settle(self.now())
        self._stands = True

    def resume(self) -> None:
        """Runs on; a rush under way goes on, and the clock runs on after it."""
        if self.rush is None:
            self._settle(self.now())
        self._stands = False

    def advance_to(self, instant: datetime) -> None:
        """Jumps ahead, which ends a rush. Raises ValueError for an instant that is past."""
        self._settle(self._ahead(instant))

    def rush_to(self, instant: datetime, speed: float = 1800.0) -> None:
        """Runs at least `speed` times as fast as the world up to the instant, then goes on as before.

        A paused clock stands again when it is there. Raises ValueError for an instant that is past and for a speed
        that is not above zero.
        """
        until, faster = self._ahead(instant), max(_forward(speed), self._speed)
        self._settle(self.now())
        self._rush = (max(until, self._from), faster)

    def _ahead(self, instant: datetime) -> datetime:
        if (ahead := as_utc(instant)) < self.now():
            raise ValueError(f"{ahead.isoformat()} is past: a clock never goes back")
        return ahead

    def _settle(self, at: datetime) -> None:
        self._from, self._since = at, self._ticks()
        self._rush = None


def _forward(speed: float) -> float:
    if not 0 < speed < float("inf"):
        raise ValueError(f"a clock cannot run at speed {speed}: give a number above 0")
    return speed


def as_utc(instant: datetime) -> datetime:
    """The same instant in UTC. Raises ValueError for a naive one: a time without a zone is not an instant."""
    if instant.tzinfo is None:
        raise ValueError(f"{instant.isoformat()} has no timezone")
    return instant.astimezone(UTC)
