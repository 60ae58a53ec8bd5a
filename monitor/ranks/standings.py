"""What of a rank is for whom: a group sees its own area, a kota's group and coordinators the whole table. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from monitor.areas.directory import Area, Directory, Level
from monitor.model import DataAge, Scope
from monitor.period import Month
from monitor.ranks.prospect import Prospect
from monitor.scope import Reach, unit_key
from monitor.scores.holders import UNIT, By, Subject
from monitor.scores.ranking import Ranking, RankRow, in_order

_LEVELS = (Level.KOTA, Level.KECAMATAN, Level.KELURAHAN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """One table as somebody may see it. `within`: the area (a code) whose table it is, None = of everywhere.

    `own`: the rows that are theirs, told first. `visible`: the rows of which they may see name and figures;
    None = all.
    """

    by: By
    within: str | None
    own: frozenset[Subject] = frozenset()
    visible: frozenset[Subject] | None = None

    @property
    def is_whole(self) -> bool:
        return self.visible is None

    @property
    def is_of_area(self) -> bool:
        """Whether whoever looks is of some areas: a unit works everywhere, and others see everything."""
        has_areas = self.visible is not None and not any(subject.startswith(UNIT) for subject in self.own)
        return self.within is not None or has_areas

    def sees(self, row: RankRow) -> bool:
        return self.visible is None or row.subject in self.visible


def sights(directory: Directory, scope: Scope, reach: Reach, *, sees_all: bool) -> tuple[Sight, ...]:
    """What somebody of that scope may ask for; the first is meant when nothing is said.

    `sees_all`: a coordinator, who sees the others of the kota too.
    """
    if scope.unit is not None:
        own = frozenset({UNIT + unit_key(scope.unit)})
        return (Sight(by=By.UNIT, within=None, own=own, visible=None if sees_all else own),)
    if scope.everything:
        several = len(directory.of_level(Level.KOTA)) > 1
        levels = (By.KOTA, By.KECAMATAN, By.KELURAHAN, By.UNIT)
        return tuple(Sight(by=by, within=None) for by in levels if several or by is not By.KOTA)
    return tuple(_of_areas(directory, scope, reach, sees_all=sees_all))


def _of_areas(directory: Directory, scope: Scope, reach: Reach, *, sees_all: bool) -> list[Sight]:
    codes = reach.codes or frozenset()
    areas = [directory.get(code) for code in scope.areas]
    cities = {area.code for one in areas for area in directory.lineage(one.code) if area.level is Level.KOTA}
    within = next(iter(cities)) if len(cities) == 1 else None
    whole = within is not None and (sees_all or within in codes)
    found = [
        Sight(
            by=By(level.value),
            within=within,
            own=frozenset(area.code for area in areas if area.level is level),
            visible=None if whole else codes,
        )
        for level in _levels_below(areas)
    ]
    if whole:
        found.append(Sight(by=By.UNIT, within=within, own=frozenset(scope.areas)))
    return found


def _levels_below(areas: list[Area]) -> list[Level]:
    """From the highest level that has a table: a kota is not ranked among what lies in it."""
    highest = max(1, min((_LEVELS.index(area.level) for area in areas), default=1))
    return list(_LEVELS[highest:])


def without_estimates(ranking: Ranking) -> Ranking:
    """With official figures only, and places among those."""
    rows = [
        replace(row, place=None) if row.official else replace(row, place=None, nilai=None, peringkat=None)
        for row in ranking.rows
    ]
    return replace(ranking, rows=in_order(rows))


@dataclass(frozen=True, slots=True, kw_only=True)
class Standings:
    """The answer to "who stands where". `before`: the same of the month before, for changes of place.

    `title`: who asks. `where`: whose table it is. `cut_at`: its figures were frozen as of then; `live`: what they
    would be now. `prospect`: what is still to come of the own row, or of the whole kota.
    `shows_estimates`: False: the rows hold official figures only. `is_running`: the month has not ended.
    `min_n`, `best`: see Scoring, by the settings that the table was reckoned by. `data`: as it was when the table
    was made. `was_left_out`: the month is frozen and this table is not. `lacks_apart`: what is counted and never
    ranked was not frozen with it. `settings_changed`: `live` is reckoned by other settings than the frozen table.
    `held_elsewhere`: complaints of the month in the one area that is told first which another unit holds now.
    """

    title: str
    where: str
    month: Month
    sight: Sight
    ranking: Ranking
    before: Ranking | None
    data: DataAge
    shows_estimates: bool
    is_running: bool
    min_n: int
    best: str
    cut_at: datetime | None = None
    live: Ranking | None = None
    was_left_out: bool = False
    lacks_apart: bool = False
    settings_changed: bool = False
    held_elsewhere: int = 0
    prospect: Prospect | None = None

    @property
    def of_whom(self) -> str:
        """Whose rows are seen: those of the whole table, or of whoever asks."""
        return self.where if self.sight.is_whole else self.title

    @property
    def own(self) -> tuple[RankRow, ...]:
        return tuple(row for row in self.ranking.rows if row.subject in self.sight.own)

    @property
    def rows(self) -> tuple[RankRow, ...]:
        """What may be seen of those who are ranked, in order."""
        return tuple(row for row in self.ranking.rows if row.apart is None and self.sight.sees(row))

    @property
    def apart(self) -> tuple[RankRow, ...]:
        """What is counted, never ranked; told to those who see everything."""
        return tuple(row for row in self.ranking.rows if row.apart is not None and self.sight.is_whole)

    @property
    def has_table(self) -> bool:
        """Whether there are others to see."""
        return len(self.rows) > len(self.own)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is known of that month, of anybody."""
        return not any(row.n or row.official for row in self.ranking.rows)

    def moved(self, row: RankRow) -> int | None:
        """By how many places it rose (negative: fell) among those placed then; None = it had none, or has none."""
        if self.before is None or row.place is None:
            return None
        then = next((one for one in self.before.placed if one.subject == row.subject), None)
        return None if then is None or then.place is None else then.place - row.place

    def changed(self) -> tuple[tuple[RankRow, RankRow], ...]:
        """What may be seen of the rows that would have other figures now than when they were frozen."""
        now = {row.subject: row for row in self.live.rows if row.apart is None} if self.live else {}
        pairs = ((row, now[row.subject]) for row in self.rows if row.subject in now)
        return tuple((row, later) for row, later in pairs if (row.n, row.nilai) != (later.n, later.nilai))
