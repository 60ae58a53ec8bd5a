"""One cell: written text made clean, numbers, yes and no. Nothing here knows of rows or files."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

_NOTHING = frozenset(
    {"", "-", "--", "---", "–", "—", "n/a", "#n/a", "na", "null", "(null)", "none", "nil", "nan", "(kosong)"}
)
_YES = frozenset({"ya", "y", "yes", "true", "benar", "1", "geotag", "geotagging", "geotagged", "bergeotag"})
_NO = frozenset({"tidak", "t", "n", "no", "false", "salah", "0", "non geotagging", "non-geotagging", "non geotag"})
_LITERAL = re.compile(r'="([^"]*)"')  # Excel's way of keeping leading zeros in a CSV


def clean_text(written: str) -> str:
    """Trimmed, blanks collapsed, entities resolved, bold Unicode made plain, control characters gone."""
    if "&" in written:
        written = html.unescape(written)
    if not (written.isascii() and written.isprintable()):
        written = unicodedata.normalize("NFKC", written)
        written = "".join(sign if sign.isprintable() else _blank_or_nothing(sign) for sign in written)
    return " ".join(written.split())


def _blank_or_nothing(sign: str) -> str:
    return " " if sign.isspace() else ""


def is_nothing(text: str) -> bool:
    """Whether a cell is blank or one of the usual words for blank."""
    return len(text) < 9 and text.casefold() in _NOTHING


def read_ticket(written: str) -> str:
    """The ticket as written; `="00123"` and `'00123`, Excel's marks for text, lose their marks."""
    if written.isascii() and written.isalnum():  # nearly all
        return written
    text = clean_text(written)
    if literal := _LITERAL.fullmatch(text):
        return literal[1].strip()
    return text.removeprefix("'")


@lru_cache(maxsize=1024)
def read_yes_no(written: str) -> bool | None:
    """True, False, or None for a blank or unknown word."""
    word = clean_text(written).casefold()
    return True if word in _YES else False if word in _NO else None


def read_degrees(written: str, limit: float) -> float | None:
    """A latitude (limit 90) or longitude (limit 180), with a decimal point or comma; None if it is neither."""
    try:
        degrees = float(written)
    except ValueError:
        try:
            degrees = float(written.replace(",", ".").replace("\u2212", "-"))
        except ValueError:
            return None
    return degrees if -limit <= degrees <= limit else None
