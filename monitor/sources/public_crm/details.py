"""What the dashboard's second answer says of a complaint: the village it lies in."""

from __future__ import annotations

from typing import Any

from monitor.sources.web.http import Answer

Village = dict[str, Any]


def village_of(answer: Answer) -> Village:
    """The three names of an answer, in its own shape; what is null or of another shape is left out, {} = none."""
    if answer.missing:
        return {}
    village = _object(_object(answer.body).get("village"))
    district = _object(village.get("district"))
    city = _object(district.get("city"))
    names = _name(village), _name(district), _name(city)
    return placed(*names) if any(names) else {}


def placed(village: str | None, district: str | None, city: str | None) -> Village:
    """The names as the dashboard nests them."""
    return {"name": village, "district": {"name": district, "city": {"name": city}}}


def _object(found: Any) -> dict[str, Any]:
    return found if isinstance(found, dict) else {}


def _name(found: dict[str, Any]) -> str | None:
    name = found.get("name")
    return name if isinstance(name, str) and len(name) <= 100 else None
