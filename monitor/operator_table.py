"""A short CSV that an operator keeps: areas, days off, categories. Read alike, and every mistake told alike."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path

from monitor.errors import BadConfiguration

_MOST_BYTES = 5_000_000

Row = tuple[str, Mapping[str, str]]  # where it stands ("areas.csv, line 3"), and its cells by column


@dataclass(frozen=True, slots=True)
class OperatorTable:
    """What is expected of one. `title`: "The calendar"; `key`: the configuration key that names the file.

    `columns` are read, `required` of them must be there. `takes_others`: other columns are left unread, else they
    are mistakes. `builtin`: what ships with siaga, by the name that stands for it.
    """

    title: str
    key: str
    columns: tuple[str, ...]
    required: tuple[str, ...]
    takes_others: bool = False
    builtin: Mapping[str, str] = field(default_factory=dict)

    def text(self, source: str | Path) -> str:
        """What the file holds, or the built-in one. Raises BadConfiguration."""
        known = self.builtin.get(str(source))
        if known is not None:
            return files("monitor").joinpath("data", known).read_text(encoding="utf-8")
        if self.builtin and str(source).startswith("builtin:"):
            names = " or ".join(self.builtin)
            raise BadConfiguration(f"{self.key}: there is no {str(source)!r}: use {names} or name a CSV file.")
        try:
            with Path(source).open("rb") as file:
                content = file.read(_MOST_BYTES + 1)
        except OSError as error:
            raise BadConfiguration(
                f"{self.title} {source} cannot be read ({error.strerror}): correct {self.key}."
            ) from error
        if len(content) > _MOST_BYTES:
            raise BadConfiguration(f"{self.title} {source} is larger than 5 MB: {self.key} names a short CSV.")
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise BadConfiguration(f"{self.title} {source} is not UTF-8 text: save it as CSV UTF-8.") from error

    def rows(self, text: str, name: str) -> list[Row]:
        """The rows that are not blank, in order; a column that is absent holds "". `name`: what errors call it.

        Raises BadConfiguration, naming the line.
        """
        reader = csv.DictReader(io.StringIO(text), strict=True)
        try:
            reader.fieldnames = _without_blank_end(reader.fieldnames or ())
            self._check_header(name, reader.fieldnames)
            return list(self._filled(name, reader))
        except csv.Error as error:
            raise BadConfiguration(
                f"{name}, line {reader.reader.line_num}: not readable as CSV ({error})."
            ) from error

    def _filled(self, name: str, reader: csv.DictReader[str]) -> Iterator[Row]:
        for row in reader:
            where = f"{name}, line {reader.line_num}"
            if any(value.strip() for value in row.pop(None, ())):
                raise BadConfiguration(
                    f"{where}: more values than the header has columns; put quotes around commas."
                )
            cells = {column: (row.get(column) or "").strip() for column in self.columns}
            if any(value and value.strip() for value in row.values()):
                yield where, cells

    def _check_header(self, name: str, header: Sequence[str]) -> None:
        for column in header:
            if column not in self.columns and not self.takes_others:
                near = get_close_matches(column, self.columns, 1)
                hint = f"did you mean {near[0]}?" if near else f"the columns are {', '.join(self.columns)}."
                raise BadConfiguration(f"{name}, line 1: unknown column {column!r}; {hint}")
            if column in self.columns and header.count(column) > 1:
                raise BadConfiguration(f"{name}, line 1: the column {column} is there twice: keep one.")
        for column in self.required:
            if column not in header:
                raise BadConfiguration(f"{name}, line 1: the column {column} is missing.")


def _without_blank_end(header: Sequence[str]) -> list[str]:
    """Spreadsheets write a comma for each column that was ever touched."""
    named = [number for number, column in enumerate(header, 1) if column.strip()]
    return list(header[: max(named, default=0)])
