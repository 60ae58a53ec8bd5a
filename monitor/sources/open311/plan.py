"""How a GeoReport v2 server is asked, and what its requests are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from zoneinfo import ZoneInfo

from monitor.errors import BadConfiguration
from monitor.model import Stage
from monitor.sources.columns import ColumnMap
from monitor.sources.open311.coordinates import WORLD, Box
from monitor.sources.web.items import picker
from monitor.sources.web.site import Hints, Site

SECTION = "crm.open311"
_COLUMNS = {
    "ticket": "service_request_id",
    "created_at": "requested_datetime",
    "updated_at": "updated_datetime",
    "due_at": "expected_datetime",
    "status": "status",
    "category": "service_name",
    "unit": "agency_responsible",
    "address": "address",
    "content": "description",
    "lat": "lat",
    "lon": "long",
}
_AS_THE_STANDARD: Mapping[str, str] = MappingProxyType({})
_FIXED = ("ticket", "created_at", "lat", "lon")  # the standard's: listings are asked for and weighed by them
_STATUS = {"open": Stage.WAIT, "closed": Stage.COMPLETE}


@dataclass(frozen=True, kw_only=True)
class Open311Plan(Site):
    """`url`: without /requests.json. `form`: "json" or "xml". `params`: secrets sent with every question.

    `days`: how far back requests are asked for; `page_size`: how many the server is asked for at once.
    `box`: coordinates outside of it are not believed. `most_questions`: of one listing, then it is cut.
    `complete`: nothing that is older than `days` was open when it was first asked.
    """

    hints = Hints(
        url="crm.open311.url",
        key="crm.open311.api_key",
        question="crm.open311.jurisdiction, api_key and page_size",
        size="lower crm.open311.page_size",
    )

    column_map: ColumnMap
    form: str = "json"
    jurisdiction: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    days: int = 90
    page_size: int = 100
    box: Box = WORLD
    most_questions: int = 2_000
    complete: bool = False

    @property
    def asked_always(self) -> dict[str, str]:
        """The parameters of every question."""
        return {**self.params, **({"jurisdiction_id": self.jurisdiction} if self.jurisdiction else {})}


def open311_map(
    timezone: ZoneInfo, system: str, status: Mapping[str, Stage], fields: Mapping[str, str] = _AS_THE_STANDARD
) -> ColumnMap:
    """Where each field is. `status`: the server's own labels, before the standard's open and closed.

    `fields`: JMESPaths in place of the standard's own, or beside them. Raises BadConfiguration.
    """
    for name in _FIXED:
        if name in fields:
            raise BadConfiguration(
                f"{SECTION}.fields.{name} is the standard's own and cannot be another: remove it."
            )
    column_map = ColumnMap(
        name="open311",
        timezone=timezone,
        columns={**_COLUMNS, **fields},
        system=system,
        status={**_STATUS, **status},
    )
    picker(column_map, SECTION)
    return column_map
