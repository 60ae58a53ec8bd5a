"""A little world of complaints, as any source can tell it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from monitor.model import Stage

ARRIVED = datetime(2026, 11, 22, 22, 0, tzinfo=UTC)
A_MINUTE, STRIDE = timedelta(minutes=1), timedelta(minutes=5)  # between two syncs
LABELS = {Stage.WAIT: "Menunggu", Stage.COMPLETE: "Selesai"}
BIG = 100_000_000  # bytes


@dataclass(frozen=True)
class Aduan:
    """A complaint as any source can tell it. `bare`: all that it may leave out is left out."""

    ticket: str
    stage: Stage = Stage.WAIT
    bare: bool = False
