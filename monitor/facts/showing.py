"""When a listing last showed the stage of a complaint: a row may leave the status blank, or not carry it. Pure.

Such a row moves `listed_at`, but the stage may have changed before it: a clock that stopped since is bounded by
the last listing that showed the stage (docs/decisions/identity-and-time.md).
"""

from __future__ import annotations

from datetime import UTC, datetime

from monitor.model import Complaint, Observation

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
