"""A field that no item of a listing has any more, although the complaints it shows are known to have one. Pure.

A source that renames a field does not say so: every item simply lacks it, and nothing would ever change again.
"""

from __future__ import annotations

from collections.abc import Sequence

from monitor.sources.counts import Counts
from monitor.unseen import Unseen

ENOUGH = 10  # items: of fewer it is no wonder that none has it
# Of those that every item may lack for good reasons, or that complaints are not known by, nothing can be told.
TELLING = (
    *("responded_at", "due_at", "status", "category", "channel", "unit", "area", "address", "lat", "lon"),
    *("geotagged", "content", "priority"),
)
_DECISIVE = ("status", "area")  # without them a list of waiting ones may lack some


def blank_fields(counts: Counts) -> list[str]:
    """The mapped fields that not one item of the listing had."""
    if counts.read < ENOUGH:
        return []
    return [name for name in TELLING if counts.lacking.get(name) == counts.read]


def shortfall_of(lost: Sequence[str], items: int) -> str | None:
    """Why the listing is not believed to be complete; `lost`: fields that known complaints have."""
    if not lost:
        return None
    return f"none of its {items} items has {' or '.join(lost)}, which complaints in it are known to have"


def unseen_of(lost: Sequence[str]) -> Unseen | None:
    """Why there may be more waiting than is known."""
    return Unseen.DRIFTED if any(name in lost for name in _DECISIVE) else None
