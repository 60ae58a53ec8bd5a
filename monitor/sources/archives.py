"""Zipped workbooks (XLSX, ODS), checked before anything parses them.

Every part is inflated once and counted, so what the directory declares is proven: a part that is longer than
declared fails its checksum, and one that is too long is refused before it is inflated.
"""

from __future__ import annotations

import zlib
from pathlib import Path
from zipfile import BadZipFile, ZipFile, ZipInfo

from monitor.errors import BadInput
from monitor.flaws import Flaw

LARGEST = 2 * 1024**3  # bytes of all parts together: a million rows of 25 columns stay below
SUSPECT = 16 * 1024**2  # a smaller part may be as repetitive as it likes
RATIO = 250  # sheets deflate 10 to 60 times; bombs 1,000 times
PARTS = 10_000
_CHUNK = 1024**2
_DOCTYPES = tuple(word.encode(code) for word in ("<!DOCTYPE", "<!ENTITY") for code in ("utf-8", "utf-16-le"))
_OVERLAP = max(map(len, _DOCTYPES))
_SAVE_AS = "save it as XLSX or CSV and import that"


def is_ods(path: Path) -> bool:
    """Whether a zip is an ODS rather than an XLSX. Raises BadInput for bombs, damage and other zips."""
    try:
        with ZipFile(path) as archive:
            parts = archive.infolist()
            ods = _is_ods(path, archive, {part.filename for part in parts})
            _refuse_bomb(path, parts)
            for part in parts:
                _read_through(path, archive, part)
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError):
        raise BadInput(f"{path.name} is damaged or truncated: copy or export it again.", Flaw.DAMAGED) from None
    return ods


def _is_ods(path: Path, archive: ZipFile, names: set[str]) -> bool:
    if any(part.flag_bits & 1 for part in archive.infolist()):
        raise BadInput(f"{path.name} is protected with a password: save a copy without one.", Flaw.PASSWORD)
    if "xl/workbook.bin" in names:
        raise BadInput(f"{path.name} is a binary workbook (XLSB): {_SAVE_AS}.", Flaw.XLSB)
    if any(name.startswith("xl/") and name.endswith(".xml") for name in names):
        return False
    if {"content.xml", "mimetype"} <= names and archive.read("mimetype")[:60].endswith(
        b"opendocument.spreadsheet"
    ):
        return True
    raise BadInput(f"{path.name} is an archive or another document, not a workbook: {_SAVE_AS}.", Flaw.NO_TABLE)


def _refuse_bomb(path: Path, parts: list[ZipInfo]) -> None:
    swollen = any(part.file_size > max(SUSPECT, RATIO * part.compress_size) for part in parts)
    if swollen or len(parts) > PARTS or sum(part.file_size for part in parts) > LARGEST:
        raise BadInput(
            f"{path.name} would unpack to far more than a table holds and was not opened: save it as CSV.",
            Flaw.BOMB,
        )


def _read_through(path: Path, archive: ZipFile, part: ZipInfo) -> None:
    is_xml = part.filename.lower().endswith((".xml", ".rels"))
    tail = b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            seen = tail + chunk
            if is_xml and any(word in seen for word in _DOCTYPES):
                raise BadInput(
                    f"{path.name} holds XML entity declarations and was not opened: {_SAVE_AS}.", Flaw.ENTITIES
                )
            if part.filename == "META-INF/manifest.xml" and b"encryption-data" in seen:
                raise BadInput(
                    f"{path.name} is protected with a password: save a copy without one.", Flaw.PASSWORD
                )
            tail = chunk[-_OVERLAP:]
