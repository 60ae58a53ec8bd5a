"""How an API is asked, as the configuration says it. Checked when it is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.errors import BadConfiguration
from monitor.sources.columns import ColumnMap
from monitor.sources.web.fields import getter
from monitor.sources.web.items import getters
from monitor.sources.web.site import Hints, Site

STYLES = ("none", "page", "offset", "cursor", "link")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class PagingPlan:
    """How one page leads to the next.

    `param`: the query parameter of the page number, the offset or the cursor. `size`: how many are asked for.
    `next`: JMESPath to the next cursor in the body. `start`: the number of the first page.
    """

    style: str = "none"
    param: str = ""
    size_param: str = ""
    size: int = 100
    start: int = 1
    next: str = ""

    def __post_init__(self) -> None:
        if self.style not in STYLES:
            raise BadConfiguration(f"crm.rest.paging.style must be one of {', '.join(STYLES)}.")
        if self.style in ("page", "offset", "cursor") and not self.param:
            raise BadConfiguration(f'crm.rest.paging: style = "{self.style}" needs param, the query parameter.')
        if self.style == "cursor" and not self.next:
            raise BadConfiguration('crm.rest.paging: style = "cursor" needs next, a JMESPath.')


@dataclass(frozen=True, kw_only=True)
class RestPlan(Site):
    """Everything about one API. `column_map`: field -> path, timezone, date format and labels.

    `complete`: whether a listing that is not cut holds every open complaint. `total`: JMESPath to the number
    of complaints that the source says it has; "" = it does not say.
    """

    hints = Hints(
        url="crm.rest.url",
        key="the key in crm.rest.headers",
        question="crm.rest.params, paging and since_param",
        size="ask for smaller pages, or raise crm.rest.max_bytes",
    )

    column_map: ColumnMap
    params: Mapping[str, str] = field(default_factory=dict)
    items: str = "@"
    total: str = ""
    paging: PagingPlan = field(default_factory=PagingPlan)
    since_param: str = ""
    since_format: str = "iso"
    overlap: timedelta = timedelta(minutes=10)
    complete: bool = True

    def since(self, since: datetime | None) -> dict[str, str]:
        """The query parameter that asks for changes only; none where everything is asked for."""
        if since is None or not self.since_param:
            return {}
        return {self.since_param: self._written(since)}

    def _written(self, since: datetime) -> str:
        if self.since_format == "iso":
            return f"{since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        if self.since_format in ("epoch", "epoch_ms"):
            return str((since - _EPOCH) // timedelta(milliseconds=1 if self.since_format == "epoch_ms" else 1000))
        return since.astimezone(self.zone).strftime(self.since_format)

    def check(self) -> None:
        """Raises BadConfiguration for a path that cannot be read."""
        getters(self.column_map, "crm.rest")
        for key, path in (("items", self.items), ("total", self.total), ("paging.next", self.paging.next)):
            if path:
                getter(path, f"crm.rest.{key}")

    @property
    def zone(self) -> ZoneInfo:
        return self.column_map.timezone
