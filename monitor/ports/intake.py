"""How files and polls are taken in."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from monitor.awareness import Word
from monitor.facts.taking import Take
from monitor.model import Complaint, ImportRun, Observation, Wanted
from monitor.polls import PollHistory, PollRun
from monitor.sources.source import Recalled
from monitor.unseen import Unseen


class Imports(Protocol):
    """Staging first, then a merge in batches that a crash can resume."""

    async def start(self, name: str, system: str, now: datetime, covers: str | None = None) -> ImportRun: ...

    async def stage(self, import_id: int, observations: Sequence[Observation]) -> None:
        """Keeps rows for the merge; a ticket staged twice keeps the last and counts a duplicate."""

    async def staged(
        self, import_id: int, *, as_of: datetime, read: int, rejected: int, unseen: Unseen | None = None
    ) -> ImportRun:
        """All rows are in: the merge may begin. `unseen`: why there may be more than it holds of its cover."""

    async def merge(self, import_id: int, take: Take, *, limit: int) -> ImportRun:
        """Takes in up to `limit` staged rows; the run's state is MERGING while more are left, else DONE."""

    async def sweep_left_wait(
        self, import_id: int, wanted: Wanted, listed_at: datetime, now: datetime, *, limit: int
    ) -> int:
        """Waiting complaints of `wanted` absent from this import (a complete list) have left wait. Number done.

        After the merge and before `finish`, until it answers 0. Raises ValueError when the import was started
        without `covers`: its staged rows are gone by then. Known to be true later than `listed_at` = left alone.
        """

    async def finish(self, import_id: int, now: datetime, *, refused: bool = False) -> ImportRun:
        """Drops what is staged; `refused` = nothing was merged."""

    async def unfinished(self) -> list[ImportRun]:
        """Those that `finish` was never called for, DONE ones that may still have to be swept included."""

    async def words(self, system: str) -> list[Word]:
        """What polls and imports said of that system, else of the one that was heard of least lately."""

    async def known(self, system: str, tickets: Collection[str]) -> Mapping[str, Complaint]:
        """What an import would meet: those of the tickets that are known, each under the ticket as given."""


class Polls(Protocol):
    """Polls of a source: each page is taken in at once, and the end is recorded."""

    async def start(self, source: str, system: str, now: datetime, since: datetime | None) -> PollRun:
        """A poll begins; one of that system that never ended is abandoned."""

    async def recognise(
        self, poll_id: int, words: Sequence[tuple[str, bytes | None]], listed_at: datetime
    ) -> set[str]:
        """Moves on the complaints of which the listing says what was said last, by tickets and marks.

        The tickets of those; all others are to be read and taken in, among them what has no mark or is listed
        twice, in whatever spelling. Raises NotFound.
        """

    async def take_in(self, poll_id: int, observations: Sequence[Observation], take: Take) -> PollRun:
        """Takes in up to a thousand rows; what they add is a fact at once. Raises NotFound."""

    async def conclude(
        self,
        poll_id: int,
        now: datetime,
        *,
        as_of: datetime,
        shortfall: str | None,
        unseen: Unseen | None,
        rejected: int,
        duplicates: int,
        spared: Collection[str],
        gone: Mapping[str, datetime] = {},
        believing: bool = False,
    ) -> PollRun:
        """The listing came to its end. After a complete one, what two of them in a row lacked has vanished.

        `spared`: tickets that were listed, though they could not be taken. `gone`: tickets that the source was
        seen not to show any more, and since when: those have vanished too, unless they were shown since.
        `believing`: however many they are; else a listing that lacks too many is short.
        """

    async def known_fields(self, system: str, fields: Sequence[str], listed_since: datetime) -> list[str]:
        """Those of `fields` (monitor.drift.TELLING) that some open complaint shown since then has."""

    async def recall(self, system: str, arrived_before: datetime, *, limit: int) -> list[Recalled]:
        """Open complaints that still count as shown by their source, those not seen for the longest time first."""

    async def fail(
        self, poll_id: int, now: datetime, reason: str, *, rejected: int = 0, retry_at: datetime | None = None
    ) -> PollRun:
        """The listing broke off. What it had brought is kept."""

    async def history(self, system: str) -> PollHistory:
        """What the next poll of that system depends on."""

    async def open_count(self, system: str) -> int:
        """How many open complaints of that system are known."""
