"""A complaint of the simulated city with all that becomes of it, and how it stands at an instant."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from monitor.model import Stage
from monitor.sources.simulator.arrivals import Arrival
from monitor.sources.simulator.course import Step, handovers

_AT = attrgetter("at")


@dataclass(frozen=True, slots=True)
class Record:
    """What the CRM shows of a complaint at an instant. `status`: the label as written; `responded_at`: when it
    left wait, unless it was dismissed then; `completed_at`: None unless it is complete."""

    arrival: Arrival
    updated_at: datetime
    stage: Stage
    status: str
    unit: str | None
    responded_at: datetime | None
    completed_at: datetime | None
    handovers: int

    @property
    def ticket(self) -> str:
        return self.arrival.ticket

    @property
    def created_at(self) -> datetime:
        return self.arrival.arrived_at


@dataclass(frozen=True, slots=True)
class Case:
    """`steps`: from arrival to the closing, ascending; those after now are what would come."""

    arrival: Arrival
    steps: tuple[Step, ...]

    @property
    def closed_at(self) -> datetime:
        return self.steps[-1].at

    def until(self, at: datetime) -> tuple[Step, ...]:
        """The steps taken by then."""
        return self.steps[: bisect_right(self.steps, at, key=_AT)]

    def record(self, at: datetime) -> Record | None:
        """None before its arrival."""
        taken = self.until(at)
        if not taken:
            return None
        last = taken[-1]
        answered = (step.at for step in taken if step.stage.is_answered)
        return Record(
            arrival=self.arrival,
            updated_at=last.at,
            stage=last.stage,
            status=last.label,
            unit=last.unit,
            responded_at=next(answered, None),
            completed_at=last.at if last.stage is Stage.COMPLETE else None,
            handovers=handovers(taken),
        )
