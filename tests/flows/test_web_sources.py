"""The public dashboard and an Open311 server, from the configuration through a poll into the rows."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from conversation import NOW
from dashboard import Dashboard, dashboard, shown
from hostile_api import status
from little_world import STRIDE
from open311_server import City, city, request
from source_stand import Stand
from table_dump import dump

from bot.views.complaint import complaint_page
from bot.views.freshness import is_whole, partial_data
from bot.views.words import Local
from monitor.audience import is_told
from monitor.errors import BadConfiguration
from monitor.model import FactKind, Stage
from monitor.unseen import WORDS, Unseen
from storage.store import Store


@pytest.fixture
async def crm() -> AsyncIterator[Dashboard]:
    async with dashboard(NOW) as served:
        yield served


@pytest.fixture
async def boston() -> AsyncIterator[City]:
    async with city(NOW) as served:
        yield served


def public(store: Store, folder: Path, crm: Dashboard) -> Stand:
    return Stand(
        store, crm.clock, folder, f'[crm]\nsource = "public"\n[crm.public]\nbase_url = "{crm.url}/"\ndays = 6\n'
    )


def open311(store: Store, folder: Path, boston: City, form: str, more: str = "") -> Stand:
    section = f'[crm.open311]\nurl = "{boston.url}"\nformat = "{form}"\ndays = 20\napi_key = "kunci"\n{more}'
    return Stand(store, boston.clock, folder, '[crm]\nsource = "open311"\n' + section)


# The public dashboard


async def test_public_complaints_come_in_and_follow_their_status(
    store: Store, tmp_path: Path, crm: Dashboard
) -> None:
    stand = public(store, tmp_path, crm)
    crm.lists(shown("JK1"), shown("JK2"))
    first = await stand.poll()
    assert (first.new, first.complete, first.run.source) == (2, False, "public")
    crm.lists(shown("JK1", tstatus={"name": "Selesai"}), shown("JK2"))
    second = await stand.poll()
    assert (second.changed, second.unchanged) == (1, 1)
    found = await stand.the("JK1")
    assert (found.stage, found.area_code, found.address) == (
        Stage.COMPLETE,
        "31.71.01.1002",
        "Jl. Cideng Barat No. 7 & 9",
    )
    rows = str(await dump(store))
    assert "menumpuk" not in rows and "0812" not in rows


async def test_a_complaint_that_the_dashboard_shows_no_more_is_never_called_missing(
    store: Store, tmp_path: Path, crm: Dashboard
) -> None:
    stand = public(store, tmp_path, crm)
    crm.lists(shown("JK1"), shown("JK2"))
    await stand.poll()
    crm.lists(shown("JK1"))
    for _ in range(3):
        await stand.poll()
    assert (await stand.the("JK2")).missing_since is None


async def test_only_public_complaints_is_said_and_nihil_is_not(
    store: Store, tmp_path: Path, crm: Dashboard
) -> None:
    stand = public(store, tmp_path, crm)
    crm.lists(shown("JK1", tstatus={"name": "Selesai"}))
    await stand.poll()
    age = await stand.desk.data_age(stand.clock.now())
    assert (age.partial, age.stale) == ("hanya aduan publik", False)
    assert str(partial_data(age)) == "⚠️ Data tidak lengkap: hanya aduan publik." and not is_whole(age)
    assert stand.desk.source == "CRM, dibaca setiap 5 m"


async def test_replaying_a_poll_after_a_restart_without_details_makes_no_fact(
    store: Store, tmp_path: Path, crm: Dashboard
) -> None:
    crm.lists(shown("JK1"), shown("JK2"))
    await public(store, tmp_path, crm).poll()
    restarted = public(store, tmp_path, crm)
    before = await restarted.facts()
    crm.detail = status(500)
    replayed = await restarted.poll()
    assert (replayed.new, replayed.changed, await restarted.facts()) == (0, 0, before)
    assert (await restarted.the("JK1")).area_code == "31.71.01.1002"


async def test_an_area_that_comes_later_is_a_fact(store: Store, tmp_path: Path, crm: Dashboard) -> None:
    stand = public(store, tmp_path, crm)
    crm.lists(shown("JK1"))
    crm.detail, detail = status(503), crm.detail
    await stand.poll()
    assert (await stand.the("JK1")).area_code is None
    crm.detail = detail
    await stand.poll()
    assert (await stand.the("JK1")).area_code == "31.71.01.1002"
    assert FactKind.DETAILS in await stand.kinds("JK1")


async def test_a_week_that_fails_keeps_what_came_before_it(store: Store, tmp_path: Path, crm: Dashboard) -> None:
    config = f'[crm]\nsource = "public"\n[crm.public]\nbase_url = "{crm.url}"\ndays = 20\n'
    stand = Stand(store, crm.clock, tmp_path, config)
    crm.map = lambda question: (
        [shown("JK1")] if question.query["dateEnd"] == "2026-11-24" else status(404)(question)
    )
    with pytest.raises(BadConfiguration):
        await stand.poll()
    assert (await stand.the("JK1")).stage is Stage.WAIT
    assert (await stand.desk.data_age(stand.clock.now())).as_of is None


async def test_what_outlives_the_dashboards_days_is_told_apart_until_an_import_shows_it(
    store: Store, tmp_path: Path, crm: Dashboard
) -> None:
    stand = public(store, tmp_path, crm)
    crm.lists(shown("JK1"), shown("JK2"))
    await stand.poll()
    crm.lists(shown("NEW", createdAt="2026-11-28T05:00:00+07:00"))
    stand.clock.advance(timedelta(days=5))
    await stand.poll()
    assert (await stand.the("JK1")).missing_since is None
    stand.clock.advance(timedelta(days=2))
    since = (await stand.poll()).as_of
    gone = await stand.the("JK1")
    assert (gone.missing_since, gone.stage, is_told(gone)) == (since, Stage.WAIT, False)
    page = complaint_page(
        gone, [], area_title=None, local=Local(stand.desk.timezone), now=stand.clock.now(), near=stand.desk.near
    )
    assert "Tidak lagi tampak di CRM sejak 08.15" in page.text
    before = await stand.facts()
    await stand.poll()
    assert await stand.facts() == before


# Open311


@pytest.mark.parametrize("form", ["json", "xml"])
async def test_service_requests_come_in_with_their_due_time(
    store: Store, tmp_path: Path, boston: City, form: str
) -> None:
    stand = open311(store, tmp_path, boston, form)
    boston.lists(request("101"), request("102"), as_=form)
    first = await stand.poll()
    assert (first.new, first.complete, first.run.source, first.run.cut) == (2, False, "open311", False)
    before = await stand.facts()
    again = await stand.poll()
    assert (again.unchanged, await stand.facts()) == (2, before)
    closed = request("101", status="closed", updated_datetime="2026-11-22T20:00:00-05:00")
    boston.lists(closed, request("102"), as_=form)
    await stand.poll()
    found = await stand.the("101")
    assert (found.stage, found.unit) == (Stage.COMPLETE, "Public Works")
    assert found.stated_due_at is not None
    assert boston.asked[0].query["api_key"] == "kunci"


async def test_an_open_request_that_is_older_than_the_window_is_followed_by_its_id(
    store: Store, tmp_path: Path, boston: City
) -> None:
    stand = open311(store, tmp_path, boston, "json")
    boston.lists(request("101"), request("102"))
    boston.by_id = {"101": request("101")}
    await stand.poll()
    stand.clock.advance(timedelta(days=30))
    boston.lists(request("NEW", requested_datetime="2026-12-20T05:00:00-05:00", updated_datetime=None))
    boston.by_id["NEW"] = request("NEW")
    await stand.poll()
    assert {(await stand.the("101")).stage, (await stand.the("102")).stage} == {Stage.WAIT}
    assert (await stand.the("101")).listed_at == stand.clock.now()
    boston.by_id["101"] = request("101", status="closed", updated_datetime="2026-12-22T05:00:00-05:00")
    await stand.poll()
    assert (await stand.the("101")).stage is Stage.COMPLETE
    gone = await stand.the("102")
    assert (gone.missing_since, is_told(gone)) == (stand.clock.now() - STRIDE, False)
    assert (await stand.desk.data_age(stand.clock.now())).partial == WORDS[Unseen.DAYS]


async def test_nothing_is_nihil_while_older_requests_cannot_be_looked_at(
    store: Store, tmp_path: Path, boston: City
) -> None:
    stand = open311(store, tmp_path, boston, "json", "complete = true\n")
    boston.lists(request("101"))
    await stand.poll()
    assert is_whole(await stand.desk.data_age(stand.clock.now()))
    stand.clock.advance(timedelta(days=30))
    boston.lists(request("NEW", requested_datetime="2026-12-20T05:00:00-05:00", updated_datetime=None))
    boston.by_id["101"] = status(500)
    await stand.poll()
    age = await stand.desk.data_age(stand.clock.now())
    assert not age.stale and not is_whole(age)
    boston.by_id["101"] = request("101")
    await stand.poll()
    assert is_whole(await stand.desk.data_age(stand.clock.now()))
