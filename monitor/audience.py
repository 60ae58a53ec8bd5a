"""Who reads a digest or an answer, and the lines they are shown: a complaint with the clock that matters. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from monitor.areas.directory import Area, Directory, Level
from monitor.model import ClockName, Complaint, Scope, Stage
from monitor.scope import Reach
from monitor.states import running_due_at

if TYPE_CHECKING:
    from monitor.desk import Desk

_NEVER = datetime.max.replace(tzinfo=UTC)


def nowhere(_code: str) -> tuple[Area, ...]:
    """The lineage of every code for those who have no directory."""
    return ()


@dataclass(frozen=True, slots=True)
class Audience:
    """Who reads: what they are called, what they cover, and how it is broken down.

    `level` None = a unit, several areas or everything. `table`: the areas that a table of theirs has rows for.
    `kelurahan`: all that exist inside. `lineage(code)`: the area up to its kota, () for an unknown code.
    """

    title: str
    reach: Reach
    level: Level | None
    table: tuple[Area, ...] = ()
    kelurahan: tuple[Area, ...] = ()
    lineage: Callable[[str], tuple[Area, ...]] = nowhere

    @property
    def spans_many(self) -> bool:
        """Whether a line must name its kelurahan."""
        return self.level is not Level.KELURAHAN

    def area(self, code: str | None) -> Area | None:
        """The area of that code, as far as the directory knows it."""
        line = self.lineage(code) if code else ()
        return line[0] if line else None


@dataclass(frozen=True, slots=True)
class Line:
    """One complaint of a listing: the clock that put it there, and when that clock is due.

    `place` is where it was made, `owner` the area that must act.
    """

    complaint: Complaint
    clock: ClockName | None
    due_at: datetime | None
    place: Area | None = None
    owner: Area | None = None


def audience_of(desk: Desk, scope: Scope) -> Audience:
    """The audience of a chat or person with that scope. Areas that ended before today are left out."""
    today = desk.clock.now().astimezone(desk.timezone).date()
    reach = desk.reach(scope)
    directory = desk.directory
    kelurahan = directory.of_level(Level.KELURAHAN) if scope.unit is None else ()
    return Audience(
        title=desk.title(scope),
        reach=reach,
        level=directory.get(scope.areas[0]).level if _is_one_area(scope) else None,
        table=tuple(area for area in _table(directory, scope) if area.is_valid(today)),
        kelurahan=tuple(
            area
            for area in kelurahan
            if area.is_valid(today) and (reach.codes is None or area.code in reach.codes)
        ),
        lineage=lambda code: directory.lineage(code) if directory.find(code) else (),
    )


def _is_one_area(scope: Scope) -> bool:
    return len(scope.areas) == 1 and scope.unit is None and not scope.everything


def _table(directory: Directory, scope: Scope) -> tuple[Area, ...]:
    if scope.everything:
        cities = directory.of_level(Level.KOTA)
        return cities if len(cities) != 1 else directory.children(cities[0].code)
    return directory.children(scope.areas[0]) if _is_one_area(scope) else ()


def is_told(complaint: Complaint) -> bool:
    """Whether people are told of it: it is open, and the source still shows it."""
    return complaint.stage.is_open and complaint.missing_since is None


def is_waiting(complaint: Complaint) -> bool:
    """Whether it stands in wait. A label nobody mapped counts as wait unless the answer is known."""
    if complaint.stage is Stage.UNMAPPED:
        return complaint.responded is None
    return complaint.stage is Stage.WAIT


def due_at(complaint: Complaint, clock: ClockName) -> datetime | None:
    """The due time of a clock that can still be late; the response clock of an answered complaint cannot."""
    if clock is ClockName.RESPONSE and not is_waiting(complaint):
        return None
    return running_due_at(complaint, clock)


def nearest_clock(complaint: Complaint) -> ClockName | None:
    """The clock that a line speaks of when none is late: the answer while that is owed, else the completion."""
    return next((clock for clock in ClockName if due_at(complaint, clock)), None)


def line_of(complaint: Complaint, clock: ClockName | None, audience: Audience) -> Line:
    """A line that speaks of `clock`."""
    return Line(
        complaint=complaint,
        clock=clock,
        due_at=due_at(complaint, clock) if clock else None,
        place=audience.area(complaint.area_code),
        owner=audience.area(complaint.owner_code),
    )


def in_due_order(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The nearest due time first, those without one last."""
    return tuple(
        sorted(lines, key=lambda line: (line.due_at or _NEVER, line.complaint.created_at, line.complaint.ticket))
    )
