"""How complaints stand at an instant, for listings of any size: rewound, with today's rules, filtered again."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from monitor.clock import AHEAD
from monitor.deadlines.dues import DueTimes, due_again
from monitor.desk import Desk
from monitor.facts.history import rewind
from monitor.model import Complaint, Fact, Wanted
from monitor.scope import unit_key


async def complaints_at(desk: Desk, wanted: Wanted, at: datetime | None = None) -> AsyncIterator[Complaint]:
    """The complaints that `wanted` asks for as they stood at `at` (None = as they stand now), in no order.

    What had not arrived by then is absent (now: what arrives in the future, for whatever mistake of the source);
    what completed later is still open. The stored due times are those
    of today's rules already (recompute.ensure_dues); rewound ones are derived again.
    """
    arrived_by = at or desk.clock.now() + AHEAD
    async with desk.store.reading() as tables:
        async for complaint, facts in tables.complaints.stream(wanted, arrived_by=at):
            then = stood(complaint, facts, at, desk.rules) if at else complaint
            if then is not None and then.created_at <= arrived_by and matches(then, wanted):
                yield then


def stood(complaint: Complaint, facts: Sequence[Fact], at: datetime, rules: DueTimes) -> Complaint | None:
    """How it stood at `at`; no facts = as it stands now."""
    then = rewind(complaint, facts, at) if facts else complaint
    return due_again(then, rules) if then else None


def matches(complaint: Complaint, wanted: Wanted) -> bool:
    """Whether a listing asks for this complaint."""
    return (
        _is_placed(complaint, wanted)
        and (wanted.units is None or (complaint.unit is not None and unit_key(complaint.unit) in wanted.units))
        and _is_named(complaint.category, wanted.category)
        and _is_named(complaint.channel, wanted.channel)
        and (wanted.stage is None or complaint.stage is wanted.stage)
        and (complaint.stage.is_open or not wanted.open_only)
    )


def _is_placed(complaint: Complaint, wanted: Wanted) -> bool:
    if wanted.areas is None:
        return True
    if complaint.area_code in wanted.areas or complaint.unit_area_code in wanted.areas:
        return True
    return wanted.unplaced and complaint.area_code is None and not complaint.unit


def _is_named(name: str | None, asked: str | None) -> bool:
    if asked is None:
        return True
    return name is not None and name.strip().casefold() == asked.strip().casefold()
