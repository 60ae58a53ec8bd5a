"""Which encoding a text file is in: its mark, else what all of its bytes allow."""

from __future__ import annotations

import codecs
from pathlib import Path

from monitor.errors import BadInput
from monitor.flaws import Flaw
from monitor.sources.openings import SAMPLE

_CHUNK = 1024**2
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CONTROLS = bytes(sign for sign in range(1, 32) if sign not in b"\t\n\r\x0c\x1a\x1b")


def find_encoding(path: Path) -> str:
    """Its byte order mark, UTF-16 where the zeros show it, strict UTF-8, else Windows-1252.

    Reads the whole file in small pieces. Raises BadInput for binary data, NUL bytes and a text cut in mid-sign.
    """
    with path.open("rb") as file:
        sample = file.read(SAMPLE)
    encoding = next((name for mark, name in _MARKS if sample.startswith(mark)), None) or _unmarked_utf16(sample)
    if encoding is None and len(sample) - len(sample.translate(None, _CONTROLS)) > len(sample) // 100:
        raise BadInput(f"{path.name} is binary data, not a table: export it again as CSV or XLSX.", Flaw.NO_TABLE)
    if encoding is not None and encoding != "utf-8-sig":
        _check_utf16(path, encoding)
        return encoding
    return _narrow(path, encoding)


def _unmarked_utf16(sample: bytes) -> str | None:
    """Latin text in UTF-16 has a zero in nearly every second byte, always on the same side."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if half < 2 or max(even, odd) < half * 0.7 or min(even, odd) > half * 0.05:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _check_utf16(path: Path, encoding: str) -> None:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                _refuse_nul(path, "\x00" in decoder.decode(chunk))
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        said = f"{path.name} is damaged or truncated UTF-16 text: copy or export it again."
        raise BadInput(said, Flaw.DAMAGED_TEXT) from None


def _narrow(path: Path, marked: str | None) -> str:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        valid, wide = True, False
        while chunk := file.read(_CHUNK):
            _refuse_nul(path, b"\x00" in chunk)
            if valid:
                try:
                    wide = not decoder.decode(chunk).isascii() or wide
                except UnicodeDecodeError:
                    valid = False
    if valid and decoder.getstate()[0]:
        if wide:
            raise BadInput(
                f"{path.name} ends in the middle of a letter, so it was cut off: copy or export it again.",
                Flaw.CUT,
            )
        valid = False
    if not valid and marked:
        raise BadInput(
            f"{path.name} is marked as UTF-8 but is not: export it again as CSV (UTF-8).", Flaw.NOT_UTF8
        )
    return marked or ("utf-8" if valid else "cp1252")


def _refuse_nul(path: Path, found: bool) -> None:
    if found:
        raise BadInput(
            f"{path.name} holds NUL bytes, so it is damaged or no text: export it again as CSV or XLSX.",
            Flaw.DAMAGED_TEXT,
        )
