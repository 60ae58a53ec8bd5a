"""What the figures of a period are reckoned by, besides its facts: today's (`Desk`) or those of a frozen month."""

from __future__ import annotations

from typing import Protocol
from zoneinfo import ZoneInfo

from monitor.areas import Directory
from monitor.data_kept import DataTerms
from monitor.scoring import Scoring
from monitor.sla import Rulebook


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
