"""The days of the simulated city: made when asked for, forgotten when out of sight."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from monitor.deadlines.worktime import Calendar
from monitor.model import Stage
from monitor.sources.simulator.acts import Act, acted
from monitor.sources.simulator.arrivals import Arrival, Arrivals
from monitor.sources.simulator.attention import Attention
from monitor.sources.simulator.cases import Case
from monitor.sources.simulator.course import LABELS, Course, Matter, Step
from monitor.sources.simulator.dice import Dice
from monitor.sources.simulator.places import Place
from monitor.sources.simulator.topics import TECHNICAL_UNITS

LIFE = timedelta(days=45)  # open at most


@dataclass(frozen=True, slots=True)
class Day:
    """The complaints that came in on a local day, by ticket. `closed_at`: when the last of them is closed."""

    cases: dict[str, Case]
    closed_at: datetime


class Chronicle:
    """What comes in and what becomes of it. Holds at most `span` days of complaints.

    `by_hand`, `sent`: what was done by hand, by ticket, and sent in by hand, by day.
    """

    def __init__(
        self, seed: object, city: str, places: tuple[Place, ...], per_day: float, calendar: Calendar, span: int
    ) -> None:
        self._seed, self._span = seed, span
        self.crafts = {unit: f"{unit} {city}" for unit in TECHNICAL_UNITS}
        self._paces = {unit: Dice(seed, "pace", unit).lognormal(1.1, 0.3) for unit in self.crafts.values()}
        self._paces |= {place.unit: place.pace for place in places}
        self._attention = Attention(calendar)
        self.arrivals = Arrivals(seed, places, per_day, calendar)
        self.by_hand: dict[str, list[Act]] = {}
        self.sent: dict[date, list[Arrival]] = defaultdict(list)
        self._days: OrderedDict[date, Day] = OrderedDict()

    @property
    def remembered(self) -> int:
        return sum(len(day.cases) for day in self._days.values())

    def day(self, on: date) -> Day:
        if (known := self._days.get(on)) is not None:
            self._days.move_to_end(on)
            return known
        arrivals = (*self.arrivals.on(on), *self.sent.get(on, ()))
        cases = {arrival.ticket: self._lived(arrival) for arrival in arrivals}
        closed = (case.closed_at for case in cases.values())
        made = self._days[on] = Day(cases, max(closed, default=self._attention.midnight(on)))
        while len(self._days) > self._span:
            self._days.popitem(last=False)
        return made

    def rewrite(self, on: date) -> None:
        """The day is made anew when next asked for: something was done by hand."""
        self._days.pop(on, None)

    def _lived(self, arrival: Arrival) -> Case:
        """The complaint with its whole course, and with what was done to it by hand."""
        home = arrival.place.unit if arrival.place else None
        steps = [Step(arrival.arrived_at, Stage.WAIT, home, LABELS[Stage.WAIT])]
        case = Case(arrival, self._course(arrival, steps, 0))
        for number, act in enumerate(self.by_hand.get(arrival.ticket, ()), 1):
            case = Case(arrival, self._course(arrival, acted(case, act), number))
        return case

    def _course(self, arrival: Arrival, steps: list[Step], acts: int) -> tuple[Step, ...]:
        """`acts`: how many were done by hand so far; each opens another future."""
        dice = Dice(self._seed, "course", arrival.ticket, acts)
        matter = Matter(
            home=arrival.place.unit if arrival.place else None,
            craft=self.crafts.get(arrival.topic.sudin),
            work=arrival.topic.work,
            handed=arrival.topic.handed,
            ends_by=arrival.arrived_at + LIFE - timedelta(seconds=dice.whole(0, 86_400)),
        )
        return Course(steps, matter, dice, self._attention, self._pace).run()

    def _pace(self, unit: str | None) -> float:
        return self._paces.get(unit or "", 1.0)
