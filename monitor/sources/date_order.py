"""The first pass over an export: which of day and month comes first, and how late the newest word in it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from monitor.errors import BadInput
from monitor.flaws import Flaw
from monitor.sources.cells import is_nothing
from monitor.sources.columns import DATES, FIELDS, Layout
from monitor.sources.dates import Instants, NotADate, OrderUnknown
from monitor.sources.days import Order
from monitor.sources.table import Row

_HINT = "set date_format in the import map"


class FirstPass:
    """Looks at every date cell of all date columns. Raises BadInput when their order cannot be told.

    `newest`: the latest instant not after `now`, due times apart; None when there is none.
    `rows`: how many rows there are. `instants`: the reader that knows the order now. `order`: the one that is
    meant where the file itself does not show it.
    """

    def __init__(
        self, name: str, zone: ZoneInfo, date_format: str | None, now: datetime, order: Order | None = None
    ) -> None:
        self.rows = 0
        self.instants = Instants(zone, date_format=date_format)
        self._name = name
        self._now = now
        self._meant = order
        self._latest: datetime | None = None
        self._either = {order: Instants(zone, order=order) for order in Order}
        self._pending: dict[Order, datetime] = {}  # the newest under each order, of cells seen before it showed
        self._puzzle: tuple[str, str] | None = None  # a heading, a cell that could be read both ways

    def run(self, rows: Iterable[Row], layout: Layout) -> None:
        """Sees all rows, whose cells are in the order of FIELDS."""
        columns = _date_columns(layout)
        for row in rows:
            self.rows += 1
            for index, heading, counts in columns:
                if text := row.cells[index].strip():
                    self._see(text, heading, counts)
        self._decide()

    @property
    def order(self) -> Order | None:
        """None = no date in the file depends on it."""
        return next(iter(self.instants.shown), self._meant if self._puzzle else None)

    @property
    def newest(self) -> datetime | None:
        return self._latest

    def _see(self, text: str, heading: str, counts: bool) -> None:
        try:
            at = self.instants.read(text)
        except OrderUnknown:
            self._set_aside(text, heading, counts)
        except NotADate:
            return
        else:
            if counts and (self._latest is None or at > self._latest) and at <= self._now:
                self._latest = at

    def _set_aside(self, text: str, heading: str, counts: bool) -> None:
        if len(self.instants.shown) == 1:
            self.instants.order = self.order
            return self._see(text, heading, counts)
        self._puzzle = self._puzzle or (heading, text)
        for order, reader in self._either.items():
            at = _or_none(reader, text)
            if counts and at is not None and at <= self._now:
                self._pending[order] = max(at, self._pending.get(order, at))
        return None

    def _decide(self) -> None:
        shown = self.instants.shown
        if len(shown) > 1:
            both = " and ".join(f"{text!r}" for text in shown.values())
            raise BadInput(
                f"{self._name} writes dates in both orders of day and month ({both}): {_HINT}.", Flaw.BOTH_ORDERS
            )
        if self._puzzle and not shown and self._meant is None:
            heading, text = self._puzzle
            raise BadInput(
                f"{self._name} does not show whether day or month comes first in its dates "
                f"(column {heading!r}, for example {text!r}): {_HINT}.",
                Flaw.EITHER_ORDER,
            )
        self.instants.order = self.order
        if self.order in self._pending:
            pending = self._pending[self.order]
            self._latest = max(pending, self._latest or pending)


def _date_columns(layout: Layout) -> Sequence[tuple[int, str, bool]]:
    """(index among FIELDS, heading, whether it says how late the file's word is)."""
    return [
        (FIELDS.index(name), layout.headings[name], name != "due_at") for name in DATES if name in layout.indexes
    ]


def _or_none(reader: Instants, text: str) -> datetime | None:
    try:
        return None if is_nothing(text) else reader.read(text)
    except NotADate:
        return None
