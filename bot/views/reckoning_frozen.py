"""What stands beside a reckoning: the rules of a frozen month, its cut-off, the due times that are recorded."""

from __future__ import annotations

from datetime import datetime

from bot.views.markup import NOTHING, Html, escape, fill, joined
from bot.views.words import Local
from monitor.frozen.ruling import Ruling
from monitor.model import Dues


def frozen_html(ruling: Ruling, local: Local) -> Html:
    """By which rules and which data, and what the month was frozen with where that can be another sum."""
    parts = [_rules(ruling), _at_cutoff(ruling, local)]
    return joined([part for part in parts if part])


def recorded_html(ruling: Ruling, local: Local) -> Html:
    """The due times that stand, when these rules would give others: nobody may read two truths as one."""
    if ruling.recorded is None:
        return NOTHING
    return fill(
        "⚠️ Yang berlaku adalah tenggat yang tercatat, lain dari hitungan ini:\n{dues}",
        dues=_dues(ruling.recorded, local),
    )


def _rules(ruling: Ruling) -> Html:
    if not ruling.frozen:
        return NOTHING
    today = ", tetapi dari data hari ini" if ruling.at_cutoff else ""
    return escape(f"Dihitung dengan aturan saat bulannya dibekukan{today}.")


def _at_cutoff(ruling: Ruling, local: Local) -> Html:
    then = ruling.at_cutoff
    if then is None:
        return NOTHING
    at = local.full(then.cut_at)
    if then.dues is None:
        return fill(
            "⚠️ Saat cut-off ({at}) aduan ini belum dikenal sebagai aduan bulan itu; "
            "nilai bulan itu tanpa aduan ini.",
            at=at,
        )
    if ruling.stands_as_frozen:
        return fill("Setelah cut-off ({at}) masih masuk data baru; tenggatnya sama seperti saat cut-off.", at=at)
    return fill(
        "⚠️ Setelah cut-off ({at}) masih masuk data baru. Nilai bulan itu memakai tenggat saat cut-off:\n{dues}",
        at=at,
        dues=_dues(then.dues, local, then.paused_since),
    )


def _dues(dues: Dues, local: Local, paused_since: datetime | None = None) -> Html:
    response, completion = (
        local.full(due) if due else "tidak ada" for due in (dues.response_at, dues.completion_at)
    )
    if paused_since is not None:
        completion = f"belum ada, jam berhenti sejak {local.full(paused_since)}"
    return fill("respon {response}\npenyelesaian {completion}", response=response, completion=completion)
