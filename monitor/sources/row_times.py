"""The five instants of one row, and which of them are impossible."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from monitor.clock import AHEAD
from monitor.model import Doubt
from monitor.sources.cells import is_nothing
from monitor.sources.columns import Layout
from monitor.sources.counts import Counts
from monitor.sources.dates import Instants, NotADate, is_placeholder


class RowRefused(Exception):
    """Why a row is not taken, without its text."""


@dataclass(slots=True)
class Times:
    """When a complaint arrived, was last changed, answered, finished; and the deadline its source states."""

    created: datetime
    updated: datetime | None
    responded: datetime | None
    completed: datetime | None
    due: datetime | None
    doubt: Doubt | None = None


class RowTimes:
    """Reads the date cells of a row; counts what it leaves out."""

    def __init__(self, layout: Layout, instants: Instants, now: datetime, counts: Counts) -> None:
        self._layout = layout
        self._instants = instants
        self._counts = counts
        self.known_by(now)

    def known_by(self, now: datetime) -> None:
        """What lies after `now` is in the future."""
        self._limit = now + AHEAD

    def read(self, created: str, updated: str, responded: str, completed: str, due: str) -> Times:
        """Raises RowRefused without an arrival, and for a cell that is neither blank nor a date."""
        arrived = self._instant(created, "created_at")
        if arrived is None:
            raise RowRefused(f"no arrival date (column {self._layout.headings['created_at']!r})")
        times = Times(
            arrived,
            self._instant(updated, "updated_at") if updated else None,
            self._instant(responded, "responded_at") if responded else None,
            self._instant(completed, "completed_at") if completed else None,
            self._instant(due, "due_at") if due else None,
        )
        if times.updated:
            self._weigh_update(times, times.updated)
        self._weigh(times)
        return times

    def _weigh(self, times: Times) -> None:
        """What cannot be true is kept as stated, and marked."""
        arrived, limit, answered, ended = times.created, self._limit, times.responded, times.completed
        if (answered and answered < arrived) or (ended and ended < arrived):
            self._counts.reversed += 1
            times.doubt = Doubt.REVERSED
        if arrived > limit or (answered and answered > limit) or (ended and ended > limit):
            self._counts.future += 1
            times.doubt = Doubt.FUTURE

    def _weigh_update(self, times: Times, updated: datetime) -> None:
        """It only says which word is the later one: an impossible one would outvote others."""
        wrong = (
            "in the future" if updated > self._limit else "before created_at" if updated < times.created else ""
        )
        if wrong:
            times.updated = None
            self._counts.dropped.add(f"updated_at {wrong}")

    def _instant(self, written: str, field: str) -> datetime | None:
        text = written.strip()
        if not text:
            return None
        try:
            return self._instants.read(text)
        except NotADate as reason:
            if is_nothing(text) or is_placeholder(text):
                return None
            raise RowRefused(f"{field} (column {self._layout.headings[field]!r}) {reason}") from None
