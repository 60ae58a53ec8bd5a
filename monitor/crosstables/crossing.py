"""What is asked when complaints are counted: which of them, and what tells them apart. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from monitor.clock import AHEAD
from monitor.crosstables.local_time import month_number
from monitor.model import ClockName, Complaint, NearWindows, State, Wanted
from monitor.period import midnight

_DAY = timedelta(days=1)


class Axis(StrEnum):
    """What complaints are told apart by. Its key: see `key_of`."""

    AREA = "area"
    UNIT = "unit"
    CATEGORY = "category"
    CHANNEL = "channel"
    MONTH = "month"
    WEEK = "week"
    WEEKDAY = "weekday"
    HOUR = "hour"
    STAGE = "stage"
    GEOTAG = "geotag"


Key = str | int | bool | None
Counted = Counter[tuple[Key, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Which complaints are counted, by what. Days are local ones of `zone`, both included.

    `rewound`: as they stood at `at`, else as they stand now, which is `at`. `state` is that of `clock`, else of
    either clock.
    """

    axes: tuple[Axis, ...]
    at: datetime
    zone: ZoneInfo
    wanted: Wanted = field(default_factory=Wanted)
    first_on: date | None = None
    last_on: date | None = None
    state: State | None = None
    clock: ClockName | None = None
    near: NearWindows = field(default_factory=NearWindows)
    rewound: bool = False

    @property
    def arrived_by(self) -> datetime:
        """What arrives later does not exist yet."""
        return self.at if self.rewound else self.at + AHEAD

    @property
    def begins_at(self) -> datetime | None:
        return midnight(self.first_on, self.zone) if self.first_on else None

    @property
    def ends_before(self) -> datetime | None:
        return midnight(self.last_on + _DAY, self.zone) if self.last_on else None

    @property
    def clocks(self) -> tuple[ClockName, ...]:
        return (self.clock,) if self.clock else tuple(ClockName)


def key_of(axis: Axis, complaint: Complaint, zone: ZoneInfo) -> Key:
    """Labels as written; a month by its number (local_time.month_number), a week by the ordinal of its Monday,
    a weekday from Monday = 0, an hour from 0. None = it has none.
    """
    if axis is Axis.AREA:
        return complaint.area_code
    if axis is Axis.GEOTAG:
        return complaint.geotagged
    if axis in (Axis.UNIT, Axis.CATEGORY, Axis.CHANNEL, Axis.STAGE):
        label: str | None = getattr(complaint, axis.value)
        return None if label is None else str(label)
    return _time_key(axis, complaint.created_at.astimezone(zone))


def _time_key(axis: Axis, local: datetime) -> int:
    if axis is Axis.MONTH:
        return month_number(local)
    if axis is Axis.WEEK:
        return local.toordinal() - local.weekday()
    return local.weekday() if axis is Axis.WEEKDAY else local.hour
