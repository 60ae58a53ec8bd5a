"""Rows written as text, JSON or CSV, one by one, to a stream or a file."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from monitor.errors import BadConfiguration

BOM = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Row = Sequence[object]


def write_json(out: TextIO, fields: Sequence[str], rows: Iterable[Row]) -> None:
    """One bare array, an object a line."""
    encode = json.JSONEncoder(ensure_ascii=False).encode
    before = "["
    for row in rows:
        out.write(f"{before}\n{encode(dict(zip(fields, row, strict=True)))}")
        before = ","
    out.write("[]\n" if before == "[" else "\n]\n")


def write_csv(out: TextIO, fields: Sequence[str], rows: Iterable[Row]) -> None:
    """Comma-separated, a header first, formulas disarmed."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(fields)
    writer.writerows([_cell(value) for value in row] for row in rows)


def write_text(out: TextIO, fields: Sequence[str], rows: Iterable[Row]) -> None:
    """Aligned columns under their names."""
    table = [[str(field) for field in fields], *([_word(value) for value in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for line in table:
        out.write("  ".join(word.ljust(width) for word, width in zip(line, widths, strict=True)).rstrip() + "\n")


@contextmanager
def written_to(path: str | None, *, bom: bool = False) -> Iterator[TextIO]:
    """The file, else stdout. `bom`: for spreadsheets, which read a CSV without one as something else."""
    if path is None:
        yield sys.stdout
        return
    try:
        with Path(path).open("w", encoding="utf-8", newline="") as out:
            if bom:
                out.write(BOM)
            yield out
    except OSError as error:
        raise BadConfiguration(f"{path} cannot be written ({error.strerror}): name another file.") from error


def guarded(value: object) -> object:
    """What a spreadsheet would run as a formula gets a leading apostrophe."""
    return "'" + value if isinstance(value, str) and value.startswith(_FORMULA) else value


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    return guarded(value)


def _word(value: object) -> str:
    if value is None:
        return "-"
    return " ".join(str(_cell(value) if isinstance(value, bool) else value).split())
