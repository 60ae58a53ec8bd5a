"""The areas of complaints, asked for one by one, politely, and remembered."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from monitor.clock import Clock
from monitor.errors import RateLimited, SiagaError
from monitor.sources.counts import Counts
from monitor.sources.public_crm.plan import PublicPlan
from monitor.sources.web.http import Fetcher, Memory, Pause

REMEMBERED = 100_000  # complaints, some 30 MB
_BREATH = timedelta(milliseconds=100)  # between two rounds of questions
_ENOUGH = 5  # failures in a row: the rest is left to the next listing

Village = dict[str, Any]


class Areas:
    """What the dashboard said of each complaint's area, by id; the latest ones, for this process."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Village] = OrderedDict()

    def get(self, key: str) -> Village | None:
        """The village, {} when the dashboard knows none; None = not asked yet."""
        return self._known.get(key)

    def keep(self, key: str, village: Village) -> None:
        self._known[key] = village
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)


class Details:
    """The questions of one listing. A detail that fails is asked again by the next one."""

    def __init__(self, plan: PublicPlan, clock: Clock, pause: Pause, areas: Areas, counts: Counts) -> None:
        self._plan, self._pause, self._areas, self._counts = plan, pause, areas, counts
        self._fetcher = Fetcher(replace(plan, tries=1), clock, pause, Memory())
        self._left = plan.most_details if plan.detail else 0
        self._failed = 0

    async def __aenter__(self) -> Details:
        await self._fetcher.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._fetcher.__aexit__()

    async def learn(self, keys: Iterable[str]) -> None:
        """Asks for the areas of those that are not known yet, a few at once. Raises nothing of the source's."""
        wanted = [key for key in dict.fromkeys(keys) if self._areas.get(key) is None]
        step = self._plan.concurrency
        for start in range(0, len(wanted), step):
            few = wanted[start : start + min(step, self._left)]
            if not few:
                return
            self._left -= len(few)
            await asyncio.gather(*(self._ask(key) for key in few))
            await self._pause(_BREATH)

    async def _ask(self, key: str) -> None:
        try:
            answer = await self._fetcher.get(f"{self._plan.url}/api/public/dashboard/detail", {"id": key})
        except SiagaError as error:
            self._counts.dropped.add("area: its detail did not come")
            self._failed += 1
            if self._failed >= _ENOUGH or isinstance(error, RateLimited):
                self._left = 0
            return
        self._failed = 0
        self._areas.keep(key, {} if answer.missing else _village(answer.body))


def _village(body: Any) -> Village:
    """The three names of an answer, in its own shape; what is null or of another shape is left out."""
    village = _object(_object(body).get("village"))
    district = _object(village.get("district"))
    city = _object(district.get("city"))
    names = _name(village), _name(district), _name(city)
    return placed(*names) if any(names) else {}


def placed(village: str | None, district: str | None, city: str | None) -> Village:
    """The names as the dashboard nests them."""
    return {"name": village, "district": {"name": district, "city": {"name": city}}}


def _object(found: Any) -> dict[str, Any]:
    return found if isinstance(found, dict) else {}


def _name(found: dict[str, Any]) -> str | None:
    name = found.get("name")
    return name if isinstance(name, str) and len(name) <= 100 else None
