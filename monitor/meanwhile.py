"""What became overdue while nobody could see it, grouped for one reader. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from monitor.areas.directory import Area, Level
from monitor.audience import is_told
from monitor.model import ClockName, Complaint, Scope
from monitor.scope import Holding
from monitor.states import running_due_at, urgency

if TYPE_CHECKING:
    from monitor.desk import Desk


@dataclass(frozen=True, slots=True)
class Group:
    """The complaints of one place, those longest overdue first. `title` None = of no area.

    `elsewhere`: whatever lies in the scope and other units hold; it has no title.
    """

    title: str | None
    complaints: tuple[Complaint, ...]
    elsewhere: bool = False


def went_overdue(complaints: Iterable[Complaint], since: datetime, now: datetime) -> list[Complaint]:
    """Those that people are told of and of which a clock ran out in (`since`, `now`]."""
    return [one for one in complaints if is_told(one) and any(since < due <= now for due in _dues(one))]


def grouped(complaints: Iterable[Complaint], desk: Desk, scope: Scope) -> tuple[Group, ...]:
    """By kelurahan, for who watches over a kota by kecamatan; the most first. Raises NotFound for an unknown area.

    What other units hold only the city is told of, last and apart.
    """
    reach, is_city = desk.reach(scope), desk.is_city(scope)
    by_place: dict[str | None, list[Complaint]] = {}
    elsewhere: list[Complaint] = []
    for complaint in complaints:
        holding = reach.holding(complaint)
        if holding in (Holding.OURS, Holding.UNPLACED):
            by_place.setdefault(_title(complaint, desk, is_city=is_city), []).append(complaint)
        elif holding is Holding.ELSEWHERE and is_city:
            elsewhere.append(complaint)
    groups = [Group(title, _ordered(found)) for title, found in by_place.items()]
    groups.sort(key=lambda group: (-len(group.complaints), group.title is None, group.title or ""))
    return (*groups, *([Group(None, _ordered(elsewhere), elsewhere=True)] if elsewhere else []))


def _title(complaint: Complaint, desk: Desk, *, is_city: bool) -> str | None:
    """The place that must act, or where it was made when a unit of no area must."""
    code = complaint.owner_code or complaint.area_code
    if code is None or desk.directory.find(code) is None:
        return None
    line: Sequence[Area] = desk.directory.lineage(code)
    level = Level.KECAMATAN if is_city else Level.KELURAHAN
    return next((area.title for area in line if area.level is level), line[0].title)


def _dues(complaint: Complaint) -> list[datetime]:
    return [due for clock in ClockName if (due := running_due_at(complaint, clock)) is not None]


def _ordered(complaints: Iterable[Complaint]) -> tuple[Complaint, ...]:
    return tuple(sorted(complaints, key=lambda one: (urgency(one), one.ticket)))
