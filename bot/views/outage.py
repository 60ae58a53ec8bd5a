"""The source cannot be read, and can again; its clock is wrong. For operators and coordinators."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.views.lines import ticket_of
from bot.views.markup import NOTHING, Html, clip, code, fill, joined
from bot.views.names import DONE, WARNING
from bot.views.words import Local, number, span
from monitor.meanwhile import Group

_REASON, _TITLE = 300, 60
_MOST_GROUPS, _MOST_TICKETS = 12, 3
_BY_HAND = "Mohon lihat langsung di CRM, terutama aduan berstatus wait, dan hubungi yang belum menjawab."


def outage_began(last_at: datetime | None, local: Local, now: datetime, reason: str = "") -> str:
    """`last_at`: when the data was last read, None = never; `reason`: in English, for operators only."""
    since = f"sejak {local.moment(last_at, now)}" if last_at else "sejak pertama kali dicoba"
    return joined(
        [
            fill("{mark} <b>CRM tidak bisa dibaca {since}.</b>", mark=WARNING, since=since),
            "Aduan baru dan perubahan sesudah itu tidak terlihat oleh siaga, jadi tidak ada yang diberi tahu. "
            f"{_BY_HAND} siaga terus mencoba dan memberi kabar begitu CRM terbaca kembali.",
            fill("Rincian teknis: {why}", why=code(clip(reason, _REASON))) if reason else NOTHING,
        ]
    )


def outage_ended(lasted: timedelta, overdue: Sequence[Group], local: Local, now: datetime) -> str:
    """`overdue`: open complaints whose due time passed while nothing could be read."""
    return joined(
        [
            fill(
                "{mark} <b>CRM terbaca kembali {moment}</b>, setelah {lasted} tanpa data baru.",
                mark=DONE,
                moment=local.moment(now, now),
                lasted=span(lasted),
            ),
            _late(overdue),
        ]
    )


def exports_missing(last_at: datetime, local: Local, now: datetime) -> str:
    """`last_at`: what the newest export speaks for."""
    return joined(
        [
            fill(
                "{mark} <b>Belum ada data CRM baru sejak {moment}, {age} lalu.</b>",
                mark=WARNING,
                moment=local.moment(last_at, now),
                age=span(now - last_at),
            ),
            "Aduan baru dan perubahan sesudah itu tidak terlihat oleh siaga, jadi tidak ada yang diberi tahu. "
            f"{_BY_HAND} Bila sudah ada ekspor CRM yang baru, mohon segera dimasukkan; siaga memberi kabar "
            "begitu diterima.",
        ]
    )


def exports_came(lasted: timedelta, overdue: Sequence[Group], local: Local, now: datetime) -> str:
    """`overdue` as for `outage_ended`."""
    return joined(
        [
            fill(
                "{mark} <b>Data CRM baru sudah masuk {moment}</b>, setelah {lasted} tanpa data baru.",
                mark=DONE,
                moment=local.moment(now, now),
                lasted=span(lasted),
            ),
            _late(overdue),
        ]
    )


def _late(overdue: Sequence[Group]) -> Html:
    """How many, then where: the first tickets of each place."""
    count = sum(len(group.complaints) for group in overdue)
    if not count:
        return Html("Tidak ada aduan yang melewati batas waktu selama itu.")
    rest = overdue[_MOST_GROUPS:]
    left_out = sum(len(group.complaints) for group in rest)
    return joined(
        [
            f"{number(count)} aduan melewati batas waktu selama itu; /terlambat untuk daftarnya.",
            *map(_group, overdue[:_MOST_GROUPS]),
            f"Di {number(len(rest))} wilayah lain: {number(left_out)} aduan." if rest else "",
        ]
    )


def _group(group: Group) -> Html:
    """ "Kec. Gambir 4: JK2611220412, JK2611220398, JK2611220777 dan 1 lagi" """
    shown, rest = group.complaints[:_MOST_TICKETS], len(group.complaints) - _MOST_TICKETS
    title = "Ditangani unit lain" if group.elsewhere else clip(group.title or "", _TITLE) or "Belum ada wilayah"
    return fill(
        "<b>{title}</b> {n}: {tickets}{rest}",
        title=title,
        n=number(len(group.complaints)),
        tickets=joined((code(ticket_of(one)) for one in shown), ", "),
        rest=f" dan {number(rest)} lagi" if rest > 0 else "",
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
