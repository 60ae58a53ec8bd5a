"""All that a step needs at hand: the store, the clock, the rules. Built once by the composition root."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.areas.directory import Directory, Level
from monitor.awareness import Word, age_by
from monitor.clock import Clock
from monitor.cutoff import CutOff
from monitor.data_kept import DataTerms
from monitor.deadlines.pedoman import Pedoman
from monitor.deadlines.sla import Rulebook
from monitor.model import DataAge, NearWindows, Scope, Slot
from monitor.ports import Store, Tables
from monitor.scope import Reach, reach_of
from monitor.scores.scoring import Scoring
from monitor.unlisted import Listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What the configuration says, as values.

    `sign_of_life`: weekday (Monday = 0) on which a silent chat hears that siaga still watches; None = never.
    """

    store: Store
    clock: Clock
    directory: Directory
    rules: Rulebook
    near: NearWindows
    slots: tuple[Slot, ...]
    timezone: ZoneInfo
    stale_after: timedelta
    system: str = "crm"  # the one whose age is the age of the data
    ticket_url: str = ""  # holds "{ticket}"; "" = no button
    speaks_when_empty: bool = False
    sign_of_life: int | None = 0
    shows_address: bool = True
    keeps_text: bool = False  # the complaints' texts: shown to people in private
    posts_text: bool = False  # and in groups
    retention: timedelta | None = None  # what is older is deleted; None = nothing is
    listed: Listed = field(default_factory=Listed)  # names that the configuration knows
    handovers_told: int = 3  # so many hand-overs in one episode are told; 0 = none ever are
    source: str = "berkas ekspor CRM"  # where the data comes from, in Indonesian
    scoring: Scoring = field(default_factory=Scoring)
    cutoff: CutOff = field(default_factory=CutOff)
    pedoman: Pedoman = field(default_factory=Pedoman)
    exports_whole: bool = False  # every export holds all open complaints, whatever it is said to cover
    partial: str | None = None  # why the data is never the whole truth (public source), in Indonesian

    @property
    def data_terms(self) -> DataTerms:
        return DataTerms(system=self.system, stale_after=self.stale_after, partial=self.partial)

    def reach(self, scope: Scope) -> Reach:
        """What a scope covers, spelled out."""
        levels = {self.directory.get(code).level for code in scope.areas}
        takes_unplaced = scope.everything or Level.KOTA in levels
        return reach_of(scope, self.directory.within, takes_unplaced=takes_unplaced)

    def title(self, scope: Scope) -> str:
        """What people call a scope: "Kel. Cideng", "Kota Jakarta Pusat", "Kec. Gambir, Kec. Senen"."""
        if scope.everything:
            return "Semua wilayah"
        if scope.unit is not None:
            return scope.unit
        return ", ".join(self.directory.get(code).title for code in scope.areas)

    def area_title(self, code: str | None) -> str | None:
        """What people call an area; None for one that the directory does not know."""
        area = self.directory.find(code) if code else None
        return area.title if area else None

    def is_city(self, scope: Scope) -> bool:
        """Whether whoever has that scope watches over a whole kota. Raises NotFound for an unknown area."""
        return scope.everything or any(self.directory.get(code).level is Level.KOTA for code in scope.areas)

    def is_one_kelurahan(self, scope: Scope) -> bool:
        """Whether lines need not name the kelurahan."""
        codes = scope.areas
        return len(codes) == 1 and self.directory.get(codes[0]).level is Level.KELURAHAN

    async def data_age(self, now: datetime, reach: Reach | None = None) -> DataAge:
        """How old the data is at `now`: of all that lies in `reach`; None = of the newest that was listed."""
        async with self.store.reading() as tables:
            return await self.age_of(tables, now, reach)

    async def age_of(self, tables: Tables, now: datetime, reach: Reach | None = None) -> DataAge:
        """How old the data is that these tables are read from."""
        return self.age_by(await tables.imports.words(self.system), now, reach)

    def age_by(self, words: Sequence[Word], now: datetime, reach: Reach | None = None) -> DataAge:
        """The same by what polls and imports said."""
        return age_by(words, self.directory, reach, now, self)
