"""The rows of an export that were not taken, for a spreadsheet: row, ticket, reason; never their text."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from io import StringIO

from bot.views.export import reason_in_words
from monitor.model import Reject

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def rejects_file(rejects: Iterable[Reject]) -> bytes:
    """CSV with a byte order mark, so that spreadsheet programs read its letters right."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("baris", "tiket", "sebab"))
    for reject in rejects:
        writer.writerow((reject.row, _guarded(reject.ticket or ""), _guarded(reason_in_words(reject.reason))))
    return out.getvalue().encode("utf-8-sig")


def _guarded(value: str) -> str:
    """What a spreadsheet would run as a formula gets a leading apostrophe."""
    return "'" + value if value.startswith(_FORMULA) else value
