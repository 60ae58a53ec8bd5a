"""A file of the folder opened as an export that notices when somebody writes to it while it is read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType

from monitor.errors import BadInput
from monitor.flaws import Flaw
from monitor.model import Observation, Reject
from monitor.sources.files.marks import Mark, mark_of
from monitor.sources.files.plan import FilesPlan
from monitor.sources.fitting import fitting_map
from monitor.sources.placing import AreaNames
from monitor.sources.tabular import Export, open_export


class Changed(BadInput):
    """Somebody wrote to the file while it was read: nothing of it was taken, and it is read again later."""


@dataclass(frozen=True, slots=True)
class Upload:
    """An ExportRows (monitor.importing). `is_dated`: whether the file itself says when it was true."""

    path: Path
    export: Export
    is_dated: bool
    _mark: Mark

    @property
    def system(self) -> str:
        return self.export.system

    @property
    def as_of(self) -> datetime:
        return self.export.as_of

    def rows(self) -> Iterator[Observation | Reject]:
        """Raises Changed after the last row, and in place of a BadInput, when it is no longer the file opened."""
        try:
            yield from self.export.rows()
        except (BadInput, OSError):
            self.require_unchanged()
            raise
        self.require_unchanged()

    def require_unchanged(self) -> None:
        """Raises Changed."""
        _require(self.path, self._mark)

    def __enter__(self) -> Upload:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.export.close()


def open_upload(path: Path, plan: FilesPlan, areas: AreaNames, now: datetime) -> Upload:
    """With the map that fits best. Without a date in it a file is of when it was last written.

    Raises BadInput for what is no export, Changed, OSError.
    """
    mark = mark_of(path)
    if mark is None:
        raise BadInput(f"{path.name} is not a plain file: put the export itself into the folder.", Flaw.NOT_A_FILE)
    try:
        export = _open(path, plan, areas, None, now)
        is_dated = export.is_dated
        if not is_dated:
            export.close()
            export = _open(path, plan, areas, min(mark.modified_at, now), now)
    except (BadInput, OSError):
        _require(path, mark)
        raise
    return Upload(path, export, is_dated, mark)


def _open(path: Path, plan: FilesPlan, areas: AreaNames, as_of: datetime | None, now: datetime) -> Export:
    return open_export(path, fitting_map(path, plan.maps), areas, as_of=as_of, now=now)


def _require(path: Path, mark: Mark) -> None:
    if mark_of(path) != mark:
        raise Changed(f"{path.name} was written to while it was read: it is read again when it is finished.")
