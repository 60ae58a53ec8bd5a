"""The contract of every source: whatever it does, nothing stored is damaged, what was refused has a reason, and
nobody is taken for gone, nor anything called NIHIL, by a listing that may not hold everything.

Sources and their stands are shared by the tests of a source, each of which finds and leaves its world healed.
"""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from conversation import NOW
from little_world import Aduan
from source_drivers import NAMES, Driver, driver
from source_stand import Outcome, Stand
from table_dump import dump

from monitor.model import Stage
from storage import check, open_store

# What a trouble comes to: all of it is taken, nothing is, or so many are rejected and the rest is taken.
TAKEN, REFUSED = "taken", "refused"
Comes = str | int
OVER_HTTP: dict[str, Comes] = {
    "slow_drip": REFUSED,
    "cut_in_the_middle": REFUSED,
    "broken_line": REFUSED,
    "error_then_fine": TAKEN,
    "asked_to_wait": TAKEN,
    "asked_to_wait_long": REFUSED,
    "wrong_content_type": TAKEN,
    "login_page": REFUSED,
    "hundred_megabytes": REFUSED,
    "lists_nothing": REFUSED,
    "endless_paging": TAKEN,
    "duplicates": TAKEN,
    "reordered": TAKEN,
    "nulls": TAKEN,
    "field_gone": TAKEN,
    "not_objects": 4,
    "drift": 1,
}
BY_CURSOR: dict[str, Comes] = dict.fromkeys(("cursor_gone", "cursor_an_object", "full_last_page"), TAKEN)
IN_A_FOLDER: dict[str, Comes] = {
    "slow_drip": REFUSED,
    "cut_in_the_middle": REFUSED,
    "locked": REFUSED,
    "open_in_a_program": REFUSED,
    "wrong_ending": TAKEN,
    "login_page": REFUSED,
    "empty": REFUSED,
    "hundred_megabytes": REFUSED,
    "several_times": TAKEN,
    "duplicates": TAKEN,
    "reordered": TAKEN,
    "nulls": TAKEN,
    "field_gone": TAKEN,
    "short_and_long_rows": 4,
    "drift": 2,
}
_XML = ("cut_in_the_middle", "login_page", "nulls", "not_objects", "field_gone", "drift")
IN_XML = {name: OVER_HTTP[name] for name in _XML}
TROUBLES = dict.fromkeys(NAMES, OVER_HTTP) | {"open311 xml": IN_XML, "files": IN_A_FOLDER}
TROUBLES["rest"] = OVER_HTTP | BY_CURSOR
# What leaves nothing unseen. A listing by days is never a complete one, and what is public never all there is.
_PASSES = ("error_then_fine", "asked_to_wait", "wrong_content_type", "reordered")
WHOLE = {
    "rest": _PASSES,
    "open311": (*_PASSES, "endless_paging"),
    "files": ("wrong_ending", "several_times", "duplicates", "reordered"),
}
COMPLETE = {"rest": _PASSES}
CASES = [(name, trouble, comes) for name in NAMES for trouble, comes in TROUBLES[name].items()]


@dataclass
class City:
    """A source, its stand, and the world that both know. A day brings a complaint, and nearly all of them move."""

    source: Driver
    stand: Stand
    world: list[Aduan] = field(default_factory=lambda: [Aduan(ticket) for ticket in "ABCDEFGHIJKL"])
    is_healed: bool = False

    def next_day(self) -> list[Aduan]:
        self.is_healed = False
        moved = [one if one.ticket == "B" else replace(one, stage=_other(one.stage)) for one in self.world]
        return [*moved, Aduan(f"N{len(moved)}")]

    async def heal(self, world: list[Aduan]) -> None:
        self.world = world
        self.source.heal(world)
        if self.stand.folder:
            await self.stand.sync()  # a file that was seen to change is taken at the next look
        name = self.source.name.partition(" ")[0]
        assert await self.stand.sync() == Outcome(complete=name in COMPLETE, says_nihil=name in WHOLE)
        assert await self.stand.stages() == truth(world)
        self.is_healed = True


def _other(stage: Stage) -> Stage:
    return Stage.WAIT if stage is Stage.COMPLETE else Stage.COMPLETE


def truth(world: list[Aduan]) -> dict[str, Stage]:
    return {one.ticket: one.stage for one in world}


CityOf = Callable[[str], Awaitable[City]]


@pytest.fixture(scope="module")
async def city_of(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> AsyncIterator[CityOf]:
    """The city that a source tells of, made when it is first asked for."""
    known: dict[str, City] = {}
    async with AsyncExitStack() as stack:

        async def city(name: str) -> City:
            if name not in known or not known[name].is_healed:  # a test that failed spoils no other
                folder = tmp_path_factory.mktemp("city")
                shutil.copy(migrated_file, folder / "siaga.db")
                store = await open_store(f"sqlite:///{folder / 'siaga.db'}", migrate=False)
                stack.push_async_callback(store.close)
                source = await stack.enter_async_context(driver(name, folder, NOW))
                text = f'[crm]\nsource = "{name.partition(" ")[0]}"\n{source.section}'
                known[name] = City(source, Stand(store, source.clock, folder, text))
                await known[name].heal(known[name].world)
            return known[name]

        yield city


@pytest.mark.parametrize(("name", "trouble", "comes"), CASES)
async def test_trouble_damages_nothing_and_is_told(city_of: CityOf, name: str, trouble: str, comes: Comes) -> None:
    city = await city_of(name)
    source, stand, today = city.source, city.stand, city.next_day()
    before, facts, age = truth(city.world), await stand.facts(), await stand.age()
    getattr(source, trouble)(today)
    if trouble == "slow_drip":
        async with stand.impatient():
            outcome = await stand.sync()
    else:
        outcome = await stand.sync()

    reached = await stand.stages()
    if comes == REFUSED:
        assert str(outcome.error).endswith(".") and reached == before
        assert await stand.facts() == facts
        assert (await stand.age()).as_of == age.as_of
    else:
        expected = truth(today)
        if trouble == "drift":
            expected["C"] = before["C"]
        assert (outcome.error, reached) == (None, expected)
        assert outcome.reasons.total() == (0 if comes == TAKEN else comes) and all(outcome.reasons)
        assert outcome.complete == (trouble in COMPLETE.get(name, ()))
        assert outcome.says_nihil == (trouble in WHOLE.get(name, ()))

        facts = await stand.facts()
        source.repeat()
        await stand.sync()
        assert await stand.facts() == facts, "what is said once more is no news"

    assert outcome.vanished == 0
    await city.heal(today)
    assert await check(stand.store) == []


@pytest.mark.parametrize("name", NAMES)
async def test_nothing_of_the_citizen_is_stored(city_of: CityOf, name: str) -> None:
    city = await city_of(name)
    rows = str(await dump(city.stand.store))
    assert "A" in rows
    assert not [word for word in ("rahasia", "0812", "menumpuk", "Budi") if word in rows]
