"""What may have stopped the completion clock, or started it anew: kept with a complaint whatever the rules say.

Whether such an event counts is configuration (`ClockSettings`), and may be corrected later.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

MOST = 200  # events kept: a source that flaps between two labels must not grow a row for ever
MOST_HANDOVERS = 50  # nor one that flaps between two units


class ClockEventKind(StrEnum):
    CHECK_BEGAN = "began"  # the work is done and waits to be checked (validation)
    CHECK_ENDED = "ended"  # it waits no longer, and was not refused
    RETURNED = "returned"  # the check was refused: the work repeats
    HANDED_OVER = "handed_over"  # another unit holds it; which is the latest before the end, only the end tells


class ClockEvent(NamedTuple):
    """It happened exactly at `at` (`after == at`), or somewhere in (`after`, `at`]."""

    kind: ClockEventKind
    after: datetime
    at: datetime


class Pause(NamedTuple):
    """The clock stood from `from_at` up to `to_at`; None = it still stands."""

    from_at: datetime
    to_at: datetime | None


@dataclass(frozen=True, slots=True)
class ClockSettings:
    """Which events count. `stated`: the settings that the operator wrote down; the others are our assumption."""

    validation_pauses: bool = False
    returned_restarts: bool = False
    handover_restarts: bool = False
    stated: frozenset[str] = frozenset()  # of "validation", "returned", "handover"

    def assumed_for(self, events: Sequence[ClockEvent], ended_at: datetime | None = None) -> tuple[str, ...]:
        """The keys of the assumptions that matter to a complaint with these events."""
        kinds = {event.kind for event in events}
        matters = {
            "validation": ClockEventKind.CHECK_BEGAN in kinds,
            "returned": ClockEventKind.RETURNED in kinds,
            "handover": restart_of(events, ClockEventKind.HANDED_OVER, ended_at) is not None,
        }
        return tuple(f"sla.clock.{name}" for name, does in matters.items() if does and name not in self.stated)


def pauses_of(events: Iterable[ClockEvent], start: datetime) -> tuple[Pause, ...]:
    """While the work was being checked, from `start` on, in order and apart from each other.

    Of an event known as an interval: the longest that the pause can have been, in favour of those who must act.
    """
    pauses: list[Pause] = []
    began: datetime | None = None
    for event in events:
        if event.kind is ClockEventKind.CHECK_BEGAN:
            began = event.after if began is None else began
        elif began is not None and event.kind is not ClockEventKind.HANDED_OVER:
            _add(pauses, began, event.at, start)
            began = None
    if began is not None:
        _add(pauses, began, None, start)
    return tuple(pauses)


def _add(pauses: list[Pause], began: datetime, ended: datetime | None, start: datetime) -> None:
    began = max(began, start)
    if ended is not None and ended <= began:
        return
    if pauses and pauses[-1].to_at is not None and began <= pauses[-1].to_at:
        last = pauses.pop()
        began = min(began, last.from_at)
        ended = max(ended, last.to_at) if ended is not None and last.to_at is not None else None
    pauses.append(Pause(began, ended))


def restart_of(events: Iterable[ClockEvent], kind: ClockEventKind, ended_at: datetime | None) -> datetime | None:
    """The latest instant at which such an event can have started the clock anew; None = it did not.

    What happened after the clock had ended at `ended_at` starts nothing.
    """
    found = [
        event.at if ended_at is None else min(event.at, ended_at)
        for event in events
        if event.kind is kind and (ended_at is None or event.after < ended_at or event.at <= ended_at)
    ]
    return max(found, default=None)
