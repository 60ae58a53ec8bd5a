"""Waiting complaints counted by the area that must act. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from monitor.areas.directory import Area, Level
from monitor.audience import Audience, due_at, is_waiting
from monitor.model import ClockName, Complaint


@dataclass(frozen=True, slots=True)
class Row:
    """Waiting complaints of one area; `overdue` and `before_next` are those of them whose answer is (nearly) late.

    `code` and `title` are "" for complaints without any area.
    """

    code: str
    title: str
    waiting: int
    overdue: int
    before_next: int


class Tally:
    """Waiting complaints counted by the area that must act; None = none."""

    def __init__(self, ours: Iterable[Complaint], at: datetime, next_slot_at: datetime) -> None:
        self._waiting: Counter[str | None] = Counter()
        self._overdue: Counter[str | None] = Counter()
        self._before_next: Counter[str | None] = Counter()
        for complaint in ours:
            if not is_waiting(complaint):
                continue
            self._waiting[complaint.owner_code] += 1
            due = due_at(complaint, ClockName.RESPONSE)
            if due is not None and due < next_slot_at:
                (self._overdue if due < at else self._before_next)[complaint.owner_code] += 1

    def rows(self, audience: Audience) -> tuple[Row, ...]:
        """A row for each area of the table, then those for what lies in none of them (the offices above)."""
        if not audience.table:
            return ()
        named = {area.code: area.name for area in audience.table}
        gathered: dict[str, list[str | None]] = {code: [] for code in named}
        for owner in sorted(self._waiting, key=lambda code: code or "~"):
            area = _row_area(owner, audience, named)
            code = area.code if area else owner or ""
            named.setdefault(code, area.title if area else code)
            gathered.setdefault(code, []).append(owner)
        return tuple(self._row(code, named[code], owners) for code, owners in gathered.items())

    def worst(self, audience: Audience) -> tuple[Row, ...]:
        """The kelurahan with overdue answers, most first."""
        areas = {owner: audience.area(owner) for owner in self._overdue}
        rows = [
            self._row(area.code, area.name, [owner])
            for owner, area in areas.items()
            if area is not None and area.level is Level.KELURAHAN
        ]
        return tuple(sorted(rows, key=lambda row: (-row.overdue, -row.before_next, row.title)))

    def _row(self, code: str, title: str, owners: Iterable[str | None]) -> Row:
        counted = list(owners)
        waiting, overdue, before_next = (
            sum(counter[owner] for owner in counted)
            for counter in (self._waiting, self._overdue, self._before_next)
        )
        return Row(code, title, waiting, overdue, before_next)


def _row_area(owner: str | None, audience: Audience, table: Mapping[str, str]) -> Area | None:
    """The area of the table that `owner` lies in, else the owner itself."""
    line = audience.lineage(owner) if owner else ()
    return next((area for area in line if area.code in table), line[0] if line else None)
