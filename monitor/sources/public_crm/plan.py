"""How the public dashboard is asked, and what its items are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from monitor.model import Stage
from monitor.sources.columns import ColumnMap
from monitor.sources.web.site import Hints, Manner, Site

SECTION = "crm.public"
POLITELY = Manner(every=timedelta(milliseconds=25))  # it is a public server
_COLUMNS = {
    "ticket": "code",
    "created_at": "createdAt",
    "status": "tstatus.name",
    "category": "complaintCategory.name",
    "area": "village.name",
    "district": "village.district.name",
    "city": "village.district.city.name",
    "address": "address",  # from the template in `content`, see `items`
    "content": "text",
    "lat": "lat",
    "lon": "lng",
}


@dataclass(frozen=True, kw_only=True)
class PublicPlan(Site):
    """`url`: without /api/public. `days`: how far back complaints are asked for, today not counted.

    `detail`: whether each complaint's area is asked for, and in what `manner`. `zone_id`: as the dashboard numbers
    its zones; "" = all.
    """

    hints = Hints(
        url="crm.public.base_url",
        key="whether the dashboard is still public",
        question="crm.public.base_url and zone_id",
        size="lower crm.public.days",
    )

    column_map: ColumnMap
    days: int = 30
    detail: bool = True
    manner: Manner = POLITELY
    zone_id: str = ""


def public_map(timezone: ZoneInfo, system: str, status: Mapping[str, Stage]) -> ColumnMap:
    """Where each field is. `timezone`: of times without an offset."""
    return ColumnMap(name="public", timezone=timezone, columns=_COLUMNS, system=system, status=status)
