"""The items of one page -> observations and rejects, by the code that reads rows of exports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from monitor.sources.columns import FIELDS, ColumnMap, Layout
from monitor.sources.counts import Counts
from monitor.sources.dates import Instants
from monitor.sources.placing import AreaNames
from monitor.sources.rows import RowReader
from monitor.sources.table import Row
from monitor.sources.unread import Unread, unread
from monitor.sources.web.fields import Drift, cell
from monitor.sources.web.picking import Picker

_BLANK = [""] * len(FIELDS)
_SHORTEST = len("2026-11-23T08:00:00Z")
_YEARS = range(1970, 2101)


class _IsoFirst(Instants):
    """Nearly every API writes ISO 8601 with an offset, which Python reads ten times faster than all the rest."""

    def read(self, text: str) -> datetime:
        if len(text) >= _SHORTEST and text[10] == "T":
            try:
                at = datetime.fromisoformat(text)
            except ValueError:
                return super().read(text)
            if at.tzinfo is not None and at.year in _YEARS:
                return at if at.tzinfo is UTC else at.astimezone(UTC)
        return super().read(text)


def picker(column_map: ColumnMap, section: str) -> Picker:
    """Finds the mapped fields in an item. Raises BadConfiguration."""
    return Picker({name: found[0] for name in FIELDS if (found := column_map.headings(name))}, section)


def layout_of(column_map: ColumnMap) -> Layout:
    """The mapped fields as columns, so that rows of a table and items of a list are read by one code."""
    mapped = [name for name in FIELDS if column_map.headings(name)]
    return Layout(
        header_row=0,
        width=len(FIELDS),
        indexes={name: FIELDS.index(name) for name in mapped},
        headings={name: column_map.headings(name)[0] for name in mapped},
        repeated=(),
    )


class ItemReader:
    """Reads the items of one listing. `counts` grows; rows are numbered through all pages, from 1."""

    def __init__(self, column_map: ColumnMap, section: str, areas: AreaNames, now: datetime) -> None:
        self.counts = Counts()
        self._layout = layout_of(column_map)
        self._picker = picker(column_map, section)
        instants = _IsoFirst(column_map.timezone, date_format=column_map.date_format)
        self._reader = RowReader(
            column_map, self._layout, instants, areas, listed_at=now, now=now, counts=self.counts
        )

    def read(self, items: Sequence[Any], listed_at: datetime) -> Unread:
        """The rows of a page that was asked for at `listed_at`."""
        rows = list(self._rows(items))
        self.counts.read += len(rows)
        return unread(self._reader, rows, listed_at)

    def _rows(self, items: Sequence[Any]) -> Iterator[Row]:
        for number, item in enumerate(items, self.counts.read + 1):
            if item.__class__ is not dict:
                yield Row(number, _BLANK, "the item is not an object")
                continue
            yield self._row(number, item)

    def _row(self, number: int, item: dict[str, Any]) -> Row:
        try:
            return Row(number, self._picker.cells(item))
        except Drift:
            return self._faulty(number, item)

    def _faulty(self, number: int, item: dict[str, Any]) -> Row:
        """The ticket is kept, so that a complaint that cannot be read does not look absent."""
        cells, fault = _BLANK.copy(), None
        for name, get in self._picker.getters.items():
            try:
                cells[FIELDS.index(name)] = cell(get(item))
            except Drift as drift:
                fault = fault or f"{name} ({self._layout.headings[name]!r}) {drift}"
        return Row(number, cells, fault)
