"""What tells a file from itself a moment later: which one it is, how long, when it was changed."""

from __future__ import annotations

import fcntl
import os
import stat
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from monitor.sources.files.names import lock_names

_NO_TRAP = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC  # neither led away nor kept waiting


class Mark(NamedTuple):
    """Two of them that are equal: nobody has replaced the file or written to it in between.

    `changed_ns` moves with every write, also when somebody sets `modified_ns` back.
    """

    device: int
    inode: int
    size: int
    modified_ns: int
    changed_ns: int

    @property
    def modified_at(self) -> datetime:
        """Clipped to the years that a datetime knows: anybody can set any time of a file."""
        return datetime.fromtimestamp(min(max(self.modified_ns // 10**9, 0), 250_000_000_000), UTC)


def mark_of(path: Path) -> Mark | None:
    """None for what is not there and for what is no plain file: a folder, link or pipe. Raises OSError."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(found.st_mode):
        return None
    return Mark(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


def is_locked(path: Path) -> bool:
    """Whether a plain file cannot be opened now: no right to, or a program holds or shows a lock on it."""
    if any(os.path.lexists(path.with_name(name)) for name in lock_names(path.name)):
        return True
    try:
        handle = os.open(path, _NO_TRAP)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    try:
        return _refuses(fcntl.flock, handle) or _refuses(fcntl.lockf, handle)
    finally:
        os.close(handle)


def _refuses(lock: Callable[[int, int], None], handle: int) -> bool:
    try:
        lock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return True
    except OSError:
        return False  # a file system without locks
    return False


def make_private(path: Path) -> None:
    """Owner only, as far as it is ours. A file with a second name elsewhere is left as it is. Raises OSError."""
    handle = os.open(path, _NO_TRAP)
    try:
        found = os.fstat(handle)
        if stat.S_ISREG(found.st_mode) and found.st_nlink == 1:
            with suppress(PermissionError):
                os.fchmod(handle, 0o600)
    finally:
        os.close(handle)


@dataclass(frozen=True, slots=True)
class Sight:
    """Since when a file has been seen to be as it is; `moved`: it was seen to change just then."""

    mark: Mark
    since: datetime
    moved: bool
