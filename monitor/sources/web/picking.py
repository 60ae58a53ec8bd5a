"""The cells of an item, for all fields at once: most are members of the item itself, or of an object in it."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import Any

from monitor.sources.columns import FIELDS
from monitor.sources.table import LONGEST_CELL
from monitor.sources.web.fields import Drift, Getter, cell, getter, plain_path


class Picker:
    """`paths`: field -> JMESPath. Raises BadConfiguration naming `section` for one that cannot be read."""

    def __init__(self, paths: dict[str, str], section: str) -> None:
        self.getters: dict[str, Getter] = {
            name: getter(path, f"{section}.fields.{name}") for name, path in paths.items()
        }
        plain = {name: plain_path(path) for name, path in paths.items()}
        members = {name: path[0] for name, path in plain.items() if len(path) == 1}
        inner = {name: path for name, path in plain.items() if len(path) == 2}
        others = [name for name in paths if name not in members and name not in inner]
        self._members = tuple(members.values())
        self._inner = tuple((path[0], path[1]) for path in inner.values())
        self._others = tuple(self.getters[name] for name in others)
        found = [*members, *inner, *others]  # the order in which they are picked; a blank comes last
        self._order = itemgetter(*(found.index(name) if name in paths else len(found) for name in FIELDS))

    def cells(self, item: dict[str, Any]) -> Sequence[str]:
        """One for each of FIELDS. Raises Drift."""
        picked = [item.get(name) for name in self._members]
        for outer, name in self._inner:
            found = item.get(outer)
            picked.append(found.get(name) if found.__class__ is dict else None)
        picked += [find(item) for find in self._others]
        cells = ["" if value is None else value if value.__class__ is str else cell(value) for value in picked]
        if len(max(cells, key=len)) > LONGEST_CELL:
            raise Drift(f"holds more than {LONGEST_CELL} characters")
        cells.append("")
        ordered: tuple[str, ...] = self._order(cells)
        return ordered
