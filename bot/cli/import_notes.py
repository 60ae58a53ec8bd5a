"""What an import came across and the operator can mend, with lines ready to paste."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.areas import Directory
    from monitor.sources.tabular import Export

_MOST = 20  # names of each kind
_STAGES = "wait, coordination, disposition, process, validation, returned, complete, dismissed"


def notes(export: Export, directory: Directory, told: Collection[str] = ()) -> Iterator[str]:
    """Sentences and lines to paste, each on a line of its own. `told`: names of areas told of before."""
    for warning in export.warnings:
        yield f"{export.name}: {warning}"
    counts = export.counts
    if counts.folds:
        yield f"{export.name}: {counts.folds} times lie in an hour that came twice: its first coming was taken."
    if counts.aged:
        yield f"{export.name}: {counts.aged} rows are older than privacy.retention: not taken unless known."
    if counts.future:
        yield f"{export.name}: {counts.future} rows hold a time in the future: check the timezone of the map."
    for reason, times in counts.dropped.most_common(_MOST):
        yield f"{export.name}: {times} values were left out: {reason}."
    yield from _unknown_areas(export, directory, told)
    yield from _unmapped_labels(export)


def areas_to_tell(export: Export, told: Collection[str]) -> list[tuple[str, int]]:
    """Names of areas that nobody mapped and that are told now, with how many rows hold each, most first."""
    found = export.counts.unknown_areas.most_common()
    return [(name, times) for name, times in found if name not in told][:_MOST]


def _unknown_areas(export: Export, directory: Directory, told: Collection[str]) -> Iterator[str]:
    now = areas_to_tell(export, told)
    for name, times in now:
        line, is_new = directory.line_to_paste(name)
        named = f'called "{name}" ({times} rows): the file of [areas] could say'
        if is_new:
            yield f"{export.name}: no area is {named}, with the codes of it and its kecamatan filled in"
        else:
            yield f"{export.name}: no area is certainly {named}"
        yield line
    before = sum(name in told for name in export.counts.unknown_areas)
    if before:
        yield f"{export.name}: {before} names of areas are still unknown that an earlier import told of."
    later = len(export.counts.unknown_areas) - before - len(now)
    if later:
        yield f"{export.name}: {later} more names of areas are unknown: the next import tells of them."


def _unmapped_labels(export: Export) -> Iterator[str]:
    labels = export.counts.unmapped.most_common(_MOST)
    if labels:
        yield f"{export.name}: these labels mean no stage: fill one in below [crm.status] ({_STAGES})"
    for label, times in labels:
        yield f'{json.dumps(label, ensure_ascii=False)} = "" # {times} rows'
