"""The template that the dashboard calls `content`: the text, category and address. The text is read only where kept.

    Permasalahan: ... Kategori: ... Lokasi: ... Detail Alamat Laporan: ...

Citizens write the first part and may write labels into it. So labels are looked for from the end: whatever stands
before the last "Kategori:" is text.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from monitor.scrubbing import scrub
from monitor.sources.cells import clean_text, is_nothing

_LABELS = ("Permasalahan:", "Kategori:", "Lokasi:", "Detail Alamat Laporan:")
_LONGEST = 32_767  # characters; a longer text is not the template
_LONGEST_CATEGORY, _LONGEST_ADDRESS = 100, 300


class Parts(NamedTuple):
    """What the template tells, "" where it does not."""

    text: str = ""
    category: str = ""
    address: str = ""


def read_template(content: Any) -> Parts:
    """Text, category and address. Nothing at all of a text that is not the template."""
    if not isinstance(content, str) or len(content) > _LONGEST:
        return Parts()
    before, *found = _split(clean_text(content))
    if before or len(found) != len(_LABELS):
        return Parts()
    text, category, place, detail = found
    address = _address(detail) or _address(place)
    return Parts(text, "" if len(category) > _LONGEST_CATEGORY or is_nothing(category) else category, address)


def _split(text: str) -> list[str]:
    """What precedes the first label, then what follows each, found from the last label to the first."""
    parts = []
    for label in reversed(_LABELS[1:]):
        text, mark, after = text.rpartition(label)
        if not mark:
            return [text]
        parts.append(after.strip())
    before, mark, after = text.partition(_LABELS[0])
    return [before.strip(), after.strip(), *reversed(parts)] if mark else [text]


def _address(written: str) -> str:
    """Scrubbed before it is cut, so that no part of a number is left."""
    text = scrub(written).strip(" ,;")
    return "" if is_nothing(text) else text[:_LONGEST_ADDRESS].rstrip()
