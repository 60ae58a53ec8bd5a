"""One row of a rank in words, as whom it is about reads it."""

from __future__ import annotations

from datetime import datetime

from bot.views.freshness import is_whole
from bot.views.markup import NOTHING, Html, bold, clip, fill, joined
from bot.views.names import ELSEWHERE, UNKNOWN
from bot.views.rank_data import known_words
from bot.views.rank_words import (
    LEVELS,
    NOT_KNOWN,
    hours_words,
    interval_words,
    month_words,
    nilai_words,
    pct_words,
    today,
    whose_figures,
)
from bot.views.words import Local, number
from monitor.ranks.standings import Standings
from monitor.scores.ranking import RankRow

_NAME = 60
_LATE_NOW, _LATE_THEN = "masih terlambat (/terlambat)", "masih terlambat saat dibekukan"


def own_html(row: RankRow, told: Standings, local: Local, now: datetime) -> Html:
    """A row as whom it is about reads it: the place, what it rests on, how it changed."""
    name = _name(row, told)
    return joined(
        [
            fill("{first} ({which})", first=bold(_place(row, told)), which=which_words((row,), told, local, now)),
            fill("{name}, di antara {level} di {where}", name=name, level=_level(told), where=told.where)
            if row.place is not None
            else NOTHING,
            *_figures(row, told),
            _elsewhere(told),
            joined([_change(row, told, local, now), _no_place(row, told)], " "),
        ]
    )


def _place(row: RankRow, told: Standings) -> str:
    """ "Urutan 3 dari 44 · Peringkat A · Nilai 99,975", "Kel. Cideng · Nilai N/A", "Kinerja Kel. Cideng" """
    name = _name(row, told)
    if not (told.shows_estimates or row.official):
        return f"Kinerja {name}"
    graded = f"Peringkat {clip(row.peringkat, 12)} · " if row.peringkat is not None else ""
    placed = f"Urutan {row.place} dari {number(len(told.ranking.placed))}" if row.place is not None else name
    return f"{placed} · {graded}Nilai {nilai_words(row.nilai)}"


def _level(told: Standings) -> str:
    """Among whom places are given; that there are others is said."""
    level = LEVELS[told.sight.by]
    if not told.shows_estimates:
        return f"{level} yang bernilai resmi"
    ranked = sum(row.apart is None for row in told.ranking.rows)
    return level if len(told.ranking.placed) == ranked else f"{level} yang diberi urutan"


def which_words(rows: tuple[RankRow, ...], told: Standings, local: Local, now: datetime) -> str:
    """ "perkiraan siaga, November berjalan, data 07.58" """
    month = month_words(told.month, today(local, now))
    when = f"{month} berjalan" if told.is_running else month
    return ", ".join(filter(None, (whose_figures(rows), when, known_words(told, local, now))))


def _name(row: RankRow, told: Standings) -> str:
    return clip(told.title if len(told.own) == 1 else row.name, _NAME)


def _figures(row: RankRow, told: Standings) -> list[str]:
    if not row.n:
        return [
            "Tidak ada aduan yang masuk." if is_whole(told.data) else "Tidak ada aduan yang tampak dalam data ini."
        ]
    counted = f"{number(row.n)} aduan masuk" + (f", {number(row.dismissed)} ditolak" if row.dismissed else "")
    late = (
        f"{number(row.overdue_open)} {_LATE_NOW if told.cut_at is None else _LATE_THEN}"
        if row.overdue_open
        else ""
    )
    return [
        f"Dijawab tepat waktu: {_answered(row)}" if row.response_decided else "",
        f"Selesai tepat waktu: {_completed(row)}" if row.completion_decided else "",
        " · ".join(filter(None, (counted, late))),
        unknown_words(row.unknown, row.doubtful),
    ]


def _elsewhere(told: Standings) -> str:
    """What arrived there too, and is another's to answer."""
    if not told.held_elsewhere:
        return ""
    when = "" if told.cut_at is None else "sekarang "
    return f"{ELSEWHERE} {number(told.held_elsewhere)} {when}ditangani unit lain, tidak dihitung di sini"


def _answered(row: RankRow) -> str:
    """ "38 dari 39 (97,4 %; rentang 86,8–99,5 %) · separuh dalam 42 m, 9 dari 10 dalam 3 j 10 m" """
    share = f"{number(row.responded_in_time)} dari {number(row.response_decided)}"
    share += f" ({pct_words(row.responded_in_time, row.response_decided)}; rentang {interval_words(row)})"
    if row.response_median_h is None:
        return share
    most = f", 9 dari 10 dalam {hours_words(row.response_p90_h)}" if row.response_p90_h is not None else ""
    return f"{share} · separuh dalam {hours_words(row.response_median_h)}{most}"


def _completed(row: RankRow) -> str:
    share = f"{number(row.completed_in_time)} dari {number(row.completion_decided)}"
    share += f" ({pct_words(row.completed_in_time, row.completion_decided)})"
    half = row.completion_median_h
    return share if half is None else f"{share} · separuh dalam {hours_words(half)}"


def unknown_words(unknown: int, doubtful: int) -> str:
    if not unknown:
        return ""
    why = f" ({number(doubtful)} karena waktu di CRM tidak mungkin)" if doubtful else ""
    return f"{UNKNOWN} {number(unknown)} tidak dapat dipastikan{why}, dihitung terpisah"


def _change(row: RankRow, told: Standings, local: Local, now: datetime) -> str:
    moved = told.moved(row)
    if moved is None:
        return ""
    since = month_words(told.month.before, today(local, now))
    among = _place_then(row, moved, told)
    if moved == 0:
        return f"Urutan tetap seperti {since}{among}."
    return f"{'Naik' if moved > 0 else 'Turun'} {number(abs(moved))} dari {since}{among}."


def _place_then(row: RankRow, moved: int, told: Standings) -> str:
    """ " (saat itu urutan 5 dari 8)", where there were more or fewer to stand among than now."""
    among = len(told.before.placed) if told.before else 0
    if row.place is None or among == len(told.ranking.placed):
        return ""
    return f" (saat itu urutan {number(row.place + moved)} dari {number(among)})"


def _no_place(row: RankRow, told: Standings) -> str:
    """Why somebody stands in the table without a place; shared places are told too."""
    if row.place is not None:
        equal = sum(one.place == row.place for one in told.ranking.placed) - 1
        return f"{number(equal)} lainnya di urutan yang sama." if equal else ""
    if not row.n or not (told.shows_estimates or row.official):
        return ""
    if row.nilai is None:
        return f"Nilai {NOT_KNOWN}: belum ada yang dapat dinilai."
    return f"Belum diberi urutan: baru {number(row.n)} aduan, paling sedikit {number(told.min_n)}."
