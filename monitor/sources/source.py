"""What every polled source is: something that lists complaints, page by page, and says how the listing ended.

    async for batch in source.listing(since=None, recall=nothing):
        for row in batch.rows: ...              # Observation | Reject
        if batch.ending: ...                    # on the last one only

A listing that breaks off raises TryLater, BadInput or BadConfiguration; what came before it is still true.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from monitor.model import Observation, Reject
from monitor.sources.counts import Counts
from monitor.unseen import Unseen


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a listing ended.

    `as_of`: it began then, so it holds all that happened before. `shortfall`: why a complaint that was not in
    it may still exist, in English; None = the listing is complete. `unseen`: why there may be more than is known;
    CUT = something that was asked for did not come. `skew`: how far the source's clock is ahead. `gone`: recalled
    tickets that the source does not show any more, and since when.
    """

    as_of: datetime
    shortfall: str | None
    unseen: Unseen | None = None
    counts: Counts
    duplicates: int = 0
    skew: timedelta = timedelta(0)
    gone: Mapping[str, datetime] = field(default_factory=dict)

    @property
    def cut(self) -> bool:
        return self.unseen is Unseen.CUT


@dataclass(frozen=True, slots=True)
class Recalled:
    """An open complaint that is known already. `listed_at`: when a source last showed it."""

    ticket: str
    created_at: datetime
    listed_at: datetime


# The open complaints of the source's system that arrived before an instant and still count as shown by it, those
# not seen for the longest time first. For sources that list by day of arrival: the older ones drop out of sight.
Recall = Callable[[datetime], Awaitable[Sequence[Recalled]]]


async def nothing(_arrived_before: datetime) -> Sequence[Recalled]:
    """Recalls no complaint: for whoever only looks."""
    return ()


@dataclass(frozen=True, slots=True)
class Batch:
    """One page. Each observation's `listed_at` is when its page was asked for, never before `Ending.as_of`."""

    rows: Sequence[Observation | Reject] = field(default_factory=tuple)
    ending: Ending | None = None


class Source(Protocol):
    """One system that is asked again and again."""

    @property
    def name(self) -> str:
        """What the configuration calls this kind of source: "rest"."""

    @property
    def system(self) -> str:
        """Whose ticket numbers these are."""

    @property
    def tells_changes(self) -> bool:
        """Whether it can be asked for changes only; else every listing is of everything."""

    @property
    def overlap(self) -> timedelta:
        """How far before the last listing the next one must begin, so that nothing falls between."""

    def listing(self, since: datetime | None, recall: Recall = nothing) -> AsyncGenerator[Batch, None]:
        """What changed since then; None = everything. `recall` may be asked what is open beyond the listing."""
