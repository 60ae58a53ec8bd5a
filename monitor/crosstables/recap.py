"""Counts as a cross table: groups, subtotals, what is too small summed in one row, totals. Pure.

A count never vanishes: the rows of a table always sum to its total.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from monitor.areas.directory import Directory
from monitor.crosstables.crossing import Axis, Counted, Key
from monitor.crosstables.dimensions import Dimension, Member, most_first, naming, ordered, time_member
from monitor.crosstables.local_time import month_number
from monitor.errors import BadInput
from monitor.model import DataAge

_MOST_ROWS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What is asked to be seen. Raises BadInput when a dimension is named twice, or more than two are rows.

    `top`: the rows with the highest counts; `least`: those with at least so many. With two dimensions both are
    about the rows within each group. `first_on`, `last_on`: the days asked for, in which empty months and weeks
    are shown; the last one not after today.
    """

    rows: tuple[Dimension, ...]
    cols: Dimension | None = None
    top: int | None = None
    least: int | None = None
    first_on: date | None = None
    last_on: date | None = None

    def __post_init__(self) -> None:
        if not 1 <= len(self.rows) <= _MOST_ROWS:
            raise BadInput("A recap has one or two dimensions as rows: name them with a comma between them.")
        named = Counter(self.dimensions)
        if twice := [dimension for dimension, times in named.items() if times > 1]:
            raise BadInput(f"A recap cannot have {twice[0].value} twice: choose another dimension.")

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        return (*self.rows, *([self.cols] if self.cols else []))

    @property
    def axes(self) -> tuple[Axis, ...]:
        """What the database has to tell apart."""
        return tuple(dict.fromkeys(dimension.axis for dimension in self.dimensions))


class LineKind(StrEnum):
    ROW = "row"
    REST = "rest"  # rows that were left out, summed
    SUBTOTAL = "subtotal"  # of a group
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Line:
    """`members`: one for each row dimension; None where it is about all of them. `folded`: rows in a REST."""

    kind: LineKind
    members: tuple[Member | None, ...]
    counts: tuple[int, ...]
    total: int
    folded: int = 0


@dataclass(frozen=True, slots=True)
class Recap:
    """`lines`: groups in order, each ended by its SUBTOTAL when there are two row dimensions; TOTAL is last.

    Each line has a count for each of `columns`; there are none without `cols`.
    """

    layout: Layout
    columns: tuple[Member, ...]
    lines: tuple[Line, ...]

    @property
    def total(self) -> int:
        return self.lines[-1].total


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a table is a table of: printed with it, or it means nothing.

    `scope`: whose complaints ("Kota Jakarta Pusat"). `at`: as things stood then; None = now. `filters`: what else
    was asked for, as pairs of the filter's name and its value, in the words that they were asked in.
    """

    scope: str
    data: DataAge
    first_on: date | None = None
    last_on: date | None = None
    at: datetime | None = None
    filters: tuple[tuple[str, str], ...] = ()


_Counts = Counter[Member | None]  # by column; None = there are no columns
_Rows = dict[Member, _Counts]
_Above = tuple[Member, ...]  # the group that rows lie in, if there are groups


def recap_of(counted: Counted, layout: Layout, directory: Directory) -> Recap:
    """The cross table of what the database counted by `layout.axes`."""
    named = _named(counted, layout, directory)
    columns: list[Member] = []
    if layout.cols is not None:
        columns = _in_order(layout.cols, _totals(named, len(layout.rows)), layout)
    lines: list[Line] = []
    expected = _expected(layout.rows[-1], _totals(named, len(layout.rows) - 1), layout)
    for above, rows in _groups(named, layout):
        block = _block(above, rows, layout, expected, columns)
        lines += block
        if above:
            lines.append(_sum(LineKind.SUBTOTAL, (*above, None), block, len(columns)))
    rows_only = [line for line in lines if line.kind is not LineKind.SUBTOTAL]
    lines.append(_sum(LineKind.TOTAL, (None,) * len(layout.rows), rows_only, len(columns)))
    return Recap(layout, tuple(columns), tuple(lines))


_Named = Counter[tuple[Member, ...]]


def _named(counted: Counted, layout: Layout, directory: Directory) -> _Named:
    """The counts by members in the order of `layout.dimensions`; spellings of one name have become one."""
    named: _Named = Counter()
    places = [layout.axes.index(dimension.axis) for dimension in layout.dimensions]
    namings = [
        naming(dimension, _occurrences(counted, place), directory)
        for dimension, place in zip(layout.dimensions, places, strict=True)
    ]
    for keys, count in counted.items():
        named[tuple(name(keys[place]) for name, place in zip(namings, places, strict=True))] += count
    return named


def _occurrences(counted: Counted, place: int) -> Counter[Key]:
    found: Counter[Key] = Counter()
    for keys, count in counted.items():
        found[keys[place]] += count
    return found


def _totals(named: _Named, place: int) -> Counter[Member]:
    found: Counter[Member] = Counter()
    for members, count in named.items():
        found[members[place]] += count
    return found


def _in_order(dimension: Dimension, totals: Counter[Member], layout: Layout) -> list[Member]:
    return ordered({*totals, *_expected(dimension, totals, layout)}, totals)


def _groups(named: _Named, layout: Layout) -> Iterator[tuple[_Above, _Rows]]:
    """What is above the rows, in order, and the rows in it."""
    depth = len(layout.rows) - 1
    groups: dict[_Above, _Rows] = {}
    for members, count in named.items():
        rows = groups.setdefault(members[:depth], {})
        rows.setdefault(members[depth], Counter())[members[-1] if layout.cols else None] += count
    if not depth:
        yield (), groups.get((), {})
        return
    for group in _in_order(layout.rows[0], _totals(named, 0), layout):
        yield (group,), groups.get((group,), {})


def _block(
    above: _Above, rows: _Rows, layout: Layout, expected: Iterable[Member], columns: Sequence[Member]
) -> list[Line]:
    """The rows of a group, those that were left out summed in the last one."""
    totals = Counter({member: counts.total() for member, counts in rows.items()})
    present = {*rows, *expected}
    kept = [
        member for member in most_first(present, totals) if layout.least is None or totals[member] >= layout.least
    ][: layout.top]
    shown = kept if layout.top is not None else ordered(kept, totals)
    lines = [_line(LineKind.ROW, (*above, member), rows.get(member, Counter()), columns) for member in shown]
    if rest := present.difference(kept):
        summed: _Counts = Counter()
        for member in rest:
            summed.update(rows.get(member, {}))
        lines.append(_line(LineKind.REST, (*above, None), summed, columns, len(rest)))
    return lines


def _line(
    kind: LineKind, members: tuple[Member | None, ...], counts: _Counts, columns: Sequence[Member], folded: int = 0
) -> Line:
    return Line(kind, members, tuple(counts[column] for column in columns), counts.total(), folded)


def _sum(kind: LineKind, members: tuple[Member | None, ...], lines: Iterable[Line], width: int) -> Line:
    summed = [0] * (width + 1)
    for line in lines:
        summed = [one + other for one, other in zip(summed, (*line.counts, line.total), strict=True)]
    return Line(kind, members, tuple(summed[:-1]), summed[-1])


def _expected(dimension: Dimension, seen: Iterable[Member], layout: Layout) -> list[Member]:
    """Times that are shown though nothing arrived: all weekdays and hours, and the months and weeks of the days
    asked for, else those between the first and the last that something arrived in.
    """
    if dimension is Dimension.WEEKDAY or dimension is Dimension.HOUR:
        return [time_member(dimension, key) for key in range(7 if dimension is Dimension.WEEKDAY else 24)]
    if dimension is not Dimension.MONTH and dimension is not Dimension.WEEK:
        return []
    keys = [int(member.place) for member in seen]
    ends = (layout.first_on, min), (layout.last_on, max)
    first, last = (_key(dimension, day) if day else choose(keys, default=None) for day, choose in ends)
    if first is None or last is None:
        return []
    step = 1 if dimension is Dimension.MONTH else 7
    return [time_member(dimension, key) for key in range(first, last + 1, step)]


def _key(dimension: Dimension, day: date) -> int:
    return month_number(day) if dimension is Dimension.MONTH else day.toordinal() - day.weekday()
