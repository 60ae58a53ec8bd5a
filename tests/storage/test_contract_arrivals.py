"""The arrivals of a period, and official figures, on both databases."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from builders import CIDENG, HOUR, NOW, bring_in, complaint, observation

from monitor.model import Stage
from monitor.period import Month
from monitor.scores.judging import Arrival, arrival_of
from monitor.scores.ranking import Entered, OfficialScore
from storage import arrivals as module
from storage.bulk import put
from storage.rows import COLUMNS, complaint_row
from storage.store import Store
from storage.tables import complaints

FEBRUARY, MARCH, APRIL = Month(2026, 2), Month(2026, 3), Month(2026, 4)


async def portions(
    store: Store, begins_at: datetime, ends_before: datetime, as_of: datetime | None = None
) -> tuple[list[list[Arrival]], list[str]]:
    """The rows in portions, and the tickets of those that moved."""
    async with store.reading() as tables:
        found = [one async for one in tables.complaints.arrivals(begins_at, ends_before, as_of=as_of)]
    moved = [complaint.ticket for one in found for complaint, facts in one.moved if facts]
    return [list(one.rows) for one in found if one.rows], moved


async def test_arrivals_are_those_of_the_period_whatever_the_portion(
    any_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "AT_ONCE", 2)
    hours = (5, 4, 4, 4, 4, 3, 2)  # several of one instant, over the border of a portion
    await bring_in(any_store, [observation(f"T{i}", created_at=NOW - h * HOUR) for i, h in enumerate(hours)])
    rows, moved = await portions(any_store, NOW - 4 * HOUR, NOW - 2 * HOUR)
    assert [len(portion) for portion in rows] == [2, 2, 1] and moved == []
    assert len({one.id for portion in rows for one in portion}) == 5
    assert await portions(any_store, NOW, NOW + HOUR) == ([], [])


async def test_an_arrival_tells_what_the_complaint_tells(any_store: Store) -> None:
    ended = {"responded_at": NOW - HOUR, "completed_at": NOW, "stage": Stage.COMPLETE}
    await bring_in(any_store, [observation(unit="Kel. Cideng", unit_area_code=CIDENG, **ended)])
    (((found,),), _) = await portions(any_store, NOW - 3 * HOUR, NOW)
    async with any_store.reading() as tables:
        assert found == arrival_of(await tables.complaints.get(found.id))


async def test_those_that_the_source_shows_no_more_are_known_by_their_arrival(any_store: Store) -> None:
    known = [
        complaint(f"T{n}", id=n, created_at=NOW - n * HOUR, missing_since=NOW if n % 2 else None)
        for n in range(1, 8)
    ]
    async with any_store.writing() as tables:
        await put(tables.connection, complaints, COLUMNS, [complaint_row(one, None, 0) for one in known])
    async with any_store.reading() as tables:
        assert await tables.complaints.unshown(NOW - 5 * HOUR, NOW - HOUR) == {3, 5}
        assert await tables.complaints.unshown(NOW, NOW + HOUR) == set()


async def test_what_moved_after_the_instant_comes_whole(any_store: Store) -> None:
    await bring_in(any_store, [observation("A"), observation("B")])
    later = NOW + timedelta(days=1)
    answered = observation("B", stage=Stage.PROCESS, responded_at=NOW + HOUR, listed_at=later)
    await bring_in(any_store, [answered], now=later)
    rows, moved = await portions(any_store, NOW - 3 * HOUR, NOW, NOW + HOUR / 2)
    assert ([len(portion) for portion in rows], moved) == ([1], ["B"])
    assert (await portions(any_store, NOW - 3 * HOUR, NOW, NOW + HOUR))[1] == []


def score(month: Month, nilai: str | None, subject: str = CIDENG, name: str = "Cideng") -> OfficialScore:
    return OfficialScore(month, subject, name, None if nilai is None else Decimal(nilai))


async def test_the_newest_official_figure_counts_and_the_old_one_is_kept(any_store: Store) -> None:
    async with any_store.writing() as tables:
        first = [score(MARCH, "99.975"), score(MARCH, None, "unit:SUDIN", "Sudin"), score(APRIL, "90")]
        assert await tables.scores.enter(first, "a.csv", NOW) == 3
        assert await tables.scores.enter(first, "a.csv", NOW) == 0
        assert await tables.scores.enter([], "a.csv", NOW) == 0
    async with any_store.writing() as tables:
        again = [score(MARCH, None), score(MARCH, "0", "unit:SUDIN", "Sudin"), score(APRIL, "90.000")]
        assert await tables.scores.enter(again, "b.csv", NOW) == 2
        assert await tables.scores.official(MARCH, MARCH) == {
            (MARCH, CIDENG): Entered("Cideng", None),
            (MARCH, "unit:SUDIN"): Entered("Sudin", Decimal(0)),
        }
        assert set(await tables.scores.official(FEBRUARY, APRIL)) == {
            (MARCH, CIDENG),
            (MARCH, "unit:SUDIN"),
            (APRIL, CIDENG),
        }
        assert await tables.scores.official(FEBRUARY, FEBRUARY) == {}
        kept = await tables.connection.exec_driver_sql(
            f"SELECT nilai_thousandths, source FROM official_scores WHERE subject = '{CIDENG}' ORDER BY id"
        )
        assert [tuple(row) for row in kept] == [(99975, "a.csv"), (90000, "a.csv"), (None, "b.csv")]
