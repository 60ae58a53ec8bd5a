"""Open requests that a listing did not show, mostly because they are older than its days: asked for by their ids.

The standard takes several ids in one question; who does not know that is asked one by one. An id that is not there
twice in a row is gone, as long as the server proves that it answers by id at all.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from urllib.parse import quote

from monitor.clock import Clock
from monitor.sources.counts import Counts
from monitor.sources.open311.plan import Open311Plan
from monitor.sources.source import Recalled
from monitor.sources.web.details import Past, Question, Questions
from monitor.sources.web.http import Answer, Fetcher, Parse, Pause
from monitor.sources.web.once import ticket_hash
from monitor.sources.web.site import Manner

POLITELY = Manner(concurrency=1, every=timedelta(milliseconds=100), most=40)  # questions
LOOKED_AT = timedelta(days=1)  # one that was not shown for longer is not known to be open still
ID = "service_request_id"
_TOGETHER = 50  # ids in one question
_LONGEST_ID = 100


@dataclass(slots=True)
class UnlistedMemory:
    """What is known from one listing to the next. `absent`: ids that were not there, and since when."""

    past: Past = field(default_factory=Past)
    absent: dict[str, datetime] = field(default_factory=dict)


class Unlisted:
    """The questions of one listing. Use it in an `async with`. `gone`: not there twice, and since when."""

    def __init__(
        self, plan: Open311Plan, clock: Clock, pause: Pause, parse: Parse, memory: UnlistedMemory, counts: Counts
    ) -> None:
        self._plan, self._memory = plan, memory
        site = replace(plan, tries=1)
        fetcher = Fetcher(site, clock, pause, memory.past.memory, parse=parse, form=plan.form.upper())
        self._questions = Questions(fetcher, clock, POLITELY, memory.past, counts, _whole, "an older request")
        self._looked_at: set[int] = set()
        self.gone: dict[str, datetime] = {}

    async def __aenter__(self) -> Unlisted:
        await self._questions.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._questions.__aexit__()

    async def answers(self, wanted: Sequence[Recalled], proof: str | None) -> AsyncGenerator[Answer, None]:
        """What the server says of those wanted, one answer after another. `proof`: an id that certainly exists."""
        asked = {ticket_hash(one.ticket): one for one in wanted if _can_be_asked(one.ticket)}
        several = [one.ticket for one in asked.values() if "," not in one.ticket]
        for few in _chunks(several, _TOGETHER):
            if (answer := await self._ask(self._together(few))) is None:
                break
            yield self._only(answer, asked)
        lacking = [one for key, one in asked.items() if key not in self._looked_at]
        if not lacking or not self._questions.may_ask:
            return
        proven = False
        for one in lacking:
            if not proven and not (proven := await self._answers_by_id(proof)):
                return
            answer = await self._ask(self._single(one.ticket))
            if answer is None:
                continue
            found = self._only(answer, asked)
            if found.body:
                yield found
            else:
                self._not_there(one.ticket, answer.asked_at)

    def unseen(self, wanted: Iterable[Recalled], as_of: datetime) -> int:
        """How many of them are not known to be open still."""
        return sum(
            ticket_hash(one.ticket) not in self._looked_at and as_of - one.listed_at > LOOKED_AT for one in wanted
        )

    async def _answers_by_id(self, proof: str | None) -> bool:
        answer = await self._ask(self._single(proof)) if proof and _can_be_asked(proof) else None
        if answer is None or proof is None:
            return False
        return any(ticket_hash(id_of(item)) == ticket_hash(proof) for item in answer.body)

    async def _ask(self, question: Question) -> Answer | None:
        told = (await self._questions.ask([question])).get(question.key)
        return told.value if told else None

    def _only(self, answer: Answer, asked: dict[int, Recalled]) -> Answer:
        """The answer with those of its requests that were asked for."""
        found = [item for item in answer.body if ticket_hash(id_of(item)) in asked]
        for item in found:
            self._looked_at.add(ticket_hash(id_of(item)))
            self._memory.absent.pop(asked[ticket_hash(id_of(item))].ticket, None)
        return replace(answer, body=found)

    def _not_there(self, ticket: str, asked_at: datetime) -> None:
        self._looked_at.add(ticket_hash(ticket))
        if (since := self._memory.absent.pop(ticket, None)) is not None:
            self.gone[ticket] = since
        else:
            self._memory.absent[ticket] = asked_at

    def _together(self, tickets: Sequence[str]) -> Question:
        ids = ",".join(tickets)
        url = f"{self._plan.url}/requests.{self._plan.form}"
        return Question(ids, url, {**self._plan.asked_always, "service_request_id": ids})

    def _single(self, ticket: str) -> Question:
        url = f"{self._plan.url}/requests/{quote(ticket, safe='')}.{self._plan.form}"
        return Question(ticket, url, self._plan.asked_always)


def id_of(item: Any) -> str:
    """The id of a request, "" of one without."""
    found = item.get(ID) if isinstance(item, dict) else None
    return str(found) if isinstance(found, str | int) else ""


def _whole(answer: Answer) -> Answer:
    return replace(answer, body=[]) if answer.missing else answer


def _can_be_asked(ticket: str) -> bool:
    return len(ticket) <= _LONGEST_ID and ticket.isprintable() and bool(ticket.strip(". "))


def _chunks(tickets: Sequence[str], size: int) -> Iterator[list[str]]:
    left = iter(tickets)
    while few := list(islice(left, size)):
        yield few
