"""What is still to come of a month, and what came after its cut-off."""

from __future__ import annotations

from datetime import datetime

from bot.views.lines import ticket_of
from bot.views.markup import NOTHING, Html, clip, code, fill, joined
from bot.views.rank_words import NOT_KNOWN, nilai_words
from bot.views.words import Local, number
from monitor.ranks.prospect import Costly, Prospect
from monitor.ranks.standings import Standings
from monitor.scores.ranking import RankRow

_NAME, _MOST_NAMED = 60, 5


def outlook_html(told: Standings, local: Local, now: datetime) -> Html:
    """ "Selesaikan ini dulu", what each of these costs, and what whose nilai will be if nothing more is done."""
    found = told.prospect
    if found is None or not found.costly:
        return NOTHING
    shows_nilai = told.shows_estimates and not any(row.official for row in told.own)
    return joined(
        [
            fill("<b>Selesaikan ini dulu</b> · {whose}", whose=clip(_whose(told), _NAME)),
            *(_costly(one, local, now, shows_loss=shows_nilai) for one in found.costly),
            f"dan {number(found.others)} lainnya" if found.others else NOTHING,
            _nilai_to_come(found, clip(_whose(told), _NAME), local, now) if shows_nilai else NOTHING,
        ]
    )


def _whose(told: Standings) -> str:
    """Under a table of what lies in a kota it is the kota's."""
    is_of_all = told.prospect is not None and told.prospect.subject == told.sight.within
    return told.where if is_of_all else told.title


def _costly(one: Costly, local: Local, now: datetime, *, shows_loss: bool) -> Html:
    """ "• JK2611220412 · batas jawab 15.00 · nilai turun 0,300", "... batas jawab 07.00 sudah lewat ..." """
    which = "jawab" if one.due_at == one.response_due_at else "selesai"
    loss = f" · nilai turun {nilai_words(one.loss) if one.loss else '< 0,001'}" if shows_loss else ""
    return fill(
        "• {ticket} · batas {which} {due}{past}{loss}",
        ticket=code(ticket_of(one.complaint)),
        loss=loss,
        which=which,
        due=local.moment(one.due_at, now),
        past=" sudah lewat" if one.due_at < now else "",
    )


def _nilai_to_come(found: Prospect, whose: str, local: Local, now: datetime) -> Html:
    if found.at_cut_off is None:
        return NOTHING
    return fill(
        "Perkiraan nilai {whose} sekarang {present}. Saat dibekukan {when}: {worst} bila tidak ada lagi yang "
        "dijawab, {best} bila semuanya diselesaikan sekarang.",
        whose=whose,
        present=nilai_words(found.nilai),
        when=local.moment(found.cut_at, now),
        worst=nilai_words(found.at_cut_off),
        best=nilai_words(found.at_best),
    )


def since_cut_off(told: Standings) -> Html:
    """ "Setelah cut-off: Cideng 99,100 → 98,900"; the frozen figures stay as they are."""
    changed = told.changed()
    if not changed:
        return NOTHING
    named = [_changed(row, later) for row, later in changed[:_MOST_NAMED]]
    more = f", dan {number(len(changed) - len(named))} lainnya" if len(changed) > len(named) else ""
    nilai = any(row.nilai != later.nilai for row, later in changed)
    why = (
        " Penyebabnya data baru, atau aturan dan bobot yang diubah sesudahnya."
        if told.settings_changed and nilai
        else ""
    )
    return fill(
        "Setelah cut-off berubah: {named}{more}.{why} Angka yang dibekukan tetap.",
        named="; ".join(named),
        more=more,
        why=why,
    )


def _changed(row: RankRow, later: RankRow) -> str:
    """What it would be now: "Cideng nilai 99,100 → 98,900, aduan 39 → 40"."""
    parts = []
    if row.nilai != later.nilai:
        parts.append(f"nilai {nilai_words(row.nilai)} → {nilai_words(later.nilai)}")
    if row.n != later.n:
        parts.append(f"aduan {number(row.n)} → {number(later.n)}")
    return f"{clip(row.name, _NAME) or NOT_KNOWN} {', '.join(parts)}"
