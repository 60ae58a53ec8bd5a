"""The rank of a period as it stands now or stood at an instant: read once, judged in one pass."""

from __future__ import annotations

import asyncio
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from monitor.areas.directory import Area, Level
from monitor.basis import Basis
from monitor.clock import AHEAD
from monitor.desk import Desk
from monitor.model import Complaint, Fact
from monitor.period import Month, Period, midnight
from monitor.scores.holders import UNIT, Apart, By, Holders, Subject
from monitor.scores.judging import Arrival, Arrivals, arrival_of, micros
from monitor.scores.rank_tally import Judge, Tally
from monitor.scores.ranking import (
    NOTHING_FROZEN,
    FrozenNilai,
    Official,
    Ranking,
    RankRow,
    in_order,
    nilai_of,
    row_of,
)
from monitor.standing import stood

_INSTANT = timedelta(microseconds=1)


async def rank(
    desk: Desk,
    by: By,
    period: Period,
    *,
    at: datetime | None = None,
    within: str | None = None,
    frozen: FrozenNilai = NOTHING_FROZEN,
) -> Ranking:
    """Everybody who is ranked `by`, for what arrived in `period`, as it stood at `at` (None = as it stands now).

    `within`: only one area (a code) and what lies in it. Official figures win when the period consists of whole
    months, then those of `frozen`. The stored due times must be those of today's rules (recompute.ensure_dues).
    """
    now = desk.clock.now()
    counting = Counting(desk, by, period, now=now, at=at, within=within)
    begins_at = period.begins_at(desk.timezone)
    ends_before = min(period.ends_before(desk.timezone), (at or now + AHEAD) + _INSTANT)
    official: Official = {}
    async with desk.store.reading() as tables:
        if begins_at < ends_before:
            async for portion in tables.complaints.arrivals(begins_at, ends_before, as_of=at):
                await asyncio.to_thread(counting.add, portion)  # the other chats go on being answered
        if counting.months:
            official = await tables.scores.official(counting.months[0], counting.months[-1])
    rows = in_order(counting.rows(official, frozen), desk.scoring.min_n)
    months = tuple(sorted({month for month, _ in frozen}))
    formula = desk.scoring.fingerprint
    return Ranking(by=by, period=period, at=at or now, rows=rows, formula=formula, frozen=months)


class Counting:
    """The tallies of one rank while its portions pass by. `months`: those of the period, if it is whole ones.

    `apart_only`: it has the rows of what is counted and never ranked alone.
    """

    def __init__(
        self,
        basis: Basis,
        by: By,
        period: Period,
        *,
        now: datetime,
        at: datetime | None,
        within: str | None,
        apart_only: bool = False,
    ) -> None:
        self.months: tuple[Month, ...] = period.months if period.is_whole_months else ()
        self._basis, self._by, self._period, self._within = basis, by, period, within
        self._at, self._scoring = at, basis.scoring
        self._latest_at = now + AHEAD
        self._borders = [micros(midnight(month.first_on, basis.timezone)) for month in self.months[1:]]
        self._apart_only = apart_only
        self._holders = Holders(by, basis.directory, within, apart_only=apart_only)
        self._judge = Judge(self._scoring, micros(at or now), micros(self._latest_at))
        self._tallies: dict[Subject | Apart, Tally] = defaultdict(self._tally)

    def add(self, portion: Arrivals) -> None:
        self._count(portion.rows)
        self._count(self._rewound(portion.moved))

    def _count(self, arrivals: Iterable[Arrival]) -> None:
        subject_of, count, tallies = self._holders.subject, self._judge.count, self._tallies
        borders, names_units = self._borders, self._by is By.UNIT
        for one in arrivals:
            subject = subject_of(one.unit, one.unit_area_code, one.area_code)
            if subject is None:
                continue
            tally = tallies[subject]
            count(one, tally, bisect_right(borders, one.created) if borders else 0)
            if names_units and one.unit:
                tally.names[one.unit.strip()] += 1

    def _rewound(self, moved: Sequence[tuple[Complaint, Sequence[Fact]]]) -> Iterator[Arrival]:
        """As they stood. A stop in the future stays, so that it can be doubted."""
        assert self._at is not None or not moved
        for complaint, facts in moved:
            then = stood(complaint, facts, self._at, self._basis.rules) if self._at else complaint
            if then is None:
                continue
            found = arrival_of(then)
            if complaint.responded and complaint.responded.at > self._latest_at:
                found = found._replace(responded_after=found.created, responded=micros(complaint.responded.at))
            if complaint.completed and complaint.completed.at > self._latest_at:
                found = found._replace(completed_after=found.created, completed=micros(complaint.completed.at))
            yield found

    def _tally(self) -> Tally:
        return Tally(max(len(self.months), 1))

    def rows(self, official: Official, frozen: FrozenNilai = NOTHING_FROZEN) -> Iterator[RankRow]:
        """One row for each subject, without places."""
        for subject, name in () if self._apart_only else self._subjects(official):
            tally = self._tallies.get(subject) or self._tally()
            nilai, is_official = nilai_of(tally, subject, self.months, official, self._scoring, frozen)
            yield row_of(
                name,
                tally,
                subject=subject,
                nilai=nilai,
                peringkat=self._scoring.band(nilai),
                official=is_official,
            )
        yield from (row_of(of.value, self._tallies[of], apart=of) for of in Apart if of in self._tallies)

    def _subjects(self, official: Official) -> Iterator[tuple[Subject, str]]:
        """Each with its name."""
        if self._by is not By.UNIT:
            for area in self._areas({subject for _, subject in official}):
                yield area.code, area.name
            return
        entered = (
            {} if self._within else {of: one.name for (_, of), one in official.items() if of.startswith(UNIT)}
        )
        for subject in dict.fromkeys([*self._tallies, *entered]):
            if not isinstance(subject, Apart):
                tally = self._tallies.get(subject)
                yield subject, _commonest(tally.names) if tally else entered[subject]

    def _areas(self, entered: set[Subject]) -> Iterator[Area]:
        """All of the level that existed in the period, or of which there is something to tell."""
        directory, period = self._basis.directory, self._period
        codes = directory.within(self._within) if self._within else None
        for area in directory.of_level(Level(self._by.value)):
            exists = (area.valid_from is None or area.valid_from <= period.last_on) and (
                area.valid_to is None or period.first_on <= area.valid_to
            )
            is_asked = codes is None or area.code in codes
            if is_asked and (exists or area.code in self._tallies or area.code in entered):
                yield area


def _commonest(names: dict[str, int]) -> str:
    """The way a name is written most often; the first in the alphabet of equal ones."""
    return min(names, key=lambda name: (-names[name], name))
