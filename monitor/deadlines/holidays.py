"""Days off as a CSV holds them: `date,kind,name`, and other columns such as the decree, which are not read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from monitor.errors import BadConfiguration
from monitor.operator_table import OperatorTable

KINDS = ("national", "cuti_bersama", "regional")
_COLUMNS = ("date", "kind", "name")
_TABLE = OperatorTable(
    *("The calendar", "calendar.file", _COLUMNS, _COLUMNS),
    takes_others=True,
    builtin={"builtin:indonesia": "holidays_indonesia.csv"},
)


@dataclass(frozen=True, slots=True)
class Holiday:
    on: date
    kind: str
    name: str

    @property
    def is_cuti_bersama(self) -> bool:
        """A day of leave taken by all officials together, which an office may or may not follow."""
        return self.kind == "cuti_bersama"


def read_holidays(source: str | Path) -> tuple[Holiday, ...]:
    """The days of `"builtin:indonesia"` or of a CSV file, in its order. Raises BadConfiguration."""
    return _builtin(str(source)) if str(source).startswith("builtin:") else _read(source)


@cache
def _builtin(source: str) -> tuple[Holiday, ...]:
    """Read once a process: they never change."""
    return _read(source)


def _read(source: str | Path) -> tuple[Holiday, ...]:
    return tuple(_holiday(where, cells) for where, cells in _TABLE.rows(_TABLE.text(source), str(source)))


def _holiday(where: str, cell: Mapping[str, str]) -> Holiday:
    written, kind, name = (cell[column] for column in _COLUMNS)
    try:
        day = date.fromisoformat(written)
    except ValueError as error:
        raise BadConfiguration(f"{where}: date {written!r} is not a date like 2026-01-31.") from error
    if kind not in KINDS:
        near = get_close_matches(kind, KINDS, 1)
        hint = f"did you mean {near[0]}?" if near else f"use one of {', '.join(KINDS)}."
        raise BadConfiguration(f"{where}: kind {kind!r} is not known; {hint}")
    return Holiday(day, kind, name)
