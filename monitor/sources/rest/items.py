"""The items of one page -> observations and rejects, by the code that reads rows of exports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from monitor.model import Observation, Reject
from monitor.sources.columns import FIELDS
from monitor.sources.counts import Counts
from monitor.sources.dates import Instants
from monitor.sources.placing import AreaNames
from monitor.sources.rest.fields import Drift, cell
from monitor.sources.rest.plan import RestPlan
from monitor.sources.rows import RowReader
from monitor.sources.table import Row

_BLANK = ("",) * len(FIELDS)


class ItemReader:
    """Reads the items of one listing. `counts` grows; rows are numbered through all pages, from 1."""

    def __init__(self, plan: RestPlan, areas: AreaNames, now: datetime) -> None:
        self.counts = Counts()
        self._plan, self._areas, self._now = plan, areas, now
        self._layout = plan.layout()
        self._getters = plan.getters()
        self._instants = Instants(plan.zone, date_format=plan.column_map.date_format)

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
        try:
            return Row(number, [cell(get(item)) if get else "" for get in self._getters])
        except Drift:
            return self._faulty(number, item)

    def _faulty(self, number: int, item: dict[str, Any]) -> Row:
        """The ticket is kept, so that a complaint that cannot be read does not look absent."""
        cells, fault = list(_BLANK), None
        for index, get in enumerate(self._getters):
            try:
                cells[index] = cell(get(item)) if get else ""
            except Drift as drift:
                fault = fault or f"{FIELDS[index]} ({self._layout.headings[FIELDS[index]]!r}) {drift}"
        return Row(number, cells, fault)
