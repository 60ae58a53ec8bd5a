"""The template that the dashboard calls `content`: text, category and address. The text is read only where kept.

    Permasalahan: ... Kategori: ... Lokasi: ... Detail Alamat Laporan: ...

Citizens write the first part and may write labels into it. So labels are looked for from the end: whatever stands
before the last "Kategori:" is text.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from monitor.scrubbing import scrub
from monitor.sources.cells import clean_text, is_nothing

_LABELS = ("Permasalahan:", "Kategori:", "Lokasi:", "Detail Alamat Laporan:")
_LONGEST = 32_767  # characters; a longer text is not the template
_REMOVED = re.compile(r"\[[^\[\]]*\]|\W")
_LONGEST_CATEGORY, _LONGEST_ADDRESS = 100, 300


class Parts(NamedTuple):
    """What the template tells, "" where it does not."""

    category: str = ""
    address: str = ""
    text: str = ""


def read_template(content: Any) -> Parts:
    """Category, address and text. Nothing at all of a text that is not the template."""
    if not isinstance(content, str) or len(content) > _LONGEST:
        return Parts()
    before, *found = _split(clean_text(content))
    if before or len(found) != len(_LABELS):
        return Parts()
    text, category, place, detail = found
    address = _address(detail) or _address(place)
    return Parts("" if len(category) > _LONGEST_CATEGORY or is_nothing(category) else category, address, text)


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
    tells_nothing = is_nothing(text) or not _REMOVED.sub("", text)
    return "" if tells_nothing else text[:_LONGEST_ADDRESS].rstrip()
