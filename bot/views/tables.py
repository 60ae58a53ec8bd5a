"""Counts by area as a table of letters of one width that fits a phone held upright."""

from __future__ import annotations

from collections.abc import Sequence

from bot.views.markup import clip
from monitor.areas.directory import Level
from monitor.digest import Row

WIDTH = 32  # columns that an old phone shows without wrapping
_LEAST_NAME = 10
_MOST_ROWS = 24

_HEADINGS = {Level.KOTA: "Kota", Level.KECAMATAN: "Kecamatan", Level.KELURAHAN: "Kelurahan"}
_POINTS = {"Utara": "Utr", "Selatan": "Sel", "Timur": "Tim", "Barat": "Bar", "Pusat": "Pus"}


def table_text(rows: Sequence[Row], level: Level, until: str) -> str:
    """The areas with waiting complaints, most late first. `until`: the heading of what will be late by then."""
    shown = sorted(
        (row for row in rows if row.waiting), key=lambda row: (-row.overdue, -row.before_next, -row.waiting)
    )
    if not shown:
        return ""
    head = ("wait", "lambat", until)
    lines = [(_name(row), _counts(row)) for row in _folded(shown)]
    widths = [max(len(heading), *(len(counts[i]) for _, counts in lines)) for i, heading in enumerate(head)]
    room = max(WIDTH - sum(widths) - len(widths), _LEAST_NAME)
    return "\n".join(
        fitted(name, room).ljust(room)
        + "".join(f" {count.rjust(width)}" for count, width in zip(counts, widths, strict=True))
        for name, counts in [(_HEADINGS[level], head), *lines]
    )


def _folded(rows: list[Row]) -> list[Row]:
    """The last rows summed into one when there are too many for a screen: nothing is dropped."""
    if len(rows) <= _MOST_ROWS:
        return rows
    rest = rows[_MOST_ROWS - 1 :]
    waiting, overdue, before_next = (
        sum(getattr(row, name) for row in rest) for name in ("waiting", "overdue", "before_next")
    )
    return [*rows[: _MOST_ROWS - 1], Row("+", f"{len(rest)} lainnya", waiting, overdue, before_next)]


def _name(row: Row) -> str:
    return clip(row.title, 60) or "Tanpa wilayah"


def _counts(row: Row) -> tuple[str, str, str]:
    return str(row.waiting), str(row.overdue), str(row.before_next)


def fitted(name: str, room: int) -> str:
    """A name in at most `room` letters; what tells "Cipinang Besar Utara" from "... Selatan" stays."""
    if len(name) <= room:
        return name
    *first, last = name.split()
    point = _POINTS.get(last)
    if point is None or not first:
        return clip(name, room)
    return f"{clip(' '.join(first), room - len(point) - 1)} {point}"
