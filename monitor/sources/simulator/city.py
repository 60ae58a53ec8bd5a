"""A city whose citizens complain and whose offices answer, at any instant one asks for.

    city = City("demo", directory)
    city.state_at(instant)          # what the CRM lists then
    city.history(ticket)            # the truth, also of what is still to come
    city.answer(ticket, instant)    # from there on it goes another way

What becomes of a complaint depends on the seed and its number alone (and on what was done to it by hand), never
on what was asked before: two cities of one seed agree at every instant. Only the days asked for are made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from monitor.areas.directory import Directory
from monitor.clock import as_utc
from monitor.deadlines.worktime import Calendar
from monitor.errors import BadInput, NotFound
from monitor.model import Stage
from monitor.sources.simulator.acts import Act, check
from monitor.sources.simulator.arrivals import ticket_of
from monitor.sources.simulator.cases import Case, Record
from monitor.sources.simulator.chronicle import LIFE, Chronicle
from monitor.sources.simulator.course import Step
from monitor.sources.simulator.officers_export import export_rows
from monitor.sources.simulator.places import places_of
from monitor.sources.simulator.topics import BY_NAME

KEPT = timedelta(days=30)
PER_DAY, MOST_PER_DAY = 10.5, 4000.0
_FIRST_YEAR, _LAST_YEAR = 2000, 2098  # tickets carry two digits of the year
_FIRST_BY_HAND, _LAST_BY_HAND = 9001, 9999
_TICKET = re.compile(r"JK([0-9]{2})([0-9]{2})([0-9]{2})[0-9]{4}")
_UNKNOWN = "There is no complaint with this ticket in the simulated CRM."


class City:
    """One simulated city. `area`: the kota or kecamatan of the directory; `per_day`: complaints on a mean day;
    `kept`: how long closed complaints are listed. Raises BadInput for what cannot be simulated.

    What was done by hand is forgotten with the complaint, once the newest instant asked for no longer lists it.
    """

    def __init__(
        self,
        seed: object,
        directory: Directory,
        *,
        area: str = "31.71",
        per_day: float = PER_DAY,
        calendar: Calendar | None = None,
        kept: timedelta = KEPT,
    ) -> None:
        if not 0 < per_day <= MOST_PER_DAY:
            raise BadInput(f"A city cannot have {per_day} complaints a day: give up to {MOST_PER_DAY:.0f}.")
        if not timedelta(0) <= kept <= 366 * timedelta(days=1):
            raise BadInput("Closed complaints are kept from no time to a year: give such a `kept`.")
        self._calendar, self.kept = calendar or Calendar.load(), kept
        self.places = places_of(seed, directory, area)
        self._span = (LIFE + kept).days + 2  # one day more on either side: days are local, instants are not
        name = directory.get(area).name
        self._chronicle = Chronicle(seed, name, self.places, per_day, self._calendar, self._span + 1)
        self.units = (*(place.unit for place in self.places), *self._chronicle.crafts.values())
        self.zone = self._calendar.zone
        self._newest = date.min

    @property
    def remembered(self) -> int:
        """How many complaints are held in memory: bounded, whatever instants are asked for."""
        return self._chronicle.remembered

    def state_at(self, at: datetime, *, changed_since: datetime | None = None) -> tuple[Record, ...]:
        """Everything the CRM lists then: open, or closed at most `kept` ago; the longest unchanged first.

        `changed_since`: only what changed then or later. Raises BadInput outside the years 2000 to 2098,
        ValueError for an instant without a zone.
        """
        listed = self._listed(as_utc(at))
        if changed_since is not None:
            listed = (record for record in listed if record.updated_at >= changed_since)
        return tuple(sorted(listed, key=lambda record: (record.updated_at, record.ticket)))

    def find(self, ticket: str, at: datetime) -> Record:
        """How it stands then, however long ago it was closed. Raises NotFound."""
        record = self._case(ticket).record(at)
        if record is None:
            raise NotFound(f"The complaint {ticket} has not arrived by {at.isoformat()}.")
        return record

    def history(self, ticket: str) -> tuple[Step, ...]:
        """The whole truth: every step from arrival to closing, also those still to come. Raises NotFound."""
        return self._case(ticket).steps

    def export_rows(self, at: datetime) -> list[tuple[str, ...]]:
        """What `state_at` lists as an officer's export: headings first, local times."""
        return export_rows(self.state_at(at), self.zone)

    def answer(self, ticket: str, at: datetime) -> Record:
        """Whoever holds it answers and begins. Raises NotFound, and BadInput when it is answered already."""
        return self._treat(ticket, Act(as_utc(at), Stage.PROCESS))

    def hand_over(self, ticket: str, unit: str, at: datetime) -> Record:
        """Another unit holds it from now on. Raises NotFound, and BadInput for an unknown unit or a closed one."""
        if unit not in self.units:
            raise BadInput("No such unit works in this city: give one of City.units.")
        return self._treat(ticket, Act(as_utc(at), Stage.COORDINATION, unit))

    def close(self, ticket: str, at: datetime) -> Record:
        """It is complete, unchecked. Raises NotFound, and BadInput when it is closed already."""
        return self._treat(ticket, Act(as_utc(at), Stage.COMPLETE))

    def send(self, code: str, category: str, at: datetime) -> Record:
        """A citizen's new complaint from the kelurahan with this code. Raises NotFound; BadInput for too many."""
        at = as_utc(at)
        place = next((place for place in self.places if place.code == code), None)
        topic = BY_NAME.get(category)
        if place is None or topic is None:
            raise NotFound("This kelurahan or category is not simulated: give one of City.places and of TOPICS.")
        on = self._local_day(at)
        sent = self._chronicle.sent[on]
        if _FIRST_BY_HAND + len(sent) > _LAST_BY_HAND:
            raise BadInput("No more complaints are sent by hand on this day: let the clock go on to the next.")
        ticket = ticket_of(on, _FIRST_BY_HAND + len(sent))
        sent.append(self._chronicle.arrivals.by_hand(ticket, at, place, topic))
        self._chronicle.rewrite(on)
        return self.find(ticket, at)

    def _treat(self, ticket: str, act: Act) -> Record:
        self.find(ticket, act.at)
        before = self._chronicle.by_hand.get(ticket, [])
        check(act, self._case(ticket), before)
        self._chronicle.by_hand[ticket] = [*before, act]
        self._chronicle.rewrite(_day_of(ticket))
        return self.find(ticket, act.at)

    def _case(self, ticket: str) -> Case:
        case = self._chronicle.day(_day_of(ticket)).cases.get(ticket)
        if case is None:
            raise NotFound(_UNKNOWN)
        return case

    def _listed(self, at: datetime) -> Iterator[Record]:
        days = self._window(at)
        oldest = at - self.kept
        for on in days:
            day = self._chronicle.day(on)
            cases = day.cases.values() if day.closed_at >= oldest else ()
            for case in cases:
                if case.closed_at >= oldest and (record := case.record(at)) is not None:
                    yield record

    def _window(self, at: datetime) -> list[date]:
        """The days whose complaints may still be listed at that instant, in order."""
        today = self._local_day(at)
        first = max(today - timedelta(days=self._span - 1), date(_FIRST_YEAR, 1, 1))
        if today > self._newest:
            self._newest = today
            self._forget(first)
        return [first + timedelta(days=number) for number in range((today - first).days + 1)]

    def _forget(self, before: date) -> None:
        """What was done by hand to complaints that are no longer listed."""
        by_hand, sent = self._chronicle.by_hand, self._chronicle.sent
        for ticket in [ticket for ticket in by_hand if _day_of(ticket) < before]:
            del by_hand[ticket]
            self._chronicle.rewrite(_day_of(ticket))
        for day in [day for day in sent if day < before]:
            del sent[day]
            self._chronicle.rewrite(day)

    def _local_day(self, at: datetime) -> date:
        day = self._calendar.local_date(at) if _FIRST_YEAR <= at.year <= _LAST_YEAR else date.min
        if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
            raise BadInput(
                f"The simulated city lives from {_FIRST_YEAR} to {_LAST_YEAR}: give an instant between."
            )
        return day


def _day_of(ticket: str) -> date:
    """The day in a ticket's number. Raises NotFound for what is no ticket."""
    written = _TICKET.fullmatch(ticket)
    try:
        if written:
            year, month, day = map(int, written.groups())
            return date(_FIRST_YEAR + year, month, day)
    except ValueError:
        pass  # a 31st of February
    raise NotFound(_UNKNOWN)
