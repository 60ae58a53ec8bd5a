"""What is done to complaints over HTTP."""

from __future__ import annotations

from datetime import datetime

import aiohttp
import pytest

from monitor.clock import SteppedClock
from monitor.model import Stage
from monitor.sources.simulator import City

Session = aiohttp.ClientSession
UNIT = "Sudin Bina Marga Jakarta Pusat"


def one_in(city: City, clock: SteppedClock, stage: Stage) -> str:
    return next(r.ticket for r in city.state_at(clock.now()) if r.stage is stage and r.unit != UNIT)


async def post(reader: Session, path: str, **body: object) -> tuple[int, dict[str, object]]:
    async with reader.post(f"/complaints{path}", json=body or None) as answer:
        return answer.status, await answer.json()


async def test_an_answer_shows_at_once_as_the_latest_change(
    reader: Session, city: City, clock: SteppedClock
) -> None:
    status, sent = await post(reader, "", area="31.71.01.1002", category="Sampah")
    assert status == 200
    code = sent["data"]["code"]
    assert city.find(code, clock.now()).stage is Stage.WAIT
    status, told = await post(reader, f"/{code}/answer")
    assert (status, told["data"]["tstatus"]) == (200, {"name": "Proses"})
    assert datetime.fromisoformat(told["data"]["respondedAt"]) == clock.now()
    async with reader.get("/complaints", params={"updated_after": clock.now().isoformat()}) as answer:
        assert [item["code"] for item in (await answer.json())["data"]["items"]] == [code]


async def test_a_hand_over_and_a_closing_are_done(reader: Session, city: City, clock: SteppedClock) -> None:
    code = one_in(city, clock, Stage.PROCESS)
    status, told = await post(reader, f"/{code}/handover", unit=UNIT)
    assert (status, told["data"]["unit"], told["data"]["tstatus"]) == (200, {"name": UNIT}, {"name": "Koordinasi"})
    status, told = await post(reader, f"/{code}/close")
    assert (status, told["data"]["tstatus"]) == (200, {"name": "Selesai"})
    async with reader.get(f"/complaints/{code}") as answer:
        assert (await answer.json()) == told


async def test_what_is_not_there_is_not_found(reader: Session) -> None:
    for code in ("JK2611230000", "JK2611239999", "entah", "%00", "..%2F..", "x" * 5_000):
        assert (await post(reader, f"/{code}/close"))[0] == 404
    assert (await post(reader, "", area="31.71.01", category="Sampah"))[0] == 404


async def test_what_makes_no_sense_is_refused(reader: Session, city: City, clock: SteppedClock) -> None:
    done = one_in(city, clock, Stage.COMPLETE)
    assert (await post(reader, f"/{done}/close"))[0] == 400
    assert (await post(reader, f"/{done}/answer"))[0] == 400
    busy = one_in(city, clock, Stage.PROCESS)
    assert (await post(reader, f"/{busy}/handover", unit="Kelurahan Entah"))[0] == 400


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'{"unit": 7}', b'{"unit": " "}', b"\xff\xfe", b"[" * 4_000, b" " * 5_000]
)
async def test_a_body_that_is_no_object_with_the_text_is_refused(
    reader: Session, city: City, clock: SteppedClock, body: bytes
) -> None:
    code = one_in(city, clock, Stage.PROCESS)
    before = city.history(code)
    async with reader.post(f"/complaints/{code}/handover", data=body) as answer:
        assert answer.status == 400
        assert (await answer.json())["error"]["message"].startswith("The body")
    assert city.history(code) == before
