"""The source `rest`: a listing of a JSON API, page by page."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, nullcontext
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from monitor.clock import Clock
from monitor.errors import BadConfiguration, BadInput
from monitor.flaws import Flaw
from monitor.sources.placing import AreaNames
from monitor.sources.rest.details import DetailMemory, Details
from monitor.sources.rest.paging import Ask, End, Pager, Seen
from monitor.sources.rest.plan import RestPlan
from monitor.sources.source import Batch, Ending, Recall, nothing
from monitor.sources.web.fields import getter, plain_path
from monitor.sources.web.http import Answer, Fetcher, Memory, Parse, Pause, place_of
from monitor.sources.web.items import ItemReader
from monitor.sources.web.json_bodies import Each, loads
from monitor.sources.web.progress import ON_TWO_PAGES, Progress
from monitor.unseen import Unseen


class RestSource:
    """Raises BadConfiguration, when it is made, for paths that cannot be read. See monitor.sources.source."""

    name = "rest"

    def __init__(self, plan: RestPlan, areas: AreaNames, clock: Clock, pause: Pause) -> None:
        self._plan, self._areas, self._clock, self._pause = plan, areas, clock, pause
        self._items = getter(plan.items, "crm.rest.items")
        self._total = getter(plan.total, "crm.rest.total") if plan.total else None
        self._memory, self._detail_memory = Memory(), DetailMemory()
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

    async def listing(
        self,
        since: datetime | None,
        recall: Recall = nothing,  # noqa: ARG002
    ) -> AsyncGenerator[Batch, None]:
        """Page after page, each asked for when the one before was taken."""
        elsewhere = self._plan.detail.fields(self._plan.column_map) if self._plan.detail else ()
        reader = ItemReader(self._plan.column_map, "crm.rest", self._areas, self._clock.now(), elsewhere)
        listing = _Listing(reader, paged=self._plan.paging.style != "none")
        pager = Pager(self._plan.paging)
        asked = self._plan.since(since)
        usual = {**self._plan.params, **asked}
        async with (
            Fetcher(self._plan, self._clock, self._pause, self._memory, parse=self._parse(reader)) as fetcher,
            self._details(reader) as details,
        ):
            step: Ask | End = pager.first()
            while isinstance(step, Ask):
                params = {} if step.url else {**usual, **step.params}
                answer = await fetcher.get(step.url or self._plan.url, params)
                items = self._found(answer, listing)
                completed = await details.complete(items, answer.asked_at) if details else items
                rows = await asyncio.to_thread(listing.take, completed, answer)
                yield Batch(details.dated(rows) if details else rows)
                step = pager.after(self._seen(answer, items, listing))
            if details and asked:
                yield Batch([row for one, at in await details.paid() for row in reader.read([one], at)])
            elif details:
                details.forgive()
        yield Batch((), self._ending(listing, step, filtered=bool(asked)))

    def _parse(self, reader: ItemReader) -> Parse:
        """Of a large body only the cells are kept, if nobody looks at its items besides."""
        plan = self._plan
        besides = [path for path in (plan.total, plan.paging.next) if path and not plain_path(path)]
        if plan.detail or besides or not (plan.items == "@" or plain_path(plan.items)):
            return loads
        return partial(loads, each=Each(plain_path(plan.items), reader.pick))

    def _details(self, reader: ItemReader) -> AbstractAsyncContextManager[Details | None]:
        plan, detail = self._plan, self._plan.detail
        if detail is None:
            return nullcontext()
        return Details(plan, detail, self._clock, self._pause, self._detail_memory, reader.counts)

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
                "check that path, and whether the answer is an error.",
                Flaw.NO_LIST,
            )
        return found

    def _seen(self, answer: Answer, items: list[Any], listing: _Listing) -> Seen:
        if self._total is not None and not answer.missing:
            counted = _number(self._total(answer.body))
            listing.total = listing.total if counted is None else counted
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
        shortfall, unseen = (end.shortfall, end.unseen) if end.shortfall else listing.lack
        if listing.falls_short:
            unseen = Unseen.CUT
        if not self._plan.complete:
            shortfall, unseen = shortfall or "crm.rest.complete is false", unseen or Unseen.CHOICE
        return Ending(
            as_of=listing.began_at or self._clock.now(),
            shortfall="it was asked for changes only" if filtered else shortfall,
            unseen=unseen,
            counts=listing.reader.counts,
            duplicates=listing.duplicates,
            skew=listing.skew,
        )


class _Listing(Progress):
    """The progress of a listing whose source may count its complaints (`total`)."""

    total: int | None = None

    @property
    def falls_short(self) -> bool:
        return self.total is not None and self.listed < self.total

    @property
    def lack(self) -> tuple[str | None, Unseen | None]:
        """Why it is not a complete one, though it came to its end, and what that leaves unseen."""
        if self.falls_short:
            return f"it holds {self.listed} of the {self.total} complaints that the source counts", Unseen.CUT
        if self.total is not None and self.listed > self.total:
            return f"it holds {self.listed} complaints, though the source counts {self.total}", Unseen.SHORT
        if self.moved and self.total is None:
            return f"{self.moved} of its complaints {ON_TWO_PAGES}", Unseen.SHIFTED
        if self.nameless:
            return f"{self.nameless} of its items have no ticket number that can be read", Unseen.UNREAD
        return None, None


def _number(found: Any) -> int | None:
    if isinstance(found, str) and found.isascii() and found.isdecimal():
        return int(found)
    return found if isinstance(found, int) and not isinstance(found, bool) else None
