"""Time limits: how they are written, and when one that begins at an instant ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from monitor.clock_events import Pause
from monitor.deadlines.worktime import Calendar
from monitor.errors import BadConfiguration

_WRITTEN = re.compile(
    r"(\d{1,5})\s*(m|h|d|w|minutes?|hours?|days?|weeks?|working\s+(?:days?|hours?))", re.IGNORECASE
)
_ELAPSED = {"m": timedelta(minutes=1), "h": timedelta(hours=1)}


class LimitKind(StrEnum):
    ELAPSED = "elapsed"  # day and night: "36h"
    DAYS = "days"  # the same local clock time n days later
    WORKING_DAYS = "working days"  # the closing time of the n-th working day after the day of arrival
    WORKING_HOURS = "working hours"  # working time only


@dataclass(frozen=True, slots=True)
class Limit:
    """`count` days or working days, or a `duration` of elapsed or working time."""

    kind: LimitKind
    count: int = 0
    duration: timedelta = timedelta()
    written: str = ""

    def end(self, start: datetime, zone: ZoneInfo, calendar: Calendar) -> datetime:
        """When the limit that begins at `start` is over, in UTC."""
        if self.kind is LimitKind.ELAPSED:
            return start + self.duration
        if self.kind is LimitKind.DAYS:
            # Arithmetic on a local time keeps the clock's hands, also across a change of summer time.
            return (start.astimezone(zone) + timedelta(days=self.count)).astimezone(UTC)
        if self.kind is LimitKind.WORKING_DAYS:
            return calendar.nth_working_day_close(start, self.count)
        return calendar.add_working_time(start, self.duration)

    def end_with(
        self, start: datetime, pauses: Sequence[Pause], zone: ZoneInfo, calendar: Calendar
    ) -> datetime | None:
        """The same for a clock that stood during `pauses`; None while it stands with time left.

        A pause that begins at the very end still counts: nobody is late yet.
        """
        if self.kind is LimitKind.WORKING_DAYS:
            return calendar.nth_working_day_close(start, self.count, pauses)
        due = self.end(start, zone, calendar)
        for pause in pauses:
            if pause.from_at > due:
                break
            if pause.to_at is None:
                return None
            if self.kind is LimitKind.WORKING_HOURS:
                left = calendar.working_time(pause.from_at, due)
                due = calendar.add_working_time(pause.to_at, left)
            else:
                due += pause.to_at - pause.from_at
        return due


def parse_limit(written: str) -> Limit | None:
    """The limit of "36h", "90m", "7 days", "3 working days", "24 working hours"; None for "none".

    Raises BadConfiguration with one sentence that does not name the key: the caller knows it.
    """
    text = " ".join(written.split())
    if text.lower() == "none":
        return None
    match = _WRITTEN.fullmatch(text)
    if match is None or int(match[1]) == 0:
        raise BadConfiguration(
            f"{written!r} is not a time limit: "
            "write it like 36h, 90m, 7 days, 3 working days, 24 working hours or none."
        )
    number, unit = int(match[1]), match[2].lower()
    if unit.startswith("working d"):
        return Limit(LimitKind.WORKING_DAYS, count=number, written=text)
    if unit.startswith("working h"):
        return Limit(LimitKind.WORKING_HOURS, duration=timedelta(hours=number), written=text)
    if unit[0] in _ELAPSED:
        return Limit(LimitKind.ELAPSED, duration=number * _ELAPSED[unit[0]], written=text)
    return Limit(LimitKind.DAYS, count=number * (7 if unit[0] == "w" else 1), written=text)
