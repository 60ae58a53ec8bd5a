"""The rows of a page that are read only when they are asked for: most say what they said the last time."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from datetime import datetime
from typing import overload

from monitor.model import Observation, Reject
from monitor.sources.row_tickets import ticket_of
from monitor.sources.rows import RowReader
from monitor.sources.table import Row


class Unread(Sequence[Observation | Reject]):
    """Rows of a listing that was true at `listed_at`, with tickets (None: none that can be read) and marks."""

    def __init__(
        self,
        reader: RowReader,
        rows: Sequence[Row],
        tickets: Sequence[str | None],
        marks: Sequence[bytes],
        listed_at: datetime,
    ) -> None:
        self.tickets, self.marks, self.listed_at = tickets, marks, listed_at
        self._reader, self._rows = reader, rows

    def words(self) -> list[tuple[str, bytes | None]]:
        """Ticket and mark of every row that has a ticket; without the mark where the row cannot be trusted."""
        told = zip(self._rows, self.marks, self.tickets, strict=True)
        return [(ticket, None if row.fault else mark) for row, mark, ticket in told if ticket]

    def read(self, known: Container[str | None] = ()) -> list[Observation | Reject]:
        """All rows but those of `known` tickets."""
        self._reader.listed(self.listed_at)
        told = zip(self._rows, self.marks, self.tickets, strict=True)
        return [self._reader.read(row, mark) for row, mark, ticket in told if ticket not in known]

    def __iter__(self) -> Iterator[Observation | Reject]:
        return iter(self.read())

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, which: int) -> Observation | Reject: ...
    @overload
    def __getitem__(self, which: slice) -> Unread: ...
    def __getitem__(self, which: int | slice) -> Observation | Reject | Unread:
        if isinstance(which, slice):
            part = self._rows[which], self.tickets[which], self.marks[which]
            return Unread(self._reader, *part, self.listed_at)
        self._reader.listed(self.listed_at)
        return self._reader.read(self._rows[which], self.marks[which])


def unread(reader: RowReader, rows: Sequence[Row], listed_at: datetime) -> Unread:
    """The rows, marked."""
    return Unread(
        reader, rows, [ticket_of(row) for row in rows], [reader.mark(row.cells) for row in rows], listed_at
    )
