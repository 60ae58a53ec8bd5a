"""The program that opens a workbook, run by `workbook.py` in a process of its own.

The parser keeps a whole sheet in memory, and one hostile cell far to the right makes it ask for terabytes and
abort. Here that ends this process only, within the limits it sets itself, and the memory is given back.
It imports nothing of siaga. Speech: one JSON value a line; requests on stdin, answers on stdout.
"""

from __future__ import annotations

import contextlib
import json
import resource
import sys
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

MEMORY = 1536 * 1024**2  # bytes of address space: about half a million rows of 25 columns
CPU_SECONDS = 600
LONGEST_CELL = 32_767
BATCH = 500

Cell = int | float | str | bool | time | date | datetime | timedelta


def main(path: str) -> None:
    limit_itself()
    try:
        with CalamineWorkbook.from_path(path) as book:
            kinds = (SheetTypeEnum.WorkSheet,)
            sheets = [each for each in book.sheets_metadata if each.typ in kinds]
            sheets.sort(key=lambda each: each.visible is not SheetVisibleEnum.Visible)
            say({"sheets": [each.name for each in sheets]})
            serve(book)
    except PasswordError:
        say({"error": "password"})
    except (CalamineError, OSError, ValueError):
        say({"error": "damaged"})


def serve(book: CalamineWorkbook) -> None:
    name, sheet = None, None
    for line in sys.stdin:
        request = json.loads(line)
        if sheet is None or name != request["sheet"]:
            sheet = None  # the one before is freed first
            name = request["sheet"]
            sheet = book.get_sheet_by_name(name)
        if sheet.total_width > request["widest"]:
            say({"error": "wide"})
        elif request["head"]:
            say([[text_of(cell) for cell in row] for row in islice(sheet.iter_rows(), request["head"])])
        else:
            say({"rows": sheet.total_height})
            for batch in batches(sheet, request["picks"], request["after"]):
                say(batch)
            say(None)


def batches(sheet: CalamineSheet, picks: Sequence[int], after: int) -> Iterator[list[Any]]:
    """[[row number, picked cells, whether a cell was too long], ...]; blank rows are left out."""
    pick = itemgetter(*picks)
    batch: list[Any] = []
    for number, row in enumerate(sheet.iter_rows(), 1):
        if number <= after or not any(cell.strip() if isinstance(cell, str) else True for cell in row):
            continue
        too_long = any(isinstance(cell, str) and len(cell) > LONGEST_CELL for cell in row)
        row.append("")
        batch.append([number, [cell if isinstance(cell, str) else text_of(cell) for cell in pick(row)], too_long])
        if len(batch) == BATCH:
            yield batch
            batch = []
    yield batch


def text_of(cell: Cell) -> str:
    """A cell as a CSV would hold it: 123.0 is 123, dates are ISO 8601 to the second."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return f"{cell:.0f}" if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return (cell + timedelta(microseconds=500_000)).replace(microsecond=0).isoformat(" ")
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)


def say(answer: Any) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def limit_itself() -> None:
    """Little memory, little time, no core dump; and first in line should the machine run out of memory."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError):  # Linux only
        Path("/proc/self/oom_score_adj").write_text("1000")


if __name__ == "__main__":
    main(sys.argv[1])
