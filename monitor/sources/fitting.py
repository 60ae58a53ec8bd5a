"""Which of several column maps an export was made for: the one that finds the most of its columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from monitor.sources.columns import ColumnMap, find_header
from monitor.sources.delimited import DelimitedTable
from monitor.sources.openings import Kind, look_at
from monitor.sources.workbook import Workbook

_Head = Sequence[Sequence[str]]


def fitting_map(path: Path, maps: Sequence[ColumnMap]) -> ColumnMap:
    """The map whose headings the file has, the first of equals. Raises BadInput for what is no table.

    `maps`: at least one. One that finds every column it needs goes before one that does not.
    """
    if len(maps) == 1:
        return maps[0]
    if look_at(path) is Kind.TEXT:
        return max(maps, key=lambda column_map: _fit(_text_heads(path, column_map), column_map))
    with closing(Workbook(path)) as book:
        heads = [table.head() for table in book.tables()]
    return max(maps, key=lambda column_map: _fit(heads, column_map))


def _text_heads(path: Path, column_map: ColumnMap) -> Iterator[_Head]:
    yield DelimitedTable(path, lambda head: _fit([head], column_map)[1]).head()


def _fit(heads: Iterable[_Head], column_map: ColumnMap) -> tuple[bool, int]:
    """Whether all that is required was found, and how many columns were."""
    layouts = [layout for head in heads if (layout := find_header(head, column_map))]
    return max(((not layout.missing, len(layout.indexes)) for layout in layouts), default=(False, 0))
