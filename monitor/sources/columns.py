"""Which heading holds what: column maps, and finding the header of a table."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.errors import BadConfiguration
from monitor.model import Stage
from monitor.sources.reporters import names_reporter

HEADER_ROWS = 20  # a header is looked for among so many rows: exports carry titles above it
WIDEST = 1_000  # columns; no export of complaints comes near

# The order of this tuple is the order of a row's cells as `rows.py` unpacks them.
FIELDS = (
    "ticket",
    "created_at",
    "updated_at",
    "responded_at",
    "completed_at",
    "due_at",
    "status",
    "category",
    "channel",
    "unit",
    "area",
    "district",
    "city",
    "address",
    "lat",
    "lon",
    "geotagged",
    "content",
    "priority",
)
REQUIRED = ("ticket", "created_at")
DATES = ("created_at", "updated_at", "responded_at", "completed_at", "due_at")


@dataclass(frozen=True, kw_only=True)
class ColumnMap:
    """How to read one kind of export. Raises BadConfiguration for a map that could never work.

    `columns`: field -> heading, or several headings of which the first found counts.
    `date_format`: a strptime pattern, or None = the usual ones, day or month first decided by the file.
    `status`: raw label -> stage, added to the built-in labels.
    `lenient`: the headings are guesses, so a missing one is not worth a warning.
    `keeps_text`: whether the complaint's text is read; else its column is not looked at.
    `retention`: a row that tells of nothing younger is too old to be kept; None = none is.
    """

    name: str
    timezone: ZoneInfo
    columns: Mapping[str, str | tuple[str, ...]]
    system: str = "crm"
    date_format: str | None = None
    status: Mapping[str, Stage] = field(default_factory=dict)
    lenient: bool = False
    keeps_text: bool = False
    retention: timedelta | None = None

    def __post_init__(self) -> None:
        for name in self.columns:
            if name not in FIELDS:
                known = ", ".join(FIELDS)
                raise BadConfiguration(f"import map {self.name}: unknown field {name!r}; known are {known}.")
        self._check_reporter()
        for name in REQUIRED:
            if name not in self.columns:
                raise BadConfiguration(f"import map {self.name}: columns must name a heading for {name}.")
        if self.date_format is not None:
            self._check_date_format(self.date_format)

    def _check_reporter(self) -> None:
        for name, written in self.columns.items():
            for heading in (written,) if isinstance(written, str) else written:
                if names_reporter(heading):
                    raise BadConfiguration(
                        f'import map {self.name}: "{heading}" for {name} is about the reporter: '
                        "siaga never reads who complains."
                    )

    def _check_date_format(self, pattern: str) -> None:
        sample = datetime(2024, 11, 23, 21, 40, tzinfo=self.timezone)
        try:
            day = datetime.strptime(sample.strftime(pattern), pattern)
        except ValueError:
            day = None
        if day is None or (day.year, day.month, day.day) != (2024, 11, 23):
            raise BadConfiguration(
                f"import map {self.name}: date_format {pattern!r} is no strptime pattern with day, month and year."
            )

    def headings(self, name: str) -> tuple[str, ...]:
        """The headings that may hold this field, best first; () = not mapped, or not to be read."""
        if name == "content" and not self.keeps_text:
            return ()
        written = self.columns.get(name, ())
        return (written,) if isinstance(written, str) else tuple(written)


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Where a table's columns are. `indexes` and `headings` hold the mapped fields that were found."""

    header_row: int  # 1-based
    width: int
    indexes: Mapping[str, int]
    headings: Mapping[str, str]
    repeated: tuple[str, ...]  # mapped headings that occur twice: the first was taken

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(name for name in REQUIRED if name not in self.indexes)

    @property
    def picks(self) -> tuple[int | None, ...]:
        """For each of FIELDS the index of its column, or None."""
        return tuple(self.indexes.get(name) for name in FIELDS)


def heading_key(written: str) -> str:
    """What makes two headings the same: letters and digits, whatever the case, blanks and signs."""
    folded = unicodedata.normalize("NFKC", written).casefold()
    return "".join(sign for sign in folded if sign.isalnum())


def find_header(head: Sequence[Sequence[str]], column_map: ColumnMap) -> Layout | None:
    """The row of `head` that looks most like the map's header; None if nothing in it is known."""
    layouts = [_layout(number, row, column_map) for number, row in enumerate(head[:HEADER_ROWS], 1)]
    best = max(layouts, key=lambda layout: (not layout.missing, len(layout.indexes)), default=None)
    return best if best and best.indexes else None


def _layout(number: int, row: Sequence[str], column_map: ColumnMap) -> Layout:
    places: dict[str, list[int]] = {}
    for index, cell in enumerate(row[:WIDEST]):
        if (key := heading_key(cell)) != "":
            places.setdefault(key, []).append(index)
    indexes: dict[str, int] = {}
    repeated = []
    for name in FIELDS:
        found = _first_free(name, column_map, places, set(indexes.values()))
        if found is not None:
            indexes[name] = found
            if len(places[heading_key(row[found])]) > 1:
                repeated.append(row[found].strip())
    headings = {name: " ".join(row[index].split()) for name, index in indexes.items()}
    return Layout(header_row=number, width=len(row), indexes=indexes, headings=headings, repeated=tuple(repeated))


def _first_free(name: str, column_map: ColumnMap, places: Mapping[str, list[int]], taken: set[int]) -> int | None:
    for heading in column_map.headings(name):
        for index in places.get(heading_key(heading), ()):
            if index not in taken:
                return index
    return None


def cell_picks(picks: Sequence[int | None], width: int) -> tuple[int, ...]:
    """The picks for a row of `width` cells with one blank appended: what is not there points to the blank."""
    return tuple(width if index is None or index >= width else index for index in picks)
