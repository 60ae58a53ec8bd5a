"""What one listing has shown so far."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from monitor.sources.unread import Unread
from monitor.sources.web.http import Answer
from monitor.sources.web.items import ItemReader

ON_TWO_PAGES = "came on two pages, so the pages moved while they were read"


class Progress:
    """Grows page by page. `paged`: whether a page that shows the same tickets as an earlier one is a repeat."""

    def __init__(self, reader: ItemReader, *, paged: bool) -> None:
        self.reader = reader
        self.pages = self.duplicates = self.nameless = 0
        self.moved = 0  # complaints that came on a page after they had come on an earlier one
        self.began_at: datetime | None = None
        self.skew = timedelta(0)
        self.repeats = False  # the last page
        self._paged = paged
        self._tickets: set[int] = set()  # hashes: a million of them stay small
        self._fingerprints: set[int] = set()

    @property
    def listed(self) -> int:
        """How many different complaints came, those that could not be read among them."""
        return len(self._tickets) + self.nameless

    def saw(self, answer: Answer) -> None:
        """When the listing began, and the clock that differs most."""
        if self.began_at is None:
            self.began_at = answer.asked_at
        if abs(answer.skew) > abs(self.skew):
            self.skew = answer.skew

    def take(self, items: Sequence[Any], answer: Answer) -> Unread:
        """The rows of a page."""
        self.saw(answer)
        rows = self.reader.read(items, answer.asked_at)
        self.pages += 1
        fingerprint = hash(tuple(rows.tickets))
        self.repeats = bool(rows) and self._paged and fingerprint in self._fingerprints
        self._fingerprints.add(fingerprint)
        if not self.repeats:
            self._count(rows.tickets)
        return rows

    def _count(self, tickets: Sequence[str | None]) -> None:
        here: set[int] = set()
        for ticket in tickets:
            if ticket is None:
                self.nameless += 1
                continue
            key = hash(ticket.casefold())
            if key in here or key in self._tickets:
                self.duplicates += 1
                self.moved += key not in here
            here.add(key)
        self._tickets |= here
