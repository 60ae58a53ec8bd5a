"""The second answer about each complaint of a list, laid into its item as the member `detail`.

What does not come is not said: the list's own fields are taken, and the detail is asked for again next time.
"""

from __future__ import annotations

import asyncio
import json
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import blake2b
from typing import Any, NamedTuple
from urllib.parse import quote

from monitor.clock import Clock
from monitor.model import Observation, Reject
from monitor.sources.counts import Counts
from monitor.sources.rest.plan import DETAIL, DetailPlan, RestPlan
from monitor.sources.web.details import Kept, Past, Question, Questions, Told, Unfit
from monitor.sources.web.fields import getter
from monitor.sources.web.http import Answer, Fetcher, Pause

Rows = Sequence[Observation | Reject]
Item = dict[str, Any]

_LARGEST = 2_000_000  # bytes of one detail
_MOST_OWED = 5_000
_LONGEST_KEY = 200


@dataclass(slots=True)
class DetailMemory:
    """What is known from one listing to the next. `owed`: items whose detail did not come, and when each came."""

    past: Past = field(default_factory=Past)
    kept: Kept = field(default_factory=Kept)
    owed: OrderedDict[str, tuple[Item, datetime]] = field(default_factory=OrderedDict)

    def owe(self, key: str, item: Item, listed_at: datetime) -> None:
        self.owed[key] = item, listed_at
        if len(self.owed) > _MOST_OWED:  # the next listing of everything asks for the rest
            self.owed.popitem(last=False)


class Details:
    """The details of one listing. Use it in an `async with`."""

    def __init__(
        self, plan: RestPlan, detail: DetailPlan, clock: Clock, pause: Pause, memory: DetailMemory, counts: Counts
    ) -> None:
        self._plan, self._memory = detail, memory
        self._ticket = getter(plan.column_map.headings("ticket")[0], "crm.rest.fields.ticket")
        self._id = getter(detail.id, "crm.rest.detail.id") if detail.id else self._ticket
        self._item = getter(detail.item, "crm.rest.detail.item")
        self._used = detail.members(plan.column_map)
        self._tells_course = detail.tells_course(plan.column_map)
        site = replace(plan, url=detail.url, tries=1, max_bytes=min(plan.max_bytes, _LARGEST))
        fetcher = Fetcher(site, clock, pause, memory.past.memory)
        self._questions = Questions(fetcher, clock, detail.manner, memory.past, counts, self._read)
        self._listed: set[str] = set()
        self._fresh: list[datetime | None] = []  # for each item of the page when its detail was asked for

    async def __aenter__(self) -> Details:
        await self._questions.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._questions.__aexit__()

    async def complete(self, items: Sequence[Any], listed_at: datetime) -> list[Any]:
        """The items of a page with their details, as far as these came."""
        page = await asyncio.to_thread(self._page, items)
        found = await self._questions.ask(self._question(key, item) for key, (item, _) in page.wanted.items())
        for key, (item, mark) in page.wanted.items():
            if key in found:
                self._memory.kept.keep(key, found[key].value, mark)
                self._memory.owed.pop(key, None)
            else:
                self._memory.owe(key, item, listed_at)
        self._listed.update(key for key in page.keys if key)
        self._fresh = [found[key].asked_at if key in found else None for key in page.keys]
        return [_laid(*one, found) for one in zip(items, page.keys, page.known, strict=True)]

    def dated(self, rows: Rows) -> Rows:
        """The rows of the page completed last. What a detail says of the course was true when it was asked for."""
        if not self._tells_course or not any(self._fresh):
            return rows
        pairs = zip(rows, self._fresh, strict=True)
        return [replace(row, listed_at=at) if at and isinstance(row, Observation) else row for row, at in pairs]

    async def paid(self) -> list[tuple[Item, datetime]]:
        """Items of earlier listings whose detail came only now, and when what they say was true."""
        left = {key: one for key, one in self._memory.owed.items() if key not in self._listed}
        found = await self._questions.ask(self._question(key, item) for key, (item, _) in left.items())
        for key in found:
            del self._memory.owed[key]
        return [
            ({**left[key][0], DETAIL: told.value}, told.asked_at if self._tells_course else left[key][1])
            for key, told in found.items()
        ]

    def forgive(self) -> None:
        """Nothing is owed to complaints that a listing of everything did not hold."""
        for key in [key for key in self._memory.owed if key not in self._listed]:
            del self._memory.owed[key]

    def _page(self, items: Sequence[Any]) -> _Page:
        """What is known of the items, and which of them are to be asked for."""
        keys = [self._key(item) for item in items]
        known: list[Item | None] = []
        wanted: dict[str, tuple[Item, bytes]] = {}
        for key, item in zip(keys, items, strict=True):
            mark = _mark(item) if self._plan.only == "changed" else b""
            found = self._memory.kept.get(key, mark) if key and self._plan.only != "always" else None
            known.append(found)
            if key is not None and found is None:
                wanted.setdefault(key, (item, mark))
        return _Page(keys, known, wanted)

    def _key(self, item: Any) -> str | None:
        """What makes it this complaint's; None = it cannot be asked for."""
        return _word(self._id(item)) if isinstance(item, dict) else None

    def _question(self, key: str, item: Item) -> Question:
        words = {"{id}": key, "{ticket}": _word(self._ticket(item)) or ""}
        url = self._plan.url
        for name, word in words.items():
            url = url.replace(name, quote(word, safe=""))
        return Question(key, url)

    def _read(self, answer: Answer) -> Item:
        if answer.missing:
            raise Unfit("there is none (404)")
        found = self._item(answer.body)
        if not isinstance(found, dict):
            raise Unfit("the answer holds no object at crm.rest.detail.item")
        return found if self._used is None else {name: found[name] for name in self._used if name in found}


class _Page(NamedTuple):
    """`keys` and what is `known` already, an item each; `wanted`: item and mark of those to ask for, by key."""

    keys: list[str | None]
    known: list[Item | None]
    wanted: dict[str, tuple[Item, bytes]]


def _laid(item: Any, key: str | None, known: Item | None, found: dict[str, Told[Item]]) -> Any:
    """The item with its detail; a member of that name in the list itself is never taken for one."""
    if not isinstance(item, dict):
        return item
    return {**item, DETAIL: found[key].value if key in found else known}


def _mark(item: Any) -> bytes:
    """Changes when anything in the item does."""
    return blake2b(json.dumps(item, sort_keys=True).encode(), digest_size=16).digest()


def _word(found: Any) -> str | None:
    """A value that can stand in an address; one of dots only would lead elsewhere."""
    if isinstance(found, int) and not isinstance(found, bool):
        found = str(found)
    if not isinstance(found, str) or len(found) > _LONGEST_KEY or not found.isprintable():
        return None
    return found if found.strip(". ") else None
