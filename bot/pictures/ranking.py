"""A rank as bars: nilai where it is told, else the share answered in time. Cut as the text is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.pictures.bars import MOST, Bar, BarChart, Section
from bot.views.names import UNKNOWN
from bot.views.rank_cut import (
    CUT,
    HIGHEST,
    SMALL,
    apart_words,
    below_best_words,
    equal_words,
    has_places,
    lacking_words,
    lowest_title,
    small_words,
    table_order,
)
from bot.views.rank_data import known_words
from bot.views.rank_own import unknown_words
from bot.views.rank_words import LEVELS, NOT_KNOWN, month_words, nilai_words, pct_words, today, whose_figures
from bot.views.words import Local, number
from monitor.ranks.standings import Standings
from monitor.scores.ranking import RankRow, lowest, top

_OFFICIAL = "*"


def ranking_chart(told: Standings, local: Local, now: datetime) -> BarChart:
    """The visible rows, the best first; the own ones stand out and are there however long the table is."""
    month = month_words(told.month, today(local, now)) + (" berjalan" if told.is_running else "")
    what = "Nilai" if _is_ranked(told) else "Dijawab tepat waktu"
    return BarChart(
        title=f"{what} per {LEVELS[told.sight.by]} · {told.of_whom}",
        subtitle=" · ".join(filter(None, (month, whose_figures(told.rows), known_words(told, local, now)))),
        sections=tuple(_sections(told)),
        footnote=_footnote(told),
        most=100,
    )


def _is_ranked(told: Standings) -> bool:
    return any(row.nilai is not None for row in told.rows)


def _is_mixed(told: Standings) -> bool:
    return len({row.official for row in told.rows if row.nilai is not None}) > 1


def _sections(told: Standings) -> list[Section]:
    rows = table_order(told)
    if len(rows) <= SMALL:
        return [_section(rows, told, notes=[below_best_words(told), small_words(told)])]
    if not has_places(told):
        shown, hidden = rows[: 2 * CUT], len(rows) - 2 * CUT
        return [_section(shown, told, notes=[f"dan {number(hidden)} lainnya"]), *_own(told, shown)]
    best, worst = top(told.rows, CUT), lowest(told.rows, told.best, CUT)
    found = [_section(best.rows, told, HIGHEST, [equal_words(best)]), *_own(told, (*best.rows, *worst.rows))]
    if worst.rows:
        found.append(_section(worst.rows, told, lowest_title(worst, told), [equal_words(worst)]))
    notes = [below_best_words(told), small_words(told), *lacking_words(told)]
    return [*found, _section((), told, notes=notes)]


def _own(told: Standings, shown: Iterable[RankRow]) -> list[Section]:
    """The own rows that are not among those shown."""
    there = {row.subject for row in shown}
    own = [row for row in told.rows if row.subject in told.sight.own and row.subject not in there]
    room, hidden = MOST - 2 * CUT, max(len(own) - (MOST - 2 * CUT), 0)
    return (
        [_section(own[:room], told, told.title, [f"dan {number(hidden)} lainnya" if hidden else ""])]
        if own
        else []
    )


def _section(rows: Sequence[RankRow], told: Standings, title: str = "", notes: Iterable[str] = ()) -> Section:
    return Section(tuple(_bar(row, told) for row in rows), title, " · ".join(filter(None, notes)))


def _bar(row: RankRow, told: Standings) -> Bar:
    ranked = _is_ranked(told)
    value = row.nilai if ranked else row.responded_in_time_pct
    return Bar(
        row.name,
        None if value is None else float(value),
        NOT_KNOWN if value is None else _words(row, told),
        _tone(row, told),
        "" if row.place is None else f"{row.place}.",
        f"{number(row.n)} aduan" if ranked else f"dari {number(row.response_decided)}",
    )


def _words(row: RankRow, told: Standings) -> str:
    if not _is_ranked(told):
        return pct_words(row.responded_in_time, row.response_decided)
    mark = _OFFICIAL if row.official and _is_mixed(told) else ""
    return f"{nilai_words(row.nilai)}{mark} {row.peringkat or ''}".rstrip()


def _tone(row: RankRow, told: Standings) -> str:
    if row.subject in told.sight.own:
        return "own"
    return "poor" if row.peringkat not in (None, told.best) else "plain"


def _footnote(told: Standings) -> str:
    rows = [*told.rows, *told.apart]
    unknown = unknown_words(sum(row.unknown for row in rows), sum(row.doubtful for row in rows))
    notes = (
        "" if _is_ranked(told) else "dari: aduan yang sudah dapat dinilai",
        f"{_OFFICIAL} nilai resmi, lainnya perkiraan siaga" if _is_mixed(told) else "",
        unknown.removeprefix(UNKNOWN).strip(),
        apart_words(told),
        _lack(told),
    )
    return " · ".join(filter(None, notes))


def _lack(told: Standings) -> str:
    """Why the data is not the whole truth, or was not when the month was frozen."""
    if told.data.partial is None:
        return ""
    then = "data saat dibekukan " if told.cut_at is not None else ""
    return f"{then}tidak lengkap: {told.data.partial}"
