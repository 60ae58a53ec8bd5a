"""A cross table as a message: as wide as an old phone, with what it is about above it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.views.freshness import data_moment, is_whole, old_data, partial_data
from bot.views.markup import NOTHING, Html, clip, fill, joined, pre
from bot.views.recap_words import (
    HEADINGS,
    TOTAL,
    filter_words,
    line_names,
    period_words,
    row_name,
    short_name,
    spans_years,
)
from bot.views.tables import WIDTH, fitted
from bot.views.words import Local, number
from monitor.crosstables.dimensions import Dimension
from monitor.crosstables.recap import About, Line, LineKind, Recap
from monitor.model import Stage

MOST_ROWS = 24
_LEAST_NAME = 10
_MOST_HEAD = 7
_NAME = 60
_OTHERS = "lain"


def recap_message(
    recap: Recap, about: About, local: Local, now: datetime, *, most: int = MOST_ROWS, first: int = 0
) -> Html:
    """Title, period and age of the data, the table. Beyond `most` rows: "dan 12 lagi: 34 aduan".

    `first`: so many rows were shown before, on other pages.
    """
    shown, hidden = _shown(recap, first, most)
    table, left_out = _table(recap, shown)
    dated = data_moment(about.data, local, now)
    return joined(
        [
            old_data(about.data, local, now),
            fill("<b>Rekap aduan · {scope}</b>", scope=clip(about.scope, _NAME)),
            f"Masuk: {period_words(about.first_on, about.last_on)} · {dated}",
            f"Keadaan {local.moment(about.at, now)}" if about.at else NOTHING,
            fill("Hanya {filters}", filters=filter_words(about.filters)) if about.filters else NOTHING,
            partial_data(about.data),
            pre(table) if recap.total else _none(about),
            _others(recap, left_out) if recap.total else NOTHING,
            f"baris {number(first + 1)} dan seterusnya" if first else NOTHING,
            _more(hidden),
        ]
    )


def _none(about: About) -> str:
    return "Tidak ada aduan yang masuk." if is_whole(about.data) else "Belum ada aduan yang tampak dalam data ini."


def page_count(recap: Recap, most: int = MOST_ROWS) -> int:
    """How many pages of `most` rows it takes to show everything."""
    rows = sum(line.kind in (LineKind.ROW, LineKind.REST) for line in recap.lines)
    return max(-(-rows // most), 1)


def _others(recap: Recap, left_out: int) -> str:
    """What the column "lain" sums."""
    if not left_out or recap.layout.cols is None:
        return NOTHING
    which = "sebelumnya" if _is_timely(recap) else "lainnya"
    return f"{_OTHERS}: jumlah {number(left_out)} {HEADINGS[recap.layout.cols].lower()} {which}"


def _more(hidden: Sequence[Line]) -> str:
    if not hidden:
        return NOTHING
    count = sum(line.folded or 1 for line in hidden)
    return f"dan {number(count)} lagi: {number(sum(line.total for line in hidden))} aduan"


def _shown(recap: Recap, first: int, most: int) -> tuple[list[tuple[str, Line]], list[Line]]:
    """The lines to draw, each with its name, groups headed by their sum; and the rows left for later."""
    shown: list[tuple[str, Line]] = []
    hidden: list[Line] = []
    room = most
    for head, every in _groups(recap):
        rows, first = every[first:], max(first - len(every), 0)
        if every and not rows:
            continue
        kept = rows[:room]
        room -= len(kept)
        hidden += rows[len(kept) :]
        if head is not None and (kept or (room and not rows)):
            shown.append((row_name(head.members[0]) if head.members[0] else TOTAL, head))
        indent = "" if head is None else " "
        shown += [(indent + line_names(line, row_name)[len(line.members) - 1], line) for line in kept]
    return [*shown, (TOTAL, recap.lines[-1])], hidden


def _groups(recap: Recap) -> Iterator[tuple[Line | None, list[Line]]]:
    """The sum of each group and its rows; None = there are no groups."""
    rows: list[Line] = []
    for line in recap.lines[:-1]:
        if line.kind is LineKind.SUBTOTAL:
            yield line, rows
            rows = []
        else:
            rows.append(line)
    if rows:
        yield None, rows


def _table(recap: Recap, shown: Sequence[tuple[str, Line]]) -> tuple[str, int]:
    """The table, and how many columns it sums into one because a phone is too narrow."""
    heads, rows, left_out = _fitted_columns(recap, [line for _, line in shown])
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    room = max(WIDTH - sum(widths) - len(widths), _LEAST_NAME)
    title = HEADINGS[recap.layout.rows[-1]]
    named = [(title, heads), *((name, cells) for (name, _), cells in zip(shown, rows, strict=True))]
    text = "\n".join(
        _placed(name, room) + "".join(f" {cell.rjust(width)}" for cell, width in zip(cells, widths, strict=True))
        for name, cells in named
    )
    return text, left_out


def _placed(name: str, room: int) -> str:
    """In exactly `room` letters; indents stay."""
    indent = " " * (len(name) - len(name.lstrip(" ")))
    return (indent + fitted(clip(name, _NAME), room - len(indent))).ljust(room)


def _fitted_columns(recap: Recap, lines: Sequence[Line]) -> tuple[list[str], list[list[str]], int]:
    """Headings, the cells of each line, and how many columns became "lain".

    The latest months stay, of what has no order the most frequent; `wait` before all, which must be answered.
    """
    columns, sums = recap.columns, recap.lines[-1].counts
    with_year = spans_years(columns)
    heads = [clip(short_name(column, with_year=with_year), _MOST_HEAD) for column in columns]
    wide = [max(len(head), len(number(count))) + 1 for head, count in zip(heads, sums, strict=True)]
    last = max(len(TOTAL), len(number(recap.total))) + 1
    room = WIDTH - _LEAST_NAME - last
    kept = list(range(len(columns)))
    if sum(wide) > room:
        others = max(len(_OTHERS), len(number(recap.total))) + 1
        kept = _most_wanted(recap, wide, room - others)
    left_out = [place for place in range(len(columns)) if place not in kept]
    rows = [_cells(line, kept, left_out, first=_is_timely(recap)) for line in lines]
    named = _with_others([heads[place] for place in kept], _OTHERS if left_out else None, first=_is_timely(recap))
    return [*named, TOTAL], rows, len(left_out)


def _most_wanted(recap: Recap, wide: Sequence[int], room: int) -> list[int]:
    sums = recap.lines[-1].counts
    places = range(len(wide))
    waits = [column.dimension is Dimension.STAGE and column.value == Stage.WAIT for column in recap.columns]
    largest = sorted(places, key=lambda place: (not waits[place], -sums[place], place))
    order = reversed(places) if _is_timely(recap) else largest
    kept: list[int] = []
    for place in order:
        room -= wide[place]
        if room < 0:
            break
        kept.append(place)
    return sorted(kept)


def _is_timely(recap: Recap) -> bool:
    return recap.layout.cols is not None and recap.layout.cols.is_time


def _cells(line: Line, kept: Sequence[int], left_out: Sequence[int], *, first: bool) -> list[str]:
    others = number(sum(line.counts[place] for place in left_out)) if left_out else None
    return [*_with_others([number(line.counts[place]) for place in kept], others, first=first), number(line.total)]


def _with_others(cells: list[str], others: str | None, *, first: bool) -> list[str]:
    if others is None:
        return cells
    return [others, *cells] if first else [*cells, others]
