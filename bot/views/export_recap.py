"""What an export holds, counted: the answer to "Rekap saja, jangan simpan". For coordinators."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bot.views.markup import NOTHING, Html, bold, clip, fill, joined, pre
from bot.views.tables import WIDTH, fitted
from bot.views.words import number
from monitor.crosstables.crosstable import CrossTable, CrossTables, Progress

_NAME = 60
_MOST_PLACES, _MOST_NAMES = 40, 15

_COLUMNS = {
    Progress.WAIT: "wait",
    Progress.PROCESS: "pros.",
    Progress.FINISHED: "sel.",
    Progress.UNKNOWN: "lain",
}
_Line = tuple[str, Sequence[int]]


def recap(name: str, tables: CrossTables, rejected: int) -> str:
    """Status by kecamatan and by category, and the channels; nothing of it was stored."""
    columns = [one for one in Progress if any(progress is one for _, progress in tables.kecamatan)]
    return joined(
        [
            joined([bold(f"Rekap {clip(name, _NAME)}"), "Tidak ada yang disimpan."]),
            _places(tables.kecamatan, columns),
            "pros. = masih diproses, sel. = selesai atau ditolak, lain = status belum dikenal",
            _named("Kategori", "Tanpa kategori", tables.category, columns),
            _channels(tables.channel),
            fill("{n} baris tidak terbaca.", n=number(rejected)) if rejected else NOTHING,
        ]
    )


def _places(table: CrossTable, columns: Sequence[Progress]) -> Html:
    places = sorted({place for place, _ in table}, key=lambda place: (place is None, place or ""))
    lines = [(place or "Tanpa wilayah", [table[place, one] for one in columns]) for place in places]
    rest = len(lines) - _MOST_PLACES
    left_out = f"{number(rest)} wilayah lain termasuk dalam jumlah." if rest > 0 else ""
    shown = [*lines[:_MOST_PLACES], ("Jumlah", _summed(lines, len(columns)))]
    return joined([pre(_aligned("Kecamatan", [_COLUMNS[one] for one in columns], shown)), left_out])


def _named(heading: str, nothing: str, table: CrossTable, columns: Sequence[Progress]) -> Html:
    """The commonest first; nothing when the export has no such column."""
    if not any(name for name, _ in table):
        return NOTHING
    lines = [(name or nothing, [table[name, one] for one in columns]) for name, _ in _totals(table).most_common()]
    return pre(_aligned(heading, [_COLUMNS[one] for one in columns], _folded(lines, len(columns))))


def _channels(table: CrossTable) -> Html:
    if not any(name for name, _ in table):
        return NOTHING
    lines = [(name or "Tanpa kanal", [count]) for name, count in _totals(table).most_common()]
    return pre(_aligned("Kanal", ["jumlah"], _folded(lines, 1)))


def _totals(table: CrossTable) -> Counter[str | None]:
    totals: Counter[str | None] = Counter()
    for name, _ in sorted(table, key=lambda one: (one[0] is None, one[0] or "")):
        totals[name] = sum(table[name, one] for one in Progress)
    return totals


def _folded(lines: Sequence[_Line], width: int) -> list[_Line]:
    """The last ones summed into one when there are many: nothing is dropped."""
    if len(lines) <= _MOST_NAMES:
        return list(lines)
    rest = lines[_MOST_NAMES - 1 :]
    return [*lines[: _MOST_NAMES - 1], (f"{number(len(rest))} lainnya", _summed(rest, width))]


def _summed(lines: Sequence[_Line], width: int) -> list[int]:
    return [sum(counts[i] for _, counts in lines) for i in range(width)]


def _aligned(first: str, headings: Sequence[str], lines: Sequence[_Line]) -> str:
    widths = [max(len(head), *(len(number(counts[i])) for _, counts in lines)) for i, head in enumerate(headings)]
    room = max(WIDTH - sum(widths) - len(widths), 10)
    table = [(first, list(headings)), *((name, [number(n) for n in counts]) for name, counts in lines)]
    return "\n".join(
        fitted(clip(name, 60) or "-", room).ljust(room)
        + "".join(f" {cell.rjust(width)}" for cell, width in zip(cells, widths, strict=True))
        for name, cells in table
    )
