"""A Monday morning in Jakarta Pusat: complaints, audiences and occasions to try digests and answers on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from typing import Any

from monitor.areas.directory import Directory, Level
from monitor.digest import Audience, Occasion
from monitor.model import Activity, Complaint, DataAge, Moment, Scope, Stage
from monitor.scope import reach_of

HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # Monday 23 November 2026, 08.00 WIB
AFTERNOON = NOW + 7 * HOUR
CITY, GAMBIR, TANAH_ABANG, SENEN = "31.71", "31.71.01", "31.71.07", "31.71.04"
FRESH = DataAge(as_of=NOW - 2 * MINUTE, stale=False)
STALE = DataAge(as_of=NOW - 4 * HOUR - 48 * MINUTE, stale=True)
PUBLIC = DataAge(as_of=NOW - 2 * MINUTE, stale=False, partial="hanya aduan publik yang terlihat")
NO_DATA = DataAge(as_of=None, stale=True)
ACTIVITY = Activity(arrived=2, answered=3, completed=2)
_numbers = count(1)


@cache
def directory() -> Directory:
    return Directory.load("builtin:jakarta")


def kelurahan(name: str) -> str:
    """The code of a kelurahan."""
    area = directory().resolve(name, level=Level.KELURAHAN).area
    assert area is not None, name
    return area.code


CIDENG = kelurahan("Cideng")
GELORA = kelurahan("Gelora")
KWITANG = kelurahan("Kwitang")


def complaint(ticket: str | None = None, *, age: timedelta = HOUR, **fields: Any) -> Complaint:
    """A waiting complaint of Cideng that arrived `age` ago; 6 hours to answer it, 7 days to complete it."""
    number = next(_numbers)
    created_at = fields.pop("created_at", NOW - age)
    stage = fields.get("stage", Stage.WAIT)
    answered_at = created_at + 10 * MINUTE
    given: dict[str, Any] = {
        "id": number,
        "system": "crm",
        "ticket": ticket or f"JK261122{number % 10_000:04}",
        "created_at": created_at,
        "stage": stage,
        "stage_moment": Moment.exactly(answered_at if stage.is_answered else created_at),
        "responded": Moment.exactly(answered_at) if stage.is_answered else None,
        "response_due_at": created_at + 6 * HOUR,
        "completion_due_at": created_at + 7 * DAY,
        "category": "Sampah",
        "channel": "JAKI",
        "area": "Cideng",
        "area_code": CIDENG,
        "address": "Jl. Cideng Barat, dekat jembatan",
        "holds_at": NOW,
        "listed_at": NOW,
    }
    return Complaint(**(given | fields))


def held_by(unit: str, **fields: Any) -> Complaint:
    """A complaint of Cideng that another unit works on."""
    return complaint(**({"unit": unit, "stage": Stage.COORDINATION, "age": 30 * HOUR} | fields))


def audience(*codes: str, unit: str | None = None) -> Audience:
    """The audience of those areas, of a unit, or (neither) of everything; the city takes what has no area."""
    scope = Scope(areas=codes, unit=unit, everything=not codes and unit is None)
    areas = directory()
    reach = reach_of(scope, areas.within, takes_unplaced=scope.everything or CITY in codes)
    one = areas.get(codes[0]) if len(codes) == 1 else None
    return Audience(
        title=unit or ", ".join(areas.get(code).title for code in codes) or "Semua wilayah",
        reach=reach,
        level=one.level if one else None,
        table=areas.children(one.code) if one else (areas.of_level(Level.KOTA) if scope.everything else ()),
        kelurahan=tuple(
            area
            for area in areas.of_level(Level.KELURAHAN)
            if unit is None and (reach.codes is None or area.code in reach.codes)
        ),
        lineage=lambda code: areas.lineage(code) if areas.find(code) else (),
    )


def occasion(*, at: datetime = NOW, late: bool = False, next_slot_at: datetime = AFTERNOON) -> Occasion:
    """This morning's slot."""
    return Occasion(
        slot_name="pagi",
        slot_at=NOW,
        at=at,
        next_slot_at=next_slot_at,
        previous_at=NOW - 17 * HOUR,
        late=late,
    )
