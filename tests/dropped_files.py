"""The little world in exports that are put into a folder, with any trouble that files can make."""

from __future__ import annotations

import csv
import fcntl
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from io import StringIO
from pathlib import Path

from hostile_api import JAKARTA
from little_world import A_MINUTE, ARRIVED, BIG, LABELS, STRIDE, Aduan

from monitor.clock import SteppedClock

HEADER = ("Nomor Tiket", "Tanggal Laporan", "Tanggal Update", "Status", "Kategori", "Kelurahan")


@dataclass
class Files:
    """The same trouble, as far as files can make it. `dropped`: what was put into the folder last."""

    folder: Path
    clock: SteppedClock
    dropped: dict[str, bytes] = field(default_factory=dict)
    held: list[int] = field(default_factory=list)

    name = "files"

    @property
    def section(self) -> str:
        return f'exports = "complete"\n[crm.files]\nfolder = "{self.folder}"\n'

    def row(self, one: Aduan) -> list[str]:
        told = [f"{at.astimezone(JAKARTA):%Y-%m-%d %H:%M:%S}" for at in (ARRIVED, self.clock.now())]
        return [one.ticket, *told, LABELS[one.stage], *(("", "") if one.bare else ("Sampah", "Cideng"))]

    def table(self, world: Iterable[Aduan]) -> list[Sequence[str]]:
        return [HEADER, *(self.row(one) for one in world)]

    def drop(self, rows: Iterable[Sequence[str]] | bytes, name: str = "ekspor.csv") -> Path:
        """A file that was finished a minute ago."""
        content = rows if isinstance(rows, bytes) else as_csv(rows)
        path = self.folder / name
        path.write_bytes(content)
        self.dropped = self.dropped | {name: content} if self.dropped.get(name) != content else self.dropped
        return self.finished(path)

    def finished(self, path: Path, ago: timedelta = A_MINUTE) -> Path:
        at = (self.clock.now() - ago).timestamp()
        os.utime(path, (at, at))
        return path

    def shows(self, world: Iterable[Aduan]) -> None:
        self.dropped = {}
        self.drop(self.table(world))

    def repeat(self) -> None:
        """The same files once more, except those that still lie there."""
        for name, content in self.dropped.items():
            if not (self.folder / name).exists():
                self.drop(content, name)

    def heal(self, world: Iterable[Aduan]) -> None:
        self.let_go()
        for name in self.dropped:
            (self.folder / name).unlink(missing_ok=True)
        self.shows(world)

    def let_go(self) -> None:
        for handle in self.held:
            os.close(handle)
        self.held.clear()

    def slow_drip(self, world: Sequence[Aduan]) -> None:
        """Written to a moment before the next look."""
        self.finished(self.drop(self.table(world)), timedelta(seconds=2) - STRIDE)

    def cut_in_the_middle(self, world: Sequence[Aduan]) -> None:
        self.drop(as_csv(self.table(world))[:-30])

    def locked(self, world: Sequence[Aduan]) -> None:
        handle = os.open(self.drop(self.table(world)), os.O_RDWR)
        fcntl.flock(handle, fcntl.LOCK_EX)
        self.held.append(handle)

    def open_in_a_program(self, world: Sequence[Aduan]) -> None:
        self.drop(self.table(world))
        self.drop(b"x", ".~lock.ekspor.csv#")

    def wrong_ending(self, world: Sequence[Aduan]) -> None:
        self.drop(self.table(world), "ekspor.xlsx")

    def login_page(self, _: Sequence[Aduan]) -> None:
        self.drop(b"<!DOCTYPE html><title>Masuk</title><form></form>")

    def empty(self, _: Sequence[Aduan]) -> None:
        self.drop(b"")

    def hundred_megabytes(self, world: Sequence[Aduan]) -> None:
        path = self.drop(self.table(world))
        os.truncate(path, BIG)  # a hole: it takes no place
        self.dropped = {}
        self.finished(path)

    def several_times(self, world: Sequence[Aduan]) -> None:
        for name in ("ekspor.csv", "ekspor (1).csv", "a\n\u202e\x7f.csv", "x" * 250):
            self.drop(self.table(world), name)

    def duplicates(self, world: Sequence[Aduan]) -> None:
        rows = self.table(world)
        self.drop([*rows, *rows[2:]])

    def reordered(self, world: Sequence[Aduan]) -> None:
        head, *rows = ([row[3], *row[:3], *row[4:]] for row in self.table(world))
        self.drop([head, *rows[::-1]])

    def nulls(self, world: Sequence[Aduan]) -> None:
        self.drop(self.table(Aduan(one.ticket, one.stage, bare=True) for one in world))

    def field_gone(self, world: Sequence[Aduan]) -> None:
        """No complaint says any more where it is."""
        self.drop([row[:-1] for row in self.table(world)])

    def short_and_long_rows(self, world: Sequence[Aduan]) -> None:
        self.drop([*self.table(world), ["X1"], ["X2", "", *"abcdefgh"], ["", "2026-11-23 05:00"], ["Total", "4"]])

    def drift(self, world: Sequence[Aduan]) -> None:
        """For the third complaint the columns are others."""
        head, a, b, c, *more = self.table(world)
        self.drop([head, a, b, head[::-1], c[::-1], *more])


def as_csv(rows: Iterable[Sequence[str]]) -> bytes:
    out = StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()
