"""What reading an export came across, counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

_DISTINCT = 1_000  # a wrongly mapped column must not fill the memory
_CLIP = 80
OTHERS = "(others)"


class Tally(Counter[str]):
    """Counts by name; after a thousand different names the rest is counted together as `(others)`."""

    times = 0  # all of them together

    def add(self, name: str) -> None:
        self.times += 1
        name = name[:_CLIP]
        self[name if name in self or len(self) < _DISTINCT else OTHERS] += 1


@dataclass(slots=True)
class Counts:
    """Grows while an export's rows are read; complete when they are all read."""

    read: int = 0  # rows that are not blank
    rejected: int = 0
    folds: int = 0  # instants in an hour that came twice: taken as its first coming
    aged: int = 0  # rows that are too old to be kept
    future: int = 0  # rows with an instant more than five minutes ahead of now; they are kept
    lacking: dict[str, int] = field(default_factory=dict)  # mapped fields: how many items of a listing had none
    reversed: int = 0  # rows with an answer or an end before their arrival; they are kept
    unlabelled: int = 0  # rows without a status where there are statuses
    unmapped: Tally = field(default_factory=Tally)  # status labels without a stage
    unknown_areas: Tally = field(default_factory=Tally)  # names the directory does not know
    dropped: Tally = field(default_factory=Tally)  # impossible values left out, by field and reason

    @property
    def remarks(self) -> int:
        """How many times something was met that people should know of."""
        labels = self.unlabelled + self.unmapped.times + self.unknown_areas.times
        return self.folds + self.future + self.reversed + labels + self.dropped.times
