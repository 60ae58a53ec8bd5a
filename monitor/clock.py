"""The only reader of the time. Everything else is handed a `Clock` or an instant."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Protocol


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


def as_utc(instant: datetime) -> datetime:
    """The same instant in UTC. Raises ValueError for a naive one: a time without a zone is not an instant."""
    if instant.tzinfo is None:
        raise ValueError(f"{instant.isoformat()} has no timezone")
    return instant.astimezone(UTC)
