"""The items of one page -> observations and rejects, by the code that reads rows of exports."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any

from monitor.sources.columns import FIELDS, ColumnMap, Layout
from monitor.sources.counts import Counts
from monitor.sources.dates import Instants
from monitor.sources.placing import AreaNames
from monitor.sources.rows import RowReader
from monitor.sources.table import Row
from monitor.sources.unread import Unread, unread
from monitor.sources.web.picking import Picked, Picker

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
    """Reads the items of one listing. `counts` grows; rows are numbered through all pages, from 1.

    `elsewhere`: fields that come with answers of their own, so that an item may lack them for other reasons.
    """

    def __init__(
        self,
        column_map: ColumnMap,
        section: str,
        areas: AreaNames,
        now: datetime,
        elsewhere: Collection[str] = (),
    ) -> None:
        self._layout = layout_of(column_map)
        self.counts = Counts(lacking={name: 0 for name in self._layout.indexes if name not in elsewhere})
        self.pick = picker(column_map, section).pick
        instants = _IsoFirst(column_map.timezone, date_format=column_map.date_format)
        self._reader = RowReader(
            column_map, self._layout, instants, areas, listed_at=now, now=now, counts=self.counts
        )

    def read(self, items: Sequence[Any], listed_at: datetime) -> Unread:
        """The rows of a page that was asked for at `listed_at`; items may have been picked before."""
        picked = [item if item.__class__ is Picked else self.pick(item) for item in items]
        first = self.counts.read + 1
        self.counts.read += len(picked)
        self._count_blanks(picked)
        return unread(self._reader, [Row(number, *one) for number, one in enumerate(picked, first)], listed_at)

    def _count_blanks(self, picked: Sequence[Picked]) -> None:
        lacking = self.counts.lacking
        for name, cells in zip(FIELDS, zip(*(one.cells for one in picked), strict=True), strict=False):
            if name in lacking:
                lacking[name] += cells.count("")
