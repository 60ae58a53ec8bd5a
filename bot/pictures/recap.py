"""A cross table as a picture: a grid of counts, or bars when there is one dimension only.

What is too much for a phone is summed in "lainnya": of times the latest are drawn, of everything else the largest.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from bot.pictures.bars import MOST, Bar, BarChart, Section, bars_svg
from bot.pictures.grid import MOST_COLUMNS, MOST_ROWS, Grid, grid_svg
from bot.views.freshness import data_moment
from bot.views.recap_words import HEADINGS, line_names, period_words, row_name, short_name, spans_years
from bot.views.words import Local, number
from monitor.crosstables.dimensions import Dimension
from monitor.crosstables.recap import About, Line, LineKind, Recap

_ROWS = (LineKind.ROW, LineKind.REST)
_REST = "lain"
_T = TypeVar("_T")


def recap_svg(recap: Recap, about: About, local: Local, now: datetime) -> str:
    """Of a table with one dimension as rows."""
    title = f"Aduan per {HEADINGS[recap.layout.rows[0]].lower()}"
    if recap.layout.cols is not None:
        title += f" dan {HEADINGS[recap.layout.cols].lower()}"
    title += f" · {about.scope}"
    subtitle = f"Masuk {period_words(about.first_on, about.last_on)} · {data_moment(about.data, local, now)}"
    why = f"Data tidak lengkap: {about.data.partial}" if about.data.partial else ""
    if recap.layout.cols is None:
        return bars_svg(_bars(recap, title, subtitle, why))
    return grid_svg(_grid(recap, title, subtitle, why))


def _bars(recap: Recap, title: str, subtitle: str, why: str) -> BarChart:
    lines = _lines(recap)
    kept = _kept([line.total for line in lines], MOST, recap.layout.rows[0])
    hidden = [line for place, line in enumerate(lines) if place not in kept]
    drawn = [lines[place] for place in kept]
    bars = tuple(Bar(line_names(line, row_name)[0], line.total, number(line.total)) for line in drawn)
    return BarChart(
        title=title,
        subtitle=subtitle,
        sections=(Section(bars, note=_hidden_words(hidden)),),
        footnote=" · ".join(filter(None, [f"Jumlah {number(recap.total)} aduan", why])),
    )


def _hidden_words(hidden: Sequence[Line]) -> str:
    """ "dan 20 lainnya: 134 aduan" """
    if not hidden:
        return ""
    rows = sum(line.folded or 1 for line in hidden)
    return f"dan {number(rows)} lainnya: {number(_total(hidden))} aduan"


def _grid(recap: Recap, title: str, subtitle: str, why: str) -> Grid:
    columns = _kept(recap.lines[-1].counts, _beside_rest(len(recap.columns), MOST_COLUMNS), recap.layout.cols)
    first = recap.layout.cols is not None and recap.layout.cols.is_time
    with_year = spans_years([recap.columns[place] for place in columns])
    names = [short_name(recap.columns[place], with_year=with_year) for place in columns]
    rows, left_out = _grid_rows(recap), len(recap.columns) - len(columns)
    others = f"{_REST}: jumlah {number(left_out)} kolom yang tidak digambar" if left_out else ""
    return Grid(
        title=title,
        subtitle=subtitle,
        rows=tuple(name for name, _, _ in rows),
        columns=_with_rest(names, _REST if left_out else None, first=first),
        cells=tuple(_cells(counts, columns, first=first) for _, counts, _ in rows),
        totals=tuple(total for _, _, total in rows),
        plain_row=_place_of_rest(len(rows), len(_lines(recap)) > MOST_ROWS, first=recap.layout.rows[0].is_time),
        plain_column=_place_of_rest(len(columns) + 1, left_out > 0, first=first),
        sums=(*_cells(recap.lines[-1].counts, columns, first=first), recap.total),
        footnote=" · ".join(filter(None, (others, why))),
    )


def _grid_rows(recap: Recap) -> list[tuple[str, tuple[int, ...], int]]:
    """Name, counts and total of each row to draw; the others summed in one."""
    dimension = recap.layout.rows[0]
    lines = _lines(recap)
    kept = _kept([line.total for line in lines], _beside_rest(len(lines), MOST_ROWS), dimension)
    drawn = [(line_names(lines[place], row_name)[0], lines[place].counts, lines[place].total) for place in kept]
    hidden = [line for place, line in enumerate(lines) if place not in kept]
    if not hidden:
        return drawn
    sums = tuple(map(sum, zip(*(line.counts for line in hidden), strict=True)))
    name = "sebelumnya" if dimension.is_time else "lainnya"
    count = number(sum(line.folded or 1 for line in hidden))
    return list(_with_rest(drawn, (f"{name} ({count})", sums, _total(hidden)), first=dimension.is_time))


def _lines(recap: Recap) -> list[Line]:
    """All but the sum under them."""
    return [line for line in recap.lines if line.kind in _ROWS]


def _beside_rest(count: int, most: int) -> int:
    """How many of so many are drawn: all where they fit, else the sum of the others takes one place."""
    return count if count <= most else most - 1


def _total(lines: Sequence[Line]) -> int:
    return sum(line.total for line in lines)


def _kept(counts: Sequence[int], most: int, dimension: Dimension | None) -> list[int]:
    """Which of them are drawn, in order: of times the last ones, else the largest."""
    places = range(len(counts))
    if dimension is not None and dimension.is_time:
        return list(places[-most:])
    return sorted(sorted(places, key=lambda place: (-counts[place], place))[:most])


def _cells(counts: Sequence[int], columns: Sequence[int], *, first: bool) -> tuple[int, ...]:
    """The counts of those columns, and the sum of the others when there are any."""
    shown = [counts[place] for place in columns]
    return _with_rest(shown, None if len(shown) == len(counts) else sum(counts) - sum(shown), first=first)


def _place_of_rest(count: int, is_there: bool, *, first: bool) -> int | None:
    """Where among so many `_with_rest` put it."""
    return (0 if first else count - 1) if is_there else None


def _with_rest(shown: Sequence[_T], rest: _T | None, *, first: bool) -> tuple[_T, ...]:
    if rest is None:
        return tuple(shown)
    return (rest, *shown) if first else (*shown, rest)
