"""The few things monitor and bot need from the outside, as Protocols. `storage` provides them.

A `Store` is opened for reading or for writing; what it hands out speaks only in values of `model`.
Never hold one open across a network call.
"""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

from monitor.ports.freezing import Cutoffs
from monitor.ports.intake import Imports, Polls
from monitor.ports.knowing import Complaints, Forgotten, Past, Place, Redued, Scores
from monitor.ports.telling import ConfiguredDestination, ConfiguredPerson, Destinations, Notices, People

__all__ = [
    "Complaints",
    "ConfiguredDestination",
    "ConfiguredPerson",
    "Cutoffs",
    "Destinations",
    "Forgotten",
    "Imports",
    "Ledger",
    "Notices",
    "Past",
    "People",
    "Place",
    "Polls",
    "Redued",
    "Scores",
    "Store",
    "Tables",
]


class Ledger(Protocol):
    """What happened to siaga itself: slots told, first start, the rules in force."""

    async def open_slot(self, name: str, slot_at: datetime, now: datetime) -> bool:
        """True the first time: the digests of that slot are planned in the same transaction."""

    async def last_slot_before(self, slot_at: datetime) -> datetime | None:
        """The slot planned before this one, whatever its name."""

    async def started(self, now: datetime) -> datetime:
        """The first start ever; remembers `now` when this is it."""

    async def note(self, name: str) -> str | None: ...

    async def set_note(self, name: str, value: str) -> None: ...


class Tables(Protocol):
    """Everything, within one transaction."""

    @property
    def complaints(self) -> Complaints: ...
    @property
    def imports(self) -> Imports: ...
    @property
    def polls(self) -> Polls: ...
    @property
    def notices(self) -> Notices: ...
    @property
    def destinations(self) -> Destinations: ...
    @property
    def people(self) -> People: ...
    @property
    def scores(self) -> Scores: ...
    @property
    def cutoffs(self) -> Cutoffs: ...
    @property
    def past(self) -> Past: ...
    @property
    def ledger(self) -> Ledger: ...


class Store(Protocol):
    """The database. Errors of the driver leave it as OutsideUnreachable or BadInput."""

    def reading(self) -> AbstractAsyncContextManager[Tables]:
        """A consistent view; nothing can be written."""

    def writing(self) -> AbstractAsyncContextManager[Tables]:
        """One transaction, committed on a clean exit, else undone. Keep it short: writers wait for each other."""

    async def settle(self) -> None:
        """What was deleted leaves the files beside the database too, as far as nobody is reading."""

    async def close(self) -> None: ...
