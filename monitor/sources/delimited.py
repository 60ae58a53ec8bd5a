"""Text tables: CSV, TSV and their kin, read record by record in bounded memory."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from io import StringIO
from operator import itemgetter
from pathlib import Path
from typing import TextIO

from monitor.errors import BadInput
from monitor.flaws import Flaw
from monitor.sources.columns import HEADER_ROWS, WIDEST, cell_picks
from monitor.sources.encoding import find_encoding
from monitor.sources.table import LONGEST_CELL, Row

DELIMITERS = (",", ";", "\t", "|")
_LONGEST_RECORD = 1_000_000  # characters; beyond it a quotation mark was never closed
_HEAD = 262_144  # characters looked at for header and delimiter
_DECLARED = re.compile(r'"?sep=(.)"?')  # Excel's own first line
_TOTALS = re.compile(r"\s*(grand\s+|sub\s*)?(total|jumlah)\b", re.IGNORECASE)
_TOO_LONG = f"a cell is longer than {LONGEST_CELL:,} characters"


class DelimitedTable:
    """One text file. The delimiter is the one whose header `knows` likes best (more is better)."""

    sheet: str | None = None

    def __init__(self, path: Path, knows: Callable[[Sequence[Sequence[str]]], int]) -> None:
        self._path = path
        self.encoding = find_encoding(path)
        heads = {delimiter: self._read_head(delimiter) for delimiter in DELIMITERS}
        self.delimiter = max(
            DELIMITERS, key=lambda delimiter: (knows(heads[delimiter]), _spread(heads[delimiter]))
        )
        self._head = heads[self.delimiter]

    def head(self) -> Sequence[Sequence[str]]:
        if any(len(row) > WIDEST for row in self._head):
            raise BadInput(
                f"{self._path.name} has more than {WIDEST:,} columns: export only those of complaints.",
                Flaw.TOO_WIDE,
            )
        return self._head

    def _read_head(self, delimiter: str) -> list[list[str]]:
        with self._open() as file:
            text = file.read(_HEAD)
        first, _, rest = text.partition("\n")
        if declared := _DECLARED.fullmatch(first.strip()):
            text = "\n" + rest if declared[1] == delimiter else ""
        csv.field_size_limit(max(csv.field_size_limit(), _LONGEST_RECORD))
        records = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
        return [row for row, _ in zip(records, range(HEADER_ROWS), strict=False)]

    def _open(self) -> TextIO:
        errors = "replace" if self.encoding == "cp1252" else "strict"
        return self._path.open(encoding=self.encoding, errors=errors, newline="")

    def rows(self, picks: Sequence[int | None], *, after: int, width: int) -> Iterator[Row]:
        pick = itemgetter(*cell_picks(picks, width))
        with self._open() as file:
            records = _Records(file, self.delimiter, self._path.name)
            for number, record in enumerate(records, 1):
                if number <= after or not any(map(str.strip, record)):
                    continue
                if len(record) < width:
                    if records.at_end:
                        self._refuse_cut(record, number)
                    record.extend([""] * (width - len(record)))
                fault = _fault(record, width)
                record[width:] = [""]
                yield Row(number, pick(record), fault)

    def _refuse_cut(self, record: list[str], number: int) -> None:
        """A last record without line end and with cells missing was cut off; a note or a total was not."""
        if len(record) > 1 and not any(map(_TOTALS.match, record)):
            raise BadInput(
                f"{self._path.name} breaks off in the middle of row {number}: copy or export it again.", Flaw.CUT
            )


def _fault(record: list[str], width: int) -> str | None:
    if len(record) > width and any(map(str.strip, record[width:])):
        return (
            f"the row has {len(record)} cells, the header {width}: a text with a delimiter needs quotation marks"
        )
    if len(max(record, key=len)) > LONGEST_CELL:
        return _TOO_LONG
    return None


def _spread(head: list[list[str]]) -> int:
    return max(map(len, head), default=0)


class _Records:
    """csv records over bounded lines. `at_end`: the record just given ended with the file, not with a line."""

    def __init__(self, file: TextIO, delimiter: str, name: str) -> None:
        self.at_end = False
        self._file = file
        self._delimiter = delimiter
        self._name = name
        self._row = 1  # the one being read
        self._taken = 0  # its characters so far
        self._ended = False

    def __iter__(self) -> Iterator[list[str]]:
        try:
            for record in csv.reader(self._lines(), delimiter=self._delimiter):
                if self._ended:
                    self._refuse_open()
                self._taken = 0
                self._row += 1
                yield record
        except csv.Error:
            self._refuse_open()

    def _lines(self) -> Iterator[str]:
        for line in iter(partial(self._file.readline, _LONGEST_RECORD), ""):
            self._taken += len(line)
            if self._taken >= _LONGEST_RECORD:
                self._refuse_open()
            self.at_end = line[-1] not in "\r\n"
            yield line
        self._ended = True

    def _refuse_open(self) -> None:
        raise BadInput(
            f"{self._name}: row {self._row} does not end, a quotation mark in it was probably never closed: "
            "export the file again.",
            Flaw.OPEN_QUOTE,
        )
