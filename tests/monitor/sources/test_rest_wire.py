"""Between `rest` and its server: compressed answers, addresses that lead elsewhere, secrets, proxies."""

from __future__ import annotations

import base64
import gzip
import json
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from aiohttp import web
from hostile_api import Api, api, item
from listings import listed

from monitor.errors import BadInput, OutsideUnreachable
from monitor.sources.rest.plan import PagingPlan

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
FIVE = timedelta(minutes=5)
SECRETS = {"X-Api-Key": "kunci", "Authorization": "Bearer kunci"}


@pytest.fixture
async def crm() -> AsyncIterator[Api]:
    async with api(NOW) as served:
        yield served


@pytest.fixture
async def elsewhere() -> AsyncIterator[Api]:
    async with api(NOW) as served:
        served.says([item("STOLEN")])
        yield served


def packed(encoding: str, pack: Callable[[bytes], bytes], body: Any) -> Callable[[web.Request], web.Response]:
    content = pack(json.dumps(body).encode())
    headers = {"Content-Encoding": encoding, "Content-Type": "application/json"}
    return lambda _: web.Response(body=content, headers=headers)


def bare_deflate(content: bytes) -> bytes:
    squeezer = zlib.compressobj(wbits=-15)
    return squeezer.compress(content) + squeezer.flush()


PACKERS = [("gzip", gzip.compress), ("deflate", zlib.compress), ("deflate", bare_deflate)]


# Compressed answers


@pytest.mark.parametrize(("encoding", "pack"), PACKERS)
async def test_compressed_answers_are_read(crm: Api, encoding: str, pack: Callable[[bytes], bytes]) -> None:
    crm.says(packed(encoding, pack, [item("JK1")]))
    assert (await listed(crm.source())).tickets == ["JK1"]


@pytest.mark.parametrize(("encoding", "pack"), PACKERS)
async def test_a_bomb_is_refused_before_it_is_unpacked(
    crm: Api, encoding: str, pack: Callable[[bytes], bytes]
) -> None:
    bomb = pack(b" " * 30_000_000)
    assert len(bomb) < 50_000
    crm.says(lambda _: web.Response(body=bomb, headers={"Content-Encoding": encoding}))
    tracemalloc.start()
    try:
        with pytest.raises(BadInput, match="more than 1000000 bytes"):
            await listed(crm.source(max_bytes=1_000_000))
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip"])
async def test_what_cannot_be_unpacked_is_an_answer_that_broke_off(crm: Api, encoding: str) -> None:
    crm.says(lambda _: web.Response(body=b"not packed at all", headers={"Content-Encoding": encoding}))
    with pytest.raises(OutsideUnreachable, match=r"^http://127.0.0.1:\d+/complaints"):
        await listed(crm.source(tries=1))


@pytest.mark.parametrize("encoding", ["gzip, gzip", "klingon"])
async def test_an_encoding_that_nobody_asked_for_is_no_json(crm: Api, encoding: str) -> None:
    twice = gzip.compress(gzip.compress(b"[]"))
    crm.says(lambda _: web.Response(body=twice, headers={"Content-Encoding": encoding}))
    with pytest.raises(BadInput, match="not whole JSON"):
        await listed(crm.source(tries=1))


# Leading elsewhere


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed_and_carries_no_secret(crm: Api, elsewhere: Api, status: int) -> None:
    crm.says(lambda _: web.Response(status=status, headers={"Location": elsewhere.url}))
    with pytest.raises(BadInput, match="redirect"):
        await listed(crm.source(headers=SECRETS))
    assert elsewhere.asked == []


@pytest.mark.parametrize("style", ["link", "cursor"])
@pytest.mark.parametrize("change", [lambda here, there: there, lambda here, _: here.replace("http:", "https:")])
async def test_a_next_page_of_another_server_is_refused(
    crm: Api, elsewhere: Api, style: str, change: Callable[[str, str], str]
) -> None:
    target = change(crm.url, elsewhere.url)
    headers = {"Link": f'<{target}>; rel="next"'} if style == "link" else {}
    crm.says(lambda _: web.json_response({"items": [item("JK1")], "next": target}, headers=headers))
    paging = PagingPlan(style=style, param="c", next="next")
    found = await listed(crm.source(headers=SECRETS, items="items", paging=paging))
    assert (found.tickets, found.ending.shortfall) == (["JK1"], "page 1 points to another server")
    assert (found.ending.cut, elsewhere.asked, len(crm.asked)) == (True, [], 1)


async def test_a_cookie_is_not_kept(crm: Api) -> None:
    crm.says(lambda _: web.json_response([], headers={"Set-Cookie": "track=1; Path=/"}))
    source = crm.source()
    await listed(source)
    await listed(source)
    assert [request.headers.get("Cookie") for request in crm.asked] == [None, None]


# What did not change, and who is asked


async def test_an_answer_dated_by_the_server_is_not_sent_again_until_it_changes(crm: Api) -> None:
    changed_at = format_datetime(NOW - FIVE, usegmt=True)

    def answer(request: web.Request) -> web.Response:
        if request.headers.get("If-Modified-Since") == changed_at:
            return web.Response(status=304)
        return web.json_response([item("JK1")], headers={"Last-Modified": changed_at})

    crm.says(answer)
    source = crm.source(since_param="after")
    assert [(await listed(source)).tickets for _ in range(2)] == [["JK1"], ["JK1"]]
    assert [request.headers.get("If-Modified-Since") for request in crm.asked] == [None, changed_at]
    await listed(source, NOW)  # another question: its own memory
    assert crm.asked[-1].headers.get("If-Modified-Since") is None


async def test_a_304_that_nobody_asked_for_is_no_answer(crm: Api) -> None:
    crm.says(lambda _: web.Response(status=304))
    with pytest.raises(BadInput):
        await listed(crm.source())


async def test_a_proxy_is_given_its_own_password_and_the_servers_headers(crm: Api) -> None:
    crm.says([item("JK1")])
    proxy = crm.url.removesuffix("/complaints").replace("http://", "http://siaga:sandi@")
    await listed(crm.source(url="http://crm.example/complaints", proxy=proxy, headers={"X-Api-Key": "kunci"}))
    (request,) = crm.asked
    assert base64.b64decode(request.headers["Proxy-Authorization"].removeprefix("Basic ")) == b"siaga:sandi"
    assert request.headers["X-Api-Key"] == "kunci"


async def test_a_proxy_that_is_not_there_tells_no_password(crm: Api) -> None:
    with pytest.raises(OutsideUnreachable) as caught:
        await listed(crm.source(proxy="http://siaga:sandi@127.0.0.1:9", tries=1))
    assert "sandi" not in str(caught.value)
