"""How old the data of a rank is: of now, or of the cut-off at which it was frozen."""

from __future__ import annotations

from datetime import datetime

from bot.views.freshness import data_moment, old_data, partial_data
from bot.views.markup import NOTHING, Html, clip, fill, joined
from bot.views.names import WARNING
from bot.views.rank_words import LEVELS, month_words, today
from bot.views.words import Local, span
from monitor.ranks.standings import Standings

_WHERE, _WHY = 60, 200


def known_words(told: Standings, local: Local, now: datetime) -> str:
    """ "data 07.58", "dibekukan Min 8 Nov 23.59, data saat itu Min 8 Nov 23.55, tidak lengkap",
    "belum dibekukan, data 07.58" """
    data = data_moment(told.data, local, now)
    if told.cut_at is None:
        return f"belum dibekukan, {data}" if told.was_left_out else data
    then = (
        f"data saat itu {local.moment(told.data.as_of, now)}" if told.data.as_of else "umur data tidak diketahui"
    )
    lacking = ", tidak lengkap" if told.data.partial else ""
    return f"dibekukan {local.moment(told.cut_at, now)}, {then}{lacking}"


def data_words(told: Standings, local: Local, now: datetime) -> str:
    """The same as a sentence's beginning."""
    words = known_words(told, local, now)
    return words[:1].upper() + words[1:]


def data_warnings(told: Standings, local: Local, now: datetime) -> Html:
    """What is wrong with the data, above everything else."""
    if told.cut_at is None:
        return joined([_left_out(told, local, now), old_data(told.data, local, now), partial_data(told.data)])
    return joined([_old_then(told, local, now), _partial_then(told)])


def _left_out(told: Standings, local: Local, now: datetime) -> Html:
    if not told.was_left_out:
        return NOTHING
    return fill(
        "{mark} Tabel {level} {where} bulan {month} <b>belum dibekukan</b>: angka di bawah ini angka sekarang "
        "dan masih dapat berubah.",
        mark=WARNING,
        level=LEVELS[told.sight.by],
        where=clip(told.where, _WHERE),
        month=month_words(told.month, today(local, now)),
    )


def _old_then(told: Standings, local: Local, now: datetime) -> Html:
    data = told.data
    if data.as_of is None:
        return fill("{mark} Umur data saat bulan ini dibekukan tidak diketahui.", mark=WARNING)
    if not data.stale or told.cut_at is None:
        return NOTHING
    return fill(
        "{mark} <b>Saat dibekukan, data terakhir {moment}, {age} sebelumnya.</b> Yang terjadi sesudah itu tidak "
        "terhitung.",
        mark=WARNING,
        moment=local.moment(data.as_of, now),
        age=span(told.cut_at - data.as_of),
    )


def _partial_then(told: Standings) -> Html:
    if told.data.partial is None:
        return NOTHING
    why = clip(told.data.partial, _WHY).rstrip(".")
    return fill("{mark} Data saat dibekukan tidak lengkap: {why}.", mark=WARNING, why=why)
