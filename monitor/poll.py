"""The poll step: a listing of the source becomes facts, page by page, and says how old the data is now.

Each page is a transaction of its own, and none is open while the source is spoken to. A crash leaves what was
taken, which is true, and a poll that the next one abandons.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from monitor.ahead import one_ahead
from monitor.desk import Desk
from monitor.drift import blank_fields, shortfall_of, unseen_of
from monitor.errors import BadInput, RateLimited, SiagaError
from monitor.facts.taking import Take, taker
from monitor.forgetting import sift
from monitor.model import Observation, Reject
from monitor.polls import PollHistory, PollRun
from monitor.ports import Tables
from monitor.recompute import note_rules_used
from monitor.sources.counts import Counts
from monitor.sources.source import Batch, Ending, Recalled, Source
from monitor.sources.unread import Unread
from monitor.unseen import Unseen

BATCH = 1_000  # a transaction; more of them at once would keep everybody else waiting
WHOLE_EVERY = timedelta(days=1)
WHOLE_AGAIN = timedelta(hours=1)  # after one that broke off: the changes alone may still come through
MOST_RECALLED = 20_000  # open complaints that a listing can miss
MOST_REJECTS = 1_000  # remembered; more of them, and the listing is not a complete one

log = logging.getLogger(__name__)

# What a poll means for people, decided within the transaction that records how it ended.
Aftermath = Callable[[Tables, PollRun, PollHistory, Ending | None], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PollResult:
    """What a poll that came to its end brought. `rejects`: the first of them."""

    run: PollRun
    counts: Counts
    rejects: tuple[Reject, ...] = ()
    aged: int = 0  # items too old to be kept
    skew: timedelta = timedelta(0)
    lost: tuple[str, ...] = ()  # fields that none of its items had, though complaints in it are known to have them

    @property
    def new(self) -> int:
        return self.run.new

    @property
    def changed(self) -> int:
        return self.run.changed

    @property
    def unchanged(self) -> int:
        return self.run.unchanged

    @property
    def rejected(self) -> int:
        return self.run.rejected

    @property
    def complete(self) -> bool:
        return self.run.complete

    @property
    def as_of(self) -> datetime | None:
        return self.run.as_of


async def _nothing(_tables: Tables, _run: PollRun, _history: PollHistory, _ending: Ending | None) -> None:
    """Nobody is told."""


async def poll_once(
    desk: Desk,
    source: Source,
    now: datetime,
    *,
    full: bool = False,
    believing: bool = False,
    aftermath: Aftermath = _nothing,
) -> PollResult:
    """One poll: what changed since the last one, or everything when that is due or asked for (`full`).

    `believing`: what a complete listing lacks is gone, however much it is (see monitor.polls.implausible).
    Raises what the source raises (TryLater, BadInput, BadConfiguration), after it was recorded.
    """
    async with desk.store.writing() as tables:
        history = await tables.polls.history(source.system)
        everything = full or not source.tells_changes or whole_is_due(history, now)
        since = None if everything else _since(history, source)
        run = await tables.polls.start(source.name, source.system, now, since)
    intake = _Intake(desk, run, taker(desk.rules, now, source.name), believing=believing)
    try:
        ending = await intake.take(source.listing(since, intake.recall))
    except SiagaError as error:
        await _record_failure(desk, intake, history, error, aftermath)
        raise
    return await _conclude(desk, intake, history, ending, aftermath)


def whole_is_due(history: PollHistory, now: datetime) -> bool:
    """Whether everything is asked for: at first, daily, and again in a while when some of it did not come."""
    if history.sound is None:
        return True
    lacks = history.unseen is not None and history.unseen.may_pass
    fresh = history.whole is not None and not history.whole.cut and now - history.whole.started_at < WHOLE_EVERY
    if fresh and not lacks:
        return False
    return history.tried_whole is None or now - history.tried_whole.started_at >= WHOLE_AGAIN


def _since(history: PollHistory, source: Source) -> datetime | None:
    as_of = history.sound.as_of if history.sound else None
    return as_of - source.overlap if as_of else None


@dataclass
class _Intake:
    """Takes the pages of one listing in."""

    desk: Desk
    run: PollRun
    decide: Take
    believing: bool = False
    rows: int = 0
    rejected: int = 0
    aged: int = 0
    rejects: list[Reject] = field(default_factory=list)

    async def take(self, listing: AsyncGenerator[Batch, None]) -> Ending:
        """Until the ending. Raises BadInput for a listing in which nothing can be believed."""
        ending: Ending | None = None
        async with aclosing(one_ahead(listing)) as batches:
            async for batch in batches:
                await self._page(batch.rows)
                ending = batch.ending or ending
        if ending is None:
            raise BadInput(f"The source {self.run.source} stopped without an ending.")
        await self._believe()
        return ending

    async def _page(self, rows: Sequence[Observation | Reject]) -> None:
        self.rows += len(rows)
        for start in range(0, len(rows), BATCH):
            part = rows[start : start + BATCH]
            await self._part(await self._news(part) if isinstance(part, Unread) else part)

    async def _news(self, rows: Unread) -> Sequence[Observation | Reject]:
        """Those that do not say what was said last, read."""
        async with self.desk.store.writing() as tables:
            known = await tables.polls.recognise(self.run.id, rows.words(), rows.listed_at)
        return await asyncio.to_thread(rows.read, known)

    async def _part(self, rows: Sequence[Observation | Reject]) -> None:
        if not rows:
            return
        async with self.desk.store.writing() as tables:
            found = await sift(tables, self.run.system, rows)
            if found.taken:
                self.run = await tables.polls.take_in(self.run.id, found.taken, self.decide)
                await note_rules_used(tables, self.desk.rules)  # with the rows: what comes next may break off
        self.rejected += len(found.rejects)
        self.aged += len(found.aged)
        self.rejects += found.rejects[: MOST_REJECTS - len(self.rejects)]

    async def _believe(self) -> None:
        """A source that changed its shape, or that shows nothing to us any more, is not a CRM gone quiet."""
        if self.rows and self.rejected == self.rows:
            raise BadInput(
                f"None of the {self.rows} items of the source can be read (the first: {self.rejects[0].reason}): "
                "check its field map."
            )
        if self.rows or self.run.since is not None:
            return
        async with self.desk.store.reading() as tables:
            known = await tables.polls.open_count(self.run.system)
        if known:
            raise BadInput(
                f"The source lists nothing at all, although {known} complaints are open: "
                "check what our key may see there."
            )

    async def recall(self, arrived_before: datetime) -> Sequence[Recalled]:
        """See monitor.sources.source.Recall."""
        async with self.desk.store.reading() as tables:
            return await tables.polls.recall(self.run.system, arrived_before, limit=MOST_RECALLED)

    @property
    def spared(self) -> list[str]:
        return [reject.ticket for reject in self.rejects if reject.ticket]


async def _conclude(
    desk: Desk, intake: _Intake, history: PollHistory, ending: Ending, aftermath: Aftermath
) -> PollResult:
    shortfall = ending.shortfall
    unseen = ending.unseen or (Unseen.UNREAD if intake.rejected else None)
    if intake.rejected > MOST_REJECTS:
        shortfall = shortfall or f"{intake.rejected} of its items could not be read"
    async with desk.store.writing() as tables:
        await note_rules_used(tables, desk.rules)
        lost = await tables.polls.known_fields(intake.run.system, blank_fields(ending.counts), ending.as_of)
        run = await tables.polls.conclude(
            intake.run.id,
            desk.clock.now(),
            as_of=ending.as_of,
            shortfall=shortfall or shortfall_of(lost, ending.counts.read),
            unseen=unseen or unseen_of(lost),
            rejected=intake.rejected,
            duplicates=ending.duplicates,
            spared=intake.spared,
            gone=ending.gone,
            believing=intake.believing,
        )
        await aftermath(tables, run, history, ending)
    rejects = tuple(intake.rejects)
    return PollResult(
        run=run, counts=ending.counts, rejects=rejects, aged=intake.aged, skew=ending.skew, lost=tuple(lost)
    )


async def _record_failure(
    desk: Desk, intake: _Intake, history: PollHistory, error: SiagaError, aftermath: Aftermath
) -> None:
    now = desk.clock.now()
    retry_at = now + error.retry_after if isinstance(error, RateLimited) else None
    async with desk.store.writing() as tables:
        run = await tables.polls.fail(intake.run.id, now, str(error), rejected=intake.rejected, retry_at=retry_at)
        await aftermath(tables, run, history, None)
