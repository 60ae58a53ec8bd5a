"""A made-up year of another city's complaints: its own headings, areas and stated due times, in English.

The expectations are computed here the way a spreadsheet would: from the cells, sharing no code with siaga.
"""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("America/New_York")
FORMAT = "%Y-%m-%d %H:%M:%S"
HEADINGS = (
    "_id case_enquiry_id open_dt target_dt closed_dt case_status closure_reason case_title subject reason type "
    "department location neighborhood ward latitude longitude source"
).split()
NEIGHBORHOODS = (
    "Allston,Back Bay,Beacon Hill,Brighton,Charlestown,Chinatown,Dorchester,Downtown,East End,Fenway,Hyde Park,"
    "Jamaica Plain,Mattapan,Mission Hill,North End,Roslindale,Roxbury,South End,South Side,West End,West Roxbury,"
    "Harbor Islands,Leather District"
).split(",")
TYPES = (
    ("Missed Trash/Recycling", 1),
    ("Parking Enforcement", 1),
    ("Pothole Repair", 2),
    ("Graffiti Removal", 45),
    ("Tree Maintenance", 300),
)
YEAR_BEGINS = datetime(2025, 1, 1)

CONFIGURATION = """
timezone = "America/New_York"
[crm]
timezone = "America/New_York"
[areas]
file = "areas.csv"
[sla]
response = "none"
completion = "none"
[import.maps.english]
system = "north"
timezone = "America/New_York"
date_format = "%Y-%m-%d %H:%M:%S"
columns = { ticket = "case_enquiry_id", created_at = "open_dt", due_at = "target_dt", completed_at = "closed_dt", \
status = "case_status", category = "type", unit = "department", channel = "source", area = "neighborhood", \
lat = "latitude", lon = "longitude" }
status = { Open = "wait", Closed = "complete" }
"""


@dataclass(frozen=True)
class Case:
    """One row as the spreadsheet sees it; instants in UTC."""

    ticket: str
    opened: datetime
    target: datetime | None
    closed: datetime | None
    kind: str
    neighborhood: str


def write_areas(path: Path) -> None:
    lines = [f"N{number:02},{name},kelurahan,,,,," for number, name in enumerate(NEIGHBORHOODS)]
    path.write_text("\n".join(["code,name,level,parent,aliases,valid_from,valid_to,successors", *lines]) + "\n")


def write_export(path: Path, rows: int, seed: int = 311) -> list[Case]:
    """Writes the export; the cases it holds."""
    chance = random.Random(seed)
    cases = []
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, HEADINGS)
        writer.writeheader()
        for number in range(rows):
            row = _row(number, chance)
            writer.writerow(row)
            cases.append(_case(row))
    return cases


def _row(number: int, chance: random.Random) -> dict[str, str]:
    opened = _existing(YEAR_BEGINS + timedelta(seconds=chance.randrange(365 * 86_400)))
    kind, days = chance.choice(TYPES)
    target = (
        _existing(opened + timedelta(days=days, hours=chance.choice((0, 7)))) if chance.random() < 0.92 else None
    )
    closed = _existing(opened + timedelta(hours=chance.expovariate(1 / (30 * days)) + 0.2))
    is_closed = chance.random() < 0.88
    return dict.fromkeys(HEADINGS, "") | {
        "_id": str(number),
        "case_enquiry_id": f"{101_006_000_000 + number * 7:012}" if number % 9 else f"00{number:010}",
        "open_dt": opened.strftime(FORMAT),
        "target_dt": target.strftime(FORMAT) if target else "",
        "closed_dt": closed.strftime(FORMAT) if is_closed else "",
        "case_status": "Closed" if is_closed else "Open",
        "closure_reason": 'Case closed: "resolved", see notes\nsecond line' if is_closed else "",
        "case_title": f"{kind} & more",
        "type": kind,
        "department": chance.choice(("PWDx", "BTDT", "PARK", "ISD")),
        "location": f"{chance.randrange(1, 999)} Main St",
        "neighborhood": chance.choice((*NEIGHBORHOODS, "", "Greater North Side")),
        "latitude": f"42.{chance.randrange(2300, 3900)}",
        "longitude": f"-71.{chance.randrange(100, 1800):04}",
        "source": chance.choice(("Citizens Connect App", "Constituent Call", "Self Service")),
    }


def _existing(wall: datetime) -> datetime:
    """A wall-clock time that this zone really had: exports do not hold the hour that spring skips."""
    there = wall.replace(tzinfo=ZONE).astimezone(UTC).astimezone(ZONE).replace(tzinfo=None)
    return wall if there == wall else wall + timedelta(hours=1)


def _case(row: dict[str, str]) -> Case:
    def instant(text: str) -> datetime | None:
        return datetime.strptime(text, FORMAT).replace(tzinfo=ZONE).astimezone(UTC) if text else None

    opened = instant(row["open_dt"])
    assert opened is not None
    target, closed = instant(row["target_dt"]), instant(row["closed_dt"])
    return Case(row["case_enquiry_id"], opened, target, closed, row["type"], row["neighborhood"])


def overdue_at(cases: list[Case], at: datetime) -> set[str]:
    """Cases opened by `at` whose target lies before their closing, or before `at` while they are open."""
    return {
        case.ticket
        for case in cases
        if case.opened <= at and case.target and case.target < min(case.closed or at, at)
    }
