"""One item of the distribution map, cut down to what is read of it."""

from __future__ import annotations

from typing import Any

from monitor.sources.public_crm.details import Village, placed
from monitor.sources.public_crm.template import read_template

_AS_THEY_ARE = ("code", "createdAt", "tstatus", "lat", "lng")


def key_of(item: Any) -> str | None:
    """What its detail is asked by; None = nothing to ask by."""
    found = item.get("id") if isinstance(item, dict) else None
    if isinstance(found, int) and not isinstance(found, bool):
        return str(found)[:100]
    return found if isinstance(found, str) and 0 < len(found) <= 100 and found.isprintable() else None


def public_item(item: Any, village: Village | None, *, detailed: bool) -> Any:
    """The item with area and address in place.

    Its zone, a kota, stands in where details are not asked for or know no village. While a detail is still to come
    no area is said at all: a complaint placed by an earlier one keeps its kelurahan.
    """
    if not isinstance(item, dict):
        return item
    parts = read_template(item.get("content"))
    return {
        **{name: item.get(name) for name in _AS_THEY_ARE},
        "complaintCategory": _category(item.get("complaintCategory"), parts.category),
        "address": parts.address or None,
        "text": parts.text or None,
        "village": village or (None if detailed and village is None else _zone(item.get("zone"))),
    }


def _category(found: Any, told: str) -> Any:
    """As the item names it, else as its template does. Another shape is left for the reader to refuse."""
    nameless = found is None or (isinstance(found, dict) and found.get("name") is None)
    return {"name": told} if nameless and told else found


def _zone(zone: Any) -> Village | None:
    name = zone.get("name") if isinstance(zone, dict) else None
    return placed(None, None, name) if isinstance(name, str) else None
