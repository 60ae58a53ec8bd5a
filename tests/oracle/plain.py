"""What the oracle and the product are both given: plain words, no code of either.

Instants are whole microseconds since 1970 UTC, days are dates, limits and hours are as an operator writes them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

SECOND = 1_000_000
MINUTE, HOUR, DAY = 60 * SECOND, 3600 * SECOND, 86_400 * SECOND
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def micros(at: datetime) -> int:
    return (at - EPOCH) // timedelta(microseconds=1)


def instant(at: int) -> datetime:
    return EPOCH + timedelta(microseconds=at)


@dataclass(frozen=True)
class RuleText:
    """One [[sla.rule]]."""

    category: str = "*"
    response: str | None = None
    completion: str | None = None
    aliases: tuple[str, ...] = ()
    channel: str | None = None
    unit_level: str | None = None
    priority: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True)
class PeriodText:
    first: date
    last: date
    hours: dict[str, str]


@dataclass(frozen=True)
class DayText:
    on: date
    is_worked: bool
    hours: str | None = None


@dataclass(frozen=True)
class OfficeText:
    """What an operator configured: [sla], [sla.clock], [calendar], and the levels of the areas."""

    timezone: str = "Asia/Jakarta"
    cuti_bersama: bool = True
    hours: dict[str, str] = field(default_factory=dict)
    periods: tuple[PeriodText, ...] = ()
    days: tuple[DayText, ...] = ()
    response: str = "6h"
    completion: str = "7 days"
    rules: tuple[RuleText, ...] = ()
    validation_pauses: bool = False
    returned_restarts: bool = False
    handover_restarts: bool = False
    levels: dict[str, str] = field(default_factory=dict)


class Sighting(NamedTuple):
    """One row of a listing: true at `listed`, by its own word since `changed`. None = the row does not say."""

    listed: int
    changed: int | None = None
    stage: str | None = None
    unit: str | None = None
    unit_code: str | None = None
    responded: int | None = None
    completed: int | None = None
    due: int | None = None

    @property
    def holds(self) -> int:
        return self.listed if self.changed is None else self.changed


@dataclass(frozen=True)
class History:
    """One complaint as its source showed it, in the order of the listings."""

    created: int
    category: str | None
    channel: str | None
    priority: str | None
    area_code: str | None
    sightings: tuple[Sighting, ...]
