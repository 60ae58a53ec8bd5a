"""Workbooks (XLSX, XLS, ODS), read by `workbook_process.py` in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from monitor.errors import BadInput
from monitor.flaws import Flaw
from monitor.sources.columns import HEADER_ROWS, WIDEST, cell_picks
from monitor.sources.table import LONGEST_CELL, Row

_PROGRAM = Path(__file__).with_name("workbook_process.py")
_ENVIRONMENT = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "LANG", "TMPDIR")  # no secret goes along
_REFUSALS = {
    "password": ("is protected with a password: save a copy without one.", Flaw.PASSWORD),
    "damaged": (
        "is damaged, truncated or no workbook: open it in a spreadsheet program and save it anew.",
        Flaw.DAMAGED,
    ),
    "wide": (f"has more than {WIDEST:,} columns: export only those of complaints.", Flaw.TOO_WIDE),
    "died": (
        "is too large to be read as a workbook (or damaged): save it as CSV and import that.",
        Flaw.TOO_LARGE,
    ),
}


class Workbook:
    """An open workbook. Close it: it is a process. Raises BadInput for one that cannot be read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._busy = False
        self._process = self._start()
        try:
            self.sheets: list[str] = self._heard()["sheets"]
        except BadInput:
            self.close()
            raise
        if not self.sheets:
            self.close()
            raise BadInput(f"{path.name} has no sheet: export it again.", Flaw.NO_SHEET)

    def close(self) -> None:
        if self._process.returncode is None:
            self._process.kill()
            self._process.communicate()

    def tables(self) -> Iterator[SheetTable]:
        """Its sheets in order, hidden ones last."""
        return (SheetTable(self, name) for name in self.sheets)

    def ask(self, **request: Any) -> Any:
        """One request, its (first) answer. An unfinished stream of rows is given up."""
        if self._busy:
            self.close()
            self._process, self._busy = self._start(), False
            self._heard()
        try:
            if self._process.stdin:
                self._process.stdin.write(json.dumps(request | {"widest": WIDEST}).encode() + b"\n")
                self._process.stdin.flush()
        except OSError:
            self._refuse("died")
        return self._heard()

    def stream(self, **request: Any) -> Iterator[list[Any]]:
        self.ask(**request)
        self._busy = True
        while (batch := self._heard()) is not None:
            yield batch
        self._busy = False

    def _start(self) -> subprocess.Popen[bytes]:
        kept = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        return subprocess.Popen(  # noqa: S603 - our own program and a path, no shell
            [sys.executable, "-P", str(_PROGRAM), str(self._path.absolute())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=kept,
        )

    def _heard(self) -> Any:
        line = self._process.stdout.readline() if self._process.stdout else b""
        if not line.endswith(b"\n"):
            self._refuse("died")
        answer = json.loads(line)
        if isinstance(answer, dict) and "error" in answer:
            self._refuse(answer["error"])
        return answer

    def _refuse(self, why: str) -> None:
        said, flaw = _REFUSALS[why]
        raise BadInput(f"{self._path.name} {said}", flaw)


class SheetTable:
    """One sheet of an open workbook."""

    def __init__(self, book: Workbook, name: str) -> None:
        self._book = book
        self.sheet: str | None = name

    def head(self) -> Sequence[Sequence[str]]:
        head: list[list[str]] = self._book.ask(sheet=self.sheet, head=HEADER_ROWS)
        return head

    def rows(self, picks: Sequence[int | None], *, after: int, width: int) -> Iterator[Row]:
        wanted = cell_picks(picks, width)
        for batch in self._book.stream(sheet=self.sheet, head=0, picks=wanted, after=after):
            for number, cells, too_long in batch:
                fault = f"a cell is longer than {LONGEST_CELL:,} characters" if too_long else None
                yield Row(number, cells, fault)
