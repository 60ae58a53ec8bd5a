"""A recap as JSON for programs, as CSV, and as text that fits a terminal: wide tables are cut into blocks."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from typing import TextIO
from zoneinfo import ZoneInfo

from bot.cli import tables
from bot.cli.rows import age_words, local_time
from bot.views.markup import clean, clip
from bot.views.recap_words import TOTAL, line_names, member_name
from monitor.crosstables.dimensions import LEVELS, Dimension, Member
from monitor.crosstables.recap import About, Line, LineKind, Recap

_SCREEN = (100, 24)  # columns and lines, where nothing tells of a terminal
_LEAST_SCREEN = 40
_WIDEST_NAME = 40
_GAP = 2


def json_fields(recap: Recap) -> tuple[str, ...]:
    """`kind`, the row dimensions (areas also with `..._code`), `cells`, `total`, `folded`."""
    return (
        "kind",
        *(name for dimension in recap.layout.rows for name in _names(dimension)),
        "cells",
        "total",
        "folded",
    )


def write_json(out: TextIO, recap: Recap) -> None:
    tables.write_json(out, json_fields(recap), (_object(line, recap) for line in recap.lines))


def _object(line: Line, recap: Recap) -> list[object]:
    values = [
        value
        for member, dimension in zip(line.members, recap.layout.rows, strict=True)
        for value in _values(member, dimension)
    ]
    cells = [
        dict(zip((*_names(column.dimension), "count"), (*_values(column, column.dimension), count), strict=True))
        for column, count in zip(recap.columns, line.counts, strict=True)
    ]
    return [line.kind.value, *values, cells, line.total, line.folded]


def _names(dimension: Dimension) -> tuple[str, ...]:
    return (dimension.value, f"{dimension.value}_code") if dimension in LEVELS else (dimension.value,)


def _values(member: Member | None, dimension: Dimension) -> tuple[object, ...]:
    value, code = (member.value, member.code) if member else (None, None)
    return (value, code) if dimension in LEVELS else (value,)


def write_csv(out: TextIO, recap: Recap) -> None:
    """The row dimensions, the columns by name, the total."""
    heads = [tables.guarded(member_name(column)) for column in recap.columns]
    fields = [*(dimension.value for dimension in recap.layout.rows), *map(str, heads), TOTAL.lower()]
    tables.write_csv(out, fields, ([*line_names(line), *line.counts, line.total] for line in recap.lines))


def note(recap: Recap, about: About, zone: ZoneInfo) -> str:
    """What the table is a table of: period, age of the data, scope, filters."""
    parts = [
        f"{recap.total} complaints that arrived {_period(about)} ({zone.key})",
        f"as they stood at {local_time(about.at, zone)}" if about.at else "",
        age_words(about.data, zone),
        f"scope: {about.scope}",
        *(name if name == "open" else f'{name} "{value}"' for name, value in about.filters),
    ]
    return "; ".join(clean(part) for part in parts if part) + "."


def _period(about: About) -> str:
    if about.first_on and about.last_on:
        return f"{about.first_on} to {about.last_on}"
    if about.first_on:
        return f"since {about.first_on}"
    return f"until {about.last_on}" if about.last_on else "at any time"


def write_text(out: TextIO, recap: Recap, above: str) -> None:
    """The note, then the table: beside each other as many columns as the terminal has room for."""
    out.write(f"{above}\n")
    screen = max(shutil.get_terminal_size(_SCREEN).columns, _LEAST_SCREEN)
    heads = [dimension.value for dimension in recap.layout.rows]
    widest = min(screen * (1 + len(heads)) // 5 // len(heads), _WIDEST_NAME)
    names = [[clip(name, widest) for name in line] for line in _unrepeated(recap)]
    widths = [max(map(len, column)) for column in zip(heads, *names, strict=True)]
    for block in _blocks(_columns(recap), screen - sum(widths) - _GAP * (len(widths) - 1)):
        out.write("\n")
        for number, line in enumerate([heads, *names]):
            start = (" " * _GAP).join(name.ljust(width) for name, width in zip(line, widths, strict=True))
            out.write((start + "".join(column[number] for column in block)).rstrip() + "\n")


def _unrepeated(recap: Recap) -> Iterator[list[str]]:
    """The names of each line; a group is named once."""
    before: Member | None = None
    for line in recap.lines:
        names = list(line_names(line))
        if len(names) > 1 and line.members[0] is not None and line.kind is not LineKind.SUBTOTAL:
            if line.members[0] == before:
                names[0] = ""
            before = line.members[0]
        yield names


def _columns(recap: Recap) -> list[list[str]]:
    """Each column with its heading, right-aligned, as wide as it needs, the gap before it included."""
    named = [(clip(member_name(column), _WIDEST_NAME // 2), place) for place, column in enumerate(recap.columns)]
    columns = [[head, *(str(line.counts[place]) for line in recap.lines)] for head, place in named]
    columns.append([TOTAL.lower(), *(str(line.total) for line in recap.lines)])
    wide = [max(map(len, column)) + _GAP for column in columns]
    return [[cell.rjust(width) for cell in column] for column, width in zip(columns, wide, strict=True)]


def _blocks(columns: Sequence[list[str]], room: int) -> Iterator[list[list[str]]]:
    """The columns in as many blocks as fit into `room`; each has at least one."""
    block: list[list[str]] = []
    for column in columns:
        if block and sum(len(one[0]) for one in block) + len(column[0]) > room:
            yield block
            block = []
        block.append(column)
    yield block
