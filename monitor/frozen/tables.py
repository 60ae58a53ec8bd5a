"""A table out of a frozen month: of everywhere, or what of it lies in an area."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from monitor.areas.directory import Directory
from monitor.frozen.figures import TableName, decode_table
from monitor.scores.ranking import RankRow, in_order


@dataclass(frozen=True, slots=True)
class FrozenTable:
    """`lacks_apart`: what is counted and never ranked in that area was not frozen."""

    rows: tuple[RankRow, ...]
    lacks_apart: bool = False


def frozen_table(figures: str, name: TableName, directory: Directory) -> FrozenTable | None:
    """`directory`: the areas of then. None = it was not frozen."""
    if name.within is None or not name.holds_apart_only:
        rows = decode_table(figures, name)
        return None if rows is None else FrozenTable(rows)
    everywhere, apart = decode_table(figures, TableName(name.by)), decode_table(figures, name)
    if everywhere is None:
        return None
    codes = directory.within(name.within)
    listed = [row for row in everywhere if row.subject in codes]
    return FrozenTable(placed_anew([*listed, *(apart or ())]), lacks_apart=apart is None)


def placed_anew(rows: Iterable[RankRow]) -> tuple[RankRow, ...]:
    """In order among themselves. Who had too few complaints for a place then has none now."""
    rows = tuple(rows)
    small = [row for row in rows if row.place is None and row.nilai is not None and not row.official]
    placed = in_order([replace(row, place=None) for row in rows if row not in small])
    at = len(placed) - sum(row.place is None for row in placed)
    return (*placed[:at], *small, *placed[at:])
