"""What is said that an export would change is what it changes when it is taken in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest
from conversation import CITY, desk_of, directory
from table_dump import dump

from monitor.areas.directory import Directory
from monitor.clock import SteppedClock
from monitor.forecast import foresee
from monitor.importing import Progress, import_export
from monitor.sources.headings import builtin_map
from monitor.sources.placing import DirectoryNames
from monitor.sources.simulator import City, export_csv
from monitor.sources.tabular import Export, open_export
from storage.store import Store

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
WAITING_LABELS = ("Menunggu", "Wait")
WAITING = f"stage=wait area={CITY}"


@pytest.mark.parametrize(
    "seed", [1, pytest.param(2, marks=pytest.mark.soak), pytest.param(3, marks=pytest.mark.soak)]
)
async def test_a_forecast_comes_true(store: Store, tmp_path: Path, seed: int) -> None:
    city, dice = City(seed, directory(), per_day=40), Random(seed)
    clock = SteppedClock(AT)
    desk = desk_of(store, clock)
    gone = 0
    for step in range(3):
        now = AT + timedelta(minutes=40 * step)
        clock.set(now)
        head, *rows = city.export_rows(now)
        waits_less = 0.5 if step else 0.0
        kept = [row for row in rows if dice.random() >= (waits_less if row[2] in WAITING_LABELS else 0.1)]
        path = tmp_path / f"{step}.csv"
        path.write_text(export_csv([head, *kept, *dice.sample(kept, min(3, len(kept)))]), encoding="utf-8")
        covers = WAITING if step else None
        before = await dump(store)
        with opened(path, desk.directory, now) as export:
            said = await foresee(desk, export, [WAITING], now)
        assert await dump(store) == before
        left: list[int] = [0]
        with opened(path, desk.directory, now) as export:
            run = await import_export(
                desk, export, name=path.name, covers=covers, now=now, progress=Progress(left_wait=left.append)
            )
        assert (said.new, said.changed, said.unchanged) == (run.new, run.changed, run.unchanged)
        assert (said.read, said.rejected) == (run.read, run.rejected)
        assert said.changed or not step
        if covers:
            assert said.absent == (left[-1],)
            gone += left[-1]
    assert gone > 0


def opened(path: Path, areas: Directory, now: datetime) -> Export:
    column_map = builtin_map(ZoneInfo("Asia/Jakarta"))
    return open_export(path, column_map, DirectoryNames(areas), as_of=now - timedelta(minutes=1), now=now)
