"""Complaints as rows of a table: the fields of `siaga list`, names spelled one way, instants with offset."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from operator import attrgetter
from zoneinfo import ZoneInfo

from monitor.areas.directory import Level
from monitor.desk import Desk
from monitor.model import Complaint, DataAge, Moment
from monitor.scope import unit_key
from monitor.spelling import Spelling
from monitor.states import completion_state, response_state

FIELDS = (
    "system",
    "ticket",
    "created_at",
    "stage",
    "area_code",
    "kelurahan",
    "kecamatan",
    "kota",
    "unit",
    "category",
    "channel",
    "geotagged",
    "responded_at",
    "completed_at",
    "response_due_at",
    "response_state",
    "completion_due_at",
    "completion_state",
    "handovers",
    "source",
)
_OFFSET = len("2026-11-23 08:00")  # where the zone's offset begins
Value = str | int | bool | None


def offset_time(at: datetime | None, zone: ZoneInfo) -> str | None:
    """ISO 8601 with the zone's offset."""
    return at.astimezone(zone).isoformat() if at else None


def local_time(at: datetime | None, zone: ZoneInfo) -> str:
    """For people at a terminal: minutes, the zone's offset; "none" when there is no such instant."""
    if at is None:
        return "none"
    local = at.astimezone(zone)
    offset = f"{local:%z}"
    return f"{local:%Y-%m-%d %H:%M}{offset[:3]}:{offset[3:]}"


def age_words(data: DataAge, zone: ZoneInfo) -> str:
    """ "data pulled 2026-11-23 08:15+07:00 (old, in part)" """
    if data.as_of is None:
        return "no data was pulled yet"
    doubts = [doubt for doubt, holds in (("old", data.stale), ("in part", data.partial)) if holds]
    return f"data pulled {local_time(data.as_of, zone)}" + (f" ({', '.join(doubts)})" if doubts else "")


def exact_time(at: datetime | None, zone: ZoneInfo) -> str:
    """As `local_time`, with seconds where there are any, so that sums can be checked."""
    if at is None or not (at.second or at.microsecond):
        return local_time(at, zone)
    minute = local_time(at, zone)
    return f"{minute[:_OFFSET]}:{seconds_words(at.second, at.microsecond, 2)}{minute[_OFFSET:]}"


def seconds_words(seconds: int, microseconds: int, digits: int = 1) -> str:
    """ "30", "30.5"; so many digits at least before the point."""
    return f"{seconds:0{digits}}" + f".{microseconds:06}".rstrip("0").rstrip(".")


class Rows:
    """Turns complaints into rows in the order of FIELDS, as they stand at `at`."""

    def __init__(self, desk: Desk, complaints: Iterable[Complaint], at: datetime) -> None:
        known = list(complaints)
        self._desk, self._at = desk, at
        self._categories = Spelling(map(attrgetter("category"), known))
        self._channels = Spelling(map(attrgetter("channel"), known))
        self._units = Spelling(map(attrgetter("unit"), known), unit_key)
        self._places: dict[str | None, tuple[Value, Value, Value]] = {None: (None, None, None)}

    def row(self, complaint: Complaint) -> tuple[Value, ...]:
        zone, near = self._desk.timezone, self._desk.near
        return (
            complaint.system,
            complaint.ticket,
            offset_time(complaint.created_at, zone),
            complaint.stage.value,
            complaint.area_code,
            *self._place(complaint.area_code),
            self._units.of(complaint.unit),
            self._categories.of(complaint.category),
            self._channels.of(complaint.channel),
            complaint.geotagged,
            offset_time(_exact(complaint.responded), zone),
            offset_time(_exact(complaint.completed), zone),
            offset_time(complaint.response_due_at, zone),
            response_state(complaint, self._at, near),
            offset_time(complaint.completion_due_at, zone),
            completion_state(complaint, self._at, near),
            complaint.handovers,
            complaint.source,
        )

    def _place(self, code: str | None) -> tuple[Value, Value, Value]:
        found = self._places.get(code)
        if found is None and code is not None:
            lies_in = self._desk.directory.lineage(code) if self._desk.directory.find(code) else ()
            names = {area.level: area.name for area in lies_in}
            found = self._places[code] = (
                names.get(Level.KELURAHAN),
                names.get(Level.KECAMATAN),
                names.get(Level.KOTA),
            )
        return found or (None, None, None)


def _exact(moment: Moment | None) -> datetime | None:
    return moment.at if moment and moment.is_exact else None
