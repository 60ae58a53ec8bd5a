"""A rank as a table of letters of one width that fits a phone held upright."""

from __future__ import annotations

from collections.abc import Sequence

from bot.views.markup import Html, clip, joined, pre
from bot.views.rank_words import LEVELS, nilai_words, pct_words
from bot.views.tables import WIDTH, fitted
from bot.views.words import number
from monitor.ranks.standings import Standings
from monitor.scores.ranking import RankRow

_NAME, _LEAST_NAME, _MOST_BAND = 60, 9, 3
_OFFICIAL = "*"


def table(rows: Sequence[RankRow], told: Standings) -> Html:
    """Places and nilai where there are any, else shares; always how many complaints that rests on."""
    ranked = any(row.nilai is not None for row in told.rows)
    mixed = ranked and len({row.official for row in told.rows if row.nilai is not None}) > 1
    head = _RANKED if ranked else _COUNTED
    lines = [
        ("" if row.place is None else f"{row.place}", row.name, _ranked(row, mixed) if ranked else _counted(row))
        for row in rows
    ]
    text = _aligned([("#" if ranked else "", LEVELS[told.sight.by].capitalize(), head), *lines], ranked=ranked)
    official = f"{_OFFICIAL} nilai resmi, lainnya perkiraan siaga" if mixed else ""
    return joined([pre(text), official if ranked else _LEGEND])


_RANKED = ("nilai", "", "aduan")
_COUNTED = ("n", "tepat", "waktu")
_LEGEND = "n: aduan masuk · tepat: dijawab tepat waktu · waktu: separuh dijawab dalam"


def _ranked(row: RankRow, mixed: bool) -> tuple[str, ...]:
    mark = _OFFICIAL if mixed and row.official else ""
    return nilai_words(row.nilai) + mark, clip(row.peringkat or "", _MOST_BAND), number(row.n)


def _counted(row: RankRow) -> tuple[str, ...]:
    share = pct_words(row.responded_in_time, row.response_decided)
    return number(row.n), share.replace(" ", ""), _short(row)


def _short(row: RankRow) -> str:
    """The median of the response in one unit: "42 m", "3,2 j", "2,1 h"."""
    hours = row.response_median_h
    if hours is None:
        return "-"
    if hours < 1:
        return f"{int(hours * 60)} m" if hours * 60 >= 1 else "<1 m"
    return f"{number(float(hours), 1)} j" if hours < 48 else f"{number(float(hours / 24), 1)} h"


def _aligned(lines: Sequence[tuple[str, str, tuple[str, ...]]], *, ranked: bool) -> str:
    places = max(len(place) for place, _, _ in lines) + 1 if ranked else 0
    widths = [max(map(len, column)) for column in zip(*(cells for _, _, cells in lines), strict=True)]
    room = max(WIDTH - places - sum(widths) - len(widths), _LEAST_NAME)
    return "\n".join(
        (place.rjust(places - 1) + " " if places else "")
        + fitted(clip(name, _NAME), room).ljust(room)
        + "".join(f" {cell.rjust(width)}" for cell, width in zip(cells, widths, strict=True))
        for place, name, cells in lines
    )
