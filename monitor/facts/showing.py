"""When a listing last showed the stage of a complaint: a row may leave the status blank, or not carry it. Pure.

Such a row moves `listed_at`, but the stage may have changed before it: a clock that stopped since is bounded by
the last listing that showed the stage (docs/decisions/identity-and-time.md).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from monitor.model import Complaint, Observation, Stage

NO_LISTING = datetime(1970, 1, 1, tzinfo=UTC)  # none has shown it yet


def last_true(known: Complaint) -> tuple[datetime, ...]:
    """After which instants a detail can have changed, the best knowledge first; all since the arrival."""
    arrived_at = known.created_at
    return max(known.listed_at, arrived_at), max(known.holds_at, arrived_at), arrived_at


def stage_last_true(known: Complaint) -> tuple[datetime, ...]:
    """The same for its stage. Of a row that did not show it, its own update time says nothing either."""
    if known.stage_listed_at is None:
        return last_true(known)
    return max(known.stage_listed_at, known.stage_moment.after, known.created_at), known.created_at


def among_waiting(seen: Observation) -> Observation:
    """A row of a complete list of waiting ones. A cell left blank where there are statuses still says nothing.

    Its mark goes: in another list the same words would not say that.
    """
    if seen.stage or seen.unlabelled:
        return seen
    return replace(seen, waits=True, mark=None)


def as_shown(known: Complaint | None, seen: Observation) -> Observation:
    """`seen` with the stage that its list shows.

    That one is open again, or was not answered after all, it does not say: such a list may hold others, too.
    """
    if not seen.waits or not _may_wait(known):
        return seen
    return replace(seen, stage=Stage.WAIT)


def _may_wait(known: Complaint | None) -> bool:
    """Also one of which only its absence from such a list is known, or nothing (see history.left_wait)."""
    return known is None or known.stage is Stage.WAIT or (known.stage is Stage.UNMAPPED and known.status is None)


def stage_listed(known: Complaint | None, seen: Observation) -> datetime | None:
    """`Complaint.stage_listed_at` after `seen`; known = None: its first word."""
    if known is None:
        return None if seen.stage else NO_LISTING
    shown = known.stage_listed_at or known.listed_at
    if seen.stage is known.stage:
        shown = max(shown, seen.listed_at)
    elif seen.stage and seen.holds_at >= known.holds_at:  # it is the stage from now on
        shown = seen.listed_at
    return shown if shown < max(known.listed_at, seen.listed_at) else None
