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
        self._doubt: Doubt | None = None  # of the row being read
        self.known_by(now)

    def known_by(self, now: datetime) -> None:
        """What lies after `now` is in the future."""
        self._limit = now + AHEAD

    def read(self, created: str, updated: str, responded: str, completed: str, due: str) -> Times:
        """Raises RowRefused without an arrival, and for a cell that is neither blank nor a date."""
        arrived = self._instant(created, "created_at")
        if arrived is None:
            raise RowRefused(f"no arrival date (column {self._layout.headings['created_at']!r})")
        self._doubt = None
        times = Times(
            arrived,
            self._not_before(arrived, updated, "updated_at") if updated else None,
            self._not_before(arrived, responded, "responded_at") if responded else None,
            self._not_before(arrived, completed, "completed_at") if completed else None,
            self._instant(due, "due_at") if due else None,
        )
        times.doubt = self._doubt
        self._weigh_future(times)
        return times

    def _weigh_future(self, times: Times) -> None:
        limit = self._limit
        if times.updated and times.updated > limit:
            times.updated = None
            self._counts.dropped.add("updated_at in the future")
        answered, ended = times.responded, times.completed
        if times.created > limit or (answered and answered > limit) or (ended and ended > limit):
            self._counts.future += 1
            times.doubt = Doubt.FUTURE

    def _not_before(self, arrived: datetime, written: str, field: str) -> datetime | None:
        at = self._instant(written, field)
        if at is not None and at < arrived:
            self._counts.dropped.add(f"{field} before created_at")
            if field != "updated_at":
                self._doubt = Doubt.REVERSED
            return None
        return at

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
