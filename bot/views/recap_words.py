"""The Indonesian words of cross tables: what dimensions, their members and their sums are called."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from bot.views.markup import Html, clip, fill
from bot.views.names import NO_AREA, stage_name
from bot.views.words import DAYS, MONTHS, number
from monitor.crosstables.dimensions import WEEKDAYS, Dimension, Member
from monitor.crosstables.recap import Line, LineKind
from monitor.model import Stage

HEADINGS = {
    Dimension.KELURAHAN: "Kelurahan",
    Dimension.KECAMATAN: "Kecamatan",
    Dimension.KOTA: "Kota",
    Dimension.UNIT: "Unit",
    Dimension.CATEGORY: "Kategori",
    Dimension.CHANNEL: "Kanal",
    Dimension.MONTH: "Bulan",
    Dimension.WEEK: "Pekan",
    Dimension.WEEKDAY: "Hari",
    Dimension.HOUR: "Jam",
    Dimension.STAGE: "Status",
    Dimension.GEOTAG: "Geotag",
}
TOTAL = "Total"
_SHORT_STAGES = {
    Stage.WAIT: "wait",
    Stage.COORDINATION: "koord.",
    Stage.DISPOSITION: "dispos.",
    Stage.PROCESS: "proses",
    Stage.VALIDATION: "valid.",
    Stage.RETURNED: "kembali",
    Stage.COMPLETE: "selesai",
    Stage.DISMISSED: "ditolak",
    Stage.UNMAPPED: "tak tahu",
}
_NOTHING = {
    Dimension.KELURAHAN: NO_AREA,
    Dimension.KECAMATAN: NO_AREA,
    Dimension.KOTA: NO_AREA,
    Dimension.UNIT: "tanpa unit",
    Dimension.CATEGORY: "tanpa kategori",
    Dimension.CHANNEL: "tanpa kanal",
    Dimension.GEOTAG: "geotag tidak diketahui",
}
_WEEKDAYS = dict(zip(WEEKDAYS, ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"), strict=True))


def member_name(member: Member) -> str:
    """As a table of any width names it: "2026-11", "Senin", "tanpa unit", "Gambir (31.71.01.1001)"."""
    value = member.value
    if value is None:
        return _NOTHING.get(member.dimension, "tidak diketahui")
    if isinstance(value, bool):
        return "geotagging" if value else "non-geotagging"
    if member.dimension is Dimension.WEEKDAY:
        return _WEEKDAYS[value]
    return f"{value} ({member.code})" if member.is_ambiguous else value


def spoken_name(member: Member) -> str:
    """As people read it where there is room: stages in words."""
    if member.dimension is Dimension.STAGE and isinstance(member.value, str):
        return stage_name(Stage(member.value))
    return member_name(member)


def row_name(member: Member) -> str:
    """As a row of a message or a picture names it: months in words, "Okt 2026"."""
    if member.dimension is Dimension.MONTH and isinstance(member.value, str):
        year, month = member.value.split("-")
        return f"{MONTHS[int(month) - 1]} {year}"
    return spoken_name(member)


def short_name(member: Member, *, with_year: bool) -> str:
    """As a phone names it: "Nov", "Nov 25", "P47", "Sen", "08", "proses"."""
    value = member.value
    if not isinstance(value, str):
        return member_name(member)
    if member.dimension is Dimension.STAGE:
        return _SHORT_STAGES[Stage(value)]
    if member.dimension is Dimension.MONTH:
        year, month = value.split("-")
        return f"{MONTHS[int(month) - 1]} {year[-2:]}" if with_year else MONTHS[int(month) - 1]
    if member.dimension is Dimension.WEEK:
        year, week = value.split("-W")
        return f"P{week} {year[-2:]}" if with_year else f"P{week}"
    return DAYS[WEEKDAYS.index(value)] if member.dimension is Dimension.WEEKDAY else member_name(member)


def line_names(line: Line, name: Callable[[Member], str] = member_name) -> tuple[str, ...]:
    """One for each row dimension: ("Gambir", "Cideng"), ("Gambir", "lainnya (3)"), ("Gambir", "Total")."""
    named = [name(member) for member in line.members if member is not None]
    if line.kind is LineKind.REST:
        named.append(f"lainnya ({number(line.folded)})")
    elif line.kind is not LineKind.ROW:
        named.append(TOTAL)
    return (*named, *[""] * (len(line.members) - len(named)))


def day_words(day: date) -> str:
    """ "1 Jan 2023" """
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def period_words(first_on: date | None, last_on: date | None) -> str:
    """ "1 Jan 2023 s.d. 31 Des 2023", "sejak 1 Jan 2023", "semua waktu" """
    if first_on and last_on:
        return day_words(first_on) if first_on == last_on else f"{day_words(first_on)} s.d. {day_words(last_on)}"
    if first_on:
        return f"sejak {day_words(first_on)}"
    return f"sampai {day_words(last_on)}" if last_on else "semua waktu"


def spans_years(members: Sequence[Member]) -> bool:
    """Whether months or weeks of several years stand beside each other."""
    dated = (Dimension.MONTH, Dimension.WEEK)
    return len({str(member.value)[:4] for member in members if member.dimension in dated}) > 1


_FILTERS = {
    "unit": "unit",
    "category": "kategori",
    "channel": "kanal",
    "stage": "status",
    "state": "keadaan",
    "clock": "jam",
}


def filter_words(filters: Sequence[tuple[str, str]]) -> str:
    """ "kategori Sampah, status wait, belum selesai" """
    return ", ".join(
        "belum selesai" if name == "open" else f"{_FILTERS.get(name, name)} {clip(value, 60)}"
        for name, value in filters
    )


def recap_not_understood(written: str) -> Html:
    """The buttons that follow offer periods."""
    return fill(
        "Periode “{written}” belum dimengerti. Pilih di bawah ini, atau ketik misalnya "
        "<code>/rekap oktober</code>, <code>/rekap minggu lalu</code>, <code>/rekap 1-15 okt</code>, "
        "atau <code>/rekap 2026</code>.",
        written=clip(written, 60),
    )


def future_period(first_on: date, last_on: date) -> Html:
    return fill("{period} belum dimulai, jadi belum ada yang dihitung.", period=period_words(first_on, last_on))
