"""Made-up complaints of 25 columns as the JSON pages of an API, the newest first."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

PAGE = 1000
NEWEST = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
PLACES = (("Cideng", "Gambir"), ("Kwitang", "Senen"), ("Gelora", "Tanah Abang"))
FIELDS = {
    "ticket": "code",
    "created_at": "createdAt",
    "updated_at": "updatedAt",
    "responded_at": "respondedAt",
    "completed_at": "completedAt",
    "due_at": "dueAt",
    "status": "tstatus.name",
    "category": "complaintCategory.name",
    "channel": "channel.name",
    "unit": "unit.name",
    "area": "zone.name",
    "district": "zone.district.name",
    "city": "zone.district.city.name",
    "address": "address",
    "lat": "lat",
    "lon": "lng",
    "geotagged": "geotag",
}


def items(rows: int, *, changed: bool = False, first: int = 0) -> Iterator[dict[str, Any]]:
    """A fiftieth of them open; `changed`: a fiftieth of all say something else than before.

    `first`: what their ticket numbers begin after.
    """
    chance = random.Random(1)
    for number in range(rows):
        arrived = NEWEST - timedelta(days=2, minutes=5 * number, seconds=number % 60)
        item = _item(first + rows - number, arrived, chance, is_open=chance.random() < 0.02)
        if changed and number % 50 == 7:
            item |= {
                "unit": {"name": "Suku Dinas Bina Marga"},
                "updatedAt": _written(NEWEST + timedelta(minutes=12)),
            }
        yield item


def _item(number: int, arrived: datetime, chance: random.Random, *, is_open: bool) -> dict[str, Any]:
    kelurahan, kecamatan = chance.choice(PLACES)
    status = "Menunggu" if is_open else "Selesai"
    return {
        "id": number,
        "code": f"JK{number:010}",
        "createdAt": _written(arrived),
        "updatedAt": _written(arrived + timedelta(hours=40)) if not is_open else None,
        "respondedAt": None if is_open else _written(arrived + timedelta(hours=2)),
        "completedAt": None if is_open else _written(arrived + timedelta(hours=40)),
        "dueAt": None,
        "tstatus": {"id": 3, "name": status},
        "complaintCategory": {"id": 7, "name": chance.choice(("Sampah", "Jalan", "Pohon"))},
        "channel": {"name": "JAKI"},
        "unit": {"name": f"Kelurahan {kelurahan}"},
        "zone": {"name": kelurahan, "district": {"name": kecamatan, "city": {"name": "Jakarta Pusat"}}},
        "address": f"Jl. Contoh Raya No. {number % 200}",
        "lat": -6.17 - number % 1000 / 1e5,
        "lng": 106.82 + number % 1000 / 1e5,
        "geotag": True,
        "rw": "03",
        "rt": "004",
        "priority": "normal",
        "source": "mobile",
        "rating": 5,
        "isPrivate": False,
        "note": "keterangan lain",
    }


def pages(rows: int, *, changed: bool = False) -> list[bytes]:
    """The bodies of all pages; the one after the last is empty."""
    found = list(items(rows, changed=changed))
    told = [found[start : start + PAGE] for start in range(0, rows, PAGE)]
    return [json.dumps({"data": {"items": page}}).encode() for page in [*told, []]]


def cells(item: dict[str, Any]) -> tuple[Any, ...]:
    """The 25 columns of an item, picked as one would by hand."""
    zone = item["zone"]
    district = zone["district"]
    return (
        item["code"],
        item["id"],
        item["createdAt"],
        item["updatedAt"],
        item["respondedAt"],
        item["completedAt"],
        item["dueAt"],
        item["tstatus"]["name"],
        item["complaintCategory"]["name"],
        item["channel"]["name"],
        item["unit"]["name"],
        zone["name"],
        district["name"],
        district["city"]["name"],
        item["address"],
        item["lat"],
        item["lng"],
        item["geotag"],
        item["rw"],
        item["rt"],
        item["priority"],
        item["source"],
        item["rating"],
        item["isPrivate"],
        item["note"],
    )


def _written(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"
