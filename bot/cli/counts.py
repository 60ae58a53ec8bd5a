"""What reading came across that the configuration could mend, a line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cli.output import tell

if TYPE_CHECKING:
    from monitor.sources.counts import Counts

MOST = 20  # names of each kind


def tell_counts(counts: Counts) -> None:
    """What was left out, and what the configuration lacks."""
    for reason, times in counts.dropped.most_common(MOST):
        tell(f"{times} values were left out: {reason}.")
    for label, times in counts.unmapped.most_common(MOST):
        tell(f'No stage is known for the status "{label}" ({times} items): add it to [crm.status].')
    for name, times in counts.unknown_areas.most_common(MOST):
        tell(f'No area is certainly called "{name}" ({times} items): add it to the file of [areas].')
