"""A rank as bars: nilai where it is told, else the share answered in time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from bot.pictures.bars import MOST, Bar, BarChart
from bot.views.rank_own import known_words
from bot.views.rank_words import LEVELS, NOT_KNOWN, month_words, nilai_words, pct_words, whose_figures
from bot.views.ranking import table_order
from bot.views.words import Local, number
from monitor.period import Month
from monitor.ranking import RankRow
from monitor.standings import Standings

_HALF = 20  # of a table too long to be drawn: so many from either end


def ranking_chart(told: Standings, local: Local, now: datetime) -> BarChart:
    """The visible rows, the best first; the own ones stand out."""
    rows, gap_after = _drawn(table_order(told), told)
    ranked = any(row.nilai is not None for row in told.rows)
    today = Month.of(now.astimezone(local.zone).date())
    month = month_words(told.month, today) + (" berjalan" if told.is_running else "")
    what = "Nilai" if ranked else "Dijawab tepat waktu"
    return BarChart(
        title=f"{what} per {LEVELS[told.sight.by]} · {told.of_whom}",
        subtitle=" · ".join(filter(None, (month, whose_figures(told.rows), known_words(told, local, now)))),
        bars=tuple(_bar(row, told, ranked=ranked) for row in rows),
        footnote=_footnote(told, len(rows), ranked=ranked),
        most=100,
        gap_after=gap_after,
    )


def _drawn(rows: Sequence[RankRow], told: Standings) -> tuple[Sequence[RankRow], frozenset[int]]:
    """Those to draw, and after how many of them some are left out."""
    if len(rows) <= MOST:
        return rows, frozenset()
    kept = [
        place
        for place, row in enumerate(rows)
        if place < _HALF or place >= len(rows) - _HALF or row.subject in told.sight.own
    ][:MOST]
    gaps = {number for number, (one, other) in enumerate(pairwise(kept), 1) if other > one + 1}
    return [rows[place] for place in kept], frozenset(gaps)


def _bar(row: RankRow, told: Standings, *, ranked: bool) -> Bar:
    value = row.nilai if ranked else row.responded_in_time_pct
    place = f"{row.place}. " if row.place is not None else ""
    words = _words(row, ranked=ranked) if value is not None else NOT_KNOWN
    return Bar(place + row.name, None if value is None else float(value), words, _tone(row, told, ranked=ranked))


def _words(row: RankRow, *, ranked: bool) -> str:
    if not ranked:
        return f"{pct_words(row.responded_in_time, row.response_decided)} (n {number(row.response_decided)})"
    return f"{nilai_words(row.nilai)} {row.peringkat or ''} (n {number(row.n)})"


def _tone(row: RankRow, told: Standings, *, ranked: bool) -> str:
    if row.subject in told.sight.own:
        return "own"
    return "poor" if ranked and row.peringkat not in (None, told.best) else "plain"


def _footnote(told: Standings, drawn: int, *, ranked: bool) -> str:
    left_out = len(told.rows) - drawn
    return " · ".join(
        filter(
            None,
            (
                "n: aduan yang masuk" if ranked else "n: aduan yang sudah dapat dinilai",
                f"tidak digambar: {number(left_out)}" if left_out else "",
                f"tidak lengkap: {told.data.partial}" if told.data.partial else "",
            ),
        )
    )
