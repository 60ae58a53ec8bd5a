"""The source cannot be read, and can again; its clock is wrong. For operators and coordinators."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.views.markup import NOTHING, clip, code, fill, joined
from bot.views.names import DONE, WARNING
from bot.views.words import Local, number, span

_REASON = 300


def outage_began(last_at: datetime | None, local: Local, now: datetime, reason: str = "") -> str:
    """`last_at`: when the data was last read, None = never; `reason`: in English, for operators only."""
    since = f"sejak {local.moment(last_at, now)}" if last_at else "sejak pertama kali dicoba"
    return joined(
        [
            fill("{mark} <b>CRM tidak bisa dibaca {since}.</b>", mark=WARNING, since=since),
            "Data siaga tidak diperbarui lagi. Mohon lihat langsung di CRM; siaga terus mencoba "
            "dan memberi kabar begitu CRM terbaca kembali.",
            fill("Rincian teknis: {why}", why=code(clip(reason, _REASON))) if reason else NOTHING,
        ]
    )


def outage_ended(lasted: timedelta, overdue: int, local: Local, now: datetime) -> str:
    """`overdue`: open complaints whose due time passed while nothing could be read."""
    late = (
        f"{number(overdue)} aduan melewati batas waktu selama itu."
        if overdue
        else "Tidak ada aduan yang melewati batas waktu selama itu."
    )
    return joined(
        [
            fill(
                "{mark} <b>CRM terbaca kembali {moment}</b>, setelah {lasted} tanpa data baru.",
                mark=DONE,
                moment=local.moment(now, now),
                lasted=span(lasted),
            ),
            late,
        ]
    )


def clock_differs(ahead: timedelta) -> str:
    """`ahead`: how far the source's clock is ahead of ours; negative = behind."""
    which = "lebih cepat" if ahead > timedelta(0) else "lebih lambat"
    return joined(
        [
            fill("{mark} <b>Jam CRM dan jam siaga tidak sama</b>.", mark=WARNING),
            fill(
                "Jam CRM {which} {much}. Hitungan batas waktu bisa meleset; mohon periksa jam server.",
                which=which,
                much=span(abs(ahead)),
            ),
        ]
    )
