"""What the simulated CRM lists, page by page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from thoroughness import examples
from yarl import URL

from bot.demo.crm import Crm
from monitor.clock import SteppedClock
from monitor.sources.simulator import City

Session = aiohttp.ClientSession


async def listed(reader: Session, **params: Any) -> dict[str, Any]:
    async with reader.get("/complaints", params=params) as answer:
        assert answer.status == 200
        data: dict[str, Any] = (await answer.json())["data"]
        return data


async def all_pages(reader: Session, limit: int, **params: Any) -> list[dict[str, Any]]:
    first = await listed(reader, page=1, limit=limit, **params)
    items = first["items"]
    for page in range(2, first["pages"] + 1):
        items += (await listed(reader, page=page, limit=limit, **params))["items"]
    assert len(items) == first["total"]
    return list(items)


@pytest.mark.parametrize("limit", [7, 100, 500])
async def test_pages_hold_every_complaint_exactly_once(
    reader: Session, city: City, clock: SteppedClock, limit: int
) -> None:
    codes = [item["code"] for item in await all_pages(reader, limit)]
    assert codes == [record.ticket for record in city.state_at(clock.now())]
    assert len(set(codes)) == len(codes)


async def test_nothing_slips_between_pages_while_the_clock_runs(
    reader: Session, city: City, clock: SteppedClock
) -> None:
    began = {record.ticket for record in city.state_at(clock.now())}
    data = await listed(reader, page=1, limit=20)
    codes = [item["code"] for item in data["items"]]
    for page in range(2, data["pages"] + 1):
        clock.advance(timedelta(hours=3))
        codes += [item["code"] for item in (await listed(reader, page=page, limit=20))["items"]]
    assert sorted(codes) == sorted(began)


async def test_pages_that_shift_lose_complaints(
    reader: Session, crm: Crm, city: City, clock: SteppedClock
) -> None:
    """The hazard of every API paged by number, there to try a reader's patience."""
    crm.troubles.shift.set(True)
    began = {record.ticket for record in city.state_at(clock.now())}
    data = await listed(reader, page=1, limit=20)
    codes = {item["code"] for item in data["items"]}
    for page in range(2, data["pages"] + 1):
        clock.advance(timedelta(hours=3))
        codes |= {item["code"] for item in (await listed(reader, page=page, limit=20))["items"]}
    assert began - codes


async def test_only_what_changed_since_is_told(reader: Session, city: City, clock: SteppedClock) -> None:
    since = clock.now()
    clock.advance(timedelta(hours=5))
    changed = await all_pages(reader, 50, updated_after=since.isoformat())
    expected = {r.ticket for r in city.state_at(clock.now()) if r.updated_at >= since}
    assert {item["code"] for item in changed} == expected
    assert 0 < len(expected) < 100


@pytest.mark.parametrize("written", ["2026-11-23T01:00:00Z", "2026-11-23T08:00:00+07:00", "2026-11-23T08:00:00"])
async def test_an_instant_may_be_written_in_any_zone_and_without_one_is_local(
    reader: Session, city: City, clock: SteppedClock, written: str
) -> None:
    changed = await all_pages(reader, 50, updated_after=written)
    since = datetime(2026, 11, 23, 1, tzinfo=UTC)
    assert [item["code"] for item in changed] == [
        record.ticket for record in city.state_at(clock.now(), changed_since=since)
    ]


async def test_a_plus_sign_that_was_not_encoded_is_understood(reader: Session, base_url: str) -> None:
    raw = f"{base_url}/complaints?updated_after=2026-11-23T08:00:00+07:00&limit=500"
    async with aiohttp.ClientSession(headers=reader.headers) as bare, bare.get(URL(raw, encoded=True)) as answer:
        assert answer.status == 200
        found = (await answer.json())["data"]["total"]
    assert found == (await listed(reader, updated_after="2026-11-23T01:00:00Z"))["total"]


async def test_an_item_says_what_the_city_knows(reader: Session, city: City, clock: SteppedClock) -> None:
    for item in await all_pages(reader, 500):
        record = city.find(item["code"], clock.now())
        assert item["tstatus"]["name"] == record.status
        assert (item["unit"] or {"name": None})["name"] == record.unit
        for key, at in (
            ("createdAt", record.created_at),
            ("updatedAt", record.updated_at),
            ("respondedAt", record.responded_at),
            ("completedAt", record.completed_at),
        ):
            assert item[key] is None if at is None else datetime.fromisoformat(item[key]) == at
            assert item[key] is None or item[key].endswith("+07:00")
        place = record.arrival.place
        assert item["village"] == (
            place
            and {"name": place.name, "district": {"name": place.kecamatan, "city": {"name": "Jakarta Pusat"}}}
        )
        assert (item["lat"] is not None) == (record.arrival.channel.name == "JAKI")


async def test_the_date_is_the_simulated_clocks(reader: Session, clock: SteppedClock) -> None:
    clock.set(datetime(2026, 12, 24, 17, 5, 9, tzinfo=UTC))
    async with reader.get("/complaints", params={"limit": 1}) as answer:
        assert answer.headers["Date"] == "Thu, 24 Dec 2026 17:05:09 GMT"
    async with reader.get("/complaints", headers={"X-Api-Key": "salah"}) as answer:
        assert answer.headers["Date"] == "Thu, 24 Dec 2026 17:05:09 GMT"


@pytest.mark.parametrize("headers", [{}, {"X-Api-Key": "salah"}, {"X-Api-Key": ""}, {"X-Api-Key": "künci"}])
async def test_without_the_key_nothing_is_told_or_done(base_url: str, headers: dict[str, str]) -> None:
    async with aiohttp.ClientSession(base_url, headers=headers) as stranger:
        for method, path in (("GET", "/complaints"), ("POST", "/complaints/JK2611230001/close")):
            async with stranger.request(method, path) as answer:
                assert answer.status == 401
                assert "X-Api-Key" in (await answer.json())["error"]["message"]


HOSTILE = [
    {"page": "0"},
    {"page": "-1"},
    {"page": "1.5"},
    {"page": "satu"},
    {"page": "９"},
    {"page": "9" * 5_000},
    {"limit": "0"},
    {"limit": "501"},
    {"limit": "1e3"},
    {"updated_after": "kemarin"},
    {"updated_after": "2026-02-31T00:00:00Z"},
    {"updated_after": "9" * 4_000},
    {"updated_after": "'; DROP TABLE complaints; --"},
]


@pytest.mark.parametrize("params", HOSTILE, ids=[str(params)[:40] for params in HOSTILE])
async def test_what_cannot_be_is_refused_in_one_sentence(reader: Session, params: dict[str, str]) -> None:
    async with reader.get("/complaints", params=params) as answer:
        assert answer.status == 400
        message = (await answer.json())["error"]["message"]
    assert message.endswith(".")
    assert next(iter(params.values())) not in message or len(next(iter(params.values()))) < 4


@pytest.mark.parametrize(
    "since", ["0001-01-01T00:00:00+07:00", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00"]
)
async def test_the_ends_of_time_are_answered(reader: Session, since: str) -> None:
    whole = (await listed(reader))["total"]
    assert (await listed(reader, updated_after=since))["total"] == (whole if since < "1000" else 0)


async def test_pages_beyond_the_last_are_empty(reader: Session) -> None:
    data = await listed(reader, page=999_999_999, limit=500)
    assert data["items"] == []
    assert data["total"] > 0


@settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(["page", "limit", "updated_after", "x"]), st.text(max_size=12), max_size=4))
async def test_no_question_makes_it_stumble(reader: Session, params: dict[str, str]) -> None:
    sent = {
        name: value for name, value in params.items() if not any("\ud800" <= sign <= "\udfff" for sign in value)
    }
    async with reader.get("/complaints", params=sent) as answer:
        assert answer.status in (200, 400)
