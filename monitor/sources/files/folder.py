"""The watched folder: what is ready in it, taken on one file after the other, and put away afterwards.

    exports/                what people and programs put there
    exports/.reading/       what is being read: nobody replaces it here, and a crash leaves it to the next step
    exports/done/           taken in
    exports/rejected/       refused, with the reason beside it; and the rows that were not taken

A file gets the name it keeps when it is taken on, so that putting it away twice is putting it away once.
"""

from __future__ import annotations

import errno
import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from heapq import nsmallest
from pathlib import Path

from monitor.errors import OutsideUnreachable
from monitor.sources.files.marks import Mark, Sight, is_locked, make_private, mark_of
from monitor.sources.files.names import is_unfinished, stamped, stamped_at
from monitor.sources.files.plan import FilesPlan

READING, DONE, REJECTED = ".reading", "done", "rejected"
_OURS = frozenset({READING, DONE, REJECTED})
_MOST = 1_000  # files weighed in one look, the oldest ones
_LOCK = "lock"


class FolderUnreachable(OutsideUnreachable):
    """The folder cannot be read or written to now."""


class FolderBusy(OutsideUnreachable):
    """Another process is reading it."""


@dataclass(frozen=True, slots=True)
class Locked:
    """A file that cannot be opened now; it has been as it is at least since `since`."""

    name: str
    since: datetime
    mark: Mark


@dataclass(frozen=True, slots=True)
class Look:
    """What lies in the folder. `ready`: oldest first; `settling`: still being written; `odd`: no plain files."""

    ready: tuple[str, ...] = ()
    settling: tuple[str, ...] = ()
    locked: tuple[Locked, ...] = ()
    odd: int = 0


class Folder:
    """Knows, while it lives, since when each file has been as it is. `seen`: what the last look found."""

    def __init__(self, plan: FilesPlan) -> None:
        self.plan = plan
        self.path = plan.folder
        self.seen = Look()
        self._sights: dict[str, Sight] = {}

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Trouble with the file system becomes FolderUnreachable."""
        try:
            yield
        except OSError as error:
            raise FolderUnreachable(
                f"{error.filename or self.path} cannot be used ({error.strerror}): siaga must be able to read and "
                f"write {self.path}, the folder of crm.files.folder."
            ) from None

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nobody else takes files on meanwhile. Raises FolderBusy, FolderUnreachable. A death lets go of it."""
        with self._told():
            handle = self._hold()
        try:
            yield
        finally:
            os.close(handle)

    def prove(self) -> None:
        """Whether files can be taken on and put away. Raises FolderUnreachable."""
        with self._told():
            self._furnish()
            if not os.access(self.path, os.R_OK | os.W_OK | os.X_OK):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(self.path))

    def _hold(self) -> int:
        self._furnish()
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        handle = os.open(self.path / READING / _LOCK, flags, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            raise FolderBusy(f"Another process of siaga is reading {self.path}: try again later.") from None
        except OSError:
            pass  # a file system without locks: reading a file twice changes nothing
        return handle

    def _furnish(self) -> None:
        """The three folders of ours, for their owner alone; none of them may be a link that leads elsewhere."""
        if not stat.S_ISDIR(self.path.stat().st_mode):
            raise NotADirectoryError(errno.ENOTDIR, "it is no folder", str(self.path))
        for name in _OURS:
            path = self.path / name
            with suppress(FileExistsError):
                path.mkdir(mode=0o700)
            found = path.lstat()
            if not stat.S_ISDIR(found.st_mode):
                raise NotADirectoryError(errno.ENOTDIR, "it is no folder", str(path))
            if found.st_mode & 0o077:
                path.chmod(0o700)

    def look(self, now: datetime) -> Look:
        """Weighs what lies there; nothing is opened for long, nothing waited for."""
        with self._told():
            names, odd = self._plain_files()
            self._sights = {name: sight for name, sight in self._sights.items() if name in names or os.sep in name}
            ready, settling, locked = [], [], []
            for name, mark in names.items():
                if not self._has_settled(name, mark, now):
                    settling.append(name)
                elif is_locked(self.path / name):
                    locked.append(Locked(name, self._sights[name].since, mark))
                else:
                    ready.append(name)
            settling += [path.name for path in self._taken_on() if not self._may_read(path, now)]
            self.seen = Look(tuple(ready), tuple(settling), tuple(locked), odd)
            return self.seen

    def _plain_files(self) -> tuple[dict[str, Mark], int]:
        """The oldest ones with their marks, in that order, and how many entries are something else."""
        odd = 0
        found: list[tuple[str, Mark]] = []
        with os.scandir(self.path) as entries:
            for entry in entries:
                if entry.name in _OURS or is_unfinished(entry.name):
                    continue
                mark = mark_of(self.path / entry.name)
                if mark is None:
                    odd += 1
                else:
                    found.append((entry.name, mark))
        return dict(nsmallest(_MOST, found, key=lambda one: (one[1].modified_ns, one[0]))), odd

    def _has_settled(self, name: str, mark: Mark, now: datetime) -> bool:
        """Seen unchanged for long enough; or, at first sight, by its own time, unless that lies ahead of ours."""
        sight = self._sights.get(name)
        if sight is None or sight.mark != mark:
            sight = self._sights[name] = Sight(mark, now, moved=sight is not None)
        if now - sight.since >= self.plan.settle:
            return True
        return not sight.moved and now - mark.modified_at >= self.plan.settle

    def next_file(self, now: datetime) -> Path | None:
        """The file to read now, taken on: what a crash left first, then the oldest one that is ready."""
        with self._told():
            for path in self._taken_on():
                if self._may_read(path, now):
                    return path
            for name in self.look(now).ready:
                claimed = self._claim(name, now)
                if claimed:
                    return claimed
            return None

    def _taken_on(self) -> list[Path]:
        """What was begun and never put away, oldest first."""
        return sorted(path for path in (self.path / READING).iterdir() if stamped_at(path.name))

    def _may_read(self, path: Path, now: datetime) -> bool:
        """What is no plain file is read too, so that it is refused."""
        mark = mark_of(path)
        return mark is None or self._has_settled(str(path), mark, now)

    def _claim(self, name: str, now: datetime) -> Path | None:
        """Moves it out of everybody's reach. None when it has vanished meanwhile."""
        target = self.path / READING / self._free(stamped(name, now))
        try:
            (self.path / name).rename(target)
        except FileNotFoundError:
            return None
        self._sights.pop(name, None)
        if mark_of(target):
            make_private(target)
        return target

    def _free(self, name: str) -> str:
        """The name, or with a number, that none of our folders has."""
        stem, ending, number = Path(name).stem, Path(name).suffix, 1
        while any(os.path.lexists(self.path / folder / name) for folder in _OURS):
            number += 1
            name = f"{stem}-{number}{ending}"
        return name

    def unsettle(self, path: Path, now: datetime) -> None:
        """It changed while it was read: it has to be left alone for a while before it is read again."""
        mark = mark_of(path)
        if mark:
            self._sights[str(path)] = Sight(mark, now, moved=True)

    def put_away(self, path: Path, *, refused: str | None = None) -> Path:
        """Into done/; with a reason into rejected/, the reason beside it. Where it is now."""
        with self._told():
            target = self.path / (DONE if refused is None else REJECTED) / path.name
            if refused is not None:
                write_private(target.with_name(f"{path.name}.reason.txt"), refused)
            with suppress(FileNotFoundError):
                path.replace(target)
            self.rejects_path(path).unlink(missing_ok=True)
            self._sights.pop(str(path), None)
            return target

    def put_rejects(self, path: Path) -> Path:
        """The list of the rows of `path` that were not taken into rejected/. Where it is now."""
        with self._told():
            target = self.path / REJECTED / f"{path.name}.rejects.csv"
            with suppress(FileNotFoundError):
                self.rejects_path(path).replace(target)
            return target

    def rejects_path(self, path: Path) -> Path:
        """Where the list of the rows of a file is made that are not taken."""
        return path.with_name(f"rejects-{path.name}")

    def purge(self, now: datetime) -> int:
        """Deletes what lies in done/ and rejected/ for longer than `keep`; only what we named ourselves."""
        with self._told():
            old = 0
            for place in (DONE, REJECTED):
                for path in (self.path / place).iterdir():
                    at = stamped_at(path.name)
                    if at and now - at > self.plan.keep and not stat.S_ISDIR(path.lstat().st_mode):
                        path.unlink(missing_ok=True)
                        old += 1
            return old


def write_private(path: Path, text: str) -> None:
    """A text for its owner alone; one of that name is replaced. Raises OSError."""
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
