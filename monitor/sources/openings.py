"""What kind of file is this? Decided by its first bytes, never by its name; what cannot be read is refused."""

from __future__ import annotations

import stat
from enum import StrEnum
from mmap import ACCESS_READ, mmap
from pathlib import Path
from struct import unpack_from

from monitor.errors import BadInput
from monitor.flaws import Flaw
from monitor.sources.archives import is_ods

SAMPLE = 65_536
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BEGIN_OF_FILE, _WRITE_PROTECT, _FILE_PASS = 0x0809, 0x0086, 0x002F  # BIFF8 records
_XLS_BEGINS = bytes.fromhex("0908 1000 0006 0500")  # BEGIN_OF_FILE of a workbook's globals
_KNOWN = {
    b"%PDF": ("a PDF document", Flaw.PDF),
    b"\x89PNG": ("a picture", Flaw.PICTURE),
    b"\xff\xd8\xff": ("a picture", Flaw.PICTURE),
    b"GIF8": ("a picture", Flaw.PICTURE),
    b"\x1f\x8b": ("a gzip archive", Flaw.NO_TABLE),
    b"7z\xbc\xaf": ("a 7z archive", Flaw.NO_TABLE),
    b"Rar!": ("a RAR archive", Flaw.NO_TABLE),
    b"SQLite format 3": ("a database", Flaw.NO_TABLE),
    b"{\\rtf": ("an RTF document", Flaw.NO_TABLE),
    b"\x00\x00\xfe\xff": ("a UTF-32 text", Flaw.NOT_UTF8),
    b"\xff\xfe\x00\x00": ("a UTF-32 text", Flaw.NOT_UTF8),
}
_SAVE_AS = "export it again as CSV or XLSX"


class Kind(StrEnum):
    TEXT = "text"  # CSV, TSV and the like
    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"


def look_at(path: Path) -> Kind:
    """The kind of a file. Raises BadInput, one sentence, for what is no table."""
    head = _head(path)
    if head.startswith(_ZIP):
        return Kind.ODS if is_ods(path) else Kind.XLSX
    if head.startswith(_OLE):
        _refuse_encrypted(path)
        return Kind.XLS
    for mark, (what, flaw) in _KNOWN.items():
        if head.startswith(mark):
            raise BadInput(f"{path.name} is {what}, not a table: {_SAVE_AS}.", flaw)
    if looks_marked_up(head):
        raise BadInput(
            f"{path.name} is a web page or XML, not a table: open it in a spreadsheet program and {_SAVE_AS}.",
            Flaw.WEB_PAGE,
        )
    return Kind.TEXT


def _refuse_encrypted(path: Path) -> None:
    """An encrypted XLS says so in the first records of its workbook, which the parser passes over."""
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
        at = content.find(_XLS_BEGINS)
        while 0 <= at < len(content) - 4:
            record, length = unpack_from("<HH", content, at)
            if record == _FILE_PASS:
                raise BadInput(
                    f"{path.name} is protected with a password: save a copy without one.", Flaw.PASSWORD
                )
            if record not in (_BEGIN_OF_FILE, _WRITE_PROTECT):
                return
            at += 4 + length


def _head(path: Path) -> bytes:
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise BadInput(f"{path} is a directory: name the export file itself.", Flaw.NOT_A_FILE)
        if not stat.S_ISREG(mode):
            raise BadInput(f"{path.name} is not a regular file: name the export file itself.", Flaw.NOT_A_FILE)
        with path.open("rb") as file:
            head = file.read(SAMPLE)
    except FileNotFoundError:
        raise BadInput(f"{path.name} does not exist: check the path.", Flaw.ABSENT) from None
    except OSError as error:
        said = f"{path.name} cannot be opened ({error.strerror}): check its permissions."
        raise BadInput(said, Flaw.CLOSED_TO_US) from None
    if not head.strip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"):
        raise BadInput(f"{path.name} is empty: {_SAVE_AS}.", Flaw.EMPTY)
    return head


def looks_marked_up(head: bytes) -> bool:
    """HTML or XML, in any of the encodings read here."""
    start = head[:400].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return start[:1] == b"<" and (start[1:2].isalpha() or start[1:2] in (b"!", b"?"))


def looks_like_page(head: bytes) -> bool:
    """HTML, as far as its first bytes tell: XML of another kind is not."""
    start = head[:400].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    return start.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<title"))
