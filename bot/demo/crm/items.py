"""A complaint as the simulated CRM writes it in JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from monitor.sources.simulator import Record

Json = dict[str, Any]


def item(record: Record, zone: ZoneInfo) -> Json:
    """The fields of the contract's `[crm.rest]` example; null for what is not known, times with their offset."""

    def written(at: datetime | None) -> str | None:
        return at.astimezone(zone).isoformat() if at else None

    arrival = record.arrival
    return {
        "code": record.ticket,
        "createdAt": written(record.created_at),
        "updatedAt": written(record.updated_at),
        "tstatus": {"name": record.status},
        "complaintCategory": {"name": arrival.topic.name},
        "channel": {"name": arrival.channel.name},
        "unit": {"name": record.unit} if record.unit else None,
        "village": _village(record),
        "lat": arrival.lat,
        "lng": arrival.lon,
        "address": arrival.address,
        "content": arrival.text,
        "respondedAt": written(record.responded_at),
        "completedAt": written(record.completed_at),
    }


def _village(record: Record) -> Json | None:
    place = record.arrival.place
    if place is None:
        return None
    return {"name": place.name, "district": {"name": place.kecamatan, "city": {"name": place.kota}}}
