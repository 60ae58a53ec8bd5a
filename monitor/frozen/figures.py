"""The tables of a frozen month as text: the same rows are the same bytes, on any machine, for ever."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from monitor.areas.directory import Directory, Level
from monitor.scores.holders import Apart, By
from monitor.scores.ranking import RankRow

_WITHIN = ":"  # "unit:31.71"
_RANKED = frozenset(by.value for by in By)
_FIELDS = tuple(field.name for field in fields(RankRow))
_DECIMALS = frozenset(
    {"responded_in_time_pct", "interval_low", "interval_high", "completed_in_time_pct", "nilai"}
    | {"response_median_h", "response_p90_h", "completion_median_h", "completion_p90_h"}
)


@dataclass(frozen=True, slots=True)
class TableName:
    """Which table: who is ranked, and within which area (a code); None = everywhere."""

    by: By
    within: str | None = None

    def __str__(self) -> str:
        """ "kelurahan", "unit:31.71" """
        return self.by.value if self.within is None else f"{self.by.value}{_WITHIN}{self.within}"

    @property
    def holds_apart_only(self) -> bool:
        """The areas in a kota are rows of the table of everywhere; what is apart there does not follow from it."""
        return self.within is not None and self.by is not By.UNIT


@dataclass(frozen=True, slots=True)
class Layout:
    """What a text of figures holds: these tables, and of a row these fields."""

    tables: tuple[TableName, ...]
    fields: tuple[str, ...] = _FIELDS


def layout_for(directory: Directory) -> Layout:
    """All that is frozen: the tables of everywhere and those of each kota."""
    cities = (TableName(by, area.code) for area in directory.of_level(Level.KOTA) for by in By)
    return Layout((*map(TableName, By), *cities))


def encode_figures(tables: Mapping[TableName, Sequence[RankRow]], fields: Sequence[str] = _FIELDS) -> str:
    """Every row of every table; numbers with decimals as they are written. `fields`: what is told of a row."""
    told: dict[str, object] = {str(name): [_values(row, fields) for row in rows] for name, rows in tables.items()}
    return json.dumps({"fields": fields, **told}, ensure_ascii=False, separators=(",", ":"))


def decode_figures(figures: str, by: By) -> tuple[RankRow, ...]:
    """The rows of a table of everywhere."""
    rows = decode_table(figures, TableName(by))
    assert rows is not None, "every release freezes those"
    return rows


def decode_table(figures: str, name: TableName) -> tuple[RankRow, ...] | None:
    """The rows of one table, None = it was not frozen. What an older release did not know has its default."""
    told = json.loads(figures)
    rows = told.get(str(name))
    if rows is None:
        return None
    known = [name if name in _FIELDS else None for name in told["fields"]]
    return tuple(_row(known, values) for values in rows)


def tables_of(figures: str) -> tuple[TableName, ...]:
    """Which tables are there, of those that this release knows."""
    return tuple(name for name in map(_name, json.loads(figures)) if name is not None)


def layout_of(figures: str) -> Layout | None:
    """Which tables and fields are there; None when this release does not know all of them."""
    told = json.loads(figures)
    fields = tuple(told.pop("fields"))
    tables = tuple(name for name in map(_name, told) if name is not None)
    return Layout(tables, fields) if set(fields) <= set(_FIELDS) and len(tables) == len(told) else None


def _name(written: str) -> TableName | None:
    """None for what this release does not rank."""
    by, _, within = written.partition(_WITHIN)
    return TableName(By(by), within or None) if by in _RANKED else None


def _values(row: RankRow, names: Sequence[str]) -> list[object]:
    values = (getattr(row, name) for name in names)
    return [str(value) if isinstance(value, Decimal) else value for value in values]


def _row(known: Sequence[str | None], values: Sequence[Any]) -> RankRow:
    told = {name: _value(name, value) for name, value in zip(known, values, strict=True) if name is not None}
    return RankRow(**told)


def _value(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in _DECIMALS:
        return Decimal(value)
    return Apart(value) if name == "apart" else value
