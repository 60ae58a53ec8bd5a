"""Open requests that no window shows any more: asked for by their ids, and gone only when that is certain."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hostile_api import status
from listings import listed
from open311_server import City, city, request

from monitor.model import Stage
from monitor.sources.source import Recall, Recalled

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
DAY = timedelta(days=1)
FIVE = timedelta(minutes=5)
OLD = "2026-06-01T05:00:00-05:00"


@pytest.fixture
async def boston() -> AsyncIterator[City]:
    async with city(NOW) as served:
        served.lists(request("NEW"))
        served.by_id = {"NEW": request("NEW")}
        yield served


def known(*tickets: str, unseen_for: timedelta = FIVE) -> Recall:
    async def recall(_: datetime) -> Sequence[Recalled]:
        return [Recalled(ticket, NOW - 180 * DAY, NOW - unseen_for) for ticket in tickets]

    return recall


@pytest.mark.parametrize("form", ["json", "xml"])
async def test_older_open_ones_are_asked_for_together(boston: City, form: str) -> None:
    boston.lists(request("NEW"), as_=form)
    boston.by_id |= {"A": request("A", requested_datetime=OLD, status="closed"), "B": request("B")}
    source = boston.source(form=form, jurisdiction="boston.gov", params={"api_key": "kunci"})
    found = await listed(source, None, known("NEW", "A", "B"))
    assert {seen.ticket: seen.stage for seen in found.taken} == {
        "NEW": Stage.WAIT,
        "A": Stage.COMPLETE,
        "B": Stage.WAIT,
    }
    assert boston.ids_asked == ["A,B"]
    assert dict(boston.asked[-1].query) == {
        "service_request_id": "A,B",
        "jurisdiction_id": "boston.gov",
        "api_key": "kunci",
    }
    assert (found.ending.cut, found.ending.gone) == (False, {})


async def test_a_server_without_lists_of_ids_is_asked_one_by_one(boston: City) -> None:
    boston.one_by_one = True
    boston.answer = [request("NEW")]
    boston.by_id |= {"A": request("A"), "B/..": request("B/..")}
    found = await listed(boston.source(), None, known("A", "B/.."))
    assert sorted(map(str, found.tickets)) == ["A", "B/..", "NEW"]
    assert boston.ids_asked == ["A,B/..", "NEW", "A", "B/.."]


async def test_only_what_was_asked_for_is_taken(boston: City) -> None:
    boston.by_id["A"] = request("OTHER")
    found = await listed(boston.source(), None, known("A"))
    assert found.tickets == ["NEW"]


async def test_what_is_not_there_twice_is_gone_since_the_first_time(boston: City) -> None:
    source = boston.source()
    assert (await listed(source, None, known("A"))).ending.gone == {}
    first = boston.clock.now()
    boston.clock.advance(FIVE)
    ending = (await listed(source, None, known("A"))).ending
    assert (ending.gone, ending.cut) == ({"A": first}, False)


async def test_what_is_there_again_is_not_gone(boston: City) -> None:
    source = boston.source()
    await listed(source, None, known("A"))
    boston.by_id["A"] = request("A")
    await listed(source, None, known("A"))
    del boston.by_id["A"]
    assert (await listed(source, None, known("A"))).ending.gone == {}


@pytest.mark.parametrize("proof", [status(404), status(500), lambda _: status(400)(_)])
async def test_nothing_is_gone_where_the_server_does_not_answer_by_id(boston: City, proof: object) -> None:
    source = boston.source()
    boston.by_id = {"NEW": proof}
    for _ in range(3):
        ending = (await listed(source, None, known("A"))).ending
        assert (ending.gone, ending.cut) == ({}, False)
    ending = (await listed(source, None, known("A", unseen_for=2 * DAY))).ending
    assert (ending.gone, ending.cut) == ({}, True)
    assert ending.shortfall == "1 open requests beyond it could not be asked for by their ids"


async def test_the_questions_are_few_and_the_longest_unseen_come_first(boston: City) -> None:
    tickets = [f"T{n:05}" for n in range(5_000)]
    boston.by_id = {ticket: request(ticket) for ticket in tickets}
    found = await listed(boston.source(), None, known(*tickets, unseen_for=2 * DAY))
    assert len(boston.ids_asked) == 40
    assert found.tickets == ["NEW", *tickets[:2_000]]
    assert (found.ending.cut, len(boston.pauses)) == (True, 40)


async def test_ids_that_could_lead_elsewhere_are_not_asked_for(boston: City) -> None:
    found = await listed(boston.source(), None, known("..", "x" * 200, "a\nb"))
    assert (found.tickets, boston.ids_asked) == (["NEW"], [])


async def test_trouble_with_older_ones_does_not_spoil_the_listing(boston: City) -> None:
    boston.by_id = {"A": status(429, Retry_After="900"), "NEW": status(429, Retry_After="900")}
    source = boston.source()
    found = await listed(source, None, known("A"))
    assert (found.tickets, boston.ids_asked) == (["NEW"], ["A"])
    assert found.ending.counts.dropped == {"an older request: the server asks us to wait": 1}
    boston.clock.advance(FIVE)
    await listed(source, None, known("A"))
    assert boston.ids_asked == ["A"]
