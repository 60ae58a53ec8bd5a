"""The CRM as a guest on the sandbox's server: one address for the whole demo."""

from __future__ import annotations

import aiohttp

from bot.demo.crm import Crm, configuration
from bot.sandbox import Sandbox
from monitor.clock import SteppedClock
from monitor.sources.simulator import City


async def test_it_answers_under_its_prefix_and_its_switches_are_turned_from_the_page(
    city: City, clock: SteppedClock, key: str
) -> None:
    crm = Crm(city, clock, key, prefix="/crm")
    sandbox = Sandbox("1:demo", clock, routes=crm.routes(), switches=crm.troubles.switches())
    await sandbox.start()
    try:
        assert f'url = "{sandbox.origin}/crm/complaints"' in configuration(f"{sandbox.origin}/crm", key)
        async with aiohttp.ClientSession(sandbox.origin, headers={"X-Api-Key": key}) as session:
            async with session.get("/crm/complaints") as answer:
                assert (await answer.json())["data"]["total"] == len(city.state_at(clock.now()))
            async with session.post("/sandbox/switches/crm-down", json={"on": True}) as turned:
                assert turned.status == 200
            async with session.get("/crm/complaints") as answer:
                assert answer.status == 503
    finally:
        await sandbox.stop()
