"""Names of files: which are not meant for us yet, and what ours are called."""

from __future__ import annotations

import re
from datetime import UTC, datetime

_UNFINISHED_STARTS = (".", "~")  # hidden; LibreOffice's .~lock, Excel's ~$, Word's ~WRL
_UNFINISHED_ENDS = (
    "~", ".part", ".partial", ".filepart", ".tmp", ".temp", ".crdownload", ".download", ".opdownload", ".upload",
    ".uploading", ".swp", ".swx", ".lock", ".lck", ".!qb", ".aria2", ".bak",
    ".db", ".db-wal", ".db-shm", ".sqlite", ".toml", ".log",  # never an export
)  # fmt: skip
_LEFT_BY_DESKTOPS = frozenset({"thumbs.db", "desktop.ini"})
_LONGEST_STEM = 80  # bytes
_UNSAFE = '/\\:*?"<>|'
_STAMP = "%Y%m%dT%H%M%SZ"
_STAMPED = re.compile(r"(\d{8}T\d{6}Z)-.", re.ASCII)


def is_unfinished(name: str) -> bool:
    """Whether programs call a file so while they write it, or it is none of people's files at all."""
    low = name.casefold()
    return low.startswith(_UNFINISHED_STARTS) or low.endswith(_UNFINISHED_ENDS) or low in _LEFT_BY_DESKTOPS


def lock_names(name: str) -> tuple[str, ...]:
    """What lies beside a file while LibreOffice or Excel has it open."""
    return f".~lock.{name}#", f"~${name}"


def safe_name(name: str) -> str:
    """A name for a file of this machine: no folder, no invisible signs, not hidden, not long."""
    kept = "".join("_" if sign in _UNSAFE or not sign.isprintable() else sign for sign in name)
    kept = kept.strip(". ")
    stem, dot, ending = kept.rpartition(".")
    if not dot or len(ending) > 10:
        stem, dot, ending = kept, "", ""
    cut = stem.encode()[:_LONGEST_STEM].decode(errors="ignore")
    return f"{cut}{dot}{ending}" if cut or ending else "berkas"


def stamped(name: str, at: datetime) -> str:
    """What a file is called from when it is taken on: the instant (UTC) first, so that names sort by it."""
    return f"{at.astimezone(UTC).strftime(_STAMP)}-{safe_name(name)}"


def stamped_at(name: str) -> datetime | None:
    """The instant in a name made by `stamped`; None for any other name."""
    found = _STAMPED.match(name)
    if found is None:
        return None
    try:
        return datetime.strptime(found[1], _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None
