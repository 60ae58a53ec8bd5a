"""The short texts of a row: names of places, units, categories and the like. Few of them, in many rows."""

from __future__ import annotations

from functools import lru_cache

from monitor.sources.cells import clean_text, is_nothing
from monitor.sources.columns import Layout
from monitor.sources.row_texts import read_label
from monitor.sources.row_times import RowRefused

_LONGEST = 300
_REMEMBERED = 65_536


def read_name(written: str) -> str:
    """The text made clean; "" for the usual words for nothing."""
    text = clean_text(written)
    return "" if is_nothing(text) else text


class ShortNames:
    """Reads such cells and remembers them."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._read = lru_cache(_REMEMBERED)(read_label)

    def read(self, written: str, field: str) -> str:
        """The name, "" for none. Raises RowRefused for one so long that it is a text."""
        name = self._read(written) if written else ""
        if len(name) > _LONGEST:
            raise RowRefused(
                f"{field} (column {self._layout.headings[field]!r}) is longer than {_LONGEST} characters"
            )
        return name
