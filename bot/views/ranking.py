"""The answer to /peringkat: the own place first, then the highest and the lowest, then what has no place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.views.freshness import data_moment, is_whole, old_data, partial_data
from bot.views.markup import NOTHING, Html, bold, clip, fill, joined
from bot.views.rank_outlook import outlook_html, since_cut_off
from bot.views.rank_own import own_html, today, unknown_words, which_words
from bot.views.rank_table import table
from bot.views.rank_words import LEVELS, NOT_KNOWN, month_words, pct_words
from bot.views.words import Local, number
from monitor.period import Month
from monitor.ranking import Cut, RankRow, lowest, top
from monitor.standings import Standings

CUT = 5
SMALL = 12  # a table of so many rows is shown whole
ROWS = 40  # on a page of the whole table
_NAME, _MOST_NAMED = 60, 6


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
    return joined([joined([_warnings(told, local, now), first]), *others], "\n\n")


def ranking_page(told: Standings, local: Local, now: datetime, page: int) -> tuple[Html, int, int]:
    """Page `page` (from 1) of the whole table, its number and how many there are."""
    rows = table_order(told)
    pages = max(-(-len(rows) // ROWS), 1)
    page = min(max(page, 1), pages)
    shown = rows[(page - 1) * ROWS : page * ROWS]
    html = joined([_warnings(told, local, now), _title(told, local, now), table(shown, told), _closed(told)])
    return html, page, pages


def table_order(told: Standings) -> Sequence[RankRow]:
    """By place; while no nilai is told, by what arrived: that is no judgement."""
    if any(row.place is not None for row in told.rows):
        return told.rows
    return sorted(told.rows, key=lambda row: (-row.n, row.name.casefold()))


def future_month(month: Month, local: Local, now: datetime) -> Html:
    return fill("{month} belum dimulai, jadi belum ada peringkatnya.", month=month_words(month, today(local, now)))


def rank_not_understood(written: str) -> Html:
    """The buttons that follow offer levels and months."""
    return fill(
        "“{written}” belum dimengerti. Pilih di bawah ini, atau ketik misalnya <code>/peringkat oktober</code> "
        "atau <code>/peringkat kelurahan 2026-10</code>.",
        written=clip(written, _NAME),
    )


def rank_outside(title: str) -> Html:
    return fill("Di sini hanya terlihat peringkat {title}.", title=clip(title, _NAME))


def _table_part(told: Standings, local: Local, now: datetime) -> Html:
    rows = told.rows
    head = _title(told, local, now) if not told.own else bold(f"Semua {LEVELS[told.sight.by]} di {told.where}")
    if len(rows) <= SMALL:
        shown = [table(table_order(told), told), _below_best(told), _small(rows, told)]
    elif any(row.place is not None for row in rows):
        shown = [*_cut("Lima teratas", top(rows, CUT), told), *_lowest(told)]
        shown += [_small(rows, told), _lacking(rows, told)]
    else:
        shown = [
            table(table_order(told)[: 2 * CUT], told),
            f"{number(len(rows) - 2 * CUT)} lainnya: tombol Lihat semua",
        ]
    return joined([head, _sum_words(told), *shown, _all_unknown(told), _apart(told)])


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
    if not decided:
        return arrived
    share = f"{number(kept)} dari {number(decided)} ({pct_words(kept, decided)})"
    return f"{arrived} · dijawab tepat waktu {share}"


def _cut(title: str, cut: Cut, told: Standings) -> list[str]:
    """Five, and how many more are as good or as bad as the last of them."""
    return [bold(title), table(cut.rows, told), f"dan {number(cut.equal)} setara" if cut.equal else ""]


def _lowest(told: Standings) -> list[str]:
    cut = lowest(told.rows, told.best, CUT)
    title = "Lima terbawah" if len(cut.rows) == CUT else f"Di bawah peringkat {clip(told.best, 12)}"
    return _cut(title, cut, told) if cut.rows else [_below_best(told)]


def _below_best(told: Standings) -> str:
    """ "Di bawah peringkat A: NIHIL"; nothing is NIHIL on data that is old or in part."""
    if not told.ranking.placed or lowest(told.rows, told.best).rows:
        return ""
    none = "NIHIL" if is_whole(told.data) else "tidak tampak dalam data ini"
    return f"Di bawah peringkat {clip(told.best, 12)}: {none}"


def _small(rows: Sequence[RankRow], told: Standings) -> str:
    names = [
        f"{clip(row.name, _NAME)} ({number(row.n)})" for row in rows if row.place is None and row.nilai is not None
    ]
    return f"Di bawah {number(told.min_n)} aduan, tanpa urutan: {_named(names)}" if names else ""


def _lacking(rows: Sequence[RankRow], told: Standings) -> Html:
    """Who has no nilai: those with nothing to judge, and those where nothing arrived."""
    lacking = [row for row in rows if row.nilai is None] if told.shows_estimates else []
    names = [clip(row.name, _NAME) for row in lacking if row.n]
    idle = len(lacking) - len(names)
    return joined(
        [
            f"Nilai {NOT_KNOWN}: {_named(names)}" if names else "",
            f"{number(idle)} tanpa aduan, nilai {NOT_KNOWN}" if idle else "",
        ]
    )


def _all_unknown(told: Standings) -> str:
    rows = [*told.rows, *told.apart]
    return unknown_words(sum(row.unknown for row in rows), sum(row.doubtful for row in rows))


def _named(names: Sequence[str]) -> str:
    """All of them while they are few, else how many."""
    return ", ".join(names) if len(names) <= _MOST_NAMED else number(len(names))


def _apart(told: Standings) -> str:
    counted = [f"{number(row.n)} {row.name}" for row in told.apart if row.n]
    return f"Di luar urutan: {', '.join(counted)}" if counted else ""


def _closed(told: Standings) -> Html:
    if told.shows_estimates:
        return NOTHING
    return Html(
        "Nilai, peringkat, dan urutan perkiraan siaga belum dibuka di sini. Koordinator dapat mengizinkannya: "
        "ketik /peringkat di chat pribadi dengan siaga."
    )


def _nothing_known(told: Standings, local: Local, now: datetime) -> Html:
    month = month_words(told.month, today(local, now))
    known = fill("siaga tidak menyimpan aduan yang masuk pada {month}, dan tidak ada nilai resminya.", month=month)
    return joined([_warnings(told, local, now), known, data_moment(told.data, local, now).capitalize()])


def _no_row(told: Standings, local: Local, now: datetime) -> Html:
    """Of a unit that nothing came to, an area that did not exist yet."""
    none = fill(
        "Tidak ada aduan {title} yang masuk pada {month}.",
        title=clip(told.title, _NAME),
        month=month_words(told.month, today(local, now)),
    )
    return joined([_warnings(told, local, now), none, data_moment(told.data, local, now).capitalize()])


def _warnings(told: Standings, local: Local, now: datetime) -> Html:
    return joined([old_data(told.data, local, now), partial_data(told.data)])
