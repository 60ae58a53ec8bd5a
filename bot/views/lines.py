"""One complaint on one or two lines: ticket, category, how its clocks stand, where, how old."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.views.markup import Html, bold, clip, code, escape, fill, joined
from bot.views.names import NO_AREA
from bot.views.words import Local, span
from monitor.audience import Line, due_at
from monitor.model import ClockName, Complaint, Stage

_TICKET, _CATEGORY, _ADDRESS, _NAME = 40, 60, 80, 50  # the most code points shown of each
_BRIEF = 16

_LATE = {ClockName.RESPONSE: "terlambat dijawab", ClockName.COMPLETION: "terlambat selesai"}
_LEFT = {ClockName.RESPONSE: "jawab: sisa", ClockName.COMPLETION: "selesai: sisa"}


@dataclass(frozen=True, slots=True)
class Manner:
    """How lines are written. `names_clock`: no heading above says which clock is meant. `names_unit`: who holds
    it is told, and lateness is not stressed: it is not the reader's. `address`: the most of it that is shown.
    `is_brief`: nothing but ticket, category and clocks.
    """

    local: Local
    at: datetime
    shows_address: bool
    spans_many: bool
    names_clock: bool = False
    names_unit: bool = False
    address: int = _ADDRESS
    is_brief: bool = False


def ticket_of(complaint: Complaint) -> str:
    return clip(complaint.ticket, _TICKET) or "?"


def category_of(complaint: Complaint, most: int = _CATEGORY) -> str:
    return clip(complaint.category or "", most) or "Tanpa kategori"


def unit_of(line: Line) -> str:
    """Who holds it, clipped."""
    held_by = line.complaint.unit or (line.owner.title if line.owner else "")
    return clip(held_by, _NAME) or "unit lain"


def line_html(number: int, line: Line, manner: Manner) -> Html:
    """ "1. JK2611220412 Sampah · terlambat 2 j 12 m", and below it place, street and age."""
    first = fill(
        "{number}. {ticket} {category} · {clocks}",
        number=number,
        ticket=code(ticket_of(line.complaint)),
        category=category_of(line.complaint, _BRIEF if manner.is_brief else _CATEGORY),
        clocks=_clocks(line, manner),
    )
    if manner.is_brief:
        return first
    return joined([first, fill("   {details}", details=_details(line, manner))])


def _clocks(line: Line, manner: Manner) -> Html:
    """The clock that put it there; the other one only when it is late too."""
    stands = line.due_at is None and line.complaint.stage is Stage.VALIDATION  # or has no limit: both are true
    told = [escape("menunggu validasi") if stands else _clock(line.clock, line.due_at, manner)]
    for other in ClockName:
        due = due_at(line.complaint, other)
        if other is not line.clock and due is not None and due < manner.at:
            told.append(escape(f"{_LATE[other]} {span(manner.at - due)}"))
    return joined(told, ", ")


def _clock(clock: ClockName | None, due: datetime | None, manner: Manner) -> Html:
    if clock is None or due is None:
        return escape("tanpa batas waktu")
    if due < manner.at:
        late = _LATE[clock] if manner.names_clock or manner.names_unit else "terlambat"
        written = f"{late} {span(manner.at - due)}"
        return escape(written) if manner.names_unit else bold(written)
    left = _LEFT[clock] if manner.names_clock or manner.names_unit else "sisa"
    return escape(f"{left} {span(due - manner.at)} ({manner.local.moment(due, manner.at)})")


def _details(line: Line, manner: Manner) -> str:
    complaint = line.complaint
    where = [_place(line, manner), clip(complaint.address or "", manner.address) if manner.shows_address else ""]
    pieces = [
        unit_of(line) if manner.names_unit else "",
        ", ".join(piece for piece in where if piece),
        _unmapped(complaint),
        f"masuk {span(manner.at - complaint.created_at)} lalu"
        if complaint.created_at < manner.at
        else "baru masuk",
    ]
    return " · ".join(piece for piece in pieces if piece)


def _place(line: Line, manner: Manner) -> str:
    """The kelurahan where it was made, and who acts for it when that is another area's office."""
    complaint = line.complaint
    elsewhere = line.owner is not None and line.place is not None and line.owner.code != line.place.code
    if not (manner.spans_many or elsewhere):
        return ""
    place = line.place.title if line.place else clip(complaint.area or "", _NAME) or NO_AREA
    if manner.names_unit or line.owner is None or line.owner == line.place:
        return place
    return f"{place} (dipegang {line.owner.title})"


def _unmapped(complaint: Complaint) -> str:
    if complaint.stage is not Stage.UNMAPPED or not complaint.status:
        return ""
    return f"status “{clip(complaint.status, _NAME)}”"
