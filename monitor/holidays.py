"""Days off as a CSV holds them: `date,kind,name`, and other columns such as the decree, which are not read."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from pathlib import Path

from monitor.errors import BadConfiguration

KINDS = ("national", "cuti_bersama", "regional")
_COLUMNS = ("date", "kind", "name")
_BUILTIN = {"builtin:indonesia": "holidays_indonesia.csv"}


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
    reader = csv.DictReader(io.StringIO(_text(source)), strict=True)
    try:
        for column in _COLUMNS:
            if column not in (reader.fieldnames or ()):
                raise BadConfiguration(f"{source}, line 1: the column {column} is missing.")
        return tuple(_holiday(f"{source}, line {reader.line_num}", row) for row in reader if any(row.values()))
    except csv.Error as error:
        raise BadConfiguration(f"{source}, line {reader.line_num}: not readable as CSV ({error}).") from error


def _holiday(where: str, row: Mapping[str, str | None]) -> Holiday:
    written, kind, name = ((row[column] or "").strip() for column in _COLUMNS)
    try:
        day = date.fromisoformat(written)
    except ValueError as error:
        raise BadConfiguration(f"{where}: date {written!r} is not a date like 2026-01-31.") from error
    if kind not in KINDS:
        near = get_close_matches(kind, KINDS, 1)
        hint = f"did you mean {near[0]}?" if near else f"use one of {', '.join(KINDS)}."
        raise BadConfiguration(f"{where}: kind {kind!r} is not known; {hint}")
    return Holiday(day, kind, name)


def _text(source: str | Path) -> str:
    if str(source).startswith("builtin:"):
        if str(source) not in _BUILTIN:
            raise BadConfiguration(
                f"There is no calendar {str(source)!r}: use builtin:indonesia or name a CSV file."
            )
        return files("monitor").joinpath("data", _BUILTIN[str(source)]).read_text(encoding="utf-8")
    try:
        with Path(source).open(encoding="utf-8-sig", newline="") as file:
            return file.read()
    except OSError as error:
        raise BadConfiguration(
            f"The calendar {source} cannot be read ({error.strerror}): correct calendar.file."
        ) from error
    except UnicodeDecodeError as error:
        raise BadConfiguration(f"The calendar {source} is not UTF-8 text: save it as CSV UTF-8.") from error
