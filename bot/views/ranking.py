"""The answer to /peringkat: the own place first, then the highest and the lowest, then what has no place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.views.freshness import is_whole
from bot.views.markup import NOTHING, Html, bold, clip, fill, joined
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
from bot.views.rank_data import data_warnings, data_words
from bot.views.rank_outlook import outlook_html, since_cut_off
from bot.views.rank_own import own_html, unknown_words, which_words
from bot.views.rank_table import table
from bot.views.rank_words import LEVELS, month_words, pct_words, today
from bot.views.words import Local, number
from monitor.period import Month
from monitor.ranks.standings import Standings
from monitor.scores.holders import By
from monitor.scores.ranking import Cut, lowest, top

ROWS = 40  # on a page of the whole table
_NAME = 60
_WHO_DECIDES, _WHO_DECIDES_ALL = "Koordinator wilayah ini", "Koordinator semua wilayah atau operator"


def ranking_message(told: Standings, local: Local, now: datetime) -> Html:
    """The short answer. Rows beyond it: a button under it shows the whole table."""
    if told.is_empty:
        return _nothing_known(told, local, now)
    if not told.rows:
        return _no_row(told, local, now)
    own: list[Html] = [own_html(row, told, local, now) for row in told.own]
    table_part = _table_part(told, local, now) if told.has_table else NOTHING
    parts = [*own, table_part, since_cut_off(told), outlook_html(told, local, now), _closed(told)]
    first, *others = filter(None, parts)
    return joined([joined([data_warnings(told, local, now), first]), *others], "\n\n")


def ranking_page(told: Standings, local: Local, now: datetime, page: int) -> tuple[Html, int, int]:
    """Page `page` (from 1) of the whole table, its number and how many there are."""
    rows = table_order(told)
    pages = max(-(-len(rows) // ROWS), 1)
    page = min(max(page, 1), pages)
    shown = rows[(page - 1) * ROWS : page * ROWS]
    html = joined([data_warnings(told, local, now), _title(told, local, now), table(shown, told), _closed(told)])
    return html, page, pages


def future_month(month: Month, local: Local, now: datetime) -> Html:
    return fill("{month} belum dimulai, jadi belum ada peringkatnya.", month=month_words(month, today(local, now)))


def rank_not_understood(written: str) -> Html:
    """The buttons that follow offer levels and months."""
    return fill(
        "“{written}” belum dimengerti. Pilih di bawah ini, atau ketik misalnya <code>/peringkat oktober</code> "
        "atau <code>/peringkat kelurahan 2026-10</code>.",
        written=clip(written, _NAME),
    )


def rank_outside(title: str, levels: Sequence[By] = ()) -> Html:
    """Several `levels`: the buttons that follow offer them."""
    title = clip(title, _NAME)
    if len(levels) < 2:
        return fill("Di sini hanya terlihat peringkat {title}.", title=title)
    *first, last = (LEVELS[by] for by in levels)
    return fill(
        "Untuk {title} terlihat peringkat {levels}: pilih di bawah ini.",
        title=title,
        levels=f"{', '.join(first)} atau {last}",
    )


def _table_part(told: Standings, local: Local, now: datetime) -> Html:
    rows = told.rows
    head = _title(told, local, now) if not told.own else bold(f"Semua {LEVELS[told.sight.by]} di {told.where}")
    if len(rows) <= SMALL:
        shown = [table(table_order(told), told), below_best_words(told), small_words(told)]
    elif has_places(told):
        shown = [*_cut(HIGHEST, top(rows, CUT), told), *_lowest(told), small_words(told), *lacking_words(told)]
    else:
        shown = [
            table(table_order(told)[: 2 * CUT], told),
            f"{number(len(rows) - 2 * CUT)} lainnya: tombol Lihat semua",
        ]
    return joined([head, _sum_words(told), *shown, _all_unknown(told), apart_words(told)])


def _title(told: Standings, local: Local, now: datetime) -> Html:
    level = LEVELS[told.sight.by]
    what = "Peringkat" if any(row.nilai is not None for row in told.rows) else "Kinerja"
    what = f"{what} {level} · {clip(told.of_whom, _NAME)}"
    head = fill("{what}\n({which})", what=bold(what), which=which_words(told.rows, told, local, now))
    placed = len(told.ranking.placed)
    if told.sight.is_whole or not placed:
        return head
    return joined([head, f"Urutan di antara {number(placed)} {level} di {told.where}"])


def _sum_words(told: Standings) -> str:
    """ "1.234 aduan masuk · dijawab tepat waktu 97,4 % dari 1.200" """
    rows = [*told.rows, *told.apart]
    decided, kept = sum(row.response_decided for row in rows), sum(row.responded_in_time for row in rows)
    arrived = f"{number(sum(row.n for row in rows))} aduan masuk"
    if told.lacks_apart and told.sight.is_whole:
        arrived += " (tanpa yang di luar urutan)"
    if not decided:
        return arrived
    share = f"{number(kept)} dari {number(decided)} ({pct_words(kept, decided)})"
    return f"{arrived} · dijawab tepat waktu {share}"


def _cut(title: str, cut: Cut, told: Standings) -> list[str]:
    """Five, and how many more are as good or as bad as the last of them."""
    return [bold(title), table(cut.rows, told), equal_words(cut)]


def _lowest(told: Standings) -> list[str]:
    cut = lowest(told.rows, told.best, CUT)
    return _cut(lowest_title(cut, told), cut, told) if cut.rows else [below_best_words(told)]


def _all_unknown(told: Standings) -> str:
    rows = [*told.rows, *told.apart]
    return unknown_words(sum(row.unknown for row in rows), sum(row.doubtful for row in rows))


def _closed(told: Standings) -> Html:
    if told.shows_estimates:
        return NOTHING
    return fill(
        "Nilai, peringkat, dan urutan perkiraan siaga belum dibuka di sini. {who} dapat mengizinkannya: "
        "ketik /peringkat di chat pribadi dengan siaga.",
        who=_WHO_DECIDES if told.sight.is_of_area else _WHO_DECIDES_ALL,
    )


def _nothing_known(told: Standings, local: Local, now: datetime) -> Html:
    month = month_words(told.month, today(local, now))
    known = fill("siaga tidak menyimpan aduan yang masuk pada {month}, dan tidak ada nilai resminya.", month=month)
    return joined([data_warnings(told, local, now), known, data_words(told, local, now)])


def _no_row(told: Standings, local: Local, now: datetime) -> Html:
    """Of a unit that nothing came to, of a kota whose complaints no unit holds, an area that did not exist yet."""
    month = month_words(told.month, today(local, now))
    whole = is_whole(told.data)
    if told.sight.by is By.UNIT and told.sight.is_whole:
        said = "Tidak ada unit yang memegang aduan {title} yang masuk pada {month}."
        said = said if whole else "Belum tampak unit yang memegang aduan {title} yang masuk pada {month}."
    else:
        said = "Tidak ada aduan {title} yang masuk pada {month}."
        said = said if whole else "Belum tampak aduan {title} yang masuk pada {month}."
    none = fill(said, title=clip(told.of_whom if told.sight.is_whole else told.title, _NAME), month=month)
    return joined([data_warnings(told, local, now), none, apart_words(told), data_words(told, local, now)])
