"""The loop's step that polls the source: when it is due, one poll, and what it means for people."""

from __future__ import annotations

import logging
from contextlib import aclosing
from dataclasses import replace
from datetime import timedelta

from bot.config import Parts
from bot.loops import Pause, pause
from bot.telling.operators import tell_findings
from bot.watching.drift import tell_drift
from bot.watching.outages import Outages
from bot.watching.shortcomings import tell_shortcomings
from monitor.clock import Clock
from monitor.desk import Desk
from monitor.errors import SiagaError
from monitor.model import Reject
from monitor.poll import PollResult, poll_once
from monitor.sources.open311.plan import Open311Plan
from monitor.sources.open311.source import Open311Source
from monitor.sources.placing import DirectoryNames
from monitor.sources.public_crm.plan import PublicPlan
from monitor.sources.public_crm.source import PublicSource
from monitor.sources.rest.plan import RestPlan
from monitor.sources.rest.source import RestSource
from monitor.sources.source import Source

_SAMPLE = 3  # details

log = logging.getLogger(__name__)


def source_of(parts: Parts, clock: Clock, pause: Pause = pause) -> Source | None:
    """The source of the configuration; None = imports only."""
    areas = DirectoryNames(parts.directory)
    match parts.polled:
        case RestPlan():
            return RestSource(parts.polled, areas, clock, pause)
        case PublicPlan():
            return PublicSource(parts.polled, areas, clock, pause)
        case Open311Plan():
            return Open311Source(parts.polled, areas, clock, pause)
        case None:
            return None


def sample_of(parts: Parts, clock: Clock, pause: Pause = pause) -> Source | None:
    """The same for a look at it: the details of a few complaints only are asked for."""
    polled = parts.polled
    if isinstance(polled, PublicPlan):
        polled = replace(polled, manner=replace(polled.manner, most=_SAMPLE))
    elif isinstance(polled, RestPlan) and polled.detail:
        few = replace(polled.detail.manner, most=_SAMPLE)
        polled = replace(polled, detail=replace(polled.detail, manner=few))
    return source_of(replace(parts, polled=polled), clock, pause)


async def first_page(source: Source) -> tuple[int, list[Reject]]:
    """How many complaints of one page can be read, and those that cannot. Raises what the source raises."""
    async with aclosing(source.listing(None)) as batches:
        async for batch in batches:
            rejects = [row for row in batch.rows if isinstance(row, Reject) and row.seen is None]
            return len(batch.rows) - len(rejects), rejects
    return 0, []


class Polling:
    """Polls one source every so often. What is due is read from the rows: a restart neither skips nor hurries."""

    def __init__(self, desk: Desk, source: Source, every: timedelta) -> None:
        self._desk, self._source, self._every = desk, source, every

    async def step(self) -> None:
        """One poll if it is due. A source that fails is waited for: its outage is told, not raised."""
        if await self.rest() > timedelta(0):
            return
        try:
            await poll(self._desk, self._source)
        except SiagaError as error:
            log.debug("A poll of %s failed: %s", self._source.name, error)

    async def rest(self) -> timedelta:
        """How long until the next poll is due."""
        async with self._desk.store.reading() as tables:
            latest = (await tables.polls.history(self._source.system)).latest
        if latest is None:
            return timedelta(0)
        due_at = max(latest.started_at + self._every, latest.retry_at or latest.started_at)
        return max(due_at - self._desk.clock.now(), timedelta(0))


async def poll(desk: Desk, source: Source, *, full: bool = False, believing: bool = False) -> PollResult:
    """One poll now, with what it means for people. Raises what the source raises, after it was recorded."""
    now = desk.clock.now()
    result = await poll_once(desk, source, now, full=full, believing=believing, aftermath=Outages(desk))
    if result.new or result.changed or result.run.vanished:
        log.info(
            "Poll: %d new, %d changed, %d vanished, %d rejected.",
            result.new,
            result.changed,
            result.run.vanished,
            result.rejected,
        )
    await tell_drift(desk, result, now)
    counts = result.counts
    await tell_findings(desk, counts.unknown_areas.most_common(), list(counts.unmapped), now)
    await tell_shortcomings(desk, result, now)
    return result
