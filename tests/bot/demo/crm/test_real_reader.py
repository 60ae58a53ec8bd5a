"""The real source `rest`, by the configuration that the CRM gives out, reads the simulated city's truth."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.demo.crm import Crm, configuration
from monitor.areas.directory import Directory
from monitor.clock import SteppedClock
from monitor.errors import OutsideUnreachable, SiagaError
from monitor.model import Observation
from monitor.sources.columns import ColumnMap
from monitor.sources.placing import DirectoryNames
from monitor.sources.rest.plan import PagingPlan, RestPlan
from monitor.sources.rest.source import RestSource
from monitor.sources.simulator import City


@pytest.fixture
def source(base_url: str, key: str, directory: Directory, clock: SteppedClock) -> RestSource:
    rest = tomllib.loads(configuration(base_url, key))["crm"]["rest"]
    columns, paging = rest.pop("fields"), rest.pop("paging")
    column_map = ColumnMap(name="crm.rest", timezone=ZoneInfo("Asia/Jakarta"), columns=columns)
    plan = RestPlan(column_map=column_map, paging=PagingPlan(**paging), tries=1, **rest)

    async def wait(delay: timedelta) -> None:
        raise AssertionError("nothing is tried again here")

    return RestSource(plan, DirectoryNames(directory), clock, wait)


async def test_the_whole_listing_is_the_truth(source: RestSource, city: City, clock: SteppedClock) -> None:
    batches = [batch async for batch in source.listing(None)]
    rows = [row for batch in batches for row in batch.rows]
    truth = {record.ticket: record for record in city.state_at(clock.now())}
    assert len(rows) == len(truth) > 200
    for row in rows:
        assert isinstance(row, Observation)
        record = truth[row.ticket]
        place = record.arrival.place
        assert (row.stage, row.unit, row.changed_at) == (record.stage, record.unit, record.updated_at)
        assert (row.created_at, row.responded_at, row.completed_at) == (
            record.created_at, record.responded_at, record.completed_at,
        )  # fmt: skip
        assert row.area_code == (place.code if place else None)
        assert row.unit_area_code == next((p.code for p in city.places if p.unit == record.unit), None)
    ending = batches[-1].ending
    assert ending is not None
    assert ending.shortfall is None
    assert ending.skew == timedelta(0)


async def test_changes_alone_bring_the_reader_up_to_date(
    source: RestSource, city: City, clock: SteppedClock
) -> None:
    known = {row.ticket: row async for batch in source.listing(None) for row in batch.rows}
    for _ in range(6):
        since = clock.now()
        clock.advance(timedelta(hours=4))
        known |= {row.ticket: row async for batch in source.listing(since) for row in batch.rows}
    for record in city.state_at(clock.now()):
        row = known[record.ticket]
        assert isinstance(row, Observation)
        assert (row.stage, row.unit, row.changed_at) == (record.stage, record.unit, record.updated_at)


async def test_a_listing_with_a_gap_is_not_taken_for_the_whole(source: RestSource, crm: Crm) -> None:
    crm.troubles.gap.set(True)
    batches = [batch async for batch in source.listing(None)]
    ending = batches[-1].ending
    assert ending is not None
    assert "of the" in (ending.shortfall or "")


@pytest.mark.parametrize(
    ("trouble", "error"),
    [("down", OutsideUnreachable), ("gone", OutsideUnreachable), ("cut", SiagaError)],
)
async def test_trouble_is_trouble_for_the_reader(
    source: RestSource, crm: Crm, trouble: str, error: type[SiagaError]
) -> None:
    switch = getattr(crm.troubles, trouble)
    switch.set(True)
    with pytest.raises(error):
        [batch async for batch in source.listing(None)]
    switch.set(False)
    assert [batch async for batch in source.listing(None)]
