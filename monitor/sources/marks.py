"""The mark of what a source wrote of a complaint: the same mark, the same words, read in the same way.

A row whose mark is known need not be read again. So whatever has a say in the reading is part of the mark: the
zone, the labels, the directory of areas, and the code itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from monitor.sources.columns import ColumnMap, Layout
from monitor.sources.days import Order
from monitor.sources.placing import AreaNames

MARK = 16  # bytes
_BETWEEN = "\x1f"

Marker = Callable[[Sequence[str]], bytes]


def marker(column_map: ColumnMap, layout: Layout, order: Order | None, areas: AreaNames) -> Marker:
    """Marks the cells of one source's rows."""
    way = (
        _code(),
        sorted(layout.indexes),
        column_map.timezone.key,
        column_map.date_format,
        order,
        sorted(column_map.status.items()),
        areas.fingerprint,
    )
    key = blake2b(repr(way).encode(), digest_size=MARK).digest()

    def mark(cells: Sequence[str]) -> bytes:
        words = _BETWEEN.join(cells)
        if words.count(_BETWEEN) >= len(cells):  # a cell holds one itself: where it ends must still show
            words = repr(tuple(cells))
        return blake2b(words.encode("utf-8", "surrogatepass"), digest_size=MARK, key=key).digest()

    return mark


@lru_cache(maxsize=1)
def _code() -> str:
    """Changes with every release: a correction of the reading must reach the rows that did not change."""
    digest = blake2b(digest_size=MARK)
    for file in sorted(Path(__file__).parent.parent.rglob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()
