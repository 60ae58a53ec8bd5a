"""When it rains, and how many complaints an hour brings."""

from __future__ import annotations

from datetime import date

from monitor.deadlines.worktime import Calendar
from monitor.sources.simulator.dice import Dice

# How likely a day has heavy rain, January to December: the wet season peaks in January and February.
_WET = (0.55, 0.55, 0.4, 0.3, 0.2, 0.12, 0.1, 0.08, 0.12, 0.2, 0.32, 0.45)
# What share of a day's complaints comes in each hour, 00 to 23: two rush hours, quiet nights.
_RUSH = (
    0.5, 0.3, 0.2, 0.2, 0.4, 1.2, 3.6, 6.4, 7.2, 6.6, 6.0, 5.4,
    4.6, 5.0, 5.2, 5.4, 6.4, 7.0, 6.2, 5.2, 4.6, 3.6, 2.2, 1.1,
)  # fmt: skip
_LEISURE = (
    0.8, 0.5, 0.3, 0.2, 0.3, 0.9, 2.6, 4.6, 6.2, 7.0, 7.2, 6.4,
    5.4, 5.0, 5.2, 5.8, 6.4, 6.4, 6.0, 5.6, 4.8, 3.8, 2.4, 1.2,
)  # fmt: skip
_WORKDAY, _SATURDAY, _REST_DAY = 1.1, 0.9, 0.68
_IN_THE_RAIN = 1.8  # times as many complaints while it rains


class Weather:
    """Heavy rain of one city: at most one spell a day, mostly in the afternoon."""

    def __init__(self, seed: object) -> None:
        self._seed = seed

    def rain_on(self, day: date) -> range:
        """The local hours in which complaints of rain come in; empty on a dry day."""
        dice = Dice(self._seed, "rain", day)
        if not dice.chance(_WET[day.month - 1]):
            return range(0)
        begins = dice.whole(13, 18) if dice.chance(0.75) else dice.whole(0, 12)
        return range(begins, min(begins + dice.whole(2, 6), 24))


def arrivals_per_hour(day: date, per_day: float, calendar: Calendar, rain: range) -> tuple[float, ...]:
    """How many complaints are to be expected in each local hour; `per_day`: on a mean day of the year."""
    off = calendar.is_day_off(day)
    level = _WORKDAY if not off else _SATURDAY if day.weekday() == 5 else _REST_DAY
    profile = _LEISURE if off else _RUSH
    mean = per_day * level / sum(profile)
    return tuple(mean * share * (_IN_THE_RAIN if hour in rain else 1.0) for hour, share in enumerate(profile))
