"""A cross table as a picture: a grid of counts, or bars when there is one dimension only."""

from __future__ import annotations

from datetime import datetime

from bot.pictures.bars import MOST, Bar, BarChart, bars_svg
from bot.pictures.grid import Grid, grid_svg
from bot.views.freshness import data_moment
from bot.views.recap_words import HEADINGS, line_names, period_words, row_name, short_name, spans_years
from bot.views.words import Local, number
from monitor.recap import About, LineKind, Recap

_ROWS = (LineKind.ROW, LineKind.REST)


def recap_svg(recap: Recap, about: About, local: Local, now: datetime) -> str:
    """Of a table with one dimension as rows."""
    title = f"{HEADINGS[recap.layout.rows[0]]}"
    if recap.layout.cols is not None:
        title += f" x {HEADINGS[recap.layout.cols].lower()}"
    title += f" · {about.scope}"
    subtitle = f"Masuk {period_words(about.first_on, about.last_on)} · {data_moment(about.data, local, now)}"
    why = f"Data tidak lengkap: {about.data.partial}" if about.data.partial else ""
    if recap.layout.cols is None:
        return bars_svg(_bars(recap, title, subtitle, why))
    return grid_svg(_grid(recap, title, subtitle, why))


def _bars(recap: Recap, title: str, subtitle: str, why: str) -> BarChart:
    lines = [line for line in recap.lines if line.kind in _ROWS]
    left_out = len(lines) - MOST
    words = [
        f"Jumlah {number(recap.total)} aduan",
        f"tidak digambar: {left_out} baris" if left_out > 0 else "",
        why,
    ]
    return BarChart(
        title=title,
        subtitle=subtitle,
        bars=tuple(Bar(line_names(line, row_name)[0], line.total, number(line.total)) for line in lines),
        footnote=" · ".join(filter(None, words)),
        name_room=460,
        words_room=120,
    )


def _grid(recap: Recap, title: str, subtitle: str, why: str) -> Grid:
    lines = [line for line in recap.lines if line.kind in _ROWS]
    last = recap.lines[-1]
    with_year = spans_years(recap.columns)
    return Grid(
        title=title,
        subtitle=subtitle,
        rows=tuple(line_names(line, row_name)[0] for line in lines),
        columns=tuple(short_name(column, with_year=with_year) for column in recap.columns),
        cells=tuple(line.counts for line in lines),
        totals=tuple(line.total for line in lines),
        sums=(*last.counts, last.total),
        footnote=why,
    )
