"""The source `public`: the distribution map, week by week, the latest first; then each complaint's area."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from monitor.clock import Clock
from monitor.errors import BadConfiguration, BadInput
from monitor.flaws import Flaw
from monitor.model import Observation, Reject
from monitor.sources.counts import Counts
from monitor.sources.placing import AreaNames
from monitor.sources.public_crm.details import Village, village_of
from monitor.sources.public_crm.items import key_of, public_item
from monitor.sources.public_crm.plan import SECTION, PublicPlan
from monitor.sources.source import Batch, Recall, nothing
from monitor.sources.web.cuts import LIMITS
from monitor.sources.web.details import Kept, Past, Question, Questions
from monitor.sources.web.http import Answer, Fetcher, Memory, Pause, place_of
from monitor.sources.web.items import ItemReader
from monitor.sources.web.once import Once
from monitor.unseen import Unseen

PUBLIC_ONLY = "it shows public complaints of the last days only"
_WEEK = 7  # days asked for at once
_DETAILED = ("area", "district", "city")
_DAY = timedelta(days=1)


class PublicSource:
    """See monitor.sources.source. No listing of it is ever a complete one."""

    name = "public"
    tells_changes = False
    overlap = timedelta(0)

    def __init__(self, plan: PublicPlan, areas: AreaNames, clock: Clock, pause: Pause) -> None:
        self._plan, self._areas, self._clock, self._pause = plan, areas, clock, pause
        self._memory = Memory()
        self._villages, self._past = Kept(), Past()

    @property
    def system(self) -> str:
        return self._plan.column_map.system

    async def listing(
        self,
        since: datetime | None,  # noqa: ARG002
        recall: Recall = nothing,
    ) -> AsyncGenerator[Batch, None]:
        """Week after week. `since` is not asked by: the dashboard knows days of arrival only.

        What is open and has become older than that will never be seen in it again: it is gone, unless something
        else, such as an import, showed it within a day.
        """
        now = self._clock.now()
        reader = ItemReader(self._plan.column_map, SECTION, self._areas, now, _DETAILED)
        listing = Once(reader, key="code")
        today = now.astimezone(self._plan.column_map.timezone).date()
        windows = list(weeks(today, self._plan.days))[::-1]  # a stack: the latest is the last
        async with (
            Fetcher(self._plan, self._clock, self._pause, self._memory) as fetcher,
            self._questions(reader.counts) as questions,
        ):
            while windows:
                window = windows.pop()
                answer = await fetcher.get(
                    f"{self._plan.url}/api/public/dashboard/distribution-map", self._ask(window)
                )
                items = listing.new(self._found(answer))
                await self._learn(questions, items)
                yield Batch(await asyncio.to_thread(self._rows, listing, items, answer))
                if len(answer.body) in LIMITS:
                    cut = f"the answer for {window.first} may have been cut where servers cut lists"
                    windows += listing.split(window, cut)
        older = await recall(self._since_when(today))
        listing.gone = {one.ticket: now for one in older if now - one.listed_at > _DAY}
        unseen = Unseen.LIMIT if listing.doubt else Unseen.PUBLIC
        yield Batch((), listing.ending(now, listing.doubt or PUBLIC_ONLY, unseen))

    def _since_when(self, today: date) -> datetime:
        """The first instant that is asked for."""
        first = today - timedelta(days=self._plan.days)
        return datetime(first.year, first.month, first.day, tzinfo=self._plan.column_map.timezone)

    def _questions(self, counts: Counts) -> Questions[Village]:
        fetcher = Fetcher(replace(self._plan, tries=1), self._clock, self._pause, self._past.memory)
        return Questions(
            fetcher, self._clock, self._plan.manner, self._past, counts, village_of, "area: its detail"
        )

    async def _learn(self, questions: Questions[Village], items: list[Any]) -> None:
        """Asks for the areas of those that are not known yet."""
        if not self._plan.detail:
            return
        keys = dict.fromkeys(key for key in map(key_of, items) if key)
        url = f"{self._plan.url}/api/public/dashboard/detail"
        wanted = (Question(key, url, {"id": key}) for key in keys if self._villages.get(key) is None)
        for key, told in (await questions.ask(wanted)).items():
            self._villages.keep(key, told.value)

    def _ask(self, window: Window) -> dict[str, str]:
        return {
            "dateStart": window.first.isoformat(),
            "dateEnd": window.last.isoformat(),
            "zoneId": self._plan.zone_id,
            "isPrivacy": "0",
        }

    def _found(self, answer: Answer) -> list[Any]:
        where = place_of(self._plan.url)
        if answer.missing:
            raise BadConfiguration(
                f"{where} has no public dashboard (answer 404): check crm.public.base_url, without /api/public."
            )
        if not isinstance(answer.body, list):
            said = f"{where} answers without a list of complaints: check whether the answer is an error."
            raise BadInput(said, Flaw.NO_LIST)
        return answer.body

    def _rows(self, listing: Once, items: list[Any], answer: Answer) -> Sequence[Observation | Reject]:
        detailed = self._plan.detail
        known = (self._villages.get(key) if (key := key_of(item)) else {} for item in items)
        cut_down = [
            public_item(item, village, detailed=detailed) for item, village in zip(items, known, strict=True)
        ]
        return listing.take(cut_down, answer)


class Window(NamedTuple):
    """Both days are asked for."""

    first: date
    last: date

    def halves(self) -> list[Window]:
        """Both halves, the earlier one first; none of a single day."""
        days = (self.last - self.first).days
        if days <= 1:
            return []
        middle = self.first + timedelta(days=days // 2)
        return [Window(self.first, middle), Window(middle, self.last)]


def weeks(today: date, days: int) -> Iterator[Window]:
    """Windows from today back to `days` days ago, the latest first.

    Whether the last day of a window is part of it is nowhere written: each one ends a day late, today's tomorrow.
    """
    first_of_all = today - timedelta(days=days)
    end = today + _DAY
    while end > first_of_all:
        first = max(end - timedelta(days=_WEEK), first_of_all)
        yield Window(first, end)
        end = first
