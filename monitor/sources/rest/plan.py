"""How an API is asked, as the configuration says it. Checked when it is made."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from monitor.errors import BadConfiguration
from monitor.sources.columns import ColumnMap
from monitor.sources.web.fields import getter
from monitor.sources.web.items import picker
from monitor.sources.web.site import Hints, Manner, Site

DEFAULT_MANNER = Manner(every=timedelta(milliseconds=50))
DETAIL = "detail"  # the member of an item that holds what its detail says
ONLY = ("new", "changed", "always")
STYLES = ("none", "page", "offset", "cursor", "link")
_DETAIL = re.compile(r"(?<![\w.])detail\b")
_MEMBER = re.compile(r"(?<![\w.])detail\.(\w+)")
_COURSE = ("status", "responded_at", "completed_at", "updated_at", "unit")
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
class DetailPlan:
    """How one complaint is asked for. `url` holds {id} or {ticket}.

    `id`: JMESPath in the list's item, "" = the ticket. `item`: JMESPath to the object in the answer.
    `only`: "new" = once, "changed" = again when the list's item says something else, "always" = whenever listed.
    """

    url: str
    id: str = ""
    item: str = "@"
    only: str = "changed"
    manner: Manner = DEFAULT_MANNER

    def check(self, column_map: ColumnMap, origin: str) -> None:
        """Raises BadConfiguration for a plan that could never work, or would tell another server our secrets."""
        if "{id}" not in self.url and "{ticket}" not in self.url:
            raise BadConfiguration("crm.rest.detail.url must hold {id} or {ticket}, which one complaint fills in.")
        if origin_of(self.url) != origin_of(origin):
            raise BadConfiguration(
                "crm.rest.detail.url must be of the server of crm.rest.url: the headers are secrets of that one."
            )
        if self.only not in ONLY:
            raise BadConfiguration(f"crm.rest.detail.only must be one of {', '.join(ONLY)}.")
        paths = _paths(column_map)
        if _uses_detail(paths["ticket"]) or not any(map(_uses_detail, paths.values())):
            raise BadConfiguration(
                'crm.rest.fields: with crm.rest.detail some path must begin with "detail." (such as detail.unit), '
                "but the ticket's must not."
            )
        for key, path in (("id", self.id or "@"), ("item", self.item)):
            getter(path, f"crm.rest.detail.{key}")

    def members(self, column_map: ColumnMap) -> frozenset[str] | None:
        """The members of the object that some field needs; None = all of them."""
        paths = [path for path in _paths(column_map).values() if _uses_detail(path)]
        if any(len(_MEMBER.findall(path)) != len(_DETAIL.findall(path)) for path in paths):
            return None
        return frozenset(name for path in paths for name in _MEMBER.findall(path))

    def fields(self, column_map: ColumnMap) -> frozenset[str]:
        """Those that it tells."""
        return frozenset(name for name, path in _paths(column_map).items() if _uses_detail(path))

    def tells_course(self, column_map: ColumnMap) -> bool:
        """Whether it tells how a complaint stands, not only what it is about."""
        return any(_uses_detail(path) for name, path in _paths(column_map).items() if name in _COURSE)


def _paths(column_map: ColumnMap) -> dict[str, str]:
    return {name: found[0] for name in column_map.columns if (found := column_map.headings(name))}


def _uses_detail(path: str) -> bool:
    return _DETAIL.search(path) is not None


def origin_of(url: str) -> tuple[str, str]:
    """What must be the same for two addresses to be of one server."""
    parts = urlsplit(url)
    return parts.scheme, parts.netloc


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
    detail: DetailPlan | None = None

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
        picker(self.column_map, "crm.rest")
        if self.detail:
            self.detail.check(self.column_map, self.url)
        for key, path in (("items", self.items), ("total", self.total), ("paging.next", self.paging.next)):
            if path:
                getter(path, f"crm.rest.{key}")

    @property
    def zone(self) -> ZoneInfo:
        return self.column_map.timezone
