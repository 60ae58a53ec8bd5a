"""What the due times of one complaint depend on, and from when and with which pauses its completion clock runs."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from monitor.clock_events import (
    ClockEvent,
    ClockEventKind,
    ClockSettings,
    Pause,
    pauses_of,
    restart_of,
)

UNIT = "unit"  # the level of a unit that is no area's office
UNIT_LEVELS = ("kelurahan", "kecamatan", "kota", UNIT)


class Case(NamedTuple):
    """`unit_level`: of the office that holds the complaint now, one of UNIT_LEVELS; None = not known.

    `restarted_at`: reopened then. `ended_at`: the completion clock stopped then at the latest.
    """

    category: str | None
    created_at: datetime
    channel: str | None = None
    unit_level: str | None = None
    priority: str | None = None
    restarted_at: datetime | None = None
    stated_due_at: datetime | None = None
    ended_at: datetime | None = None
    events: tuple[ClockEvent, ...] = ()


class Run(NamedTuple):
    """How the completion clock runs: from `start_at` (`why`: "", "reopened", "returned", "handed over")."""

    start_at: datetime
    why: str = ""
    pauses: tuple[Pause, ...] = ()


def run_of(case: Case, settings: ClockSettings) -> Run:
    """The latest restart that counts, and the pauses after it."""
    starts = [(case.created_at, "")]
    if case.restarted_at is not None:
        starts.append((case.restarted_at, "reopened"))
    for counts, kind, why in (
        (settings.returned_restarts, ClockEventKind.RETURNED, "returned"),
        (settings.handover_restarts, ClockEventKind.HANDED_OVER, "handed over"),
    ):
        if counts and (at := restart_of(case.events, kind, case.ended_at)) is not None:
            starts.append((at, why))
    start_at, why = max(starts, key=lambda start: start[0])
    pauses = pauses_of(case.events, start_at) if settings.validation_pauses else ()
    return Run(start_at, why, pauses)
