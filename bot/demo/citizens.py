"""Who complains when the demo needs it: the first late ones, and one for the visitor to answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from monitor.clock import Clock
from monitor.model import Stage
from monitor.sources.simulator import City, Record

CIDENG, PASEBAN, MENTENG = "31.71.01.1002", "31.71.04.1003", "31.71.06.1001"
LATE = (
    (CIDENG, "Sampah", timedelta(hours=8)),
    (CIDENG, "Parkir Liar", timedelta(hours=3)),
    (PASEBAN, "Saluran Air, Kali/Sungai", timedelta(hours=7)),
    (MENTENG, "Pohon", timedelta(hours=2)),
)
_TRIES = 12
_EARLIER = timedelta(minutes=7)


class Citizens:
    """Complaints by hand in the simulated CRM."""

    def __init__(self, city: City, clock: Clock) -> None:
        self._city, self._clock = city, clock

    def complain_before_the_visitor_comes(self) -> None:
        """So that the first digest has something to say."""
        for code, category, ago in LATE:
            self._complain(code, category, ago)

    def keep_one_waiting(self) -> None:
        """One complaint of Kelurahan Cideng is there to be asked for and answered."""
        if not self.waiting_in(CIDENG):
            self.complain_now()

    def complain_now(self) -> None:
        """One more, from Kelurahan Cideng."""
        self._complain(CIDENG, "Sampah", timedelta(0))

    def waiting_in(self, code: str) -> list[Record]:
        """What nobody has answered there."""
        here = self._city.state_at(self._clock.now())
        return [
            record
            for record in here
            if record.stage is Stage.WAIT and record.arrival.place and record.arrival.place.code == code
        ]

    def _complain(self, code: str, category: str, ago: timedelta) -> None:
        """Sends until one is left unanswered: the city answers some of them by itself."""
        now = self._clock.now()
        for number in range(_TRIES):
            sent = self._city.send(code, category, now - ago - number * _EARLIER)
            if self._city.find(sent.ticket, now).stage is Stage.WAIT:
                return


class Deed:
    """Something the visitor lets happen from the page's panel: done when turned on, never on."""

    def __init__(self, name: str, title: str, do: Callable[[], None]) -> None:
        self.name, self.title = name, title
        self._do = do

    def is_on(self) -> bool:
        return False

    def set(self, on: bool) -> None:
        if on:
            self._do()
