"""The simulated CRM as an officer sees it: what is answered there is answered in the CRM."""

from datetime import UTC, datetime

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.demo.city import OFFICE, SEED
from bot.demo.crm.office import Office
from monitor.areas.directory import Directory
from monitor.clock import SteppedClock
from monitor.model import Stage
from monitor.sources.simulator import City

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def opened() -> tuple[City, TestClient[web.Request, web.Application]]:
    office, client = opened_office()
    return office.city, client


def opened_office() -> tuple[Office, TestClient[web.Request, web.Application]]:
    office = Office(City(SEED, Directory.load("builtin:jakarta")), SteppedClock(NOW), OFFICE)
    app = web.Application()
    app.add_routes(office.routes())
    return office, TestClient(TestServer(app))


async def test_answering_on_the_page_stops_the_clock_in_the_crm() -> None:
    city, client = opened()
    ticket = next(record.ticket for record in city.state_at(NOW) if record.stage is Stage.WAIT)
    async with client:
        page = await (await client.get(f"{OFFICE}/{ticket}")).text()
        assert ticket in page and "Jawab" in page
        await client.post(f"{OFFICE}/{ticket}", data={"do": "answer"})
    record = city.find(ticket, NOW)
    assert record.stage is not Stage.WAIT
    assert record.responded_at == NOW


async def test_only_what_can_be_done_is_offered() -> None:
    city, client = opened()
    by_stage = {record.stage: record.ticket for record in city.state_at(NOW)}
    async with client:
        waiting = await (await client.get(f"{OFFICE}/{by_stage[Stage.WAIT]}")).text()
        done = await (await client.get(f"{OFFICE}/{by_stage[Stage.COMPLETE]}")).text()
    assert "Jawab</button>" in waiting and "Serahkan</button>" in waiting
    assert "<button" not in done and "sudah ditutup" in done


async def test_a_handover_changes_who_holds_it() -> None:
    city, client = opened()
    ticket = next(record.ticket for record in city.state_at(NOW) if record.stage is Stage.WAIT)
    unit = next(unit for unit in sorted(city.units) if unit != city.find(ticket, NOW).unit)
    async with client:
        await client.post(f"{OFFICE}/{ticket}", data={"do": "handover", "unit": unit})
        assert (await client.post(f"{OFFICE}/{ticket}", data={"do": "dance"})).status == 400
    assert city.find(ticket, NOW).unit == unit


async def test_what_cannot_be_done_is_said_on_the_page() -> None:
    city, client = opened()
    ticket = next(record.ticket for record in city.state_at(NOW) if record.stage is Stage.COMPLETE)
    async with client:
        answer = await client.post(f"{OFFICE}/{ticket}", data={"do": "close"})
        assert "role=alert" in await answer.text()
    assert city.find(ticket, NOW).stage is Stage.COMPLETE


async def test_unknown_tickets_and_other_sites_are_refused() -> None:
    city, client = opened()
    async with client:
        assert (await client.get(f"{OFFICE}/<script>")).status == 404
        ticket = city.state_at(NOW)[0].ticket
        foreign = {"Origin": "https://evil.example"}
        assert (await client.post(f"{OFFICE}/{ticket}", data={"do": "close"}, headers=foreign)).status == 403


async def test_the_guide_sees_an_answer_given_since_it_looked() -> None:
    office, client = opened_office()
    ticket = next(record.ticket for record in office.city.state_at(NOW) if record.stage is Stage.WAIT)
    async with client:
        await client.post(f"{OFFICE}/{ticket}", data={"do": "answer"})
        assert office.answered
        office.forget()
        await client.post(f"{OFFICE}/{ticket}", data={"do": "answer"})  # it is answered already
    assert not office.answered
