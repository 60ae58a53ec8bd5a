"""The cells of an item, for all fields at once: most are members of the item itself, or of an object in it."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from monitor.sources.columns import FIELDS
from monitor.sources.table import LONGEST_CELL
from monitor.sources.web.fields import (
    Drift,
    Getter,
    cell,
    getter,
    nothing_in,
    plain_path,
    strict_chain,
    ticket_cell,
)

_BLANK = ("",) * len(FIELDS)


class Picked(NamedTuple):
    """What is read of an item: a cell for each of FIELDS. `fault`: why it cannot be trusted."""

    cells: Sequence[str]
    fault: str | None = None


class Picker:
    """`paths`: field -> JMESPath. Raises BadConfiguration naming `section` for one that cannot be read."""

    def __init__(self, paths: dict[str, str], section: str) -> None:
        self._paths = paths
        self._getters = {name: _strict(path, f"{section}.fields.{name}") for name, path in paths.items()}
        plain = {name: plain_path(path) for name, path in paths.items()}
        members = {name: path[0] for name, path in plain.items() if len(path) == 1}
        inner = {name: path for name, path in plain.items() if len(path) == 2}
        others = [name for name in paths if name not in members and name not in inner]
        self._members = tuple(members.values())
        self._inner = tuple((path[0], path[1]) for path in inner.values())
        self._others = tuple(self._getters[name] for name in others)
        found = [*members, *inner, *others]  # the order in which they are picked; a blank comes last
        self._ticket = found.index("ticket")
        self._order = itemgetter(*(found.index(name) if name in paths else len(found) for name in FIELDS))

    def pick(self, item: Any) -> Picked:
        """The item's cells. Of one that has drifted the ticket is kept: its complaint must not look absent."""
        if item.__class__ is not dict:
            return Picked(_BLANK, "the item is not an object")
        try:
            return Picked(self._cells(item))
        except Drift:
            return self._drifted(item)

    def _drifted(self, item: dict[str, Any]) -> Picked:
        cells, fault = list(_BLANK), None
        for name, find in self._getters.items():
            try:
                cells[FIELDS.index(name)] = (ticket_cell if name == "ticket" else cell)(find(item))
            except Drift as drift:
                fault = fault or f"{name} ({self._paths[name]!r}) {drift}"
        return Picked(cells, fault)

    def _cells(self, item: dict[str, Any]) -> Sequence[str]:
        picked = [item.get(name) for name in self._members]
        for outer, name in self._inner:
            found = item.get(outer)
            picked.append(found.get(name) if found.__class__ is dict else nothing_in(found))
        picked += [find(item) for find in self._others]
        if picked[self._ticket].__class__ is not str:
            picked[self._ticket] = ticket_cell(picked[self._ticket])
        cells = ["" if value is None else value if value.__class__ is str else cell(value) for value in picked]
        if len(max(cells, key=len)) > LONGEST_CELL:
            raise Drift(f"holds more than {LONGEST_CELL} characters")
        cells.append("")
        ordered: tuple[str, ...] = self._order(cells)
        return ordered


def _strict(path: str, key: str) -> Getter:
    """Raises BadConfiguration naming `key`; what it gives raises Drift as far as the path is plain."""
    plain = plain_path(path)
    return strict_chain(plain) if len(plain) > 1 else getter(path, key)
