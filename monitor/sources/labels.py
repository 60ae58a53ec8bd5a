"""Status labels -> stages. A label nobody mapped is kept and stays open: it is never guessed."""

from __future__ import annotations

from collections.abc import Mapping

from monitor.model import Stage
from monitor.sources.cells import clean_text

_BUILTIN: dict[Stage, tuple[str, ...]] = {
    Stage.WAIT: ("Menunggu", "Wait", "Waiting"),
    Stage.COORDINATION: ("Koordinasi", "Coordination"),
    Stage.DISPOSITION: ("Disposisi", "Disposition"),
    Stage.PROCESS: ("Proses", "Diproses", "Sedang Diproses", "Process", "In Process", "In Progress"),
    Stage.VALIDATION: ("Menunggu Validasi", "Validasi", "Validation"),
    Stage.RETURNED: ("TL Ditolak", "Tindak Lanjut Ditolak", "Returned"),
    Stage.COMPLETE: ("Selesai", "Complete", "Completed"),
    Stage.DISMISSED: ("Ditolak", "Dihapus", "Dismissed"),
}


def label_key(written: str) -> str:
    """What makes two labels the same: the words, whatever the case and the blanks between."""
    return clean_text(written).casefold()


class StatusLabels:
    """The labels of one source: its own first, then the built-in ones (domain: Statuses)."""

    def __init__(self, own: Mapping[str, Stage] | None = None) -> None:
        self._stages = {label_key(label): stage for stage, labels in _BUILTIN.items() for label in labels}
        self._stages |= {label_key(label): stage for label, stage in (own or {}).items()}

    def stage(self, label: str) -> Stage:
        return self._stages.get(label_key(label), Stage.UNMAPPED)
