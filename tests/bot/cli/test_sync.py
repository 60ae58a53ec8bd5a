"""`siaga sync` and the source's line of `siaga check`, against an API on loopback."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from datetime import timedelta
from threading import Thread

import pytest
from hostile_api import Api, api, item, status

NOW_WAITING = [item("JK1"), item("JK2", tstatus={"name": "Proses"})]
SECTION = """
[crm.rest]
url = "URL"
headers = { X-Api-Key = "sangat-rahasia" }
since_param = "after"
tries = 1
[crm.rest.fields]
ticket = "code"
created_at = "createdAt"
status = "tstatus.name"
area = "village.name"
"""


@pytest.fixture
def crm(place: Callable[..., object]) -> Iterator[Api]:
    """The API on a loop of its own, and the configuration that reads it."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever)
    thread.start()
    stack = AsyncExitStack()

    def run(step: object) -> Api:
        return asyncio.run_coroutine_threadsafe(step, loop).result(5)  # type: ignore[arg-type,return-value]

    served = run(stack.enter_async_context(api(place.clock.now())))  # type: ignore[attr-defined]
    place.configure(SECTION.replace("URL", served.url))  # type: ignore[attr-defined]
    yield served
    run(stack.aclose())
    loop.call_soon_threadsafe(loop.stop)
    thread.join(5)
    loop.close()


DETAIL = """unit = "detail.unit"
[crm.rest.detail]
url = "URL/{ticket}"
"""


def sync(place, *words):
    return place.siaga("sync", *words, SIAGA_CRM__SOURCE="rest")


def test_sync_tells_what_a_poll_brought(place, crm) -> None:
    crm.says(NOW_WAITING)
    said = sync(place)
    assert said.code == 0, said.err
    assert said.out == (
        "rest: 2 new, 0 changed, 0 unchanged, 0 rejected, 0 duplicates, 0 vanished; "
        "true as of 2026-11-23T08:30:00+07:00.\n"
    )
    assert "A complete list." in said.err
    crm.says([NOW_WAITING[1], item("JK1", tstatus={"name": "Selesai"})])
    said = sync(place)
    assert "0 new, 1 changed, 1 unchanged" in said.out
    assert "Not a complete list: it was asked for changes only." in said.err
    assert crm.queries == [{"after": "2026-11-23T01:20:00Z"}]
    crm.says(NOW_WAITING)
    assert "A complete list." in sync(place, "--full").err
    (listed,) = json.loads(place.siaga("list", "--stage", "wait", "--format", "json").out)
    assert (listed["ticket"], listed["kelurahan"], listed["source"]) == ("JK1", "Cideng", "rest")


def test_rejected_items_are_bad_news_with_their_reason(place, crm) -> None:
    crm.says([*NOW_WAITING, item("JK3", createdAt="kemarin"), 7, item("JK4", tstatus={"name": "Aneh"})])
    said = sync(place)
    assert said.code == 1
    assert "3 new" in said.out and "2 rejected" in said.out
    assert "Rejected: created_at (column 'createdAt') is not a date that can be read: JK3." in said.err
    assert "Rejected: the item is not an object: item 4." in said.err
    assert "rest: these labels mean no stage: fill one in below [crm.status]" in said.err
    assert '"Aneh" = "" # 1 rows' in said.err


def test_a_listing_that_lacks_too_many_is_not_believed_until_the_operator_says_so(place, crm) -> None:
    everything = [item(f"JK{n}") for n in range(30)]
    for shown in (everything, everything[:15]):
        crm.says(shown)
        sync(place, "--full")
        place.clock.advance(timedelta(minutes=5))
    said = sync(place, "--full")
    assert "0 vanished" in said.out
    assert "Not a complete list: it lacks 15 of 30 open complaints" in said.err
    assert "If they are really gone there: siaga sync --full --believe." in said.err
    assert "note  data           nothing is called NIHIL: the last listing lacks" in check(place)
    assert "15 vanished" in sync(place, "--full", "--believe").out
    assert "NIHIL" not in check(place)
    assert sync(place, "--believe").code == 2


def test_check_names_items_that_the_last_listing_could_not_be_read_from(place, crm) -> None:
    crm.says([*NOW_WAITING, item("JK3", createdAt="kemarin"), 7])
    sync(place)
    assert "FAIL  data           2 items of the last listing could not be read: siaga sync --full" in check(place)
    assert "nothing is called NIHIL: some of it could not be read" in check(place)


def check(place) -> str:
    return place.siaga("check", "--offline", SIAGA_CRM__SOURCE="rest").out


@pytest.mark.parametrize(
    ("answer", "code", "words"),
    [
        (status(500), 3, "cannot answer now (answer 500)"),
        (status(401), 2, "check the key in crm.rest.headers"),
        ({"error": "no"}, 1, "without a list at crm.rest.items"),
    ],
)
def test_a_source_that_fails_is_one_sentence(place, crm, answer, code, words) -> None:
    crm.says(answer)
    said = sync(place)
    assert (said.code, said.out, said.err.count("\n")) == (code, "", 1)
    assert words in said.err and "rahasia" not in said.err


def test_without_a_source_there_is_nothing_to_poll(place) -> None:
    said = place.siaga("sync")
    assert said.code == 2
    assert "name a source, or use siaga import" in said.err


def test_check_asks_the_source_for_a_page(place, crm) -> None:
    crm.says(NOW_WAITING)
    said = place.siaga("check", SIAGA_CRM__SOURCE="rest")
    assert "ok    source         rest: 2 complaints of the first page can be read\n" in said.out
    crm.says([*NOW_WAITING, 7])
    said = place.siaga("check", SIAGA_CRM__SOURCE="rest")
    assert (
        "FAIL  source         rest: 2 complaints of the first page can be read, 1 cannot: the item is" in said.out
    )
    asked = len(crm.asked)
    said = place.siaga("check", "--offline", SIAGA_CRM__SOURCE="rest")
    assert "ok    source         rest (not asked)\n" in said.out
    assert len(crm.asked) == asked


def test_check_says_what_imports_cannot_serve(place) -> None:
    said = place.siaga("check", "--offline")
    assert "note  source         imports only: what arrives between two of them is told late" in said.out


def test_unknown_names_come_with_the_line_to_paste(place, crm) -> None:
    crm.says([item("JK1", village={"name": "Petojo"}), item("JK2", village={"name": "Antah Berantah"})])
    said = sync(place).err
    assert 'rest: no area is certainly called "Petojo" (1 rows): the file of [areas] could say\n31.71.01.' in said
    assert "kode-baru,Antah Berantah,kelurahan,kode-kecamatan,,,," in said


def test_check_asks_the_details_of_three_complaints_at_most(place, crm: Api) -> None:
    place.configure((SECTION + DETAIL).replace("URL", crm.url))
    crm.says([item(f"JK{number}") for number in range(10)])
    crm.detail = {"unit": "Sudin LH"}
    said = place.siaga("check", SIAGA_CRM__SOURCE="rest").out
    assert "rest: 10 complaints of the first page can be read" in said
    assert len(crm.detailed) == 3
