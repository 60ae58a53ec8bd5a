"""An export sent in private: what it would change, how far it is, what became of it. For coordinators."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from bot.views.markup import NOTHING, Html, clip, fill, joined
from bot.views.names import DONE, WARNING
from bot.views.refusals import flaw_in_words, reason_in_words
from bot.views.words import Local, number
from monitor.flaws import Flaw
from monitor.forecast import Forecast

_NAME = 60
_MOST_LABELS = 5


class Pulled(StrEnum):
    """When an export was pulled from the CRM, as it is known."""

    NEWEST = "newest"  # at the newest instant in it
    NOW = "now"  # just before it was sent
    SLOT = "slot"  # at a digest's time, as its sender says


_PULLED = {
    Pulled.NEWEST: "waktu terbaru di berkas",
    Pulled.NOW: "saat berkas dikirim",
    Pulled.SLOT: "menurut pilihan Anda",
}


def reading(name: str) -> str:
    return fill("Berkas {name} sedang dibaca. Belum ada yang disimpan.", name=clip(name, _NAME))


def preview(
    name: str,
    forecast: Forecast,
    *,
    as_of: datetime,
    pulled: Pulled,
    is_asked: bool,
    complete_list: str | None,
    holds_all: bool,
    absent: int,
    offered: bool,
    labels: Sequence[tuple[str, int]],
    unlabelled: int = 0,
    local: Local,
    now: datetime,
) -> str:
    """`as_of`: when it was `pulled`; `is_asked`: whether buttons ask for that.

    `complete_list`: what the export is said to list completely, None = a part; `absent`: those it lacks then.

    `holds_all`: that is all open complaints, and those it lacks are not concluded to have gone.
    `offered`: whether buttons ask what it covers.
    """
    dated = f"Data {local.moment(as_of, now)}, {_PULLED[pulled]}."
    return joined(
        [
            fill("<b>{name}: {n} baris</b>", name=clip(name, _NAME), n=number(forecast.read)),
            fill("{dated} Belum ada yang disimpan.", dated=dated),
            "Bila ditarik pada waktu lain, pilih di bawah." if is_asked else NOTHING,
            NOTHING,
            Html(
                f"Bila disimpan: <b>{number(forecast.new)} baru</b>, <b>{number(forecast.changed)} berubah</b>, "
                f"{number(forecast.unchanged)} tetap. Berstatus wait: {number(forecast.waiting)}."
            ),
            _all_in(forecast) if holds_all else _covered(forecast, complete_list, absent, offered=offered),
            _rejected(forecast.rejected, forecast.reasons),
            _unmapped(labels),
            _unlabelled(unlabelled),
        ]
    )


def _all_in(forecast: Forecast) -> Html:
    if forecast.rejected:
        return Html("Dianggap memuat semua aduan terbuka, kecuali baris yang ditolak.")
    return Html("Dianggap memuat semua aduan terbuka.")


def _covered(forecast: Forecast, complete_list: str | None, absent: int, *, offered: bool) -> Html:
    if complete_list is None:
        return (
            Html(
                "Dianggap hanya sebagian data: tidak ada yang disebut NIHIL karenanya. "
                "Mencakup semua yang wait? Pilih di bawah."
            )
            if offered
            else NOTHING
        )
    title = clip(complete_list, _NAME)
    if forecast.rejected:
        return fill(
            "Dianggap daftar wait lengkap {title}, tetapi karena ada baris yang ditolak, aduan yang tidak "
            "tercantum tidak dianggap keluar dari wait.",
            title=title,
        )
    return fill(
        "Dianggap daftar wait lengkap {title}: <b>{n} aduan sudah tidak wait</b> karena tidak tercantum.",
        title=title,
        n=number(absent),
    )


def _rejected(count: int, reasons: Sequence[tuple[str, int]]) -> Html:
    if not count:
        return NOTHING
    named = joined((fill("{why} ({n})", why=reason_in_words(why), n=number(n)) for why, n in reasons), "; ")
    return fill("{mark} {n} baris ditolak: {named}.", mark=WARNING, n=number(count), named=named)


def _unmapped(labels: Sequence[tuple[str, int]]) -> Html:
    if not labels:
        return NOTHING
    named = joined((fill("“{it}” ({n})", it=clip(it, 40), n=number(n)) for it, n in labels[:_MOST_LABELS]), ", ")
    return fill("{mark} Status yang belum dikenal siaga: {named}.", mark=WARNING, named=named)


def _unlabelled(rows: int) -> Html:
    if not rows:
        return NOTHING
    said = "{mark} {n} baris tanpa status: yang baru dianggap terbuka, tahapnya belum diketahui."
    return fill(said, mark=WARNING, n=number(rows))


def taking(name: str, done: int = 0, of: int = 0) -> str:
    """`done` of `of` rows; 0 = it has not begun."""
    shown = clip(name, _NAME)
    if not done:
        return fill("Berkas {name} sedang disimpan.", name=shown)
    return fill("Berkas {name} sedang disimpan: {n} dari {of} baris.", name=shown, n=number(done), of=number(of))


def taken(
    name: str,
    *,
    new: int,
    changed: int,
    unchanged: int,
    rejected: int,
    left: int,
    is_part: bool,
    as_of: datetime,
    local: Local,
    now: datetime,
) -> str:
    gone = f", {number(left)} sudah tidak wait" if left else ""
    return joined(
        [
            fill(
                "{mark} <b>Tersimpan: {new} baru, {changed} berubah{gone}</b>, {unchanged} tetap.",
                mark=DONE,
                new=number(new),
                changed=number(changed),
                gone=gone,
                unchanged=number(unchanged),
            ),
            fill("{name} · data {when}", name=clip(name, _NAME), when=local.moment(as_of, now)),
            Html("Disimpan sebagai sebagian saja: tidak ada yang disebut NIHIL karenanya.")
            if is_part
            else NOTHING,
            fill("{mark} {n} baris ditolak; daftarnya di bawah ini.", mark=WARNING, n=number(rejected))
            if rejected
            else NOTHING,
        ]
    )


def rejects_caption(count: int) -> str:
    return fill(
        "{n} baris yang tidak tersimpan: nomor baris, tiket, sebab. Perbaiki di berkas asal, lalu kirim lagi.",
        n=number(count),
    )


def cancelled(name: str) -> str:
    return fill("Dibatalkan: dari berkas {name} tidak ada yang disimpan.", name=clip(name, _NAME))


def unreadable(flaw: Flaw | None, said: str = "") -> str:
    """`said`: what the readers of files say, in English."""
    return fill(
        "{mark} Berkas ini tidak bisa dibaca: {why}. Tidak ada yang disimpan.",
        mark=WARNING,
        why=flaw_in_words(flaw, said),
    )


def nothing_to_take(name: str, forecast: Forecast) -> str:
    """No row of it can be taken."""
    return joined(
        [
            fill(
                "{mark} <b>{name}: tidak ada baris yang bisa disimpan.</b>", mark=WARNING, name=clip(name, _NAME)
            ),
            _rejected(forecast.rejected, forecast.reasons),
            "Mohon periksa berkasnya, lalu kirim lagi.",
        ]
    )


def which_order(name: str) -> str:
    """Day first or month first? Buttons answer."""
    return fill(
        "Tanggal di berkas {name} bisa dibaca dengan dua cara, dan isinya tidak menunjukkan yang mana. "
        "Mana yang dipakai? Belum ada yang disimpan.",
        name=clip(name, _NAME),
    )


def recounting_toast() -> str:
    return "Dihitung ulang dengan pilihan ini."


def gone() -> str:
    """siaga or Telegram does not have the file any more."""
    return fill(
        "{mark} Berkas ini tidak tersimpan lagi di siaga. Mohon kirim berkasnya sekali lagi.", mark=WARNING
    )


def not_allowed() -> str:
    return "Berkas data CRM hanya diterima dari koordinator. Mohon kirimkan kepada koordinator kota."


def failed() -> str:
    return fill(
        "{mark} Berkas ini belum dapat diolah karena gangguan di pihak siaga; gangguannya sudah tercatat. "
        "Mohon kirim berkasnya sekali lagi beberapa menit lagi.",
        mark=WARNING,
    )


def busy_toast() -> str:
    return "Berkas ini sedang dikerjakan. Mohon tunggu sebentar."


def finished_toast() -> str:
    return "Berkas ini sudah selesai dikerjakan."


def recap_toast() -> str:
    return "Rekap sedang disusun."


def reminder(as_of: datetime | None, until: datetime, local: Local, now: datetime) -> str:
    """Before a slot at `until`, when the data is older than the slot needs."""
    last = f"Data terakhir {local.moment(as_of, now)}." if as_of else "Belum ada data CRM."
    return fill(
        "{mark} <b>{last}</b>\nMohon kirim ekspor CRM ke sini sebelum {until}, "
        "agar pengecekan berikutnya memakai data baru.",
        mark=WARNING,
        last=last,
        until=local.clock(until),
    )
