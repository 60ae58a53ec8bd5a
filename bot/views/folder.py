"""The watched folder: a file refused or held up, the folder out of reach and back. For operators."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.views.markup import clip, code, fill, joined
from bot.views.names import DONE, WARNING
from bot.views.refusals import flaw_in_words
from bot.views.words import Local, number, span
from monitor.flaws import Flaw

_NAME = 120
_REASON = 300


def file_refused(name: str, reason: str, flaw: Flaw | None = None) -> str:
    """`name`: as it is called in rejected/; `reason`: what the reader of files said; `flaw`: its meaning."""
    return joined(
        [
            fill("{mark} <b>Berkas ekspor ditolak</b>, tidak ada baris yang diambil.", mark=WARNING),
            fill("Sebab: {why}.", why=flaw_in_words(flaw, reason)),
            fill(
                "Berkas itu ada di rejected/{name}. Mohon perbaiki, lalu taruh lagi di folder.", name=_named(name)
            ),
        ]
    )


def rows_refused(name: str, rejected: int, read: int) -> str:
    """`rejected` of the `read` rows were not taken; the others were. `name`: of the list in rejected/."""
    return joined(
        [
            fill(
                "{mark} <b>{n} dari {all} baris ekspor tidak diambil</b>; baris lainnya sudah tersimpan.",
                mark=WARNING,
                n=number(rejected),
                all=number(read),
            ),
            fill("Nomor baris, tiket, dan sebabnya ada di rejected/{name}.", name=_named(name)),
        ]
    )


def file_held_up(name: str, since: datetime, local: Local, now: datetime) -> str:
    """A file that some program keeps locked, or that siaga has no right to open."""
    return joined(
        [
            fill("{mark} <b>Berkas ekspor {name} belum bisa dibuka</b>.", mark=WARNING, name=_named(name)),
            fill(
                "Terkunci sejak {moment}. Mohon tutup program yang membukanya atau beri siaga izin membacanya; "
                "siaga terus mencoba.",
                moment=local.moment(since, now),
            ),
        ]
    )


def folder_lost(since: datetime, reason: str, local: Local, now: datetime) -> str:
    """`reason`: in English, with the path."""
    return joined(
        [
            fill(
                "{mark} <b>Folder ekspor tidak bisa dibaca sejak {moment}.</b>",
                mark=WARNING,
                moment=local.moment(since, now),
            ),
            "Ekspor baru tidak diambil sampai folder itu terbaca; siaga terus mencoba. Sementara itu ekspor bisa "
            "dikirim ke bot lewat chat pribadi.",
            fill("Rincian teknis: {why}", why=code(clip(reason, _REASON))),
        ]
    )


def folder_back(lasted: timedelta) -> str:
    return fill(
        "{mark} <b>Folder ekspor terbaca kembali</b>, setelah {lasted}. Ekspor di dalamnya diambil sekarang.",
        mark=DONE,
        lasted=span(lasted),
    )


def refusal_note(reason: str, flaw: Flaw | None = None) -> str:
    """The text that lies beside a refused file, for whoever put it there."""
    return f"Berkas ini tidak diambil: {flaw_in_words(flaw, reason)}.\n\nRincian teknis: {reason}\n"


def _named(name: str) -> str:
    return code(clip(name, _NAME))
