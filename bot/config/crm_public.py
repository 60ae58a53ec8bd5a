"""The section [crm.public]: its keys, and the plan that the source `public` follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from bot.config.section import Section
from bot.config.words import Duration, ProxyAddress, WebAddress, within
from monitor.model import Stage
from monitor.sources.public_crm.plan import POLITELY, PublicPlan, public_map


class Public(Section):
    base_url: WebAddress
    zone_id: str = ""
    days: Annotated[int, within(1, 366)] = 30
    detail: bool = True
    concurrency: Annotated[int, within(1, 16)] = 4
    timeout: Duration = timedelta(seconds=60)
    proxy: ProxyAddress = SecretStr("")


def public_plan(section: Public, system: str, timezone: ZoneInfo, status: Mapping[str, Stage]) -> PublicPlan:
    """How the dashboard is asked."""
    return PublicPlan(
        url=section.base_url,
        column_map=public_map(timezone, system, status),
        zone_id=section.zone_id,
        days=section.days,
        detail=section.detail,
        manner=replace(POLITELY, concurrency=section.concurrency),
        timeout=section.timeout,
        proxy=section.proxy.get_secret_value(),
    )
