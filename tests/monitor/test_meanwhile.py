"""What went overdue unseen: whose it is, and how it is grouped for each reader."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from builders import HOUR, NOW, complaint

from monitor.areas.directory import Directory
from monitor.clock import SteppedClock
from monitor.deadlines.sla import Rulebook
from monitor.desk import Desk
from monitor.meanwhile import grouped, went_overdue
from monitor.model import Moment, NearWindows, Scope, Stage
from storage.store import Store

CIDENG, PETOJO, KENARI, GAMBIR = "31.71.01.1002", "31.71.01.1003", "31.71.04.1002", "31.71.01"
CITY = Scope(areas=("31.71",))


def desk_of(store: Store | None = None) -> Desk:
    return Desk(
        store=store,  # type: ignore[arg-type]  # nothing is read
        clock=SteppedClock(NOW),
        directory=Directory.load("builtin:jakarta"),
        rules=Rulebook(),
        near=NearWindows(),
        slots=(),
        timezone=ZoneInfo("Asia/Jakarta"),
        stale_after=24 * HOUR,
    )


LATE = [
    complaint("C1", area_code=CIDENG, response_due_at=NOW - HOUR),
    complaint("C2", area_code=CIDENG, response_due_at=NOW - 2 * HOUR),
    complaint("P1", area_code=PETOJO),
    complaint("K1", area_code=KENARI),
    complaint("O1", area_code=KENARI, unit="Camat Gambir", unit_area_code=GAMBIR),
    complaint("S1", area_code=KENARI, unit="Sudin SDA"),
    complaint("N1", area_code=None),
]


def told(scope: Scope) -> list[tuple[str | None, list[str], bool]]:
    groups = grouped(LATE, desk_of(), scope)
    return [(group.title, [one.ticket for one in group.complaints], group.elsewhere) for group in groups]


def test_a_kota_reads_its_kecamatan_the_most_first_and_the_longest_overdue_first() -> None:
    assert (
        told(CITY)
        == told(Scope(everything=True))
        == [
            ("Kec. Gambir", ["C2", "C1", "O1", "P1"], False),
            ("Kec. Senen", ["K1"], False),
            (None, ["N1"], False),
            (None, ["S1"], True),
        ]
    )


def test_a_kecamatan_reads_its_kelurahan_and_nothing_of_others() -> None:
    assert told(Scope(areas=(GAMBIR,))) == [
        ("Kel. Cideng", ["C2", "C1"], False),
        ("Kec. Gambir", ["O1"], False),
        ("Kel. Petojo Utara", ["P1"], False),
    ]
    assert told(Scope(areas=(KENARI,))) == [("Kel. Kenari", ["K1"], False)]
    assert told(Scope(unit="SUDIN SDA")) == [("Kel. Kenari", ["S1"], False)]


def test_only_what_ran_out_in_that_time_and_is_told_of_went_overdue() -> None:
    since = NOW - 3 * HOUR
    one = complaint("A", response_due_at=NOW - HOUR, completion_due_at=None)
    others = [
        replace(one, response_due_at=since),
        replace(one, response_due_at=NOW + timedelta(microseconds=1)),
        replace(one, responded=Moment.exactly(NOW), stage=Stage.PROCESS),
        replace(one, missing_since=NOW),
        replace(one, stage=Stage.DISMISSED),
    ]
    assert went_overdue([one, *others], since, NOW) == [one]
    assert went_overdue([replace(one, response_due_at=NOW)], since, NOW) != []


def test_nothing_is_no_group() -> None:
    assert grouped([], desk_of(), CITY) == ()
