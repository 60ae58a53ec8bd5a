"""The tables of a frozen month as text: the same rows are the same bytes, on any machine, for ever."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from decimal import Decimal
from typing import Any

from monitor.holders import Apart, By
from monitor.ranking import RankRow

_FIELDS = tuple(field.name for field in fields(RankRow))
_DECIMALS = frozenset(
    {"responded_in_time_pct", "interval_low", "interval_high", "completed_in_time_pct", "nilai"}
    | {"response_median_h", "response_p90_h", "completion_median_h", "completion_p90_h"}
)


def encode_figures(tables: Mapping[By, Sequence[RankRow]], fields: Sequence[str] = _FIELDS) -> str:
    """Every row of every table; numbers with decimals as they are written. `fields`: what is told of a row."""
    told: dict[str, object] = {by.value: [_values(row, fields) for row in tables[by]] for by in By}
    return json.dumps({"fields": fields, **told}, ensure_ascii=False, separators=(",", ":"))


def decode_figures(figures: str, by: By) -> tuple[RankRow, ...]:
    """The rows of one table. What an older release did not know of a row has its default."""
    told = json.loads(figures)
    known = [name if name in _FIELDS else None for name in told["fields"]]
    return tuple(_row(known, values) for values in told[by.value])


def fields_of(figures: str) -> tuple[str, ...] | None:
    """What is told of a row there; None when this release does not know all of it."""
    told = tuple(json.loads(figures)["fields"])
    return told if set(told) <= set(_FIELDS) else None


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
