"""The source `open311`: window by window, the latest first; in each, page by page until one brings nothing new."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from typing import Any

from monitor.clock import Clock
from monitor.errors import BadConfiguration
from monitor.model import Observation, Reject
from monitor.sources.open311.answers import read_json, read_xml
from monitor.sources.open311.coordinates import believable
from monitor.sources.open311.plan import SECTION, Open311Plan
from monitor.sources.open311.unlisted import ID, Unlisted, UnlistedMemory, id_of
from monitor.sources.open311.windows import Window, windows
from monitor.sources.placing import AreaNames
from monitor.sources.source import Batch, Ending, Recall, nothing
from monitor.sources.unread import Unread
from monitor.sources.web.cuts import LIMITS
from monitor.sources.web.http import Answer, Fetcher, Memory, Parse, Pause, place_of
from monitor.sources.web.items import ItemReader
from monitor.sources.web.once import Once
from monitor.sources.web.progress import ON_TWO_PAGES
from monitor.unseen import Unseen

Rows = Sequence[Observation | Reject]


class Open311Source:
    """See monitor.sources.source. It lists by day of arrival, so a listing is never a complete one."""

    name = "open311"
    tells_changes = False  # the standard asks by day of arrival only
    overlap = timedelta(0)

    def __init__(self, plan: Open311Plan, areas: AreaNames, clock: Clock, pause: Pause) -> None:
        self._plan, self._areas, self._clock, self._pause = plan, areas, clock, pause
        self._memory, self._unlisted = Memory(), UnlistedMemory()

    @property
    def system(self) -> str:
        return self._plan.column_map.system

    async def listing(
        self,
        since: datetime | None,  # noqa: ARG002
        recall: Recall = nothing,
    ) -> AsyncGenerator[Batch, None]:
        """Every request of the last days, and what is known to be open beyond them."""
        plan, now = self._plan, self._clock.now()
        listing = _Listing(plan, ItemReader(plan.column_map, SECTION, self._areas, now))
        left = list(windows(now, plan.days))[::-1]  # a stack: the latest is the last
        parse = read_xml if plan.form == "xml" else read_json
        async with Fetcher(
            plan, self._clock, self._pause, self._memory, parse=parse, form=plan.form.upper()
        ) as fetcher:
            while left and not listing.exhausted:
                window = left.pop()
                async with aclosing(self._pages(fetcher, window, listing)) as pages:
                    async for rows in pages:
                        yield Batch(rows)
                left += listing.halves(window)
        async with self._asking(parse, listing) as unlisted:
            wanted = [one for one in await recall(now) if not listing.showed(one.ticket)]
            async for answer in unlisted.answers(wanted, listing.proof):
                yield Batch(await asyncio.to_thread(listing.take, answer.body, answer))
        listing.beyond(unlisted.gone, unlisted.unseen(wanted, now))
        yield Batch((), listing.ended(now))

    def _asking(self, parse: Parse, listing: _Listing) -> Unlisted:
        counts = listing.reader.counts
        return Unlisted(self._plan, self._clock, self._pause, parse, self._unlisted, counts)

    async def _pages(self, fetcher: Fetcher, window: Window, listing: _Listing) -> AsyncGenerator[Rows, None]:
        listing.begin()
        page = 1
        while not listing.exhausted:
            answer = await fetcher.get(f"{self._plan.url}/requests.{self._plan.form}", self._ask(window, page))
            if answer.missing and listing.pages == 0:
                raise BadConfiguration(
                    f"{place_of(self._plan.url)} has no requests.{self._plan.form} (answer 404): "
                    "check crm.open311.url, format and jurisdiction."
                )
            if answer.missing and (page == 1 or listing.last_was_full):
                listing.lost(page)
            items = listing.page([] if answer.missing else answer.body)
            rows = await asyncio.to_thread(listing.take, items, answer)
            if not items:  # beyond the last page, or a server without pages that shows the first one again
                return
            yield rows
            page += 1

    def _ask(self, window: Window, page: int) -> dict[str, str]:
        asked = {
            "start_date": _written(window.start),
            "end_date": _written(window.end),
            "page": str(page),
            "page_size": str(self._plan.page_size),
        }
        return asked | self._plan.asked_always


class _Listing(Once):
    """Windows share an instant, and a split one is asked for again."""

    def __init__(self, plan: Open311Plan, reader: ItemReader) -> None:
        super().__init__(reader, key=ID)
        self._plan = plan
        self._in_window: set[int] = set()
        self._rows = self._page_rows = 0  # that the window came back with, and its last page
        self._moved = 0  # that came on a page with others, after an earlier page of the same window
        self.proof: str | None = None  # an id that certainly exists

    def beyond(self, gone: Mapping[str, datetime], unseen: int) -> None:
        """What became of open requests that were not listed."""
        self.gone = gone
        if unseen:
            self.suspect(f"{unseen} open requests beyond it could not be asked for by their ids")

    @property
    def exhausted(self) -> bool:
        return self.pages >= self._plan.most_questions

    @property
    def last_was_full(self) -> bool:
        return self._page_rows >= self._plan.page_size

    def lost(self, page: int) -> None:
        """A page that must be there is not."""
        self.suspect(f"page {page} of a span was answered 404")

    def begin(self) -> None:
        """A new window."""
        self._in_window = set()
        self._rows = self._page_rows = 0

    def page(self, found: list[Any]) -> list[Any]:
        """What no earlier page of this window showed."""
        keys = [self.identity(item) for item in found]
        fresh = [(item, key) for item, key in zip(found, keys, strict=True) if key not in self._in_window]
        self._in_window.update(key for _, key in fresh)
        self._page_rows = len(found)
        self._rows += len(found) if fresh else 0
        self._moved += len(found) - len(fresh) if fresh else 0
        return [item for item, _ in fresh]

    def take(self, items: Any, answer: Answer) -> Unread:
        """The rows of those that nothing before showed."""
        self.proof = self.proof or next(filter(None, map(id_of, items)), None)
        return super().take([self._believed(item) for item in self.new(items)], answer)

    def halves(self, window: Window) -> list[Window]:
        """Of one that came back full, as far as it can be halved."""
        if self._rows not in LIMITS | {self._plan.page_size}:
            return []
        full = f"an hour came back with exactly {self._rows} requests, where the server may have cut it"
        return self.split(window, full)

    def ended(self, now: datetime) -> Ending:
        if self.exhausted:
            self.suspect(f"it takes more than {self._plan.most_questions} questions")
        if self.doubt:
            return self.ending(now, self.doubt, Unseen.CUT)
        if self._moved:
            return self.ending(now, f"{self._moved} of its requests {ON_TWO_PAGES}", Unseen.SHIFTED)
        shortfall = f"it was asked for the last {self._plan.days} days only"
        return self.ending(now, shortfall, None if self._plan.complete else Unseen.DAYS)

    def _believed(self, item: Any) -> Any:
        if not isinstance(item, dict):
            return item
        if believable(item.get("lat"), item.get("long"), self._plan.box, self.reader.counts):
            return item
        return item | {"lat": None, "long": None}


def _written(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
