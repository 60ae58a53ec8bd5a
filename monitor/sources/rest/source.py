"""The source `rest`: a listing of a JSON API, page by page."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from datetime import datetime, timedelta
from typing import Any

from monitor.clock import Clock
from monitor.errors import BadConfiguration, BadInput
from monitor.model import Observation, Reject
from monitor.sources.placing import AreaNames
from monitor.sources.rest.fields import getter
from monitor.sources.rest.http import Answer, Fetcher, Memory, Pause, place_of
from monitor.sources.rest.items import ItemReader
from monitor.sources.rest.paging import Ask, End, Pager, Seen
from monitor.sources.rest.plan import RestPlan
from monitor.sources.source import Batch, Ending

Rows = list[Observation | Reject]


class RestSource:
    """Raises BadConfiguration, when it is made, for paths that cannot be read. See monitor.sources.source."""

    name = "rest"

    def __init__(self, plan: RestPlan, areas: AreaNames, clock: Clock, pause: Pause) -> None:
        self._plan, self._areas, self._clock, self._pause = plan, areas, clock, pause
        self._items = getter(plan.items, "crm.rest.items")
        self._total = getter(plan.total, "crm.rest.total") if plan.total else None
        self._memory = Memory()
        plan.check()

    @property
    def system(self) -> str:
        return self._plan.column_map.system

    @property
    def tells_changes(self) -> bool:
        return bool(self._plan.since_param)

    @property
    def overlap(self) -> timedelta:
        return self._plan.overlap

    async def listing(self, since: datetime | None) -> AsyncGenerator[Batch, None]:
        """Page after page, each asked for when the one before was taken."""
        listing = _Listing(self._plan, ItemReader(self._plan, self._areas, self._clock.now()))
        pager = Pager(self._plan.paging)
        asked = self._plan.since(since)
        usual = {**self._plan.params, **asked}
        async with Fetcher(self._plan, self._clock, self._pause, self._memory) as fetcher:
            step: Ask | End = pager.first()
            while isinstance(step, Ask):
                params = {} if step.url else {**usual, **step.params}
                answer = await fetcher.get(step.url or self._plan.url, params)
                items = self._found(answer, listing)
                rows = await asyncio.to_thread(listing.take, items, answer)
                yield Batch(rows)
                step = pager.after(self._seen(answer, items, listing))
        yield Batch((), self._ending(listing, step, filtered=bool(asked)))

    def _found(self, answer: Answer, listing: _Listing) -> list[Any]:
        where = place_of(self._plan.url)
        if answer.missing:
            if listing.pages == 0:
                raise BadConfiguration(f"{where} is not there (answer 404): check crm.rest.url.")
            return []
        found = self._items(answer.body)
        if not isinstance(found, list):
            raise BadInput(
                f"{where} answers without a list at crm.rest.items = {self._plan.items!r}: "
                "check that path, and whether the answer is an error."
            )
        return found

    def _seen(self, answer: Answer, items: list[Any], listing: _Listing) -> Seen:
        if self._total is not None and not answer.missing:
            listing.total = _number(self._total(answer.body))
        return Seen(
            items=len(items),
            body=answer.body,
            url=answer.url,
            link=answer.link,
            missing=answer.missing,
            repeats=listing.repeats,
            listed=listing.listed,
            total=listing.total,
        )

    def _ending(self, listing: _Listing, end: End, *, filtered: bool) -> Ending:
        shortfall = end.shortfall or listing.shortfall
        if filtered:
            shortfall = "it was asked for changes only"
        elif not self._plan.complete:
            shortfall = shortfall or "crm.rest.complete is false"
        return Ending(
            as_of=listing.began_at or self._clock.now(),
            shortfall=shortfall,
            cut=end.cut or listing.falls_short,
            counts=listing.reader.counts,
            duplicates=listing.duplicates,
            skew=listing.skew,
        )


class _Listing:
    """What one listing has shown so far."""

    def __init__(self, plan: RestPlan, reader: ItemReader) -> None:
        self.reader = reader
        self.pages = self.duplicates = self._nameless = 0
        self.total: int | None = None
        self.began_at: datetime | None = None
        self.skew = timedelta(0)
        self.repeats = False  # the last page
        self._paged = plan.paging.style != "none"
        self._tickets: set[int] = set()  # hashes: a million of them stay small
        self._fingerprints: set[int] = set()

    @property
    def listed(self) -> int:
        """How many different complaints came, those that could not be read among them."""
        return len(self._tickets) + self._nameless

    @property
    def falls_short(self) -> bool:
        return self.total is not None and self.listed < self.total

    @property
    def shortfall(self) -> str | None:
        if self.falls_short:
            return f"it holds {self.listed} of the {self.total} complaints that the source counts"
        if self._nameless:
            return f"{self._nameless} of its items have no ticket number that can be read"
        return None

    def take(self, items: list[Any], answer: Answer) -> Rows:
        """The rows of a page."""
        if self.began_at is None:
            self.began_at = answer.asked_at
        if abs(answer.skew) > abs(self.skew):
            self.skew = answer.skew
        rows = self.reader.read(items, answer.asked_at)
        self.pages += 1
        tickets = [row.ticket for row in rows]
        fingerprint = hash(tuple(tickets))
        self.repeats = bool(rows) and self._paged and fingerprint in self._fingerprints
        self._fingerprints.add(fingerprint)
        if not self.repeats:
            self._count(tickets)
        return rows

    def _count(self, tickets: list[str | None]) -> None:
        for ticket in tickets:
            if ticket is None:
                self._nameless += 1
            elif (key := hash(ticket.casefold())) in self._tickets:
                self.duplicates += 1
            else:
                self._tickets.add(key)


def _number(found: Any) -> int | None:
    if isinstance(found, str) and found.isascii() and found.isdecimal():
        return int(found)
    return found if isinstance(found, int) and not isinstance(found, bool) else None
