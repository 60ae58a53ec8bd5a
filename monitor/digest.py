"""Open complaints -> the sections and numbers of one chat's digest. Pure, and no wording: that is bot/views.

Whose a complaint is: scope.py. How its clocks stand: states.py. A complaint is in at most one section; answered ones
that are not late are only counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from monitor.areas import Area, Directory, Level
from monitor.model import Activity, ClockName, Complaint, DataAge, Scope, Stage
from monitor.scope import Holding, Reach
from monitor.states import running_due_at

if TYPE_CHECKING:
    from monitor.desk import Desk

_NEVER = datetime.max.replace(tzinfo=UTC)


class SectionKind(StrEnum):
    """The sections of a digest, in their order."""

    RESPONSE_OVERDUE = "response_overdue"
    RESPONSE_BEFORE_NEXT = "response_before_next"
    WAITING = "waiting"
    COMPLETION_OVERDUE = "completion_overdue"
    COMPLETION_BEFORE_NEXT = "completion_before_next"
    ELSEWHERE = "elsewhere"


def nowhere(code: str) -> tuple[Area, ...]:
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


@dataclass(frozen=True, slots=True)
class Section:
    kind: SectionKind
    lines: tuple[Line, ...]


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


@dataclass(frozen=True, slots=True)
class Occasion:
    """Why a digest is made now. `at`: the instant it is judged at; `previous_at`: the slot before this one."""

    slot_name: str
    slot_at: datetime
    at: datetime
    next_slot_at: datetime
    previous_at: datetime | None
    late: bool


@dataclass(frozen=True, slots=True)
class Digest:
    """All that one chat is told at one slot.

    `rows`: the audience's table, areas without waiting complaints too. `worst`: kelurahan with overdue answers, most
    first. `nihil`: kelurahan with nothing open, neither theirs nor made there. `in_process`: open and answered,
    late ones too. `unplaced`: open ones (in the sections too) that have neither area nor unit.
    """

    audience: Audience
    occasion: Occasion
    data: DataAge
    sections: tuple[Section, ...]
    rows: tuple[Row, ...]
    worst: tuple[Row, ...]
    nihil: int
    unplaced: int
    in_process: int
    activity: Activity | None

    @property
    def is_empty(self) -> bool:
        """Nothing is open that this chat would be told of."""
        return not self.sections and not self.in_process

    def lines(self, kind: SectionKind) -> tuple[Line, ...]:
        """The lines of a section, () when there is none."""
        return next((section.lines for section in self.sections if section.kind is kind), ())


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


def compose(
    complaints: Sequence[Complaint],
    audience: Audience,
    occasion: Occasion,
    *,
    data: DataAge,
    activity: Activity | None,
) -> Digest:
    """The digest of `audience` out of at least every open complaint within its reach (`Reach.wanted`)."""
    judged = [
        (complaint, audience.reach.holding(complaint)) for complaint in complaints if complaint.stage.is_open
    ]
    inside = [(complaint, holding) for complaint, holding in judged if holding is not Holding.OUTSIDE]
    ours = [complaint for complaint, holding in inside if holding is not Holding.ELSEWHERE]
    tally = _Tally(ours, occasion)
    return Digest(
        audience=audience,
        occasion=occasion,
        data=data,
        sections=_sections(inside, audience, occasion),
        rows=tally.rows(audience),
        worst=tally.worst(audience) if audience.spans_many else (),
        nihil=_count_nihil([complaint for complaint, _ in inside], audience),
        unplaced=sum(holding is Holding.UNPLACED for _, holding in inside),
        in_process=sum(not is_waiting(complaint) for complaint in ours),
        activity=activity,
    )


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


_URGENT = (
    (ClockName.RESPONSE, SectionKind.RESPONSE_OVERDUE, SectionKind.RESPONSE_BEFORE_NEXT),
    (ClockName.COMPLETION, SectionKind.COMPLETION_OVERDUE, SectionKind.COMPLETION_BEFORE_NEXT),
)


def _sections(
    inside: Iterable[tuple[Complaint, Holding]], audience: Audience, occasion: Occasion
) -> tuple[Section, ...]:
    found: dict[SectionKind, list[Line]] = {kind: [] for kind in SectionKind}
    for complaint, holding in inside:
        kind, clock = _place(complaint, holding, occasion)
        if kind is not None:
            found[kind].append(line_of(complaint, clock, audience))
    return tuple(Section(kind, in_due_order(lines)) for kind, lines in found.items() if lines)


def _place(
    complaint: Complaint, holding: Holding, occasion: Occasion
) -> tuple[SectionKind | None, ClockName | None]:
    """The most urgent section that fits, with the clock that decided. None: only counted."""
    if holding is Holding.ELSEWHERE:
        return SectionKind.ELSEWHERE, nearest_clock(complaint)
    for clock, overdue, before_next in _URGENT:
        due = due_at(complaint, clock)
        if due is not None and due < occasion.next_slot_at:
            return (overdue if due < occasion.at else before_next), clock
    return (SectionKind.WAITING if is_waiting(complaint) else None), nearest_clock(complaint)


def _count_nihil(inside: Iterable[Complaint], audience: Audience) -> int:
    busy = {code for complaint in inside for code in (complaint.owner_code, complaint.area_code) if code}
    return sum(area.code not in busy for area in audience.kelurahan)


class _Tally:
    """Waiting complaints counted by the area that must act; None = none."""

    def __init__(self, ours: Iterable[Complaint], occasion: Occasion) -> None:
        self._waiting: Counter[str | None] = Counter()
        self._overdue: Counter[str | None] = Counter()
        self._before_next: Counter[str | None] = Counter()
        for complaint in ours:
            if not is_waiting(complaint):
                continue
            self._waiting[complaint.owner_code] += 1
            due = due_at(complaint, ClockName.RESPONSE)
            if due is not None and due < occasion.next_slot_at:
                (self._overdue if due < occasion.at else self._before_next)[complaint.owner_code] += 1

    def rows(self, audience: Audience) -> tuple[Row, ...]:
        """A row for each area of the table, then those for what lies in none of them (the offices above)."""
        if not audience.table:
            return ()
        named = {area.code: area.name for area in audience.table}
        gathered: dict[str, list[str | None]] = {code: [] for code in named}
        for owner in sorted(self._waiting, key=lambda code: code or "~"):
            area = _row_area(owner, audience, named)
            code = area.code if area else owner or ""
            named.setdefault(code, area.name if area else code)
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
