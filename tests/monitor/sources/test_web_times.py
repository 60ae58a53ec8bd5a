"""Times of web sources: without an offset, ahead of now, in the wrong order; and whose clock is right."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiohttp import web
from dashboard import dashboard, shown
from hostile_api import FIELDS, JAKARTA, api, item
from listings import listed
from open311_server import city, request

from monitor.model import Doubt, Stage
from monitor.sources.open311.plan import open311_map
from monitor.sources.public_crm.plan import public_map
from monitor.sources.source import Source

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
MAKASSAR = ZoneInfo("Asia/Makassar")  # UTC+8


def dated(answer: Any, at: datetime) -> Callable[[web.Request], web.Response]:
    return lambda _: web.json_response(answer, headers={"Date": format_datetime(at, usegmt=True)})


@asynccontextmanager
async def rest(created: str, zone: ZoneInfo, date: datetime) -> AsyncIterator[Source]:
    async with api(NOW) as served:
        served.says(dated([item("JK1", createdAt=created)], date))
        yield served.source(timezone=zone)


@asynccontextmanager
async def public(created: str, zone: ZoneInfo, date: datetime) -> AsyncIterator[Source]:
    async with dashboard(NOW) as served:
        served.map = dated([shown("JK1", createdAt=created)], date)
        yield served.source(column_map=public_map(zone, "crm", {}), detail=False)


@asynccontextmanager
async def open311(created: str, zone: ZoneInfo, date: datetime) -> AsyncIterator[Source]:
    async with city(NOW) as served:
        written = request("JK1", requested_datetime=created, updated_datetime=None, expected_datetime=None)
        served.answer = dated([written], date)
        yield served.source(column_map=open311_map(zone, "crm", {}))


each_source = pytest.mark.parametrize("served", [rest, public, open311])


@each_source
@pytest.mark.parametrize("written", ["2026-11-23 05:00:00", "2026-11-23T05:00:00"])
async def test_a_time_without_an_offset_is_of_the_sources_zone(served: Any, written: str) -> None:
    for zone, hours in ((JAKARTA, 7), (MAKASSAR, 8)):
        async with served(written, zone, NOW) as source:
            (seen,) = (await listed(source)).taken
        assert seen.created_at == datetime(2026, 11, 23, 5, tzinfo=UTC) - timedelta(hours=hours)


@each_source
async def test_an_offset_counts_whatever_the_sources_zone_is(served: Any) -> None:
    async with served("2026-11-23T05:00:00+02:00", MAKASSAR, NOW) as source:
        (seen,) = (await listed(source)).taken
    assert seen.created_at == datetime(2026, 11, 23, 3, tzinfo=UTC)


@each_source
@pytest.mark.parametrize(("ahead", "doubt"), [(5 * MINUTE, None), (6 * MINUTE, Doubt.FUTURE)])
async def test_what_arrives_in_the_future_is_kept_and_marked(
    served: Any, ahead: timedelta, doubt: Doubt | None
) -> None:
    async with served((NOW + ahead).isoformat(), JAKARTA, NOW) as source:
        found = await listed(source)
    (seen,) = found.taken
    assert (seen.created_at, seen.doubt) == (NOW + ahead, doubt)
    assert found.ending.counts.future == (1 if doubt else 0)


@each_source
@pytest.mark.parametrize("off", [-3 * MINUTE, 90 * MINUTE])
async def test_how_far_the_sources_clock_is_off_is_told(served: Any, off: timedelta) -> None:
    async with served("2026-11-23T05:00:00+07:00", JAKARTA, NOW + off) as source:
        assert (await listed(source)).ending.skew == off


STOPS = FIELDS | {"responded_at": "respondedAt", "completed_at": "completedAt"}
EARLIER, LATER = "2026-11-23T04:00:00+07:00", "2026-11-23T06:00:00+07:00"


@pytest.mark.parametrize(
    ("says", "doubt"),
    [
        ({"respondedAt": LATER, "completedAt": LATER}, None),
        ({"respondedAt": EARLIER, "completedAt": LATER}, Doubt.REVERSED),
        ({"respondedAt": LATER, "completedAt": EARLIER}, Doubt.REVERSED),
        ({"respondedAt": LATER, "completedAt": "2026-12-24T06:00:00+07:00"}, Doubt.FUTURE),
        ({"respondedAt": "-", "completedAt": None, "updatedAt": EARLIER}, None),
    ],
)
async def test_a_complaint_that_ended_before_it_arrived_is_kept_and_marked(
    says: dict[str, Any], doubt: Doubt | None
) -> None:
    async with api(NOW) as served:
        served.says([item("JK1", tstatus={"name": "Selesai"}, **says)])
        (seen,) = (await listed(served.source(fields=STOPS))).taken
    assert (seen.stage, seen.doubt) == (Stage.COMPLETE, doubt)
    stated = [says[name] if says[name] != "-" else None for name in ("respondedAt", "completedAt")]
    kept = [at and at.astimezone(JAKARTA).isoformat() for at in (seen.responded_at, seen.completed_at)]
    assert kept == stated
