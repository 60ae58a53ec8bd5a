"""When the digests go out: wall-clock slots as instants. Pure; correct across month ends and clock changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from monitor.model import Slot

GRACE = timedelta(hours=3)  # a slot missed for longer than this is not made up for
LATE_AFTER = timedelta(minutes=15)  # a digest that leaves later than this says so

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class SlotInstant:
    """One slot of one day. Ordered by instant, then name."""

    at: datetime
    name: str


def slots_between(
    slots: Sequence[Slot], timezone: ZoneInfo, after: datetime, until: datetime
) -> list[SlotInstant]:
    """The slots in (`after`, `until`], oldest first."""
    first = after.astimezone(timezone).date() - _DAY  # a clock change may push a slot past midnight
    last = until.astimezone(timezone).date()
    found = (slot for day in _days(first, last) for slot in _slots_of_day(slots, timezone, day))
    return sorted(slot for slot in found if after < slot.at <= until)


def next_slot(slots: Sequence[Slot], timezone: ZoneInfo, after: datetime) -> SlotInstant | None:
    """The first slot after `after`; None when there are no slots at all."""
    coming = slots_between(slots, timezone, after, after + 2 * _DAY)
    return coming[0] if coming else None


def _days(first: date, last: date) -> Iterator[date]:
    return (first + _DAY * n for n in range((last - first).days + 1))


def _slots_of_day(slots: Sequence[Slot], timezone: ZoneInfo, day: date) -> list[SlotInstant]:
    """A time that a clock change skips is taken as long after midnight as it would have been; one that comes
    twice is taken the first time."""
    return [
        SlotInstant(datetime.combine(day, time(slot.hour, slot.minute), timezone).astimezone(UTC), slot.name)
        for slot in slots
    ]
