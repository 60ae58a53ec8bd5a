"""Nothing claims NIHIL on data that may not be everything: every way in which it may not be, by the real steps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from builders import HOUR, NOW
from polled import MINUTES, Scripted, polled_desk, waiting

from bot.views.freshness import is_whole
from monitor.clock import SteppedClock
from monitor.desk import Desk
from monitor.importing import Progress, import_export
from monitor.model import DataAge, ImportRun, Observation, Reject, Scope
from monitor.poll import PollResult, poll_once
from monitor.unseen import WORDS, Unseen
from storage.store import Store

CITY = Scope(areas=("31.71",))
CITY_LIST = "stage=wait area=31.71"
DAY = timedelta(days=1)
TOTALS = Reject(9, None, "a row of totals, not a complaint")


@dataclass
class Exported:
    found: Sequence[Observation | Reject]
    as_of: datetime
    system: str = "crm"
    is_dated: bool = True

    def rows(self) -> Iterator[Observation | Reject]:
        return iter(self.found)


@dataclass
class Office:
    desk: Desk
    source: Scripted
    clock: SteppedClock

    async def poll(self, after: timedelta = 5 * MINUTES, **how: Any) -> PollResult:
        self.clock.advance(after)
        return await poll_once(self.desk, self.source, self.clock.now(), **how)

    async def take(self, *rows: Observation | Reject, covers: str | None = None, **how: Any) -> ImportRun:
        """An export of a minute ago."""
        now = self.clock.now()
        export = Exported(
            [replace(row, listed_at=now) if isinstance(row, Observation) else row for row in rows], now
        )
        self.clock.advance(MINUTES)
        return await import_export(
            self.desk, export, name="a.csv", covers=covers, now=self.clock.now(), progress=Progress(), **how
        )

    async def age(self) -> DataAge:
        return await self.desk.data_age(self.clock.now(), self.desk.reach(CITY))

    async def why(self) -> str | None:
        """Why there may be more; None = NIHIL may be said."""
        age = await self.age()
        assert is_whole(age) == (age.partial is None and not age.stale)
        return age.partial


@pytest.fixture
def office(any_store: Store) -> Office:
    return Office(*polled_desk(any_store, NOW))


# Exports


async def test_an_export_that_nobody_calls_complete_is_a_part(office: Office) -> None:
    await office.take(waiting("A"))
    assert await office.why() == WORDS[Unseen.PART]
    await office.take(waiting("A"), covers=CITY_LIST)
    assert await office.why() is None


async def test_where_every_export_is_complete_none_need_say_so_but_one_may_deny_it(office: Office) -> None:
    office.desk = replace(office.desk, exports_whole=True)
    await office.take(waiting("A"))
    assert await office.why() is None
    office.clock.advance(HOUR)
    await office.take(waiting("B"), whole=False)
    assert (await office.age()).stale, "a part makes nothing younger"


async def test_a_part_hides_neither_that_the_data_is_old_nor_an_outage(office: Office) -> None:
    office.source.lists(waiting("A"))
    polled = await office.poll()
    office.clock.advance(HOUR)
    await office.take(waiting("B"))
    age = await office.age()
    assert (age.as_of, age.stale, age.partial) == (polled.as_of, True, None)


async def test_a_list_of_one_kelurahan_says_nothing_of_the_city(office: Office) -> None:
    await office.take(waiting("A"), covers="stage=wait area=Cideng")
    assert await office.why() == WORDS[Unseen.PART]
    cideng = office.desk.reach(Scope(areas=("31.71.01.1002",)))
    assert is_whole(await office.desk.data_age(office.clock.now(), cideng))


async def test_a_rejected_row_may_be_a_complaint_but_a_row_of_totals_is_none(office: Office) -> None:
    await office.take(waiting("A"), Reject(2, "B", "no arrival date"), covers=CITY_LIST)
    assert await office.why() == WORDS[Unseen.UNREAD]
    await office.take(waiting("A"), TOTALS, covers=CITY_LIST)
    assert await office.why() is None


async def test_an_export_without_any_area_places_nothing(office: Office) -> None:
    nowhere = [waiting(f"A{n}", area=None, area_code=None) for n in range(4)]
    await office.take(*nowhere, covers=CITY_LIST)
    assert await office.why() == WORDS[Unseen.UNPLACED]
    await office.take(*nowhere, waiting("B"), covers=CITY_LIST)
    assert await office.why() is None


# Polls


@pytest.mark.parametrize("reason", [one for one in Unseen if one is not Unseen.PART])
async def test_whatever_a_source_says_it_did_not_show_is_told(office: Office, reason: Unseen) -> None:
    office.source.lists(waiting("A"))
    office.source.shortfall, office.source.unseen = "for some reason", reason
    await office.poll(full=True)
    assert await office.why() == WORDS[reason]
    office.source.lists(waiting("A"))
    await office.poll(full=True)
    assert await office.why() is None


async def test_changes_only_leave_what_the_whole_listing_left_unseen(office: Office) -> None:
    office.source.lists(waiting("A"))
    office.source.shortfall, office.source.unseen = "it ends with a full page", Unseen.LIMIT
    await office.poll()
    office.source.lists()
    await office.poll()
    assert await office.why() == WORDS[Unseen.LIMIT]
    office.source.lists(waiting("A"))
    await office.poll(HOUR)
    assert office.source.asked[-1] is None, "asked for as a whole again after an hour"
    assert await office.why() is None


async def test_an_item_that_cannot_be_read_may_be_one_more(office: Office) -> None:
    office.source.lists(waiting("A"))
    await office.poll()
    office.source.lists(waiting("A"), Reject(2, "B", "no arrival date"))
    await office.poll()
    office.source.lists(waiting("A"))
    await office.poll()
    assert await office.why() == WORDS[Unseen.UNREAD], "no later listing of changes shows it again"
    await office.poll(DAY)
    assert await office.why() is None


async def test_a_source_that_places_nothing_makes_no_kelurahan_nihil(office: Office) -> None:
    nowhere = [waiting(f"A{n}", area=None, area_code=None) for n in range(4)]
    office.source.lists(*nowhere)
    await office.poll()
    assert await office.why() == WORDS[Unseen.UNPLACED]
    office.source.lists(*nowhere, waiting("B"))
    await office.poll(full=True)
    assert await office.why() is None


# What is gone at once


async def test_a_large_share_gone_at_once_is_not_believed(office: Office) -> None:
    all_of_them = [waiting(f"A{n}") for n in range(50)]
    for rows in (all_of_them, all_of_them[:30], all_of_them[:30]):
        office.source.lists(*rows)
        result = await office.poll(full=True)
    assert (result.run.vanished, result.complete) == (0, False)
    assert result.run.shortfall == "it lacks 20 of 50 open complaints, more than can be gone at once"
    assert await office.why() == WORDS[Unseen.DROPPED]
    assert (await office.poll(full=True)).run.vanished == 0, "nor the next time"
    assert (await office.poll(full=True, believing=True)).run.vanished == 20
    assert await office.why() is None


@pytest.mark.parametrize(("known", "gone"), [(12, 10), (100, 20)])
async def test_a_days_work_is_believed(office: Office, known: int, gone: int) -> None:
    rows = [waiting(f"A{n}") for n in range(known)]
    for shown in (rows, rows[gone:], rows[gone:]):
        office.source.lists(*shown)
        result = await office.poll(full=True)
    assert (result.run.vanished, result.complete) == (gone, True)
