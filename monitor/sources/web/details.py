"""Single questions beside a listing, each about one complaint: asked politely, and their answers remembered.

A question that fails loses nothing: it is counted with its reason and asked again by a later listing.
"""

from __future__ import annotations

import asyncio
import json
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, NamedTuple, TypeVar

from monitor.clock import Clock
from monitor.errors import BadConfiguration, BadInput, RateLimited, SiagaError
from monitor.sources.counts import Counts
from monitor.sources.web.http import Answer, Fetcher, Memory
from monitor.sources.web.site import Manner

T = TypeVar("T")

MOST_KEPT = 100_000  # answers
_MOST_BYTES = 64 * 1024**2
_LARGEST = 64 * 1024  # bytes of one answer, as far as it is kept
_PATIENCE = 50  # spent by failures in a row; the rest is then left to the next listing
_COST_OF_TROUBLE, _COST_OF_UNFIT = 10, 1  # no answer at all; an answer of a healthy server that is of no use
_LONGEST_LAPSE = 12  # listings for which one that keeps failing is not asked for
_MOST_LAPSES = 10_000


class Question(NamedTuple):
    """`key`: whose it is."""

    key: str
    url: str
    params: Mapping[str, str] = {}


class Told(NamedTuple, Generic[T]):
    """What was read of an answer, and when it was asked for: it was true then, or later."""

    value: T
    asked_at: datetime


class Kept:
    """Small JSON values by key, the latest ones, each with the mark of what it was asked for; for this process."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[bytes, bytes]] = OrderedDict()
        self._size = 0

    def get(self, key: str, mark: bytes = b"") -> Any:
        """The value that was kept with that mark; None where there is none."""
        found = self._kept.get(key)
        return json.loads(found[1]) if found and found[0] == mark else None

    def keep(self, key: str, value: Any, mark: bytes = b"") -> None:
        written = json.dumps(value, separators=(",", ":")).encode()
        self._drop(key)
        if len(written) > _LARGEST:
            return
        self._kept[key] = (mark, written)
        self._size += len(written)
        while len(self._kept) > MOST_KEPT or self._size > _MOST_BYTES:
            self._drop(next(iter(self._kept)))

    def _drop(self, key: str) -> None:
        if (found := self._kept.pop(key, None)) is not None:
            self._size -= len(found[1])


@dataclass(slots=True)
class Past:
    """What a source remembers of its questions from one listing to the next.

    `lapses`: how often one failed in a row, and the listing from which on it is asked for again.
    """

    memory: Memory = field(default_factory=Memory)
    listing: int = 0
    quiet_until: datetime | None = None
    lapses: OrderedDict[str, tuple[int, int]] = field(default_factory=OrderedDict)

    def is_due(self, key: str) -> bool:
        return self.listing >= self.lapses.get(key, (0, 0))[1]

    def failed(self, key: str) -> None:
        """At first it is asked for by the next listing, then ever more rarely, so that others get their turn."""
        times = self.lapses.pop(key, (0, 0))[0] + 1
        self.lapses[key] = times, self.listing + min(2 ** min(times - 1, 10), _LONGEST_LAPSE)
        if len(self.lapses) > _MOST_LAPSES:
            self.lapses.popitem(last=False)

    def answered(self, key: str) -> None:
        self.lapses.pop(key, None)


class Questions(Generic[T]):
    """The questions of one listing. Use it in an `async with`.

    `read` takes what is needed from an answer, and raises BadInput for one of no use; its sentence is counted
    behind `what`. `fetcher` should try once: a later listing asks again.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        clock: Clock,
        manner: Manner,
        past: Past,
        counts: Counts,
        read: Callable[[Answer], T],
        what: str = "detail",
    ) -> None:
        self._fetcher, self._clock, self._manner, self._past = fetcher, clock, manner, past
        self._counts, self._read, self._what = counts, read, what
        self._places = asyncio.Semaphore(manner.concurrency)
        self._patience = _PATIENCE
        self._left = manner.most

    async def __aenter__(self) -> Questions[T]:
        self._past.listing += 1
        await self._fetcher.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._fetcher.__aexit__()

    @property
    def may_ask(self) -> bool:
        """Whether another question may be asked in this listing."""
        quiet = self._past.quiet_until
        return self._left > 0 and self._patience > 0 and (quiet is None or self._clock.now() >= quiet)

    async def ask(self, questions: Iterable[Question]) -> dict[str, Told[T]]:
        """What was told, by key. Raises nothing of the source's."""
        found: dict[str, Told[T]] = {}
        async with asyncio.TaskGroup() as group:
            for question in questions:
                if not self._past.is_due(question.key):
                    continue
                await self._places.acquire()
                if not self.may_ask:
                    self._places.release()
                    break
                self._left -= 1
                group.create_task(self._one(question, found))
                if self._manner.every:
                    await self._fetcher.pause(self._manner.every)
        return found

    async def _one(self, question: Question, found: dict[str, Told[T]]) -> None:
        try:
            answer = await self._fetcher.get(question.url, question.params)
            found[question.key] = Told(self._read(answer), answer.asked_at)
        except SiagaError as error:
            self._failed(question.key, error)
        else:
            self._patience = _PATIENCE
            self._past.answered(question.key)
        finally:
            self._places.release()

    def _failed(self, key: str, error: SiagaError) -> None:
        self._past.failed(key)
        self._counts.dropped.add(f"{self._what}: {reason_of(error)}")
        self._patience -= _COST_OF_UNFIT if isinstance(error, Unfit) else _COST_OF_TROUBLE
        if isinstance(error, RateLimited):
            self._past.quiet_until = self._clock.now() + error.retry_after


class Unfit(BadInput):
    """An answer that is of no use, from a server that is well. Its text is what is counted."""


def reason_of(error: SiagaError) -> str:
    """Why a question failed, without an address, so that the same reasons are counted together."""
    if isinstance(error, Unfit):
        return str(error)
    if isinstance(error, RateLimited):
        return "the server asks us to wait"
    if isinstance(error, BadConfiguration):
        return "the server refuses it"
    return "the answer cannot be read" if isinstance(error, BadInput) else "no answer came"
