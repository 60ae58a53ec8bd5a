"""The contract of every polled source, told by `rest` against a server that does whatever servers do."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from aiohttp import web
from hostile_api import FIELDS, Api, api, cut, item, pages, raw, status, zipped
from hypothesis import given
from hypothesis import strategies as st
from listings import listed

from monitor.errors import BadConfiguration, BadInput, OutsideUnreachable, RateLimited
from monitor.model import Stage
from monitor.sources.rest.plan import PagingPlan
from monitor.sources.source import Source
from monitor.sources.web.fields import getter

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
PAGED = {"style": "page", "param": "page", "size_param": "limit", "size": 2}


@pytest.fixture
async def crm() -> AsyncIterator[Api]:
    async with api(NOW) as served:
        yield served


def paged(crm: Api, **plan: Any) -> Source:
    paging = PagingPlan(**plan.pop("paging", PAGED))
    return crm.source(**{"items": "items", "paging": paging} | plan)


# What is read


async def test_an_item_becomes_an_observation_and_the_reporter_is_never_read(crm: Api) -> None:
    crm.says([item("JK1", updatedAt="2026-11-23T00:30:00Z", lat=-6.17, lng="106,81")])
    found = await listed(crm.source())
    (seen,) = found.taken
    assert (seen.ticket, seen.stage, seen.status, seen.category) == ("JK1", Stage.WAIT, "Menunggu", "Sampah")
    assert seen.created_at == datetime(2026, 11, 22, 22, 0, tzinfo=UTC)
    assert seen.changed_at == datetime(2026, 11, 23, 0, 30, tzinfo=UTC)
    assert (seen.area, seen.area_code, seen.lat, seen.lon) == ("Cideng", "31.71.01.1002", -6.17, 106.81)
    assert (seen.listed_at, found.ending.as_of, found.ending.shortfall) == (NOW, NOW, None)
    assert "rahasia" not in repr(found) and "0812" not in repr(found)


@pytest.mark.parametrize(
    "written",
    [
        "2026-11-23T05:00:00+07:00",
        "2026-11-22T22:00:00Z",
        "2026-11-23 05:00:00",
        "2026-11-23T05:00:00",
        1795384800,
        1795384800000,
        1795384800.0,
        "1795384800",
    ],
)
async def test_a_time_is_read_with_or_without_an_offset_and_as_epoch(crm: Api, written: Any) -> None:
    crm.says([item("JK1", createdAt=written)])
    (seen,) = (await listed(crm.source())).taken
    assert seen.created_at == datetime(2026, 11, 22, 22, 0, tzinfo=UTC)


async def test_a_time_of_another_pattern_is_read_by_its_date_format(crm: Api) -> None:
    crm.says([item("JK1", createdAt="23#11#2026 05:00")])
    (seen,) = (await listed(crm.source(date_format="%d#%m#%Y %H:%M"))).taken
    assert seen.created_at == datetime(2026, 11, 22, 22, 0, tzinfo=UTC)


async def test_paths_may_be_jmespath_and_what_is_not_there_is_blank(crm: Api) -> None:
    crm.says({"data": {"list": [item("JK1", tags=[{"k": "kategori", "v": "Jalan"}], village=None)]}})
    fields = FIELDS | {"category": "tags[?k=='kategori'].v | [0]"}
    (seen,) = (await listed(crm.source(items="data.list[]", fields=fields))).taken
    assert (seen.category, seen.area) == ("Jalan", None)


@given(st.recursive(st.none() | st.booleans() | st.text(), lambda inner: st.dictionaries(st.text(), inner)))
def test_a_plain_path_finds_what_jmespath_finds(document: Any) -> None:
    plain, expression = getter("a.b", "key"), getter("a.b | @", "key")
    for found in (document, {"a": document}, {"a": {"b": document}}):
        assert plain(found) == expression(found)


async def test_a_gzipped_answer_is_read(crm: Api) -> None:
    crm.says(zipped([item("JK1")]))
    assert (await listed(crm.source())).tickets == ["JK1"]


async def test_a_proxy_is_asked_instead(crm: Api) -> None:
    crm.says([item("JK1")])
    proxy = crm.url.removesuffix("/complaints")
    found = await listed(crm.source(url="http://crm.example/complaints", proxy=proxy))
    assert (found.tickets, crm.asked[0].host) == (["JK1"], "crm.example")


async def test_headers_and_parameters_are_sent(crm: Api) -> None:
    crm.says([item("JK1")])
    await listed(crm.source(headers={"X-Api-Key": "kunci"}, params={"zone": "1"}))
    (request,) = crm.asked
    assert (request.headers["X-Api-Key"], dict(request.query)) == ("kunci", {"zone": "1"})


@pytest.mark.parametrize(
    ("since_format", "written"),
    [
        ("iso", "2026-11-23T01:00:00Z"),
        ("epoch", "1795395600"),
        ("epoch_ms", "1795395600000"),
        ("%d/%m/%Y %H.%M", "23/11/2026 08.00"),
    ],
)
async def test_changes_only_are_asked_for_in_the_sources_own_words(
    crm: Api, since_format: str, written: str
) -> None:
    crm.says([item("JK1")])
    found = await listed(crm.source(since_param="after", since_format=since_format), NOW)
    assert crm.queries == [{"after": written}]
    assert found.ending.shortfall == "it was asked for changes only"


async def test_an_answer_that_did_not_change_is_not_sent_again(crm: Api) -> None:
    def answer(request: web.Request) -> web.Response:
        if request.headers.get("If-None-Match") == '"v1"':
            return web.Response(status=304)
        return web.json_response([item("JK1")], headers={"ETag": '"v1"'})

    crm.says(answer)
    source = crm.source()
    await listed(source)
    crm.clock.advance(timedelta(minutes=5))
    again = await listed(source)
    assert [request.headers.get("If-None-Match") for request in crm.asked] == [None, '"v1"']
    assert (again.tickets, again.taken[0].listed_at) == (["JK1"], NOW + timedelta(minutes=5))


# Paging


CODES = [f"JK{n}" for n in range(5)]
ITEMS = [item(code) for code in CODES]


async def test_pages_by_number_are_read_to_their_end(crm: Api) -> None:
    crm.says(pages(ITEMS))
    found = await listed(paged(crm))
    assert (found.tickets, found.ending.shortfall) == (CODES, None)
    assert [query["page"] for query in crm.queries] == ["1", "2", "3", "4"]


async def test_a_server_that_gives_less_than_asked_for_is_read_to_its_end(crm: Api) -> None:
    crm.says(pages(ITEMS, cap=2))
    found = await listed(paged(crm, paging=PAGED | {"size": 500}))
    assert (found.tickets, found.ending.shortfall) == (CODES, None)


async def test_a_page_that_is_short_in_the_middle_is_not_the_end(crm: Api) -> None:
    crm.says(ITEMS[:2], ITEMS[2:3], ITEMS[3:], [])
    found = await listed(paged(crm, items="@"))
    assert (found.tickets, found.ending.shortfall) == (CODES, None)


async def test_beyond_the_last_page_may_be_a_404(crm: Api) -> None:
    crm.says(ITEMS[:2], ITEMS[2:3], status(404))
    assert (await listed(paged(crm, items="@"))).ending.shortfall is None


async def test_a_server_without_pages_gives_the_same_again_and_that_is_all(crm: Api) -> None:
    crm.says(ITEMS)
    found = await listed(paged(crm, items="@", paging=PAGED | {"size": 500}))
    assert (len(crm.asked), found.ending.shortfall) == (2, None)


async def test_pages_by_offset_follow_what_really_came(crm: Api) -> None:
    def answer(request: web.Request) -> Any:
        first = int(request.query["skip"])
        return ITEMS[first : first + 2]

    crm.says(answer)
    paging = {"style": "offset", "param": "skip", "size_param": "take", "size": 500}
    found = await listed(paged(crm, items="@", paging=paging))
    assert (found.tickets, found.ending.shortfall) == (CODES, None)
    assert [query["skip"] for query in crm.queries] == ["0", "2", "4", "5"]


async def test_cursors_are_followed(crm: Api) -> None:
    def answer(request: web.Request) -> Any:
        first = int(request.query.get("after", "0"))
        return {"items": ITEMS[first : first + 2], "next": str(first + 2) if first + 2 < 5 else None}

    crm.says(answer)
    found = await listed(paged(crm, paging={"style": "cursor", "param": "after", "next": "next"}))
    assert (found.tickets, found.ending.shortfall) == (CODES, None)


async def test_links_are_followed_on_the_same_server_only(crm: Api) -> None:
    def link(target: str) -> Any:
        return lambda _: web.json_response(ITEMS[:2], headers={"Link": f'<{target}>; rel="next"'})

    crm.says(link("/complaints?cursor=a"), ITEMS[2:])
    found = await listed(paged(crm, items="@", paging={"style": "link"}))
    assert (found.tickets, found.ending.shortfall) == (CODES, None)
    crm.says(link("http://elsewhere.example/complaints"))
    found = await listed(paged(crm, items="@", paging={"style": "link"}))
    assert (found.ending.shortfall, found.ending.cut) == ("page 1 points to another server", True)


async def test_a_total_that_is_reached_ends_the_listing_and_one_that_is_not_says_so(crm: Api) -> None:
    crm.says(pages(ITEMS[:4], total=True))
    found = await listed(paged(crm, total="total"))
    assert (len(crm.asked), found.ending.shortfall) == (3, None), "its last page is full: one more question"
    crm.says({"items": ITEMS[:2], "total": 5}, {"items": [], "total": 5})
    found = await listed(paged(crm, total="total"))
    assert found.ending.shortfall == "it holds 2 of the 5 complaints that the source counts"
    assert found.ending.cut


@pytest.mark.parametrize(
    ("paging", "answers", "reason"),
    [
        (PAGED, [ITEMS[:2], ITEMS[2:4], ITEMS[:2]], "page 3 repeats an earlier one"),
        (PAGED, [ITEMS[:2], status(404)], "page 2 was answered 404"),
    ],
)
async def test_paging_that_goes_wrong_is_no_complete_listing(
    crm: Api, paging: Any, answers: list[Any], reason: str
) -> None:
    crm.says(*answers)
    found = await listed(paged(crm, items="@", paging=paging))
    assert (found.ending.shortfall, found.ending.cut) == (reason, True)


async def test_a_cursor_that_repeats_ends_the_listing(crm: Api) -> None:
    crm.says(*({"items": [item(f"A{n}")], "next": "same"} for n in range(9)))
    found = await listed(paged(crm, paging={"style": "cursor", "param": "c", "next": "next"}))
    assert len(crm.asked) == 2
    assert (found.ending.shortfall, found.ending.cut) == ("page 2 points back to an earlier one", True)


async def test_a_list_of_exactly_a_servers_usual_limit_may_have_been_cut(crm: Api) -> None:
    crm.says([item(f"A{n}") for n in range(200)])
    found = await listed(crm.source())
    assert found.ending.shortfall == "it holds exactly 200 complaints, where the server may have cut it"
    assert not found.ending.cut


async def test_a_list_that_is_configured_as_a_choice_is_never_complete(crm: Api) -> None:
    crm.says([item("JK1")])
    assert (await listed(crm.source(complete=False))).ending.shortfall == "crm.rest.complete is false"


async def test_duplicates_across_pages_and_another_order_are_counted(crm: Api) -> None:
    crm.says([item("A"), item("B")], [item("B"), item("C")], [item("D")], [])
    found = await listed(paged(crm, items="@"))
    assert (found.tickets, found.ending.duplicates) == (["A", "B", "B", "C", "D"], 1)


# What is refused


async def test_items_that_cannot_be_read_are_rejects_with_a_reason(crm: Api) -> None:
    crm.says(
        [
            item("GOOD"),
            "text",
            None,
            [1],
            item("DRIFT", tstatus={"name": {"id": 1}}),
            item("LATE", createdAt=None),
            item("WHEN", createdAt="kemarin"),
            {"createdAt": "2026-11-23"},
            item("X" * 500),
        ]
    )
    found = await listed(crm.source())
    assert [seen.ticket for seen in found.taken] == ["GOOD"]
    assert [(reject.row, reject.ticket) for reject in found.rejects] == [
        (2, None),
        (3, None),
        (4, None),
        (5, "DRIFT"),
        (6, "LATE"),
        (7, "WHEN"),
        (8, None),
        (9, None),
    ]
    assert found.rejects[0].reason == "the item is not an object"
    assert found.rejects[3].reason == "status ('tstatus.name') holds an object, not a value"
    assert found.ending.counts.rejected == 8
    assert found.ending.shortfall == "5 of its items have no ticket number that can be read"


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (True, "ticket ('code') holds true or false, not a ticket number"),
        (1.5, "ticket ('code') holds a fraction, not a ticket number"),
        ("JK1\ud800", "the ticket number holds half of a character: it was damaged on the way"),
    ],
)
async def test_a_ticket_that_is_none_is_a_reject_without_a_ticket(crm: Api, code: Any, reason: str) -> None:
    crm.says([item("JK1"), item(code)])
    found = await listed(crm.source())
    assert found.tickets == ["JK1", None]
    assert found.rejects[0].reason == reason


async def test_a_whole_number_is_a_ticket(crm: Api) -> None:
    crm.says([item(17), item(18.0)])
    assert (await listed(crm.source())).tickets == ["17", "18"]


@pytest.mark.parametrize("status", ["Selesai", 3, ["Selesai"], False])
async def test_a_value_where_an_object_was_is_drift(crm: Api, status: Any) -> None:
    crm.says([item("JK1", tstatus=status)])
    found = await listed(crm.source())
    assert [(reject.ticket, reject.reason) for reject in found.rejects] == [
        ("JK1", "status ('tstatus.name') leads through a value where an object was")
    ]


@pytest.mark.parametrize("status", [None, "", [], {}, {"name": None}])
async def test_nothing_where_an_object_was_is_nothing(crm: Api, status: Any) -> None:
    crm.says([item("JK1", tstatus=status)])
    (seen,) = (await listed(crm.source())).taken
    assert (seen.stage, seen.status) == (None, None)


async def test_how_many_items_lack_a_mapped_field_is_counted(crm: Api) -> None:
    crm.says([item("A"), item("B", tstatus=None)], [item("C", tstatus={}), "text"], [])
    counts = (await listed(paged(crm, items="@"))).ending.counts
    assert (counts.read, counts.lacking["status"], counts.lacking["ticket"]) == (4, 3, 1)


async def test_the_shape_that_changes_in_mid_run_loses_nothing_but_what_changed(crm: Api) -> None:
    new_shape = {"kode": "C", "dibuat": "2026-11-23"}
    crm.says([item("A"), item("B")], [item("C"), new_shape], [item("D")], [])
    found = await listed(paged(crm, items="@"))
    assert [seen.ticket for seen in found.taken] == ["A", "B", "C", "D"]
    assert found.ending.shortfall is not None


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (raw(b"<!DOCTYPE html><title>Masuk</title>", "text/html"), BadInput),
        (status(302, Location="/login"), BadInput),
        (raw(b"OK", "text/plain"), BadInput),
        (raw(b'[{"code": "A"'), BadInput),
        (raw(b"\xff\xfe\xfa"), BadInput),
        (raw(b""), BadInput),
        (raw(b"[" * 200_000), BadInput),
        (raw(b'[{"n": ' + b"9" * 5_000 + b"}]"), BadInput),
        (raw(b'{"error": "no"}'), BadInput),
        (raw(b" " * 3_000_000), BadInput),
        (zipped([" " * 3_000_000]), BadInput),
        (status(500), OutsideUnreachable),
        (status(503), OutsideUnreachable),
        (status(429, Retry_After="3600"), RateLimited),
        (status(401), BadConfiguration),
        (status(403), BadConfiguration),
        (status(404), BadConfiguration),
        (status(400), BadConfiguration),
        (cut(json.dumps([item("A")] * 9).encode()), OutsideUnreachable),
    ],
)
async def test_an_answer_that_is_none_is_one_sentence_without_secrets(crm: Api, answer: Any, error: Any) -> None:
    crm.says(answer)
    source = crm.source(max_bytes=2_000_000, headers={"X-Api-Key": "kunci"}, params={"token": "kunci"})
    with pytest.raises(error) as caught:
        await listed(source)
    said = str(caught.value)
    assert said.startswith(crm.url) and said.endswith(".") and "kunci" not in said


async def test_valid_json_is_taken_whatever_it_calls_itself(crm: Api) -> None:
    crm.says(raw(json.dumps([item("A")]).encode(), "text/html"))
    assert (await listed(crm.source())).tickets == ["A"]


@pytest.mark.parametrize("trouble", [status(500), status(429), cut(b"[" + b" " * 5_000), raw(b'[{"code"')])
async def test_trouble_that_passes_is_waited_out(crm: Api, trouble: Any) -> None:
    crm.says(trouble, trouble, [item("A")])
    assert (await listed(crm.source())).tickets == ["A"]
    assert crm.pauses == [timedelta(seconds=1), timedelta(seconds=2)]


async def test_a_short_wait_that_the_server_asks_for_is_kept(crm: Api) -> None:
    at = format_datetime(NOW + timedelta(seconds=20), usegmt=True)
    crm.says(status(429, Retry_After="7"), status(503, Retry_After=at), [item("A")])
    await listed(crm.source())
    assert crm.pauses == [timedelta(seconds=7), timedelta(seconds=13)]


async def test_a_long_wait_is_left_to_the_next_poll(crm: Api) -> None:
    crm.says(status(429, Retry_After="900"))
    with pytest.raises(RateLimited) as caught:
        await listed(crm.source())
    assert (caught.value.retry_after, crm.pauses) == (timedelta(seconds=900), [])


async def test_a_slow_drip_is_not_waited_for_for_ever(crm: Api) -> None:
    async def drip(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b" ")
            await _moment()

    crm.says(drip)
    with pytest.raises(OutsideUnreachable, match="did not answer in time"):
        await listed(crm.source(timeout=timedelta(milliseconds=200), tries=1))


async def _moment() -> None:
    try:
        async with asyncio.timeout(0.02):
            await asyncio.Event().wait()
    except TimeoutError:
        return


async def test_nobody_there_is_unreachable(crm: Api) -> None:
    with pytest.raises(OutsideUnreachable, match="cannot be reached"):
        await listed(crm.source(url="http://127.0.0.1:9/complaints"))


async def test_a_clock_that_differs_is_noticed(crm: Api) -> None:
    def late(_: web.Request) -> web.Response:
        date = format_datetime(NOW - timedelta(minutes=3), usegmt=True)
        return web.json_response([item("A")], headers={"Date": date})

    crm.says(late)
    assert (await listed(crm.source())).ending.skew == timedelta(minutes=-3)


@pytest.mark.parametrize("path", ["a.", "[", "a || ", ""])
def test_a_path_that_cannot_be_read_is_a_configuration_error(path: str) -> None:
    with pytest.raises(BadConfiguration, match=r"crm\.rest\.items"):
        getter(path, "crm.rest.items")
