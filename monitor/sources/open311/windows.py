"""The spans of time that a listing asks for. Pure.

Servers answer at most 90 days or 1,000 requests: spans are shorter, and one that comes back full is split.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

LONGEST = timedelta(days=30)
_SHORTEST = timedelta(hours=1)
_AHEAD = timedelta(hours=1)  # clocks differ


class Window(NamedTuple):
    """From `start` to `end`; whether both belong to it is the server's to say."""

    start: datetime
    end: datetime

    def halves(self) -> list[Window]:
        """Both halves, the earlier one first; none of a window that is short already."""
        if self.end - self.start < 2 * _SHORTEST:
            return []
        middle = (self.start + (self.end - self.start) / 2).replace(microsecond=0)
        return [Window(self.start, middle), Window(middle, self.end)]


def windows(now: datetime, days: int) -> Iterator[Window]:
    """All of the last `days`, the latest first. The same ones all day, so that a server can say "not changed"."""
    end = _midnight(now + _AHEAD) + timedelta(days=1)
    first = _midnight(now - timedelta(days=days))
    while end > first:
        start = max(end - LONGEST, first)
        yield Window(start, end)
        end = start


def _midnight(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0, second=0, microsecond=0)
