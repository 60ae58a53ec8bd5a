"""What an import came across and the operator can mend, with lines ready to paste."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.areas import Directory
    from monitor.sources.tabular import Export

_MOST = 20  # names of each kind
_STAGES = "wait, coordination, disposition, process, validation, returned, complete, dismissed"


def notes(export: Export, directory: Directory) -> Iterator[str]:
    """Sentences and lines to paste, each on a line of its own."""
    for warning in export.warnings:
        yield f"{export.name}: {warning}"
    counts = export.counts
    if counts.folds:
        yield f"{export.name}: {counts.folds} times lie in an hour that came twice: its first coming was taken."
    if counts.future:
        yield f"{export.name}: {counts.future} rows hold a time in the future: check the timezone of the map."
    for reason, times in counts.dropped.most_common(_MOST):
        yield f"{export.name}: {times} values were left out: {reason}."
    yield from _unknown_areas(export, directory)
    yield from _unmapped_labels(export)


def _unknown_areas(export: Export, directory: Directory) -> Iterator[str]:
    for name, times in export.counts.unknown_areas.most_common(_MOST):
        candidates = directory.resolve(name).candidates
        if not candidates:
            yield f'{export.name}: no area is called "{name}" ({times} rows): add it to the file of [areas].'
            continue
        yield f'{export.name}: no area is certainly called "{name}" ({times} rows): the file of [areas] could say'
        yield directory.alias_line(name, candidates[0])


def _unmapped_labels(export: Export) -> Iterator[str]:
    labels = export.counts.unmapped.most_common(_MOST)
    if labels:
        yield f"{export.name}: these labels mean no stage: fill one in below [crm.status] ({_STAGES})"
    for label, times in labels:
        yield f'{json.dumps(label, ensure_ascii=False)} = "" # {times} rows'
