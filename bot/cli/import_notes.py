"""What an import came across and the operator can mend, with lines ready to paste."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from bot.cli.label_lines import MOST, area_lines, status_lines, unlabelled_lines

if TYPE_CHECKING:
    from monitor.areas.directory import Directory
    from monitor.sources.tabular import Export


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
    if counts.reversed:
        yield f"{export.name}: {counts.reversed} rows end before they arrive: kept, but out of averages."
    for reason, times in counts.dropped.most_common(MOST):
        yield f"{export.name}: {times} values were left out: {reason}."
    yield from _unknown_areas(export, directory, told)
    yield from unlabelled_lines(export.name, counts.unlabelled)
    yield from status_lines(export.name, counts.unmapped)


def areas_to_tell(export: Export, told: Collection[str]) -> list[tuple[str, int]]:
    """Names of areas that nobody mapped and that are told now, with how many rows hold each, most first."""
    found = export.counts.unknown_areas.most_common()
    return [(name, times) for name, times in found if name not in told][:MOST]


def _unknown_areas(export: Export, directory: Directory, told: Collection[str]) -> Iterator[str]:
    now = areas_to_tell(export, told)
    yield from area_lines(export.name, now, directory)
    before = sum(name in told for name in export.counts.unknown_areas)
    if before:
        yield f"{export.name}: {before} names of areas are still unknown that an earlier import told of."
    later = len(export.counts.unknown_areas) - before - len(now)
    if later:
        yield f"{export.name}: {later} more names of areas are unknown: the next import tells of them."
