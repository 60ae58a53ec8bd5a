"""The section [crm.open311]: its keys, and the plan that the source `open311` follows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, SecretStr, model_validator

from bot.config.crm_rest import check_fields, header_value
from bot.config.section import Section
from bot.config.words import Duration, ProxyAddress, WebAddress, within
from monitor.model import Stage
from monitor.sources.open311.coordinates import WORLD, Box
from monitor.sources.open311.plan import Open311Plan, open311_map


def _key(written: SecretStr) -> SecretStr:
    return header_value(written) if written.get_secret_value() else written


def _header(written: str) -> str:
    if not (written.isascii() and written.replace("-", "").isalnum()) and written:
        raise ValueError("is not the name of a header: letters, digits and hyphens only")
    return written


def _box(written: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    south, west, north, east = written
    if not (-90 <= south < north <= 90 and -180 <= west < east <= 180):
        raise ValueError("must be degrees: south, west, north, east")
    return written


class Open311(Section):
    url: WebAddress
    jurisdiction: str = ""
    api_key: Annotated[SecretStr, AfterValidator(_key)] = SecretStr("")
    api_key_file: str | None = None
    api_key_header: Annotated[str, AfterValidator(_header)] = ""
    format: Literal["json", "xml"] = "json"
    days: Annotated[int, within(1, 366)] = 90
    page_size: Annotated[int, within(1, 1_000)] = 100
    box: Annotated[tuple[float, float, float, float], AfterValidator(_box)] = WORLD
    complete: bool = False
    fields: dict[str, str] = Field(default_factory=dict)
    timeout: Duration = timedelta(seconds=60)
    proxy: ProxyAddress = SecretStr("")

    @model_validator(mode="after")
    def _one_key(self) -> Self:
        if self.api_key.get_secret_value() and self.api_key_file is not None:
            raise ValueError("api_key and api_key_file are both set: keep one")
        return self


def open311_plan(section: Open311, system: str, timezone: ZoneInfo, status: Mapping[str, Stage]) -> Open311Plan:
    """How the server is asked. The key is a query parameter, as the standard has it, or a header.

    Raises BadConfiguration for fields and paths that cannot work.
    """
    check_fields("crm.open311.fields", section.fields)
    key, header = section.api_key.get_secret_value(), section.api_key_header
    return Open311Plan(
        url=section.url,
        column_map=open311_map(timezone, system, status, section.fields),
        headers={header: key} if key and header else {},
        params={"api_key": key} if key and not header else {},
        form=section.format,
        jurisdiction=section.jurisdiction,
        days=section.days,
        page_size=section.page_size,
        box=Box(*section.box),
        complete=section.complete,
        timeout=section.timeout,
        proxy=section.proxy.get_secret_value(),
    )
