"""GeoReport v2 servers, in JSON and XML, honest and not."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from aiohttp import web
from hostile_api import cut, raw, status
from hypothesis import given
from hypothesis import strategies as st
from listings import listed
from open311_server import City, as_xml, city, request

from monitor.errors import BadConfiguration, BadInput, OutsideUnreachable, RateLimited
from monitor.model import Stage
from monitor.sources.open311.answers import read_xml
from monitor.sources.open311.coordinates import Box
from monitor.sources.open311.windows import windows

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
BOSTON = Box(42.2, -71.2, 42.4, -70.9)
BOMB = b"""<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">%s]><service_requests><request>
<service_request_id>&j;</service_request_id></request></service_requests>""" % b"".join(
    b'<!ENTITY %c "%s">' % (at, b"&%c;" % (at - 1) * 10) for at in range(ord("b"), ord("k"))
)
XXE = b"""<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><service_requests><request>
<service_request_id>&f;</service_request_id></request></service_requests>"""


@pytest.fixture
async def boston() -> AsyncIterator[City]:
    async with city(NOW) as served:
        yield served


def spread(count: int, *, over: timedelta = timedelta(days=18)) -> list[dict[str, Any]]:
    """So many requests, evenly over the time before now."""
    return [
        request(f"R{n}", requested_datetime=(NOW - over * (n + 1) / count).isoformat(), updated_datetime=None)
        for n in range(count)
    ]


# What is read


@pytest.mark.parametrize("form", ["json", "xml"])
async def test_a_request_becomes_an_observation_in_both_forms(boston: City, form: str) -> None:
    boston.lists(request("101"), as_=form)
    found = await listed(boston.source(form=form))
    (seen,) = found.taken
    assert (seen.ticket, seen.stage, seen.status, seen.category) == ("101", Stage.WAIT, "open", "Sidewalk Repair")
    assert seen.created_at == datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
    assert seen.changed_at == datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
    assert seen.due_at == datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
    assert (seen.unit, seen.address, seen.lat, seen.lon) == ("Public Works", "8th and Judah st", 42.36, -71.06)
    assert "rahasia" not in repr(found) and "0812" not in repr(found)
    assert boston.asked[0].path == f"/v2/requests.{form}"


MORE = {
    "area": "extended_attributes.ward",
    "channel": "extended_attributes.source",
    "unit": "extended_attributes.crew || agency_responsible",
    "priority": "extended_attributes.priority",
}


@pytest.mark.parametrize("form", ["json", "xml"])
async def test_fields_may_come_from_extended_attributes(boston: City, form: str) -> None:
    more = {"ward": "Kelurahan Cideng", "source": " App ", "priority": 2, "contact": "0812"}
    boston.lists(request("101", extended_attributes=more), request("102"), as_=form)
    found = await listed(boston.source(form=form, fields=MORE))
    first, second = found.taken
    assert (first.area_code, first.channel, first.unit, first.priority) == (
        "31.71.01.1002",
        "App",
        "Public Works",
        "2",
    )
    assert (second.area, second.channel, second.unit, second.priority) == (None, None, "Public Works", None)
    assert (first.stage, first.category) == (Stage.WAIT, "Sidewalk Repair")
    assert "0812" not in repr(found)


def test_of_nested_xml_one_level_is_read() -> None:
    body = b"""<service_requests><request><a><b> 1 </b><b>2</b><c><d>3</d></c><e/></a><f><g><h>4</h></g></f>
        <i>5</i></request></service_requests>"""
    assert read_xml(body) == [{"a": {"b": "1", "c": None, "e": None}, "f": {"g": None}, "i": "5"}]


async def test_the_question_is_the_standards(boston: City) -> None:
    boston.lists(request("101"))
    found = await listed(
        boston.source(jurisdiction="boston.gov", params={"api_key": "kunci"}, headers={"X-Key": "k"})
    )
    assert dict(boston.asked[0].query) == {
        "start_date": "2026-11-03T00:00:00Z",
        "end_date": "2026-11-24T00:00:00Z",
        "page": "1",
        "page_size": "100",
        "jurisdiction_id": "boston.gov",
        "api_key": "kunci",
    }
    assert boston.asked[0].headers["X-Key"] == "k"
    assert (found.ending.shortfall, found.ending.cut) == ("it was asked for the last 20 days only", False)


async def test_statuses_go_through_the_map(boston: City) -> None:
    boston.lists(request("A", status="Closed"), request("B", status="archived"), request("C", status="OPEN"))
    found = await listed(boston.source(status={"Open": Stage.PROCESS}))
    assert [seen.stage for seen in found.taken] == [Stage.COMPLETE, Stage.UNMAPPED, Stage.PROCESS]
    assert found.ending.counts.unmapped == {"archived": 1}


async def test_extended_attributes_are_tolerated(boston: City) -> None:
    extended = {"extended_attributes": {"photos": [{"x": 1}], "status": "closed"}, "zipcode": 2101, "token": None}
    boston.lists(request("A", **extended))
    assert [seen.stage for seen in (await listed(boston.source())).taken] == [Stage.WAIT]


async def test_a_list_inside_an_object_is_found(boston: City) -> None:
    boston.answer = {"service_requests": [request("A")]}
    assert (await listed(boston.source())).tickets == ["A"]


def test_xml_may_have_a_namespace_and_fields_twice() -> None:
    body = b'<service_requests xmlns="http://x"><request><status>open</status><status>b</status></request><request/></service_requests>'
    assert read_xml(body) == [{"status": "open"}, {}]


# Coordinates


@pytest.mark.parametrize(
    ("lat", "long"),
    [
        (-71.06, 42.36),
        (236_000.5, 900_000.1),
        (106.8, -6.2),
        (0, 0),
        ("x", "y"),
        (42.3, None),
        (True, 1),
        (42.3, [1]),
    ],
)
async def test_swapped_and_projected_coordinates_are_refused_and_counted(
    boston: City, lat: Any, long: Any
) -> None:
    boston.lists(request("A", lat=lat, long=long), request("B"))
    found = await listed(boston.source(box=BOSTON))
    assert [(seen.lat, seen.lon) for seen in found.taken] == [(None, None), (42.36, -71.06)]
    assert sum(found.ending.counts.dropped.values()) == 1


async def test_coordinates_that_are_not_there_are_no_mistake(boston: City) -> None:
    boston.lists(
        request("A", lat=None, long=None), request("B", lat="", long=" "), request("C", lat="42,3", long="-71")
    )
    found = await listed(boston.source(box=BOSTON))
    assert [(seen.lat, seen.lon) for seen in found.taken] == [(None, None), (None, None), (42.3, -71.0)]
    assert found.ending.counts.dropped == {}


# Windows and pages


@given(st.integers(1, 400), st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)))
def test_windows_are_short_and_leave_no_gap(days: int, at: datetime) -> None:
    now = at.replace(tzinfo=UTC)
    spans = list(windows(now, days))
    assert spans[0].end > now and spans[-1].start <= now - timedelta(days=days)
    assert all(later.start == earlier.end for later, earlier in pairwise(spans))
    assert max(span.end - span.start for span in spans) <= timedelta(days=90)


async def test_pages_are_read_until_one_is_empty(boston: City) -> None:
    boston.lists(*spread(7))
    found = await listed(boston.source(page_size=3))
    assert sorted(map(str, found.tickets)) == sorted(f"R{n}" for n in range(7))
    assert [question.query["page"] for question in boston.asked] == ["1", "2", "3", "4"]


@pytest.mark.parametrize(("count", "cap"), [(250, 100), (40, 1_000)])
async def test_a_window_that_comes_back_full_is_split_where_pages_are_not_known(
    boston: City, count: int, cap: int
) -> None:
    boston.lists(*spread(count), pages=False, cap=cap)
    found = await listed(boston.source(page_size=10 if count == 40 else 500))
    assert (len(found.tickets), len(set(found.tickets))) == (count, count)
    assert (found.ending.cut, found.ending.duplicates) == (False, 0)


async def test_an_hour_that_is_still_full_may_have_been_cut(boston: City) -> None:
    boston.lists(*spread(30, over=timedelta(minutes=10)), pages=False)
    found = await listed(boston.source(page_size=10))
    assert (len(found.tickets), found.ending.cut) == (10, True)
    assert "exactly 10 requests" in str(found.ending.shortfall)


async def test_a_server_that_ignores_the_dates_is_not_asked_for_ever(boston: City) -> None:
    boston.answer = [request(f"R{n}") for n in range(100)]
    found = await listed(boston.source(most_questions=50))
    assert (len(boston.asked), len(found.tickets), found.ending.cut) == (50, 100, True)


async def test_endless_pages_end(boston: City) -> None:
    boston.answer = lambda question: [request(f"{question.query['start_date']} {question.query['page']}")]
    found = await listed(boston.source(most_questions=30))
    assert (len(boston.asked), found.ending.cut) == (30, True)
    assert found.ending.shortfall == "it takes more than 30 questions"


async def test_a_page_that_is_not_there_is_the_end_and_a_repeated_one_too(boston: City) -> None:
    boston.answer = lambda question: [request("A")] if question.query["page"] == "1" else web.Response(status=404)
    assert (await listed(boston.source())).tickets == ["A"]


async def test_a_span_or_a_page_that_must_be_there_and_is_not_is_a_cut(boston: City) -> None:
    boston.answer = lambda question: (
        [request(question.query["page"])] if len(boston.asked) < 2 else web.Response(status=404)
    )
    ending = (await listed(boston.source(days=50))).ending
    assert (ending.shortfall, ending.cut) == ("page 1 of a span was answered 404", True)
    boston.asked.clear()
    ending = (await listed(boston.source(page_size=1))).ending
    assert (ending.shortfall, ending.cut) == ("page 2 of a span was answered 404", True)


async def test_reordered_pages_lose_nothing(boston: City) -> None:
    shown = {"1": ["A", "B"], "2": ["B", "A", "C"], "3": ["C", "D"]}
    boston.answer = lambda question: [request(code) for code in shown.get(question.query["page"], [])]
    assert (await listed(boston.source())).tickets == ["A", "B", "C", "D"]


async def test_a_second_listing_reads_everything_again(boston: City) -> None:
    boston.lists(*spread(5))
    source = boston.source()
    assert len((await listed(source)).tickets) == len((await listed(source)).tickets) == 5


# What is refused


async def test_items_that_cannot_be_read_are_rejects_with_a_reason(boston: City) -> None:
    boston.answer = lambda question: (
        [
            request("GOOD"),
            None,
            "x",
            request("DRIFT", status={"a": 1}),
            request("LATE", requested_datetime="yesterday"),
            request("X") | {"service_request_id": None},
        ]
        if question.query["page"] == "1"
        else []
    )
    found = await listed(boston.source())
    assert [seen.ticket for seen in found.taken] == ["GOOD"]
    assert [reject.ticket for reject in found.rejects] == [None, None, "DRIFT", "LATE", None]


@pytest.mark.parametrize(
    ("form", "answer", "error"),
    [
        ("xml", raw(BOMB, "text/xml"), BadInput),
        ("xml", raw(XXE, "text/xml"), BadInput),
        (
            "xml",
            raw(b'<!DOCTYPE service_requests SYSTEM "http://127.0.0.1:9/x.dtd"><service_requests/>'),
            BadInput,
        ),
        ("xml", raw(b"<service_requests><request>"), BadInput),
        ("xml", raw(b"<a>" * 100_000), BadInput),
        ("xml", raw(b"<!DOCTYPE html><title>Masuk</title>", "text/html"), BadInput),
        ("xml", raw(b"<html><body/></html>", "text/html"), BadInput),
        ("xml", raw(b"<errors><error><code>1</code></error></errors>"), BadInput),
        ("xml", raw(b"[]"), BadInput),
        ("xml", raw(b""), BadInput),
        ("xml", raw(b'<?xml version="1.0" encoding="klingon"?><service_requests/>'), BadInput),
        ("xml", cut(as_xml([request("A")] * 50)), OutsideUnreachable),
        ("json", raw(b"<!DOCTYPE html><title>Masuk</title>", "text/html"), BadInput),
        ("json", raw(b"<service_requests/>", "text/xml"), BadInput),
        ("json", raw(b'[{"code": "403", "description": "no"}]'), BadInput),
        ("json", raw(b'{"error": "no"}'), BadInput),
        ("json", raw(b"[" * 200_000), BadInput),
        ("json", raw(b" " * 3_000_000), BadInput),
        ("json", status(302, Location="/login"), BadInput),
        ("json", status(500), OutsideUnreachable),
        ("json", status(429, Retry_After="3600"), RateLimited),
        ("json", status(401), BadConfiguration),
        ("json", status(400), BadConfiguration),
        ("json", status(404), BadConfiguration),
        ("json", cut(json.dumps([request("A")] * 50).encode()), OutsideUnreachable),
    ],
)
async def test_an_answer_that_is_none_is_one_sentence_without_secrets(
    boston: City, form: str, answer: Any, error: Any
) -> None:
    boston.answer = answer
    with pytest.raises(error) as caught:
        await listed(boston.source(form=form, max_bytes=2_000_000, params={"api_key": "kunci"}))
    said = str(caught.value)
    assert said.endswith(".") and "kunci" not in said and "crm.rest" not in said and "root:" not in said


async def test_a_slow_drip_is_not_waited_for_for_ever(boston: City) -> None:
    async def drip(question: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(question)
        while True:
            await response.write(b" ")
            await _moment()

    boston.answer = drip
    with pytest.raises(OutsideUnreachable, match="did not answer in time"):
        await listed(boston.source(timeout=timedelta(milliseconds=200), tries=1))


async def _moment() -> None:
    try:
        async with asyncio.timeout(0.02):
            await asyncio.Event().wait()
    except TimeoutError:
        return


async def test_deep_and_wide_xml_is_read_without_a_tree() -> None:
    deep = b"<a>" * 50_000 + b"</a>" * 50_000
    body = b"<service_requests><request><service_request_id>A</service_request_id>%s</request></service_requests>"
    assert read_xml(body % deep) == [{"service_request_id": "A", "a": {"a": None}}]
