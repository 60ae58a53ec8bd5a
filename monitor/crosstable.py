"""An export counted by kecamatan and progress, without storing any of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

from monitor.areas import Directory, Level
from monitor.model import Observation, Reject, Stage


class Progress(StrEnum):
    """What a reader tells apart at a glance."""

    WAIT = "wait"
    PROCESS = "process"
    FINISHED = "finished"
    UNKNOWN = "unknown"


CrossTable = Counter[tuple[str | None, Progress]]


def cross_table(rows: Iterable[Observation | Reject], directory: Directory) -> CrossTable:
    """How many rows each kecamatan (by name, None = no area that is known) has in each progress."""
    table: CrossTable = Counter()
    names: dict[str | None, str | None] = {}
    for row in rows:
        if isinstance(row, Reject) and row.seen is not None:  # too old to be kept, but nothing is kept here
            row = row.seen
        if isinstance(row, Observation):
            if row.area_code not in names:
                names[row.area_code] = _kecamatan(row.area_code, directory)
            table[names[row.area_code], progress_of(row.stage)] += 1
    return table


def progress_of(stage: Stage | None) -> Progress:
    if stage is None or stage is Stage.UNMAPPED:
        return Progress.UNKNOWN
    if stage is Stage.WAIT:
        return Progress.WAIT
    return Progress.PROCESS if stage.is_open else Progress.FINISHED


def _kecamatan(code: str | None, directory: Directory) -> str | None:
    """The kecamatan's name; of an area above one, its own title."""
    if code is None:
        return None
    line = directory.lineage(code)
    return next((area.name for area in line if area.level is Level.KECAMATAN), line[0].title)
