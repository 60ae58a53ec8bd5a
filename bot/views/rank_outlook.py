"""What is still to come of a month, and what came after its cut-off."""

from __future__ import annotations

from datetime import datetime

from bot.views.lines import ticket_of
from bot.views.markup import NOTHING, Html, clip, code, fill, joined
from bot.views.rank_words import NOT_KNOWN, nilai_words
from bot.views.words import Local, number
from monitor.ranks.standings import Standings
from monitor.scores.ranking import RankRow

_NAME, _MOST_NAMED = 60, 5


def outlook_html(told: Standings, local: Local, now: datetime) -> Html:
    """ "Yang paling berpengaruh sekarang: JK..., JK...", and the nilai if nothing more is answered."""
    found = told.prospect
    if found is None or not found.costly:
        return NOTHING
    tickets = [code(ticket_of(one.complaint)) for one in found.costly]
    others = f", dan {number(found.others)} lainnya" if found.others else ""
    first = fill(
        "<b>Yang paling berpengaruh sekarang:</b> {tickets}{others}", tickets=joined(tickets, ", "), others=others
    )
    if not told.shows_estimates or found.at_cut_off is None or any(row.official for row in told.own):
        return first
    then = fill(
        "Perkiraan nilai saat dibekukan {when}: {worst} bila tidak ada lagi yang dijawab, "
        "{best} bila semuanya diselesaikan sekarang.",
        when=local.moment(found.cut_at, now),
        worst=nilai_words(found.at_cut_off),
        best=nilai_words(found.at_best),
    )
    return joined([first, then])


def since_cut_off(told: Standings) -> Html:
    """ "Setelah cut-off: Cideng 99,1 → 98,9"; the frozen figures stay as they are."""
    changed = told.changed()
    if not changed:
        return NOTHING
    named = [_changed(row, later) for row, later in changed[:_MOST_NAMED]]
    more = f", dan {number(len(changed) - len(named))} lainnya" if len(changed) > len(named) else ""
    return fill(
        "Setelah cut-off berubah: {named}{more}. Angka yang dibekukan tetap.", named="; ".join(named), more=more
    )


def _changed(row: RankRow, later: RankRow) -> str:
    """What it would be now: "Cideng nilai 99,1 → 98,9, aduan 39 → 40"."""
    parts = []
    if row.nilai != later.nilai:
        parts.append(f"nilai {nilai_words(row.nilai)} → {nilai_words(later.nilai)}")
    if row.n != later.n:
        parts.append(f"aduan {number(row.n)} → {number(later.n)}")
    return f"{clip(row.name, _NAME) or NOT_KNOWN} {', '.join(parts)}"
