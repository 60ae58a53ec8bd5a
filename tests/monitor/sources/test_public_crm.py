"""The public dashboard, whatever it answers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web
from dashboard import CIDENG, CONTENT, Dashboard, dashboard, shown
from hostile_api import JAKARTA, cut, raw, status
from hypothesis import given
from hypothesis import strategies as st
from listings import listed

from monitor.errors import BadConfiguration, BadInput, OutsideUnreachable, RateLimited
from monitor.model import Stage
from monitor.sources.public_crm.plan import public_map
from monitor.sources.public_crm.source import PUBLIC_ONLY, weeks
from monitor.sources.public_crm.template import Parts, read_template
from monitor.sources.web.site import Manner

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@pytest.fixture
async def crm() -> AsyncIterator[Dashboard]:
    async with dashboard(NOW) as served:
        yield served


async def test_an_item_becomes_an_observation_with_its_area_and_without_its_text(crm: Dashboard) -> None:
    crm.lists(shown("JK1", reporter={"name": "rahasia"}))
    found = await listed(crm.source())
    (seen,) = found.taken
    assert (seen.ticket, seen.stage, seen.category) == ("JK1", Stage.WAIT, "Sampah")
    assert (seen.area, seen.area_code, seen.lat, seen.lon) == ("Cideng", "31.71.01.1002", -6.17, 106.81)
    assert seen.address == "Jl. Cideng Barat No. 7 & 9"
    assert (seen.created_at, seen.listed_at) == (datetime(2026, 11, 22, 22, 0, tzinfo=UTC), NOW)
    assert "menumpuk" not in repr(found) and "rahasia" not in repr(found)


async def test_no_listing_is_ever_complete_and_its_question_is_the_documented_one(crm: Dashboard) -> None:
    crm.lists(shown("JK1"))
    ending = (await listed(crm.source())).ending
    assert (ending.shortfall, ending.cut, ending.as_of) == (PUBLIC_ONLY, False, NOW)
    assert dict(crm.asked[0].query) == {
        "dateStart": "2026-11-17",
        "dateEnd": "2026-11-24",
        "zoneId": "",
        "isPrivacy": "0",
    }


async def test_nested_objects_may_be_null(crm: Dashboard) -> None:
    bare = shown("JK1", content=None, lat=None, lng=None, tstatus=None, complaintCategory=None, zone=None)
    crm.lists(bare)
    crm.detail = {"village": None}
    (seen,) = (await listed(crm.source())).taken
    assert (seen.ticket, seen.status, seen.category, seen.area, seen.address) == ("JK1", None, None, None, None)


@pytest.mark.parametrize(
    "answer", [{"village": None}, {"village": {"name": None, "district": None}}, [], None, "x", {"village": 7}]
)
async def test_a_complaint_without_a_village_is_of_its_zone(crm: Dashboard, answer: Any) -> None:
    crm.lists(shown("JK1"))
    crm.detail = lambda _: web.json_response(answer)
    (seen,) = (await listed(crm.source())).taken
    assert (seen.area, seen.area_code) == ("Jakarta Pusat", "31.71")


async def test_without_details_the_zone_is_all_that_is_known(crm: Dashboard) -> None:
    crm.lists(shown("JK1"))
    (seen,) = (await listed(crm.source(detail=False))).taken
    assert (seen.area_code, crm.details) == ("31.71", [])


async def test_the_category_of_the_template_stands_in_for_a_null(crm: Dashboard) -> None:
    crm.lists(shown("A", complaintCategory=None), shown("B", complaintCategory={"name": None}))
    assert [seen.category for seen in (await listed(crm.source())).taken] == ["Sampah", "Sampah"]


# Details


async def test_a_detail_is_asked_once(crm: Dashboard) -> None:
    crm.lists(shown("A"), shown("B"))
    source = crm.source()
    await listed(source)
    crm.lists(shown("A"), shown("B"), shown("C"))
    await listed(source)
    assert sorted(crm.details) == ["a", "b", "c"]


async def test_only_so_many_details_are_asked_for_at_once_and_in_one_listing(crm: Dashboard) -> None:
    crm.lists(*(shown(f"JK{n}") for n in range(20)))
    busy = most = 0

    async def slow(_: web.Request) -> Any:
        nonlocal busy, most
        busy += 1
        most = max(most, busy)
        await _moment()
        busy -= 1
        return web.json_response({"village": CIDENG})

    crm.detail = slow
    source = crm.source(manner=Manner(concurrency=3, most=10))
    first = await listed(source)
    assert (most, len(crm.details)) == (3, 10)
    assert sum(seen.area_code is None for seen in first.taken) == 10
    second = await listed(source)
    assert (len(crm.details), {seen.area for seen in second.taken}) == (20, {"Cideng"})
    assert crm.pauses == []


async def _moment() -> None:
    try:
        async with asyncio.timeout(0.01):
            await asyncio.Event().wait()
    except TimeoutError:
        return


@pytest.mark.parametrize(
    "trouble", [status(500), status(403), raw(b"<html>Masuk"), raw(b"[" * 9), cut(b" " * 5_000)]
)
async def test_a_detail_that_fails_leaves_the_area_open_and_is_asked_again(crm: Dashboard, trouble: Any) -> None:
    crm.lists(shown("JK1"))
    crm.detail = trouble
    source = crm.source()
    found = await listed(source)
    assert [(seen.ticket, seen.area) for seen in found.taken] == [("JK1", None)]
    (reason,) = found.ending.counts.dropped
    assert reason.startswith("area: its detail: ")
    crm.detail = {"village": CIDENG}
    assert [seen.area for seen in (await listed(source)).taken] == ["Cideng"]


async def test_details_are_given_up_for_this_listing_when_they_keep_failing(crm: Dashboard) -> None:
    crm.lists(*(shown(f"JK{n}") for n in range(50)))
    crm.detail = status(500)
    found = await listed(crm.source(manner=Manner(concurrency=1)))
    assert (len(crm.details), len(found.taken)) == (5, 50)
    crm.asked.clear()
    crm.detail = status(429, Retry_After="60")
    await listed(crm.source(manner=Manner(concurrency=1)))
    assert len(crm.details) == 1


async def test_a_detail_that_is_not_there_is_not_asked_again(crm: Dashboard) -> None:
    crm.lists(
        shown("JK1"),
        shown("JK2", id=None),
        shown("JK3", id={"x": 1}),
        shown("JK4", id="\ud800"),
        shown("JK5", id=True),
    )
    crm.detail = status(404)
    source = crm.source()
    await listed(source)
    found = await listed(source)
    assert (crm.details, len(found.taken)) == (["jk1"], 5)


# Windows


@given(st.integers(1, 400))
def test_windows_hold_every_day_and_none_is_longer_than_a_week(days: int) -> None:
    today = date(2026, 11, 23)
    windows = list(weeks(today, days))
    days_asked = {first + timedelta(days=n) for first, last in windows for n in range((last - first).days)}
    assert days_asked == {today - timedelta(days=n) for n in range(days + 1)}
    assert max((last - first).days for first, last in windows) <= 7


async def test_days_shared_by_two_windows_show_each_complaint_once(crm: Dashboard) -> None:
    on = [f"2026-11-{day:02}T05:00:00+07:00" for day in range(3, 23)]
    crm.lists(*(shown(f"JK{n}", createdAt=at) for n, at in enumerate(on)))
    found = await listed(crm.source(days=20))
    assert sorted(found.tickets) == sorted(f"JK{n}" for n in range(20))
    assert (found.ending.duplicates, len(crm.windows)) == (0, 3)


async def test_a_window_cut_at_a_usual_limit_is_split(crm: Dashboard) -> None:
    on = [f"2026-11-{17 + n % 6:02}T05:00:00+07:00" for n in range(150)]
    crm.lists(*(shown(f"JK{n}", createdAt=at) for n, at in enumerate(on)), cap=100)
    found = await listed(crm.source(detail=False))
    assert (len(set(found.tickets)), len(found.tickets)) == (150, 150)
    assert found.ending.shortfall == PUBLIC_ONLY


async def test_a_single_day_that_may_have_been_cut_is_told(crm: Dashboard) -> None:
    crm.lists(*(shown(f"JK{n}", createdAt="2026-11-20T05:00:00+07:00") for n in range(150)), cap=100)
    found = await listed(crm.source(detail=False))
    assert len(found.tickets) == 100
    assert "may have been cut" in str(found.ending.shortfall)
    assert len(crm.windows) < 15


async def test_times_without_an_offset_are_of_the_crms_zone(crm: Dashboard) -> None:
    crm.lists(shown("JK1", createdAt="2026-11-23 05:00:00"))
    (seen,) = (await listed(crm.source())).taken
    assert seen.created_at == datetime(2026, 11, 22, 22, 0, tzinfo=UTC)


# What is refused


async def test_items_that_cannot_be_read_are_rejects_with_a_reason(crm: Dashboard) -> None:
    crm.map = [shown("GOOD"), None, "x", [], shown("DRIFT", tstatus={"name": []}), shown("X") | {"code": None}]
    found = await listed(crm.source())
    assert [seen.ticket for seen in found.taken] == ["GOOD"]
    assert [reject.ticket for reject in found.rejects] == [None, None, None, "DRIFT", None]
    assert found.ending.counts.rejected == 5


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (raw(b"<!DOCTYPE html><title>Masuk</title>", "text/html"), BadInput),
        (status(302, Location="/login"), BadInput),
        (raw(b'[{"code": "A"'), BadInput),
        (raw(b"[" * 200_000), BadInput),
        (raw(b'{"error": "no"}'), BadInput),
        (raw(b" " * 3_000_000), BadInput),
        (status(500), OutsideUnreachable),
        (status(429, Retry_After="3600"), RateLimited),
        (status(403), BadConfiguration),
        (status(404), BadConfiguration),
        (cut(json.dumps([shown("A")] * 9).encode()), OutsideUnreachable),
    ],
)
async def test_an_answer_that_is_none_is_one_sentence(crm: Dashboard, answer: Any, error: Any) -> None:
    crm.map = answer
    with pytest.raises(error) as caught:
        await listed(crm.source(max_bytes=2_000_000))
    assert str(caught.value).startswith(crm.url) and str(caught.value).endswith(".")
    assert "crm.rest" not in str(caught.value)


# The template


@pytest.mark.parametrize(
    ("content", "parts"),
    [
        (
            CONTENT,
            Parts("Sampah", "Jl. Cideng Barat No. 7 & 9", "Sampah menumpuk, lapor ke Budi 081200000000"),
        ),
        ("Permasalahan: a Kategori: b Lokasi: c Detail Alamat Laporan: ", Parts("b", "c", "a")),
        ("Permasalahan: a Kategori: - Lokasi: - Detail Alamat Laporan: -", Parts(text="a")),
        (
            "Permasalahan: x Lokasi: rumah si A Detail Alamat Laporan: B Kategori: b Lokasi: c "
            "Detail Alamat Laporan: d",
            Parts("b", "d", "x Lokasi: rumah si A Detail Alamat Laporan: B"),
        ),
        (
            "Permasalahan: a Kategori: b Lokasi: c Detail Alamat Laporan: Jl. X hub 0812-3456-7890",
            Parts("b", "Jl. X hub [nomor telepon]", "a"),
        ),
        (
            "Permasalahan: a Kategori: b Lokasi: c Detail Alamat Laporan: 3171234567890001, x@y.id",
            Parts("b", "c", "a"),
        ),
        ("Detail Alamat Laporan: d", Parts()),
        ("Permasalahan: a Lokasi: c Detail Alamat Laporan: d", Parts()),
        ("Halo. Permasalahan: a Kategori: b Lokasi: c Detail Alamat Laporan: d", Parts()),
        ("teks bebas", Parts()),
        ("", Parts()),
        (None, Parts()),
        (["x"], Parts()),
        ("Permasalahan: " * 9_999, Parts()),
    ],
)
def test_the_template_tells_category_address_and_text(content: Any, parts: Parts) -> None:
    assert read_template(content) == parts


@given(st.text(), st.text(alphabet="ab :"))
def test_what_the_citizen_writes_first_is_text_and_nothing_else(problem: str, address: str) -> None:
    text = f"Permasalahan: {problem} RAHASIA Kategori: b Lokasi: c Detail Alamat Laporan: {address}"
    assert "RAHASIA" not in "".join(read_template(text)[:2])


async def test_the_text_is_kept_scrubbed_where_that_is_configured(crm: Dashboard) -> None:
    crm.lists(shown("JK1"))
    keeping = replace(public_map(JAKARTA, "crm", {}), keeps_text=True)
    (seen,) = (await listed(crm.source(column_map=keeping))).taken
    assert seen.content == "Sampah menumpuk, lapor ke Budi [nomor telepon]"


def test_a_long_address_is_cut() -> None:
    assert len(read_template(f"Permasalahan: Kategori: Lokasi: Detail Alamat Laporan: {'a' * 999}").address) == 300
