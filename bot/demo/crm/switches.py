"""Trouble of the CRM that can be switched on: what the page of the demo shows as switches."""

from __future__ import annotations

from collections.abc import Sequence


class Switch:
    """One kind of trouble, off at first. `name` is one word of a URL, `title` is Indonesian."""

    def __init__(self, name: str, title: str) -> None:
        self.name, self.title = name, title
        self._on = False

    def is_on(self) -> bool:
        return self._on

    def set(self, on: bool) -> None:
        self._on = on


class Troubles:
    """All that can go wrong with the simulated CRM."""

    def __init__(self) -> None:
        self.down = Switch("crm-down", "CRM mati: menjawab 503")
        self.gone = Switch("crm-gone", "CRM tak terjangkau: sambungan diputus")
        self.slow = Switch("crm-slow", "CRM lambat menjawab")
        self.cut = Switch("crm-cut", "Jawaban CRM terpotong di tengah")
        self.gap = Switch("crm-gap", "Halaman terakhir CRM kosong")
        self.shift = Switch("crm-shift", "Halaman CRM bergeser selagi dibaca")

    def switches(self) -> Sequence[Switch]:
        return (self.down, self.gone, self.slow, self.cut, self.gap, self.shift)
