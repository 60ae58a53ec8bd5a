"""What a month's nilai becomes at its cut-off if nothing more is done, and which open complaints cost most."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from heapq import nsmallest
from typing import NamedTuple

from monitor.clock import AHEAD
from monitor.desk import Desk
from monitor.model import Complaint
from monitor.period import Month, Period
from monitor.scores.holders import By, Holders, Subject
from monitor.scores.judging import (
    Arrival,
    Outcome,
    Verdict,
    completion_outcome,
    from_micros,
    micros,
    response_outcome,
)
from monitor.scores.scoring import Scoring, rounded

TOP = 5
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Costly:
    """An open complaint, and the nilai lost if its running clocks stop only after the cut-off instead of now.

    The due times are those of the clocks that run and are due before the cut-off; None = that one costs nothing.
    """

    complaint: Complaint
    loss: Decimal
    response_due_at: datetime | None
    completion_due_at: datetime | None

    @property
    def due_at(self) -> datetime:
        """The nearer due time of those."""
        return min(due for due in (self.response_due_at, self.completion_due_at) if due is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """The running estimate of one subject's month; None = N/A, nothing of it is decided.

    `nilai`: as it is at `at`. `at_cut_off`: if nothing more is answered or completed until `cut_at`, and nothing
    more arrives. `at_best`: the same, if all that is told as costly or counted in `others` were answered and
    completed now. `n`: arrivals so far. `costly`: what costs most first; `others`: how many more cost something.
    What the CRM shows no more stays late, and is neither: nobody could find it there to answer it.
    """

    by: By
    subject: Subject
    month: Month
    at: datetime
    cut_at: datetime
    n: int
    nilai: Decimal | None
    at_cut_off: Decimal | None
    at_best: Decimal | None
    costly: tuple[Costly, ...]
    others: int


class Debt(NamedTuple):
    """`lost`: points lost until the cut-off, weighted. The due times are those of the clocks that lose them."""

    lost: int
    id: int
    response_due: int | None
    completion_due: int | None

    @property
    def order(self) -> tuple[int, int, int]:
        due = min(due for due in (self.response_due, self.completion_due) if due is not None)
        return -self.lost, due, self.id


class Outlook:
    """Sums up arrivals as they count at `at` and would at `cut_at`. In whole microseconds, exact."""

    def __init__(self, scoring: Scoring, at: int, cut_at: int) -> None:
        self._scoring = scoring
        self._at, self._cut_at = at, cut_at
        self._latest = at + AHEAD // _MICROSECOND
        self.n = 0
        self.now = [0, 0]  # earned, possible: see Scoring.nilai
        self.then = [0, 0]
        self.debts: list[Debt] = []

    def add(self, one: Arrival) -> None:
        self.n += 1
        bobot = self._scoring.bobot_of(one.category)
        lost = [0, 0]
        for place, (judge, due) in enumerate(
            ((response_outcome, one.response_due), (completion_outcome, one.completion_due))
        ):
            weight = bobot * self._scoring.weights[place]
            self._count(self.now, judge(one, self._at, self._latest), weight)
            then = judge(one, self._cut_at, self._latest)
            self._count(self.then, then, weight)
            if then.runs and then.verdict is Verdict.LATE and due is not None:
                stopped_now = self._scoring.points(max(self._at - due, 0))
                lost[place] = weight * (stopped_now - self._scoring.points(then.late))
        if any(lost):
            dues = one.response_due if lost[0] else None, one.completion_due if lost[1] else None
            self.debts.append(Debt(sum(lost), one.id, *dues))

    def pass_over(self, unshown: Collection[int]) -> None:
        """Forgets the debts of those: nothing can be done about them."""
        self.debts = [debt for debt in self.debts if debt.id not in unshown]

    def nilai(self, sums: Sequence[int]) -> Decimal | None:
        return self._scoring.nilai(*sums)

    @property
    def best(self) -> list[int]:
        """What all debts paid now would make of the sums at the cut-off."""
        earned, possible = self.then
        return [earned + sum(debt.lost for debt in self.debts), possible]

    def loss(self, debt: Debt) -> Decimal:
        return rounded(Fraction(debt.lost, self.then[1] * self._scoring.scale))

    def _count(self, sums: list[int], one: Outcome, weight: int) -> None:
        if one.verdict <= Verdict.LATE:
            sums[0] += weight * self._scoring.points(one.late)
            sums[1] += weight


async def prospect(desk: Desk, by: By, subject: Subject, month: Month, *, top: int = TOP) -> Prospect | None:
    """Of an area or unit as it is ranked `by`. None: the cut-off of that month has passed."""
    now, cut_at = desk.clock.now(), desk.cutoff.of(month, desk.timezone)
    if now >= cut_at:
        return None
    outlook = Outlook(desk.scoring, micros(now), micros(cut_at))
    holders = Holders(by, desk.directory)
    period = Period.month(month)
    begins_at = period.begins_at(desk.timezone)
    ends_before = min(period.ends_before(desk.timezone), now + AHEAD)
    async with desk.store.reading() as tables:
        if begins_at < ends_before:
            async for portion in tables.complaints.arrivals(begins_at, ends_before):
                await asyncio.to_thread(_add, outlook, holders, subject, portion.rows)
            outlook.pass_over(await tables.complaints.unshown(begins_at, ends_before))
        worst = nsmallest(top, outlook.debts, key=lambda debt: debt.order)
        costly = [_costly(outlook, debt, await tables.complaints.get(debt.id)) for debt in worst]
    return Prospect(
        by=by,
        subject=subject,
        month=month,
        at=now,
        cut_at=cut_at,
        n=outlook.n,
        nilai=outlook.nilai(outlook.now),
        at_cut_off=outlook.nilai(outlook.then),
        at_best=outlook.nilai(outlook.best),
        costly=tuple(costly),
        others=len(outlook.debts) - len(costly),
    )


def _add(outlook: Outlook, holders: Holders, subject: Subject, arrivals: Iterable[Arrival]) -> None:
    for one in _held_by(holders, subject, arrivals):
        outlook.add(one)


def _held_by(holders: Holders, subject: Subject, arrivals: Iterable[Arrival]) -> Iterator[Arrival]:
    return (one for one in arrivals if holders.subject(one.unit, one.unit_area_code, one.area_code) == subject)


def _costly(outlook: Outlook, debt: Debt, complaint: Complaint) -> Costly:
    response, completion = (
        None if due is None else from_micros(due) for due in (debt.response_due, debt.completion_due)
    )
    return Costly(complaint, outlook.loss(debt), response, completion)
