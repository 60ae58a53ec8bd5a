"""Trouble that is switched on, and off again."""

from __future__ import annotations

import json
from datetime import timedelta

import aiohttp
import pytest

from bot.demo.crm import Crm
from bot.sandbox.page import Switch

Session = aiohttp.ClientSession
QUESTION = {"limit": "100"}


async def ask(reader: Session, page: int = 1) -> tuple[int, bytes]:
    async with reader.get("/complaints", params={**QUESTION, "page": str(page)}) as answer:
        return answer.status, await answer.read()


def test_switches_fit_the_page_and_are_off(crm: Crm) -> None:
    switches: list[Switch] = list(crm.troubles.switches())
    assert len({switch.name for switch in switches}) == len(switches) == 6
    for switch in switches:
        assert switch.name.replace("-", "").isalpha()
        assert switch.title.startswith(("CRM", "Jawaban", "Halaman"))
        assert not switch.is_on()


async def test_a_crm_that_is_down_says_so_and_comes_back(reader: Session, crm: Crm) -> None:
    crm.troubles.down.set(True)
    assert (await ask(reader))[0] == 503
    crm.troubles.down.set(False)
    assert (await ask(reader))[0] == 200


async def test_a_crm_that_is_gone_answers_nobody(
    reader: Session, crm: Crm, caplog: pytest.LogCaptureFixture
) -> None:
    crm.troubles.gone.set(True)
    with pytest.raises(aiohttp.ClientConnectionError):
        await ask(reader)
    crm.troubles.gone.set(False)
    assert (await ask(reader))[0] == 200
    assert caplog.records == []


async def test_a_slow_crm_makes_wait_before_every_answer(
    reader: Session, crm: Crm, waits: list[timedelta]
) -> None:
    await ask(reader)
    assert waits == []
    crm.troubles.slow.set(True)
    assert (await ask(reader))[0] == 200
    assert waits == [timedelta(seconds=8)]


async def test_a_cut_answer_breaks_off_on_the_last_page_only(reader: Session, crm: Crm) -> None:
    data = json.loads((await ask(reader))[1])["data"]
    assert data["pages"] > 1
    crm.troubles.cut.set(True)
    assert json.loads((await ask(reader))[1])["data"] == data
    status, body = await ask(reader, data["pages"])
    assert status == 200
    with pytest.raises(ValueError, match=r"line 1"):
        json.loads(body)


async def test_a_gap_empties_the_last_page_and_the_total_tells(reader: Session, crm: Crm) -> None:
    crm.troubles.gap.set(True)
    data = json.loads((await ask(reader))[1])["data"]
    last = json.loads((await ask(reader, data["pages"]))[1])["data"]
    assert last["items"] == []
    assert last["total"] == data["total"] > len(data["items"])
