"""Open complaints -> the sections and numbers of one chat's digest. Pure, and no wording: that is bot/views.

Whose a complaint is: scope.py. How its clocks stand: states.py. A complaint is in exactly one section.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from monitor.audience import (
    Audience,
    Line,
    audience_of,
    due_at,
    in_due_order,
    is_told,
    is_waiting,
    line_of,
    nearest_clock,
)
from monitor.model import Activity, ClockName, Complaint, DataAge
from monitor.scope import Holding
from monitor.tally import Row, Tally

__all__ = [
    "Audience",
    "Digest",
    "Line",
    "Occasion",
    "Row",
    "Section",
    "SectionKind",
    "audience_of",
    "compose",
]


class SectionKind(StrEnum):
    """The sections of a digest, in their order."""

    RESPONSE_OVERDUE = "response_overdue"
    RESPONSE_BEFORE_NEXT = "response_before_next"
    WAITING = "waiting"
    COMPLETION_OVERDUE = "completion_overdue"
    COMPLETION_BEFORE_NEXT = "completion_before_next"
    IN_PROCESS = "in_process"  # answered, and not due before the next slot
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Section:
    kind: SectionKind
    lines: tuple[Line, ...]


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

    `rows`: the audience's table, areas without waiting complaints too. `worst`: kelurahan with overdue answers,
    most first. `nihil`: kelurahan with nothing open, neither theirs nor made there. `in_process`: open and
    answered, late ones too. `unplaced`: open ones (in the sections too) that have neither area nor unit.
    `missing`: tickets of open ones, in no section, that the source no longer shows.
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
    missing: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Nothing is open that this chat would be told of."""
        return not self.sections

    def lines(self, kind: SectionKind) -> tuple[Line, ...]:
        """The lines of a section, () when there is none."""
        return next((section.lines for section in self.sections if section.kind is kind), ())


def compose(
    complaints: Sequence[Complaint],
    audience: Audience,
    occasion: Occasion,
    *,
    data: DataAge,
    activity: Activity | None,
) -> Digest:
    """The digest of `audience` out of at least every open complaint within its reach (`Reach.wanted`)."""
    judged = [(complaint, audience.reach.holding(complaint)) for complaint in complaints if is_told(complaint)]
    inside = [(complaint, holding) for complaint, holding in judged if holding is not Holding.OUTSIDE]
    ours = [complaint for complaint, holding in inside if holding is not Holding.ELSEWHERE]
    tally = Tally(ours, occasion.at, occasion.next_slot_at)
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
        missing=_missing(complaints, audience),
    )


def _missing(complaints: Iterable[Complaint], audience: Audience) -> tuple[str, ...]:
    """Told to those who see many areas: they can look where the complaint has gone."""
    if not audience.spans_many:
        return ()
    theirs = (Holding.OURS, Holding.UNPLACED)
    gone = (one for one in complaints if one.stage.is_open and one.missing_since is not None)
    return tuple(sorted(one.ticket for one in gone if audience.reach.holding(one) in theirs))


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
        found[kind].append(line_of(complaint, clock, audience))
    return tuple(Section(kind, in_due_order(lines)) for kind, lines in found.items() if lines)


def _place(complaint: Complaint, holding: Holding, occasion: Occasion) -> tuple[SectionKind, ClockName | None]:
    """The most urgent section that fits, with the clock that decided."""
    if holding is Holding.ELSEWHERE:
        return SectionKind.ELSEWHERE, nearest_clock(complaint)
    for clock, overdue, before_next in _URGENT:
        due = due_at(complaint, clock)
        if due is not None and due < occasion.next_slot_at:
            return (overdue if due < occasion.at else before_next), clock
    calm = SectionKind.WAITING if is_waiting(complaint) else SectionKind.IN_PROCESS
    return calm, nearest_clock(complaint)


def _count_nihil(inside: Iterable[Complaint], audience: Audience) -> int:
    busy = {code for complaint in inside for code in (complaint.owner_code, complaint.area_code) if code}
    return sum(area.code not in busy for area in audience.kelurahan)
