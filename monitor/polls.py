"""What became of a poll, as it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from monitor.unseen import Unseen

FEW = 3  # of fewer complaints it is no wonder that none lies anywhere
_MANY = 10  # open complaints, and this share of all: no day's work
_SHARE = 0.2


class PollState(StrEnum):
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    ABANDONED = "abandoned"  # its process died: the next poll begins anew


@dataclass(frozen=True, slots=True, kw_only=True)
class PollRun:
    """One poll. `since` None = everything was asked for; `shortfall` None on a done one = it was complete."""

    id: int
    source: str
    system: str
    state: PollState
    started_at: datetime
    since: datetime | None = None
    as_of: datetime | None = None
    shortfall: str | None = None
    unseen: Unseen | None = None  # why there may be more than it brought
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    duplicates: int = 0
    vanished: int = 0
    reason: str | None = None
    retry_at: datetime | None = None
    finished_at: datetime | None = None

    @property
    def cut(self) -> bool:
        """Whether something that was asked for did not come: the next poll must not begin where this one ended."""
        return self.unseen is Unseen.CUT

    @property
    def complete(self) -> bool:
        """Whether an open complaint that was not in it is absent from the source."""
        return self.state is PollState.DONE and self.shortfall is None


@dataclass(frozen=True, slots=True)
class PollHistory:
    """The polls of one system that the next one depends on; None = there was none.

    `done`: the last that succeeded; `sound`: the last done one that was not cut; `whole`: the last done one that
    asked for everything, `tried_whole` the same however it ended. `failed`: how many failed since the last done
    one, the first of them at `failing_since`. `unseen`: why there may be more than they brought.
    """

    latest: PollRun | None = None
    done: PollRun | None = None
    sound: PollRun | None = None
    whole: PollRun | None = None
    tried_whole: PollRun | None = None
    failed: int = 0
    failing_since: datetime | None = None
    unseen: Unseen | None = None

    @property
    def unread(self) -> int:
        """How many items of the last listing could not be read, of everything or of the changes since."""
        return max((run.rejected for run in (self.whole, self.done) if run), default=0)


def implausible(absent: int, known: int) -> str | None:
    """Why it is not believed that `absent` of `known` open complaints are gone at once; None = it may be."""
    if absent <= _MANY or absent <= _SHARE * known:
        return None
    return f"it lacks {absent} of {known} open complaints, more than can be gone at once"
