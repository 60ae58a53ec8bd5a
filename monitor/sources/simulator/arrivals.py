"""What comes in on a day: a pure function of the seed and the day, and of the number within the day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from monitor.deadlines.worktime import Calendar
from monitor.sources.simulator.attention import Attention
from monitor.sources.simulator.dice import Dice
from monitor.sources.simulator.places import Place
from monitor.sources.simulator.topics import CHANNELS, TOPICS, Channel, Topic
from monitor.sources.simulator.weather import Weather, arrivals_per_hour

_NUMBERS_A_DAY = 500  # of the whole province: a city's own tickets leave gaps
_JITTER = 0.004  # degrees around the middle of a kelurahan, some 400 metres
_HOUR = 3600


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a citizen sent. `place` None = nobody knows where yet. `text` is a template with nobody in it."""

    ticket: str
    arrived_at: datetime
    topic: Topic
    channel: Channel
    place: Place | None = None
    address: str | None = None
    lat: float | None = None
    lon: float | None = None

    @property
    def text(self) -> str:
        """In the shape of CRM v2's `content`."""
        where = self.place.name if self.place else "-"
        return (
            f"Permasalahan: {self.topic.text}\nKategori: {self.topic.name}\nLokasi: {where}\n"
            f"Detail Alamat Laporan: {self.address or '-'}"
        )


class Arrivals:
    """The complaints of one city, day by day."""

    def __init__(self, seed: object, places: tuple[Place, ...], per_day: float, calendar: Calendar) -> None:
        self._seed, self._places, self._per_day, self._calendar = seed, places, per_day, calendar
        self._weather = Weather(seed)
        self._midnight = Attention(calendar).midnight

    def on(self, day: date) -> tuple[Arrival, ...]:
        """In the order of their coming, which is that of their numbers."""
        rain = self._weather.rain_on(day)
        begins = self._midnight(day)
        seconds = list(self._seconds(day, rain))
        step = max(_NUMBERS_A_DAY / (len(seconds) or 1), 1.0)
        found = []
        for number, second in enumerate(seconds):
            dice = Dice(self._seed, "arrival", day, number)
            ticket = ticket_of(day, 1 + int(number * step) + dice.whole(0, int(step) - 1))
            wet = second // _HOUR in rain
            found.append(self._arrival(dice, ticket, begins + timedelta(seconds=second), wet=wet))
        return tuple(found)

    def by_hand(self, ticket: str, at: datetime, place: Place, topic: Topic) -> Arrival:
        """A complaint that somebody sends now through the first channel, which is geotagged."""
        return self._placed(Dice(self._seed, "by hand", ticket), ticket, at, topic, CHANNELS[0], place)

    def _seconds(self, day: date, rain: range) -> Iterator[int]:
        """The seconds of the local day at which something comes in, ascending."""
        dice = Dice(self._seed, "hours", day)
        for hour, mean in enumerate(arrivals_per_hour(day, self._per_day, self._calendar, rain)):
            count = dice.poisson(mean)
            yield from sorted(hour * _HOUR + dice.whole(0, _HOUR - 1) for _ in range(count))

    def _arrival(self, dice: Dice, ticket: str, at: datetime, *, wet: bool) -> Arrival:
        topic = dice.weighted(TOPICS, [t.share * (t.rain if wet else 1.0) for t in TOPICS])
        channel = dice.weighted(CHANNELS, [c.share for c in CHANNELS])
        if not dice.chance(channel.placed):
            return Arrival(ticket, at, topic, channel)
        place = dice.weighted(self._places, [p.share for p in self._places])
        return self._placed(dice, ticket, at, topic, channel, place)

    def _placed(
        self, dice: Dice, ticket: str, at: datetime, topic: Topic, channel: Channel, place: Place
    ) -> Arrival:
        address = f"{dice.pick(place.streets)} No. {dice.whole(1, 120)}"
        lat = lon = None
        if channel.geotagged and place.middle:
            lat, lon = (round(degree + dice.between(-_JITTER, _JITTER), 6) for degree in place.middle)
        return Arrival(ticket, at, topic, channel, place, address, lat, lon)


def ticket_of(day: date, number: int) -> str:
    """As JAKI writes it: JK, the local day, four digits."""
    return f"JK{day:%y%m%d}{number:04d}"
