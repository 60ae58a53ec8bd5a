"""Listings by day of arrival: the spans they ask for share instants, so what two answers show is taken once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol, Self, TypeVar

from monitor.sources.source import Ending
from monitor.sources.web.items import ItemReader
from monitor.sources.web.progress import Progress
from monitor.unseen import Unseen


class Span(Protocol):
    """A stretch of time that is asked for at once."""

    def halves(self) -> list[Self]:
        """Both halves, the earlier one first; none of a span that is short already."""


S = TypeVar("S", bound=Span)


class Once(Progress):
    """The progress of such a listing. `key`: the member of an item that holds its ticket.

    `gone`: recalled tickets that the source does not show any more, and since when. `doubt`: why something
    that was asked for may not have come.
    """

    def __init__(self, reader: ItemReader, key: str) -> None:
        super().__init__(reader, paged=False)
        self.gone: Mapping[str, datetime] = {}
        self.doubt: str | None = None
        self._key = key
        self._seen: set[int] = set()

    def showed(self, ticket: str) -> bool:
        """Whether a complaint of that ticket was listed."""
        return ticket_hash(ticket) in self._seen

    def new(self, items: list[Any]) -> list[Any]:
        """Those that nothing before showed, and now they are shown."""
        keys = [self.identity(item) for item in items]
        found = [item for item, key in zip(items, keys, strict=True) if key not in self._seen]
        self._seen.update(keys)
        return found

    def identity(self, item: Any) -> int:
        """A number that tells items apart; those without a ticket by all that they say."""
        ticket = item.get(self._key) if isinstance(item, dict) else None
        return ticket_hash(str(ticket)) if ticket and isinstance(ticket, str | int) else hash(repr(item))

    def suspect(self, why: str) -> None:
        """The first reason counts."""
        self.doubt = self.doubt or why

    def split(self, span: S, why: str) -> list[S]:
        """The halves of a span that was answered with a full list; `why` is suspected where there are none."""
        halves = span.halves()
        if not halves:
            self.suspect(why)
        return halves

    def ending(self, now: datetime, shortfall: str, unseen: Unseen | None) -> Ending:
        """How it ended; such a listing is never a complete one."""
        return Ending(
            as_of=self.began_at or now,
            shortfall=shortfall,
            unseen=unseen,
            counts=self.reader.counts,
            duplicates=self.duplicates,
            skew=self.skew,
            gone=self.gone,
        )


def ticket_hash(written: str) -> int:
    """A number that tells tickets apart; neither case nor blanks count."""
    return hash(" ".join(written.split()).casefold())
