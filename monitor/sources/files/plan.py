"""How a folder is watched, as the configuration says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from monitor.sources.columns import ColumnMap


@dataclass(frozen=True, slots=True)
class FilesPlan:
    """`maps`: those to choose from, the one that fits best; `covers`: as monitor.covers reads it, None = a part.

    `settle`: a file that changed within that time is still being written. `keep`: how long done/ and rejected/
    keep a file.
    """

    folder: Path
    maps: tuple[ColumnMap, ...]
    covers: str | None = None
    settle: timedelta = timedelta(seconds=10)
    keep: timedelta = timedelta(days=30)
