"""What every format of export becomes: numbered rows of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

LONGEST_CELL = 32_767  # characters: what a spreadsheet cell can hold


class Row(NamedTuple):
    """One row that is not blank. `number` is what a spreadsheet shows beside it; `cells` are those asked for.

    `fault`: why the row cannot be trusted, without its text; the cells may then be incomplete.
    """

    number: int
    cells: Sequence[str]
    fault: str | None = None


class Table(Protocol):
    """A file's one table, or one sheet of a workbook."""

    @property
    def sheet(self) -> str | None: ...

    def head(self) -> Sequence[Sequence[str]]:
        """The first rows, blank ones included. Raises BadInput for a table too wide to be one."""

    def rows(self, picks: Sequence[int | None], *, after: int, width: int) -> Iterator[Row]:
        """The rows below row `after`; of each the picked cells, "" for None and for what is not there.

        `width` is the header's. Every call reads anew from the start. Raises BadInput where the file breaks.
        """
