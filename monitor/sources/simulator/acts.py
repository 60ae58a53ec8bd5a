"""What is done by hand to a simulated complaint, beside what would happen by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.errors import BadInput
from monitor.model import Stage
from monitor.sources.simulator.cases import Case
from monitor.sources.simulator.course import LABELS, Step

MOST_ACTS = 50  # on one complaint


@dataclass(frozen=True, slots=True)
class Act:
    """At `at` the complaint went to `stage`; `unit`: who holds it from then on, None = who held it."""

    at: datetime
    stage: Stage
    unit: str | None = None


def check(act: Act, case: Case, before: Sequence[Act]) -> None:
    """Raises BadInput when the complaint, as it stands, cannot be treated so."""
    ticket = case.arrival.ticket
    stands = case.until(act.at)[-1]
    if not stands.stage.is_open:
        raise BadInput(f"{ticket} is closed already: nothing can be done to it.")
    if act.stage is Stage.PROCESS and stands.stage is not Stage.WAIT:
        raise BadInput(f"{ticket} is answered already: hand it over or close it.")
    if act.stage is Stage.COORDINATION and act.unit == stands.unit:
        raise BadInput(f"{ticket} is held by {act.unit} already: name another unit.")
    if before and act.at < before[-1].at:
        raise BadInput(f"{ticket} was treated by hand after {act.at.isoformat()}: give a later instant.")
    if len(before) >= MOST_ACTS:
        raise BadInput(f"{ticket} was treated by hand {MOST_ACTS} times: take another complaint.")


def acted(case: Case, act: Act) -> list[Step]:
    """The steps up to the act, and the act itself; what would have come after is no more."""
    taken = list(case.until(act.at))
    taken.append(Step(act.at, act.stage, act.unit or taken[-1].unit, LABELS[act.stage]))
    return taken
