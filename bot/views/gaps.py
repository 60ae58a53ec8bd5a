"""Names that the configuration does not know, with the lines that would make them known. For operators."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from bot.views.markup import Html, clean, clip, fill, joined, length, pre
from bot.views.names import WARNING
from bot.views.words import number
from monitor.unlisted import Unlisted

_NAME = 80
_MOST = 3_600  # code points: below Telegram's limit with room for a label
_KINDS = {
    "categories": "kategori",
    "channels": "kanal",
    "units": "unit",
    "offices": "kantor wilayah",
}
_MEANS = {
    "categories": "Kategori tanpa aturan, jadi memakai batas umum. Buat aturannya, atau tambahkan sebagai aliases "
    "pada aturan yang sudah ada:",
    "channels": "Kanal di luar daftar pada [crm]:",
    "units": "Unit tanpa grup, jadi tidak diberi tahu tentang aduan yang dipegangnya:",
    "offices": "Ditulis seperti kantor wilayah, tetapi wilayahnya tidak dikenal, jadi tidak ada wilayah yang "
    "diberi tahu. Baris untuk berkas wilayah (areas.file):",
}


def names_unlisted(names: Unlisted, channels: Sequence[str], area_lines: Sequence[str]) -> Html:
    """`channels`: those configured already; `area_lines`: for `offices`, lines of the areas file."""
    kinds = names.kinds()
    counted = ", ".join(f"{number(len(counts))} {_KINDS[kind]}" for kind, counts in kinds.items())
    told = [
        fill("{mark} <b>Belum ada di konfigurasi: {what}</b>", mark=WARNING, what=counted),
        "Aduannya tetap disimpan dan dipantau. Tiap nama diberitahukan sekali saja.",
    ]
    room = _MOST - length(joined(told))
    for place, (kind, counts) in enumerate(kinds.items()):
        part = _part(kind, counts, channels, area_lines, room // (len(kinds) - place))
        room -= length(part) + 2
        told.append(part)
    return joined([joined(told[:2]), *told[2:]], "\n\n")


def lines_to_paste(
    kind: str, names: Sequence[str], channels: Sequence[str], area_lines: Sequence[str]
) -> Iterator[str]:
    """Blocks of lines of the configuration, each whole by itself."""
    for name in names if kind in ("categories", "units") else ():
        if kind == "categories":
            yield f'[[sla.rule]]\ncategory = {_quoted(name)}\ncompletion = "..."'
        else:
            yield f"[[chats]]\nid = -100...\nunit = {_quoted(name)}"
    if kind == "channels":
        yield f"channels = [{', '.join(map(_quoted, (*channels, *names)))}]"
    if kind == "offices":
        yield from map(clean, area_lines)


def _part(
    kind: str, counts: Mapping[str, int], channels: Sequence[str], area_lines: Sequence[str], room: int
) -> Html:
    """What it means and the lines, as many as there is room for; the other names by themselves."""
    names = [f"{clip(name, _NAME) or '?'} ({number(count)})" for name, count in counts.items()]
    head = fill("{means}", means=_MEANS[kind])
    named: list[str] = []
    for name in names:
        if sum(map(len, named)) + len(name) > room // 3:
            break
        named.append(name)
    if len(named) < len(names):
        named.append(f"dan {number(len(names) - len(named))} lagi")
    room -= length(head) + len(", ".join(named))
    kept: list[str] = []
    for block in lines_to_paste(kind, list(counts), channels, area_lines):
        room -= len(block) + 1
        if room < 0:
            break
        kept.append(block)
    return joined([head, ", ".join(named), pre("\n".join(kept)) if kept else ""])


def _quoted(name: str) -> str:
    """As TOML writes a text."""
    return json.dumps(clean(name), ensure_ascii=False)
