"""An export counted by place, category, channel and progress, without storing any of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from monitor.areas.directory import Directory, Level
from monitor.model import Observation, Reject, Stage
from monitor.spelling import Spelling


class Progress(StrEnum):
    """What a reader tells apart at a glance."""

    WAIT = "wait"
    PROCESS = "process"
    FINISHED = "finished"
    UNKNOWN = "unknown"


CrossTable = Counter[tuple[str | None, Progress]]


@dataclass(slots=True)
class CrossTables:
    """How many rows have each progress, by kecamatan, category and channel; None = none that is known."""

    kecamatan: CrossTable = field(default_factory=Counter)
    category: CrossTable = field(default_factory=Counter)
    channel: CrossTable = field(default_factory=Counter)


def cross_tables(rows: Iterable[Observation | Reject], directory: Directory) -> CrossTables:
    """Of all rows that can be read; names that differ in case and blanks only are one."""
    tables = CrossTables()
    for row in rows:
        if isinstance(row, Reject) and row.seen is not None:  # too old to be kept, but nothing is kept here
            row = row.seen
        if isinstance(row, Observation):
            progress = progress_of(row.stage)
            tables.kecamatan[row.area_code, progress] += 1
            tables.category[row.category, progress] += 1
            tables.channel[row.channel, progress] += 1
    return CrossTables(
        kecamatan=_renamed(tables.kecamatan, lambda code: _kecamatan(code, directory)),
        category=_renamed(tables.category, _spelling(tables.category)),
        channel=_renamed(tables.channel, _spelling(tables.channel)),
    )


def progress_of(stage: Stage | None) -> Progress:
    if stage is None or stage is Stage.UNMAPPED:
        return Progress.UNKNOWN
    if stage is Stage.WAIT:
        return Progress.WAIT
    return Progress.PROCESS if stage.is_open else Progress.FINISHED


def _renamed(table: CrossTable, called: Callable[[str | None], str | None]) -> CrossTable:
    renamed: CrossTable = Counter()
    for (name, progress), count in table.items():
        renamed[called(name), progress] += count
    return renamed


def _spelling(table: CrossTable) -> Callable[[str | None], str | None]:
    times: Counter[str | None] = Counter()
    for (name, _), count in table.items():
        times[name] += count
    return Spelling(times).of


def _kecamatan(code: str | None, directory: Directory) -> str | None:
    """The kecamatan's name; of an area above one, its own title."""
    if code is None:
        return None
    line = directory.lineage(code)
    return next((area.name for area in line if area.level is Level.KECAMATAN), line[0].title)
