"""Coordinates that can be believed. Servers swap them, and write metres of a projection where degrees belong."""

from __future__ import annotations

from typing import Any, NamedTuple

from monitor.sources.cells import read_degrees
from monitor.sources.counts import Counts


class Box(NamedTuple):
    """Degrees; what lies on its edge is inside."""

    south: float
    west: float
    north: float
    east: float

    def holds(self, lat: float, lon: float) -> bool:
        return self.south <= lat <= self.north and self.west <= lon <= self.east


WORLD = Box(-90, -180, 90, 180)


def believable(lat: Any, lon: Any, box: Box, counts: Counts) -> bool:
    """Whether both are degrees within the box. A refused pair is counted; a missing one is not."""
    if _is_missing(lat) and _is_missing(lon):
        return True
    north, east = _degrees(lat, 90), _degrees(lon, 180)
    if north is None or east is None:
        counts.dropped.add("lat and long that are no degrees")
        return False
    if not box.holds(north, east) or (north, east) == (0, 0):
        counts.dropped.add("lat and long outside the box: swapped, or of another place")
        return False
    return True


def _is_missing(found: Any) -> bool:
    return found is None or (isinstance(found, str) and not found.strip())


def _degrees(found: Any, limit: float) -> float | None:
    if isinstance(found, bool) or not isinstance(found, int | float | str) or len(str(found)) > 40:
        return None
    return read_degrees(str(found), limit)
