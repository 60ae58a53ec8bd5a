"""What reading came across that the configuration could mend, with lines ready to paste."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cli.label_lines import MOST, area_lines, status_lines, unlabelled_lines
from bot.cli.output import tell

if TYPE_CHECKING:
    from monitor.areas.directory import Directory
    from monitor.sources.counts import Counts


def tell_counts(who: str, counts: Counts, directory: Directory) -> None:
    """What was left out, and what the configuration lacks. `who` begins each sentence."""
    for reason, times in counts.dropped.most_common(MOST):
        tell(f"{who}: {times} values were left out: {reason}.")
    for line in area_lines(who, counts.unknown_areas.most_common(MOST), directory):
        tell(line)
    for line in (*unlabelled_lines(who, counts.unlabelled), *status_lines(who, counts.unmapped)):
        tell(line)
