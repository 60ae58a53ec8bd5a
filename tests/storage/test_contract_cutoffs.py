"""Frozen months and settings in force, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from builders import HOUR, NOW, bring_in, observation

from monitor.cutoff import FrozenMonth, Span
from monitor.frozen.settings_text import digest_of
from monitor.model import Stage
from monitor.period import Month
from monitor.scores.judging import arrival_of
from storage.store import Store

DAY = timedelta(days=1)
SPAN = Span(month=Month(2026, 10), begins_at=NOW - 2 * DAY, ends_before=NOW - DAY, cut_at=NOW, fact=3)
FROZEN = FrozenMonth(
    span=SPAN,
    frozen_at=NOW,
    settings=digest_of("{}"),
    formula="siaga-1",
    complaints=2,
    figures='{"a":"é"}',
    data='{"b":"é"}',
)
NEXT = replace(SPAN, month=Month(2026, 11), begins_at=NOW - DAY, ends_before=NOW, cut_at=NOW + DAY)


async def test_a_month_is_kept_once_and_never_changes(any_store: Store) -> None:
    async with any_store.writing() as tables:
        assert await tables.cutoffs.span() is None
        assert await tables.cutoffs.freeze(FROZEN, "{}", 0)
        assert not await tables.cutoffs.freeze(replace(FROZEN, figures="other"), "{}", 0)
        assert await tables.cutoffs.freeze(replace(FROZEN, span=NEXT, data=None), "{}", 0)
    async with any_store.reading() as tables:
        assert await tables.cutoffs.find(SPAN.month) == FROZEN
        assert await tables.cutoffs.find(NEXT.month) == replace(FROZEN, span=NEXT, data=None)
        assert await tables.cutoffs.find(Month(2026, 9)) is None
        assert await tables.cutoffs.months() == [SPAN.month, NEXT.month]
        assert await tables.cutoffs.span() == (NOW - 2 * DAY, NOW)
        assert await tables.cutoffs.settings(FROZEN.settings) == "{}"
        assert await tables.cutoffs.of_arrival(NOW - 2 * DAY) == SPAN
        assert await tables.cutoffs.of_arrival(NOW - DAY) == NEXT
        assert await tables.cutoffs.of_arrival(NOW) is None


async def test_settings_are_those_that_were_in_force(any_store: Store) -> None:
    async with any_store.writing() as tables:
        assert await tables.cutoffs.settings_at(NOW) is None
        told = [("a", NOW), ("a", NOW + HOUR), ("b", NOW + DAY), ("a", NOW + 2 * DAY)]
        assert [await tables.cutoffs.use_settings(*one) for one in told] == [True, False, True, True]
        for at, expected in ((-HOUR, "a"), (HOUR, "a"), (DAY, "b"), (3 * DAY, "a")):
            assert await tables.cutoffs.settings_at(NOW + at) == expected


async def test_the_last_fact_is_the_last_that_was_recorded_by_then(any_store: Store) -> None:
    async with any_store.writing() as tables:
        assert (await tables.cutoffs.known_since(), await tables.cutoffs.last_fact(NOW)) == (None, 0)
    for hour, ticket in ((0, "A"), (2, "B"), (1, "C"), (3, "D")):  # C began before B, and was written after it
        await bring_in(any_store, [observation(ticket)], now=NOW + hour * HOUR)
    async with any_store.writing() as tables:
        assert await tables.cutoffs.known_since() == NOW
        ids = [await tables.cutoffs.last_fact(NOW + hour * HOUR) for hour in (-1, 0, 1, 2, 3)]
        assert ids == [0, 1, 3, 3, 4]
        late = replace(FROZEN, span=replace(SPAN, cut_at=NOW + HOUR))
        assert not await tables.cutoffs.freeze(late, "{}", 2)
        assert await tables.cutoffs.freeze(late, "{}", 3)


async def test_complaints_are_read_as_they_were_known(any_store: Store) -> None:
    rows = [observation(ticket, created_at=NOW - 3 * HOUR) for ticket in "ABC"]
    await bring_in(any_store, [*rows, observation("D", created_at=NOW - 9 * HOUR)])
    span = NOW - 4 * HOUR, NOW - 2 * HOUR
    async with any_store.reading() as tables:
        fact = await tables.complaints.newest_fact()
        before = {(await tables.complaints.find(ticket))[0].id: ticket for ticket in "ABC"}
        known = {
            one.id: one
            for complaint_id in before
            for one in [arrival_of(await tables.complaints.get(complaint_id))]
        }
    later = NOW + DAY
    corrected = [observation("A", stage=Stage.PROCESS, listed_at=later, created_at=NOW - 3 * HOUR)]
    corrected += [observation("B", listed_at=later, created_at=NOW - 20 * HOUR)]  # out of the span
    corrected += [observation("D", listed_at=later, created_at=NOW - 3 * HOUR)]  # into it
    corrected += [observation("E", listed_at=later, created_at=NOW - 3 * HOUR)]  # new
    await bring_in(any_store, corrected, now=later)
    async with any_store.reading() as tables:
        found = [one async for rows in tables.cutoffs.arrivals(*span, fact) for one in rows]
    assert {one.id: one for one in found} == known and len(found) == 3
