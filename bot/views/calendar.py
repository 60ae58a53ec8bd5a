"""What the operator reads of the calendar: until when its days off are known, and where others differ."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.views.markup import Html, clip, fill, joined
from bot.views.names import WARNING
from bot.views.words import DAYS, MONTHS, number

_MOST_DAYS = 15
_NAME = 60
_CURE = (
    "Setelah SKB libur dan cuti bersama terbit, mohon lengkapi berkas kalender (calendar.file), "
    "lalu muat ulang siaga (SIGHUP). Tenggat yang berubah dihitung ulang dan dicatat."
)


def day_words(day: date) -> str:
    """ "Kam 31 Des 2026" """
    return f"{DAYS[day.weekday()]} {date_words(day)}"


def date_words(day: date) -> str:
    """ "31 Des 2026" """
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def calendar_ends(until: date, days_left: int) -> Html:
    head = fill(
        "{mark} <b>Kalender libur hanya sampai {until}</b>, {left} hari lagi. Setelah itu hanya akhir pekan yang "
        "dihitung libur, sehingga tenggat hari dan jam kerja bisa terlalu cepat.",
        mark=WARNING,
        until=day_words(until),
        left=number(days_left),
    )
    return joined([head, _CURE])


def calendar_ended(until: date) -> Html:
    head = fill(
        "{mark} <b>Kalender libur sudah habis sejak {until}</b>. Sekarang hanya akhir pekan yang dihitung libur, "
        "sehingga tenggat hari dan jam kerja bisa terlalu cepat.",
        mark=WARNING,
        until=day_words(until),
    )
    return joined([head, _CURE])


def calendar_is_empty() -> Html:
    head = fill(
        "{mark} <b>Kalender libur kosong</b>. Hanya akhir pekan yang dihitung libur, "
        "sehingga tenggat hari dan jam kerja bisa terlalu cepat.",
        mark=WARNING,
    )
    return joined([head, _CURE])


def calendar_differs(days: Sequence[tuple[date, str | None]]) -> Html:
    """Fixed-date holidays that only one of two calendars knows; a name = the operator's calendar lacks it."""
    lines = [
        f"{day_words(day)}: " + (f"tidak ada di kalender, padahal {clip(name, _NAME)}" if name else "bukan libur")
        for day, name in days[:_MOST_DAYS]
    ]
    if len(days) > _MOST_DAYS:
        lines.append(f"dan {number(len(days) - _MOST_DAYS)} hari lain; siaga check memuat semuanya")
    return joined(
        [
            fill(
                "{mark} <b>Kalender libur berbeda dari pembanding</b> pada {n} hari libur bertanggal tetap:",
                mark=WARNING,
                n=number(len(days)),
            ),
            fill("{lines}", lines="\n".join(lines)),
            "siaga tetap memakai kalender Anda. Mohon periksa berkasnya; bila memang benar begitu, tulis hari itu "
            "sebagai [[calendar.day]] dan peringatan ini tidak muncul lagi.",
        ]
    )
