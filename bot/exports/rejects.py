"""The rows of an export that were not taken, for a spreadsheet: row, ticket, reason; never their text."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import TextIO

from bot.views.refusals import reason_in_words
from monitor.model import Reject

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def rejects_file(rejects: Iterable[Reject]) -> bytes:
    """CSV with a byte order mark, so that spreadsheet programs read its letters right."""
    out = StringIO()
    add = _list_in(out)
    for reject in rejects:
        add(reject)
    return out.getvalue().encode("utf-8-sig")


@contextmanager
def rejects_list(path: Path) -> Iterator[Callable[[Reject], None]]:
    """The same in a file for its owner alone, one row after the other; one of that name is replaced."""
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as out:
        yield _list_in(out)


def _list_in(out: TextIO) -> Callable[[Reject], None]:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("baris", "tiket", "sebab"))

    def add(reject: Reject) -> None:
        writer.writerow((reject.row, _guarded(reject.ticket or ""), _guarded(reason_in_words(reject.reason))))

    return add


def _guarded(value: str) -> str:
    """What a spreadsheet would run as a formula gets a leading apostrophe."""
    return "'" + value if value.startswith(_FORMULA) else value
