"""What the figures of a period are reckoned by, besides its facts: today's (`Desk`) or those of a frozen month."""

from __future__ import annotations

from typing import Protocol
from zoneinfo import ZoneInfo

from monitor.areas.directory import Directory
from monitor.data_kept import DataTerms
from monitor.deadlines.sla import Rulebook
from monitor.scores.scoring import Scoring


class Basis(Protocol):
    @property
    def timezone(self) -> ZoneInfo: ...
    @property
    def directory(self) -> Directory: ...
    @property
    def scoring(self) -> Scoring: ...
    @property
    def rules(self) -> Rulebook: ...


class Settled(Basis, Protocol):
    """All that is kept with a frozen month."""

    @property
    def data_terms(self) -> DataTerms | None: ...
