"""`rest` with a second answer about each complaint: asked politely, once, and never at the cost of the list."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web
from hostile_api import FIELDS, Api, api, cut, item, raw, status
from listings import listed

from monitor.errors import BadConfiguration
from monitor.model import Stage
from monitor.sources.rest.plan import DetailPlan
from monitor.sources.rest.source import RestSource
from monitor.sources.web.site import Manner

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
FIVE = timedelta(minutes=5)
DETAILED = FIELDS | {"unit": "detail.unit.name", "address": "detail.address"}
SUDIN = {"unit": {"name": "Sudin LH", "head": "rahasia"}, "address": "Jl. Cideng 7", "reporter": "rahasia"}


@pytest.fixture
async def crm() -> AsyncIterator[Api]:
    async with api(NOW) as served:
        served.detail = SUDIN
        yield served


def detailed(crm: Api, fields: dict[str, str] = DETAILED, **plan: Any) -> RestSource:
    rest = {name: plan.pop(name) for name in ("since_param", "headers", "max_bytes", "timeout") if name in plan}
    detail = DetailPlan(**{"url": crm.url + "/{ticket}", "manner": Manner()} | plan)
    return crm.source(fields=fields, detail=detail, **rest)


def waited(crm: Api) -> list[str]:
    return [request.match_info["id"] for request in crm.detailed]


async def units(source: RestSource, since: datetime | None = None) -> dict[str, str | None]:
    return {seen.ticket: seen.unit for seen in (await listed(source, since)).taken}


# What is asked, and what is read


async def test_a_detail_adds_its_fields_to_the_lists(crm: Api) -> None:
    crm.says([item("JK1")])
    (seen,) = (await listed(detailed(crm))).taken
    assert (seen.category, seen.unit, seen.address) == ("Sampah", "Sudin LH", "Jl. Cideng 7")
    assert (waited(crm), seen.listed_at) == (["JK1"], NOW)


async def test_the_address_is_filled_in_by_another_field_and_cannot_be_led_elsewhere(crm: Api) -> None:
    crm.says(
        [item("JK1", key=7), *(item(f"X{n}", key=key) for n, key in enumerate(("..", "", None, True, ["a"])))]
    )
    source = detailed(crm, id="key", url=crm.url + "/{id}?ticket={ticket}", item="data")
    crm.detail = {"data": SUDIN}
    assert await units(source) == {"JK1": "Sudin LH"} | dict.fromkeys((f"X{n}" for n in range(5)), None)
    crm.says([item("A/../B?x=1&y#", key="a/b?c=1#")])
    await listed(source)
    assert [(one.match_info["id"], dict(one.query)) for one in crm.detailed] == [
        ("7", {"ticket": "JK1"}),
        ("a/b?c=1#", {"ticket": "A/../B?x=1&y#"}),
    ]


async def test_the_headers_go_with_it_and_the_lists_own_detail_is_none(crm: Api) -> None:
    crm.says([item("JK1", detail={"unit": {"name": "palsu"}})])
    crm.detail = status(404)
    assert await units(detailed(crm, headers={"X-Api-Key": "kunci"})) == {"JK1": None}
    assert crm.detailed[0].headers["X-Api-Key"] == "kunci"


async def test_what_a_detail_says_of_the_course_was_true_when_it_was_asked_for(crm: Api) -> None:
    def slow(_: web.Request) -> Any:
        crm.clock.advance(timedelta(seconds=30))
        return [item("JK1"), item("JK2")]

    crm.says(slow)
    crm.detail = lambda request: (
        {"status": "Proses"} if request.match_info["id"] == "JK1" else status(500)(request)
    )
    fields = DETAILED | {"status": "detail.status || tstatus.name"}
    told, plain = (await listed(detailed(crm, fields))).taken
    assert (told.stage, told.listed_at) == (Stage.PROCESS, NOW + timedelta(seconds=30))
    assert (plain.stage, plain.listed_at) == (Stage.WAIT, NOW)


# When it is asked


@pytest.mark.parametrize(
    ("only", "unchanged", "changed"), [("new", [], []), ("changed", [], ["JK1"]), ("always", ["JK1"], ["JK1"])]
)
async def test_only_says_when_a_detail_is_asked_for_again(
    crm: Api, only: str, unchanged: list[str], changed: list[str]
) -> None:
    source = detailed(crm, only=only)
    crm.says([item("JK1")])
    for news, expected in ((item("JK1"), ["JK1"]), (item("JK1"), unchanged), (item("JK1", votes=2), changed)):
        crm.says([news])
        crm.detailed.clear()
        assert (await units(source), waited(crm)) == ({"JK1": "Sudin LH"}, expected)


async def test_a_detail_that_did_not_change_is_not_sent_again(crm: Api) -> None:
    def answer(request: web.Request) -> web.Response:
        if request.headers.get("If-None-Match") == '"v1"':
            return web.Response(status=304)
        return web.json_response(SUDIN, headers={"ETag": '"v1"'})

    crm.detail = answer
    crm.says([item("JK1")])
    source = detailed(crm, only="always")
    assert await units(source) == await units(source) == {"JK1": "Sudin LH"}
    assert [request.headers.get("If-None-Match") for request in crm.detailed] == [None, '"v1"']


async def test_so_many_at_once_so_many_a_second_and_so_many_in_one_listing(crm: Api) -> None:
    busy = most = 0

    async def slow(_: web.Request) -> Any:
        nonlocal busy, most
        busy += 1
        most = max(most, busy)
        await _moment()
        busy -= 1
        return web.json_response(SUDIN)

    crm.detail = slow
    crm.says([item(f"JK{n}") for n in range(20)])
    source = detailed(crm, manner=Manner(concurrency=3, every=timedelta(milliseconds=100), most=12))
    first = await units(source)
    assert (most, len(crm.detailed), sum(map(bool, first.values()))) == (3, 12, 12)
    assert crm.pauses == [timedelta(milliseconds=100)] * 12
    assert all((await units(source)).values())
    assert len(crm.detailed) == len(set(waited(crm))) == 20


@pytest.mark.parametrize(
    ("fields", "listed_at"), [(DETAILED, NOW + FIVE), (FIELDS | {"address": "detail.address"}, NOW)]
)
async def test_what_was_left_over_is_asked_for_although_the_next_listing_is_of_changes(
    crm: Api, fields: dict[str, str], listed_at: datetime
) -> None:
    crm.says([item("JK1"), item("JK2")])
    source = detailed(crm, fields, since_param="after", manner=Manner(most=1))
    assert [seen.address for seen in (await listed(source)).taken] == ["Jl. Cideng 7", None]
    crm.says([])
    crm.clock.advance(FIVE)
    (seen,) = (await listed(source, NOW)).taken
    assert (seen.ticket, seen.address, seen.listed_at) == ("JK2", "Jl. Cideng 7", listed_at)
    assert (await listed(source, NOW)).rows == []
    assert waited(crm) == ["JK1", "JK2"]


async def test_nothing_is_owed_to_what_a_listing_of_everything_lacks(crm: Api) -> None:
    crm.detail = status(500)
    crm.says([item("JK1")])
    source = detailed(crm, since_param="after")
    await listed(source)
    crm.says([])
    await listed(source)
    crm.detailed.clear()
    assert ((await listed(source, NOW)).rows, waited(crm)) == ([], [])


# What goes wrong


async def hangs(_: web.Request) -> web.StreamResponse:
    await asyncio.Event().wait()
    raise AssertionError


async def _moment() -> None:
    try:
        async with asyncio.timeout(0.01):
            await asyncio.Event().wait()
    except TimeoutError:
        return


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        (status(404), "detail: there is none (404)"),
        (status(500), "detail: no answer came"),
        (status(403), "detail: the server refuses it"),
        (hangs, "detail: no answer came"),
        (cut(b"{" + b" " * 5_000), "detail: no answer came"),
        (raw(b"<html>Masuk", "text/html"), "detail: the answer cannot be read"),
        (raw(b"[" * 9), "detail: the answer cannot be read"),
        (raw(b" " * 3_000_000), "detail: the answer cannot be read"),
        (status(302, Location="http://elsewhere.example/"), "detail: the answer cannot be read"),
        (["no object"], "detail: the answer holds no object at crm.rest.detail.item"),
        (status(429, Retry_After="1"), "detail: the server asks us to wait"),
    ],
)
async def test_a_detail_that_fails_loses_no_complaint_and_is_asked_for_again(
    crm: Api, trouble: Any, reason: str
) -> None:
    crm.says([item("JK1")])
    crm.detail = trouble
    source = detailed(crm, timeout=timedelta(milliseconds=200))
    found = await listed(source)
    assert [(seen.ticket, seen.category, seen.unit) for seen in found.taken] == [("JK1", "Sampah", None)]
    assert (found.ending.counts.dropped, found.ending.shortfall) == ({reason: 1}, None)
    crm.detail = SUDIN
    crm.clock.advance(FIVE)
    assert await units(source) == {"JK1": "Sudin LH"}


async def test_trouble_in_a_row_ends_the_questions_of_this_listing(crm: Api) -> None:
    crm.says([item(f"JK{n}") for n in range(50)])
    crm.detail = status(500)
    found = await listed(detailed(crm, manner=Manner(concurrency=1)))
    assert (len(found.taken), len(crm.detailed)) == (50, 5)


async def test_details_that_are_not_there_do_not_keep_others_waiting(crm: Api) -> None:
    crm.says([item(f"JK{n}") for n in range(50)])
    crm.detail = lambda request: SUDIN if request.match_info["id"] == "JK49" else status(404)(request)
    source = detailed(crm, manner=Manner(concurrency=1, most=40))
    assert (await units(source))["JK49"] is None
    assert (await units(source))["JK49"] is None  # they are asked once more before
    assert (await units(source))["JK49"] == "Sudin LH"


async def test_a_wait_that_is_asked_for_is_kept_over_listings(crm: Api) -> None:
    crm.says([item("JK1"), item("JK2")])
    crm.detail = status(429, Retry_After="900")
    source = detailed(crm, manner=Manner(concurrency=1))
    await listed(source)
    crm.clock.advance(FIVE)
    await listed(source)
    assert waited(crm) == ["JK1"]
    crm.clock.advance(3 * FIVE)
    crm.detail = SUDIN
    assert await units(source) == {"JK1": "Sudin LH", "JK2": "Sudin LH"}


async def test_a_listing_that_breaks_off_keeps_the_details_it_brought(crm: Api) -> None:
    crm.says([item("JK1")])
    source = detailed(crm)
    async for _batch in source.listing(None):
        break
    assert await units(source) == {"JK1": "Sudin LH"}
    assert waited(crm) == ["JK1"]


# Configuration


def broken(crm: Api, key: str) -> Callable[[], RestSource]:
    return {
        "no place": lambda: detailed(crm, url=crm.url),
        "another server": lambda: detailed(crm, url="http://elsewhere.example/{ticket}"),
        "another port": lambda: detailed(crm, url="http://127.0.0.1:1/{ticket}"),
        "a host to fill in": lambda: detailed(crm, url="http://{ticket}/x"),
        "unused": lambda: detailed(crm, FIELDS),
        "ticket": lambda: detailed(crm, DETAILED | {"ticket": "detail.code"}),
        "path": lambda: detailed(crm, item="a."),
        "word": lambda: detailed(crm, only="never"),
    }[key]


@pytest.mark.parametrize(
    "key",
    ["no place", "another server", "another port", "a host to fill in", "unused", "ticket", "path", "word"],
)
async def test_a_detail_that_could_never_work_is_refused(crm: Api, key: str) -> None:
    with pytest.raises(BadConfiguration, match=r"crm\.rest\.(detail|fields)"):
        broken(crm, key)()
