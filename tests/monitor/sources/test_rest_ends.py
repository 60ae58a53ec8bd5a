"""Whether the last page was really the last: what cannot be told apart from a cut list is never a complete one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web
from hostile_api import Api, api, item, pages
from listings import Listed, listed

from monitor.sources.rest.plan import PagingPlan
from monitor.unseen import Unseen

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
PAGED: dict[str, Any] = {"style": "page", "param": "page", "size_param": "limit", "size": 2}
CURSOR = {"style": "cursor", "param": "after", "next": "next", "size": 3}
LINKED = {"style": "link", "size": 3}


@pytest.fixture
async def crm() -> AsyncIterator[Api]:
    async with api(NOW) as served:
        yield served


async def read(crm: Api, paging: dict[str, Any], *answers: Any, **plan: Any) -> Listed:
    crm.says(*answers)
    given: dict[str, Any] = {"items": "items", "paging": PagingPlan(**paging)}
    return await listed(crm.source(**given | plan))


def some(*numbers: int) -> list[Any]:
    return [item(f"JK{n}") for n in numbers]


def page(*numbers: int, **more: Any) -> dict[str, Any]:
    return {"items": some(*numbers), **more}


def linked(*numbers: int, to: str | None = None) -> Any:
    headers = {"Link": f'</complaints?at={to}>; rel="next"'} if to else {}
    return lambda _: web.json_response(page(*numbers), headers=headers)


# A cursor or a Link that is lost


@pytest.mark.parametrize("wrong", [{"token": "b"}, ["b"], 1.5, True, False, [], {}])
async def test_a_cursor_of_another_shape_cuts_the_listing(crm: Api, wrong: Any) -> None:
    found = await read(crm, CURSOR, page(1, 2, next="a"), page(3, next=wrong))
    assert (found.ending.cut, found.ending.unseen) == (True, Unseen.CUT)
    assert found.ending.shortfall == "page 2 has a next page that is no cursor (crm.rest.paging.next)"


async def test_a_cursor_that_was_there_on_earlier_pages_is_missed_on_the_last(crm: Api) -> None:
    found = await read(crm, CURSOR, page(1, 2, next="a"), page(3))
    assert (found.ending.cut, found.ending.unseen) == (True, Unseen.CUT)
    assert found.ending.shortfall == "page 2 no longer says whether there is a next one (crm.rest.paging.next)"


async def test_the_object_around_a_cursor_is_missed_too(crm: Api) -> None:
    answers = [page(1, 2, meta={"next": "a"}), page(3, meta=None)]
    assert (await read(crm, CURSOR | {"next": "meta.next"}, *answers)).ending.cut


@pytest.mark.parametrize("nothing", [None, ""])
async def test_a_cursor_that_is_said_to_be_none_ends_the_listing(crm: Api, nothing: Any) -> None:
    found = await read(crm, CURSOR, page(1, 2, next="a"), page(3, next=nothing))
    assert (found.ending.shortfall, found.ending.unseen) == (None, None)


async def test_a_list_of_one_page_needs_no_cursor(crm: Api) -> None:
    assert (await read(crm, CURSOR, page(1, 2))).ending.shortfall is None


@pytest.mark.parametrize("paging", [CURSOR, LINKED])
async def test_a_full_last_page_without_a_next_one_may_be_cut(crm: Api, paging: dict[str, Any]) -> None:
    found = await read(crm, paging, page(1, 2, 3, next=None))
    assert (found.ending.cut, found.ending.unseen) == (False, Unseen.LIMIT)
    assert found.ending.shortfall == "it ends with a full page of 3 complaints, where the server may have cut it"


async def test_a_link_that_disappears_from_a_page_as_full_as_the_others_may_be_cut(crm: Api) -> None:
    found = await read(crm, LINKED | {"size": 100}, linked(1, 2, to="b"), linked(3, 4))
    assert found.ending.unseen is Unseen.LIMIT
    found = await read(crm, LINKED | {"size": 100}, linked(1, 2, to="b"), linked(3))
    assert found.ending.unseen is None


async def test_a_full_last_page_is_the_end_where_the_source_counts_as_many(crm: Api) -> None:
    found = await read(crm, CURSOR, page(1, 2, 3, next=None, total=3), total="total")
    assert found.ending.shortfall is None


# A total that is wrong


async def test_a_total_of_the_page_alone_does_not_end_the_listing(crm: Api) -> None:
    answers = [page(1, 2, total=2), page(3, 4, total=2), page(5, total=1), page(total=0)]
    found = await read(crm, PAGED, *answers, total="total")
    assert found.tickets == ["JK1", "JK2", "JK3", "JK4", "JK5"]
    assert (found.ending.unseen, found.ending.cut) == (Unseen.SHORT, False)
    assert found.ending.shortfall == "it holds 5 complaints, though the source counts 0"


@pytest.mark.parametrize("total", [2, 0])
async def test_a_total_does_not_end_a_listing_that_names_a_next_page(crm: Api, total: int) -> None:
    answers = [page(1, 2, next="a", total=total), page(3, next=None, total=total)]
    found = await read(crm, CURSOR, *answers, total="total")
    assert found.tickets == ["JK1", "JK2", "JK3"]
    assert found.ending.unseen is Unseen.SHORT


@pytest.mark.parametrize("beyond", [page(3, 4), page(total=4)])
async def test_a_total_that_is_reached_is_the_end_even_if_the_last_page_comes_again(crm: Api, beyond: Any) -> None:
    found = await read(crm, PAGED, page(1, 2, total=4), page(3, 4, total=4), beyond | {"total": 4}, total="total")
    assert (found.ending.shortfall, found.ending.unseen) == (None, None)


async def test_a_total_that_is_reached_by_a_short_page_saves_a_question(crm: Api) -> None:
    crm.says(pages(some(1, 2, 3), total=True))
    found = await listed(crm.source(items="items", paging=PagingPlan(**PAGED), total="total"))
    assert (found.ending.shortfall, len(crm.asked)) == (None, 2)


# Pages that move


@pytest.mark.parametrize(
    ("paging", "answers"),
    [
        (PAGED, [page(1, 2), page(2, 3), page(4), page()]),
        (CURSOR, [page(1, 2, next="a"), page(2, next=None)]),
    ],
)
async def test_a_complaint_on_two_pages_shows_that_they_moved(crm: Api, paging: Any, answers: Any) -> None:
    found = await read(crm, paging, *answers)
    assert (found.ending.unseen, found.ending.cut) == (Unseen.SHIFTED, False)
    assert str(found.ending.shortfall).startswith("1 of its complaints came on two pages, so the pages moved")


async def test_a_complaint_twice_on_one_page_is_a_duplicate_only(crm: Api) -> None:
    found = await read(crm, PAGED, page(1, 1), page(2), page())
    assert (found.ending.duplicates, found.ending.shortfall) == (1, None)


async def test_pages_that_moved_are_complete_where_the_source_counts_as_many(crm: Api) -> None:
    found = await read(crm, PAGED, page(1, 2), page(2, 3), page(total=3), total="total")
    assert (found.ending.duplicates, found.ending.shortfall) == (1, None)


# Other reasons


async def test_what_a_choice_leaves_out_and_a_limit_are_unseen(crm: Api) -> None:
    found = await read(crm, {"style": "none"}, page(1), complete=False)
    assert found.ending.unseen is Unseen.CHOICE
    found = await read(crm, {"style": "none"}, page(*range(100)))
    assert found.ending.unseen is Unseen.LIMIT


async def test_changes_only_are_no_complete_listing_but_leave_nothing_unseen(crm: Api) -> None:
    crm.says(some(1))
    found = await listed(crm.source(since_param="after"), NOW)
    assert (found.ending.shortfall, found.ending.unseen) == ("it was asked for changes only", None)
    crm.says(some(*range(100)))
    found = await listed(crm.source(since_param="after"), NOW)
    assert found.ending.unseen is Unseen.LIMIT
