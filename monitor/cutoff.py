"""When a month is frozen, and what it was frozen as. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from monitor.model import Fact
from monitor.period import Month


@dataclass(frozen=True, slots=True)
class CutOff:
    """The local day (1 to 28) and time, in the month after, at which a month is frozen."""

    day: int = 8
    time: time = time(23, 59)

    def of(self, month: Month, zone: ZoneInfo) -> datetime:
        """The instant of a month's cut-off, in UTC."""
        on = month.next.first_on.replace(day=self.day)
        return datetime.combine(on, self.time, zone).astimezone(UTC)

    def last_passed(self, now: datetime, zone: ZoneInfo) -> Month:
        """The newest month whose cut-off has come."""
        month = Month.of(now.astimezone(zone).date()).before
        return month if self.of(month, zone) <= now else month.before


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """What a frozen month is made of: what arrived in [begins_at, ends_before), by the facts up to the id `fact`,
    the last one that was known at `cut_at`."""

    month: Month
    begins_at: datetime
    ends_before: datetime
    cut_at: datetime
    fact: int

    def is_later(self, fact: Fact) -> bool:
        """Whether that became known after the cut-off."""
        return fact.id is not None and fact.id > self.fact


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenMonth:
    """A month as it was frozen.

    `settings`: the digest of those the figures were reckoned by (monitor.frozen.settings_text), `formula` that of
    nilai. `complaints`: how many were counted. `figures`: see monitor.frozen.figures. `data`: what was said of the
    data by then, see monitor.data_kept; None = not known.
    """

    span: Span
    frozen_at: datetime
    settings: str
    formula: str
    complaints: int
    figures: str
    data: str | None = None

    @property
    def month(self) -> Month:
        return self.span.month


def due_months(
    cutoff: CutOff, zone: ZoneInfo, now: datetime, *, known_since: datetime | None, last: Month | None
) -> Iterator[Month]:
    """The months to be frozen at `now`, oldest first.

    `known_since`: when siaga recorded its first fact. Nothing was known at a cut-off before it: such a month would
    be frozen as zeros, and never is. `last`: the newest month that is frozen already.
    """
    if known_since is None:
        return
    month = cutoff.last_passed(known_since, zone)
    month = max(month, last.next) if last else month
    newest = cutoff.last_passed(now, zone)
    while month <= newest:
        if cutoff.of(month, zone) >= known_since:
            yield month
        month = month.next
