"""A source that lists what a test tells it to, and a desk to poll it at."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from builders import observation
from conversation import desk_of

from monitor.clock import SteppedClock
from monitor.desk import Desk
from monitor.errors import SiagaError
from monitor.model import Observation, Reject, Stage
from monitor.sources.counts import Counts
from monitor.sources.source import Batch, Ending, Recall, nothing
from monitor.unseen import Unseen
from storage.store import Store

MINUTES = timedelta(minutes=1)
Row = Observation | Reject


def waiting(ticket: str, **says: object) -> Observation:
    return observation(ticket, **says)


def answered(ticket: str, **says: object) -> Observation:
    return observation(ticket, **{"stage": Stage.PROCESS, "status": "Proses"} | says)


@dataclass
class Scripted:
    """`pages` of a listing, each row as of the clock; then `error`, or an ending with `shortfall` and `unseen`."""

    clock: SteppedClock
    pages: Sequence[Sequence[Row]] = ()
    error: SiagaError | None = None
    shortfall: str | None = None
    unseen: Unseen | None = None
    counts: Counts = field(default_factory=Counts)
    skew: timedelta = timedelta(0)
    gone: dict[str, datetime] = field(default_factory=dict)
    asked: list[datetime | None] = field(default_factory=list)
    name: str = "rest"
    system: str = "crm"
    overlap: timedelta = 10 * MINUTES
    tells_changes: bool = True

    def lists(self, *rows: Row) -> None:
        """Everything, on one page."""
        self.pages, self.error, self.shortfall, self.unseen = [rows], None, None, None

    async def listing(self, since: datetime | None, recall: Recall = nothing) -> AsyncGenerator[Batch, None]:
        self.asked.append(since)
        now = self.clock.now()
        for page in self.pages:
            yield Batch([replace(row, listed_at=now) if isinstance(row, Observation) else row for row in page])
        if self.error:
            raise self.error
        shortfall = self.shortfall or ("changes only" if since else None)
        said = {
            "shortfall": shortfall,
            "unseen": self.unseen,
            "counts": self.counts,
            "skew": self.skew,
            "gone": self.gone,
        }
        yield Batch((), Ending(as_of=now, **said))


def polled_desk(store: Store, now: datetime) -> tuple[Desk, Scripted, SteppedClock]:
    clock = SteppedClock(now)
    desk = replace(desk_of(store, clock), stale_after=15 * MINUTES, sign_of_life=None)
    return desk, Scripted(clock), clock
