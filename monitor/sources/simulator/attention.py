"""How fast work goes at which hour: an hour's work begun at night or on a Sunday is over much later."""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate

from monitor.deadlines.worktime import Calendar

# How much of an hour goes into the work, 00 to 23.
_WORKDAY = (
    0.05, 0.05, 0.05, 0.05, 0.05, 0.1, 0.3, 0.8, 1.0, 1.0, 1.0, 1.0,
    0.7, 1.0, 1.0, 1.0, 0.8, 0.55, 0.45, 0.4, 0.35, 0.3, 0.2, 0.1,
)  # fmt: skip
_DAY_OFF = (
    0.03, 0.03, 0.03, 0.03, 0.03, 0.05, 0.12, 0.25, 0.4, 0.45, 0.45, 0.4,
    0.3, 0.35, 0.4, 0.4, 0.35, 0.3, 0.25, 0.25, 0.2, 0.15, 0.1, 0.05,
)  # fmt: skip
_HOUR = 3600.0


class Attention:
    """The attention of one city's offices, by their calendar."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        self._sums = {off: (0.0, *accumulate(hours)) for off, hours in ((False, _WORKDAY), (True, _DAY_OFF))}

    def spent(self, start: datetime, effort: float) -> datetime:
        """When `effort` hours of full attention are spent, begun at `start`; in UTC, to the second."""
        local = start.astimezone(self._calendar.zone)
        day = local.date()
        left = effort + self._until(day, local.hour + (local.minute * 60 + local.second) / _HOUR)
        while left >= (whole := self._sums_on(day)[-1]):
            left -= whole
            day += timedelta(days=1)
        sums = self._sums_on(day)
        hour = bisect_right(sums, left) - 1
        part = (left - sums[hour]) / (sums[hour + 1] - sums[hour])
        return self.midnight(day) + timedelta(seconds=int((hour + part) * _HOUR))

    def midnight(self, day: date) -> datetime:
        """When the local day begins, in UTC."""
        return datetime.combine(day, time(0), self._calendar.zone).astimezone(UTC)

    def _until(self, day: date, hours: float) -> float:
        """The attention between midnight and that hour of the day."""
        sums, hour = self._sums_on(day), int(hours)
        return sums[hour] + (sums[hour + 1] - sums[hour]) * (hours - hour)

    def _sums_on(self, day: date) -> tuple[float, ...]:
        return self._sums[self._calendar.is_day_off(day)]
