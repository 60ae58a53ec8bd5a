"""A listing read to its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from monitor.model import Observation, Reject
from monitor.sources.source import Ending, Recall, Source, nothing


@dataclass
class Listed:
    rows: list[Observation | Reject]
    ending: Ending

    @property
    def tickets(self) -> list[str | None]:
        return [row.ticket for row in self.rows]

    @property
    def taken(self) -> list[Observation]:
        return [row for row in self.rows if isinstance(row, Observation)]

    @property
    def rejects(self) -> list[Reject]:
        return [row for row in self.rows if isinstance(row, Reject)]


async def listed(source: Source, since: datetime | None = None, recall: Recall = nothing) -> Listed:
    rows: list[Observation | Reject] = []
    endings = []
    async for batch in source.listing(since, recall):
        rows += batch.rows
        endings += [batch.ending] if batch.ending else []
    (ending,) = endings
    return Listed(rows, ending)
