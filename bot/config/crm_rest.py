"""The section [crm.rest]: its keys, and the plan that the source `rest` follows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, NonNegativeInt, PositiveInt, SecretStr, model_validator

from bot.config.section import Section
from bot.config.words import Duration, Endpoint, ProxyAddress, within
from monitor.errors import BadConfiguration
from monitor.model import Stage
from monitor.sources.columns import FIELDS, ColumnMap
from monitor.sources.reporters import names_reporter
from monitor.sources.rest.plan import DetailPlan, PagingPlan, RestPlan
from monitor.sources.web.site import Manner

FILE_SUFFIX = "_file"  # a header NAME_file names the file that holds the value of NAME
_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_SINCE_WORDS = ("iso", "epoch", "epoch_ms")


def header_value(written: SecretStr) -> SecretStr:
    """What a header can hold. Raises ValueError without the value, which is a secret."""
    value = written.get_secret_value()
    if not value.isprintable() or not value.strip():
        raise ValueError("must be one line of text")
    return written


def _header_names(written: dict[str, SecretStr]) -> dict[str, SecretStr]:
    if any(not _NAME.fullmatch(name) for name in written):
        raise ValueError("holds a name that is not a header's: letters, digits and hyphens only")
    return written


_STRFTIME = frozenset("aAbBcdfGHIjmMpSuUVwWxXyYzZ%")


def _since_format(written: str) -> str:
    if written not in _SINCE_WORDS and "%" not in written:
        raise ValueError('must be "iso", "epoch", "epoch_ms" or a strftime pattern')
    if unknown := [sign for sign in re.findall(r"%(.?)", written) if sign not in _STRFTIME]:
        raise ValueError(f'holds "%{unknown[0]}", which no strftime knows')
    return written


Headers = Annotated[dict[str, Annotated[SecretStr, AfterValidator(header_value)]], AfterValidator(_header_names)]


class Paging(Section):
    style: Literal["none", "page", "offset", "cursor", "link"] = "none"
    param: str = ""
    size_param: str = ""
    size: PositiveInt = 100
    start: NonNegativeInt = 1
    next: str = ""

    @model_validator(mode="after")
    def _fits_its_style(self) -> Self:
        if self.style in ("page", "offset", "cursor") and not self.param:
            raise ValueError(f'style = "{self.style}" needs param, the name of the query parameter')
        if self.style == "cursor" and not self.next:
            raise ValueError('style = "cursor" needs next, the JMESPath to the next cursor')
        return self


class Detail(Section):
    url: Endpoint
    id: str = ""
    item: str = Field(default="@", min_length=1)
    only: Literal["new", "changed", "always"] = "changed"
    concurrency: Annotated[int, within(1, 16)] = 4
    per_second: Annotated[int, within(1, 1_000)] = 20
    most: Annotated[int, within(1, 100_000)] = 500


class Rest(Section):
    url: Endpoint
    headers: Headers = Field(default_factory=dict)
    params: dict[str, str | int | float | bool] = Field(default_factory=dict)
    items: str = Field(default="@", min_length=1)
    total: str = ""
    paging: Paging = Paging()
    since_param: str = ""
    since_format: Annotated[str, AfterValidator(_since_format)] = "iso"
    overlap: Duration = timedelta(minutes=10)
    fields: dict[str, str] = Field(min_length=1)
    date_format: str | None = None
    complete: bool = True
    timeout: Duration = timedelta(seconds=60)
    max_bytes: PositiveInt = 20_000_000
    tries: PositiveInt = 4
    proxy: ProxyAddress = SecretStr("")
    detail: Detail | None = None


def rest_plan(section: Rest, system: str, timezone: ZoneInfo, status: Mapping[str, Stage]) -> RestPlan:
    """How the API is asked. Raises BadConfiguration for fields and paths that cannot work."""
    column_map = _column_map(section, system, timezone, status)
    plan = RestPlan(
        url=section.url,
        column_map=column_map,
        headers={name: value.get_secret_value() for name, value in section.headers.items()},
        params={name: _written(value) for name, value in section.params.items()},
        items=section.items,
        total=section.total,
        paging=PagingPlan(**section.paging.model_dump()),
        since_param=section.since_param,
        since_format=section.since_format,
        overlap=section.overlap,
        complete=section.complete,
        timeout=section.timeout,
        max_bytes=section.max_bytes,
        tries=section.tries,
        proxy=section.proxy.get_secret_value(),
        detail=_detail_plan(section.detail) if section.detail else None,
    )
    plan.check()
    return plan


def _detail_plan(section: Detail) -> DetailPlan:
    every = timedelta(seconds=1) / section.per_second
    return DetailPlan(
        url=section.url,
        id=section.id,
        item=section.item,
        only=section.only,
        manner=Manner(concurrency=section.concurrency, every=every, most=section.most),
    )


def _column_map(section: Rest, system: str, timezone: ZoneInfo, status: Mapping[str, Stage]) -> ColumnMap:
    check_fields("crm.rest.fields", section.fields)
    try:
        return ColumnMap(
            name="rest",
            timezone=timezone,
            columns=section.fields,
            system=system,
            date_format=section.date_format,
            status=status,
        )
    except BadConfiguration as error:
        key = "crm.rest" if "date_format" in str(error) else "crm.rest.fields"
        raise BadConfiguration(f"{key}: {_reworded(error)}") from error


def check_fields(key: str, fields: Mapping[str, str]) -> None:
    """Raises BadConfiguration for a field that there is not, and for a path to the reporter."""
    for name, path in fields.items():
        if name not in FIELDS:
            raise BadConfiguration(f"{key}: unknown field {name!r}; known are {', '.join(FIELDS)}.")
        if names_reporter(path):
            raise BadConfiguration(
                f'{key}.{name} = "{path}" is about the reporter: siaga never reads who complains.'
            )


def _reworded(error: BadConfiguration) -> str:
    said = str(error).partition(": ")[2]
    return said.replace("columns must name a heading for", "there must be a path for")


def _written(value: str | int | float | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
