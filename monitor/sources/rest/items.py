"""The items of one page -> observations and rejects, by the code that reads rows of exports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from monitor.model import Observation, Reject
from monitor.sources.columns import FIELDS
from monitor.sources.counts import Counts
from monitor.sources.dates import Instants
from monitor.sources.placing import AreaNames
from monitor.sources.rest.fields import Drift, cell
from monitor.sources.rest.plan import RestPlan
from monitor.sources.rows import RowReader
from monitor.sources.table import LONGEST_CELL, Row

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
                return at.astimezone(UTC)
        return super().read(text)


class ItemReader:
    """Reads the items of one listing. `counts` grows; rows are numbered through all pages, from 1."""

    def __init__(self, plan: RestPlan, areas: AreaNames, now: datetime) -> None:
        self.counts = Counts()
        self._plan, self._areas, self._now = plan, areas, now
        self._layout = plan.layout()
        self._getters = [(index, get) for index, get in enumerate(plan.getters()) if get]
        self._instants = _IsoFirst(plan.zone, date_format=plan.column_map.date_format)

    def read(self, items: Sequence[Any], listed_at: datetime) -> list[Observation | Reject]:
        """The rows of a page that was asked for at `listed_at`."""
        reader = RowReader(
            self._plan.column_map,
            self._layout,
            self._instants,
            self._areas,
            listed_at=listed_at,
            now=max(self._now, listed_at),
            counts=self.counts,
        )
        return list(reader.observations(self._rows(items)))

    def _rows(self, items: Sequence[Any]) -> Iterator[Row]:
        for number, item in enumerate(items, self.counts.read + 1):
            if item.__class__ is not dict:
                yield Row(number, _BLANK, "the item is not an object")
                continue
            yield self._row(number, item)

    def _row(self, number: int, item: dict[str, Any]) -> Row:
        cells = _BLANK.copy()
        try:
            for index, get in self._getters:
                value = get(item)
                if value is not None:
                    is_short = value.__class__ is str and len(value) <= LONGEST_CELL
                    cells[index] = value if is_short else cell(value)
        except Drift:
            return self._faulty(number, item)
        return Row(number, cells)

    def _faulty(self, number: int, item: dict[str, Any]) -> Row:
        """The ticket is kept, so that a complaint that cannot be read does not look absent."""
        cells, fault = _BLANK.copy(), None
        for index, get in self._getters:
            try:
                cells[index] = cell(get(item))
            except Drift as drift:
                fault = fault or f"{FIELDS[index]} ({self._layout.headings[FIELDS[index]]!r}) {drift}"
        return Row(number, cells, fault)
