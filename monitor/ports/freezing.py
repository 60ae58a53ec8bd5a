"""Months that are frozen, and what they were reckoned from."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Protocol

from monitor.awareness import Word
from monitor.cutoff import FrozenMonth, Span
from monitor.period import Month
from monitor.scores.judging import Arrival


class Cutoffs(Protocol):
    """Frozen months never change. Settings are those of monitor.frozen.settings_text."""

    async def months(self) -> list[Month]:
        """Those that are frozen, oldest first."""

    async def find(self, month: Month) -> FrozenMonth | None: ...

    async def of_arrival(self, at: datetime) -> Span | None:
        """The frozen month that holds what arrived then."""

    async def span(self) -> tuple[datetime, datetime] | None:
        """What arrived in [from, before) is frozen: the months follow each other without a gap."""

    async def known_since(self) -> datetime | None:
        """When the first of all facts was recorded; None = there is none."""

    async def last_fact(self, known_by: datetime) -> int:
        """The id of the last fact that was recorded by then; 0 = nothing was."""

    async def words(self, system: str, known_by: datetime) -> Sequence[Word] | None:
        """What polls and imports that began by then have said of a system (see Imports.words), those that went on
        after a crash later left out. None = it is not known any more."""

    def arrivals(self, begins_at: datetime, ends_before: datetime, fact: int) -> AsyncIterator[Sequence[Arrival]]:
        """Those that had arrived in [begins_at, ends_before) by the facts up to the id `fact`, in portions."""

    async def freeze(self, frozen: FrozenMonth, document: str, read_through: int) -> bool:
        """Keeps the month and its settings; whether it was this call that did.

        Nothing is kept when the month is frozen already, nor when a fact known at its cut-off was recorded after
        the id `read_through`, the newest when its figures were read.
        """

    async def use_settings(self, document: str, now: datetime) -> bool:
        """These settings are in force from now on; whether others were until now."""

    async def settings_at(self, at: datetime) -> str | None:
        """Those that were in force then, as far as is known: else the first ones. None = none were ever noted."""

    async def settings(self, digest: str) -> str | None:
        """Those with that digest."""
