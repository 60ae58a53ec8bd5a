"""Limits of a clock that stands now and then: by tables, and against stepping through time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.clock_events import ClockEvent, ClockEventKind, ClockSettings, Pause, pauses_of
from monitor.deadlines.case import Case, run_of
from monitor.deadlines.limits import Limit, parse_limit
from monitor.deadlines.sla import Rule, Rulebook
from monitor.deadlines.worktime import Calendar
from monitor.model import Dues

WIB = ZoneInfo("Asia/Jakarta")
OFFICE = Calendar.load()
PAUSES = ClockSettings(validation_pauses=True)
RESTARTS = ClockSettings(returned_restarts=True, handover_restarts=True)
BEGAN, ENDED, RETURNED, HANDED = ClockEventKind
HALF_HOUR = timedelta(minutes=30)


def wib(written: str) -> datetime:
    """Without a year: in 2026."""
    written = written if written.startswith("20") else f"2026-{written}"
    return datetime.fromisoformat(written).replace(tzinfo=WIB)


def event(kind: ClockEventKind, at: str, since: str | None = None) -> ClockEvent:
    return ClockEvent(kind, wib(since or at), wib(at))


def paused(*instants: str) -> tuple[ClockEvent, ...]:
    """Checks that began and ended then, in turn; the last one may last."""
    return tuple(event((BEGAN, ENDED)[number % 2], at) for number, at in enumerate(instants))


def due(
    limit: str, start: str, *events: ClockEvent, clock: ClockSettings = PAUSES, **more: datetime
) -> datetime | None:
    rules = Rulebook((), completion=limit, calendar=OFFICE, clock=clock)
    return rules.dues(Case("x", wib(start), events=events, **more)).completion_at


@pytest.mark.parametrize(
    ("limit", "start", "pauses", "end"),
    [
        # Elapsed time and days: the end moves by the pauses that lie before it, also by those that it moves into.
        ("36h", "11-23T10:00", ("11-23T12:00", "11-23T15:00"), "11-25T01:00"),
        ("36h", "11-23T10:00", ("11-24T23:00", "11-25T01:00"), "11-24T22:00"),
        ("36h", "11-23T10:00", ("11-24T20:00", "11-24T21:00", "11-24T22:30", "11-25T00:30"), "11-25T01:00"),
        ("36h", "11-23T10:00", ("11-23T08:00", "11-23T11:00"), "11-24T23:00"),  # from the start
        ("36h", "11-23T10:00", ("11-23T08:00", "11-23T09:00"), "11-24T22:00"),
        ("7 days", "01-28T23:59:59", ("01-31T23:00", "02-01T01:30"), "02-05T02:29:59"),
        ("7 days", "2024-02-25T08:00", ("2024-02-29T00:00", "2024-03-01T00:00"), "2024-03-04T08:00"),
        ("7 days", "12-28T08:00", ("12-31T12:00", "2027-01-02T12:00"), "2027-01-06T08:00"),
        # The very end: a pause that begins there counts, a later one does not.
        ("36h", "11-23T10:00", ("11-24T22:00", "11-25T00:00"), "11-25T00:00"),
        ("8 working hours", "11-23T08:00", ("11-23T16:00", "11-24T10:00"), "11-24T10:00"),
        ("8 working hours", "11-23T08:00", ("11-23T16:01", "11-24T10:00"), "11-23T16:00"),
        # Working hours: only working time in the pause is lost.
        ("8 working hours", "11-27T10:00", ("11-27T12:00", "11-30T09:00"), "11-30T15:00"),
        ("8 working hours", "11-27T10:00", ("11-27T16:30", "11-30T07:30"), "11-30T09:00"),
        ("8 working hours", "11-27T10:00", ("11-28T10:00", "11-29T10:00"), "11-30T09:00"),
        ("24 working hours", "03-17T15:00", ("03-16T00:00", "03-26T00:00"), "03-30T14:00"),
        # Working days: one counts when the clock runs as it closes.
        ("3 working days", "11-23T10:00", ("11-24T10:00", "11-24T15:59"), "11-26T16:00"),
        ("3 working days", "11-23T10:00", ("11-24T10:00", "11-24T16:01"), "11-27T16:30"),
        ("3 working days", "11-23T10:00", ("11-24T16:00", "11-25T08:00"), "11-27T16:30"),
        ("3 working days", "11-23T10:00", ("11-24T15:00", "11-24T16:00"), "11-26T16:00"),
        ("3 working days", "11-23T10:00", ("11-26T16:00", "11-26T17:00"), "11-27T16:30"),
        ("3 working days", "11-23T10:00", ("11-26T16:01", "12-04T17:00"), "11-26T16:00"),
        ("1 working days", "11-27T10:00", ("11-27T11:00", "11-30T17:00"), "12-01T16:00"),
        ("2 working days", "12-30T10:00", ("12-31T10:00", "2027-01-04T10:00"), "2027-01-05T16:00"),
        ("1 working days", "11-23T10:00", ("11-24T10:00", "2033-01-03T10:00"), "2033-01-03T16:00"),
    ],
)  # fmt: skip
def test_pauses_move_the_end(limit: str, start: str, pauses: tuple[str, ...], end: str) -> None:
    assert due(limit, start, *paused(*pauses)) == wib(end)
    assert due(limit, start, *paused(*pauses), clock=ClockSettings()) == due(limit, start)


@pytest.mark.parametrize("limit", ["36h", "7 days", "8 working hours", "2 working days", "none"])
def test_a_clock_that_stands_has_no_end_unless_it_was_over_before(limit: str) -> None:
    start = "11-23T10:00"
    end = due(limit, start)
    assert due(limit, start, *paused("11-23T10:00")) is None
    assert due(limit, start, *paused("11-23T11:00", "11-23T12:00", "11-23T13:00")) is None
    if end is not None:
        at = end.astimezone(WIB).replace(tzinfo=None)
        assert due(limit, start, *paused(at.isoformat())) is None  # not late yet when it began to stand
        assert due(limit, start, *paused((at + timedelta(microseconds=1)).isoformat())) == end


@pytest.mark.parametrize(
    ("events", "ended", "start", "why"),
    [
        ((), None, "11-20T10:00", ""),
        ((event(RETURNED, "11-21T10:00"),), None, "11-21T10:00", "returned"),
        ((event(RETURNED, "11-21T10:00", "11-21T08:00"),), None, "11-21T10:00", "returned"),
        ((event(RETURNED, "11-21T10:00"), event(RETURNED, "11-22T10:00")), None, "11-22T10:00", "returned"),
        ((event(RETURNED, "11-21T10:00"), event(HANDED, "11-22T10:00")), None, "11-22T10:00", "handed over"),
        ((event(HANDED, "11-19T10:00"),), None, "11-20T10:00", ""),  # before the arrival
        # After the end nothing starts; what may have happened before it, did so at the end at the latest.
        ((event(HANDED, "11-23T10:00"),), "11-22T10:00", "11-20T10:00", ""),
        ((event(HANDED, "11-22T10:00"),), "11-22T10:00", "11-22T10:00", "handed over"),
        ((event(HANDED, "11-23T10:00", "11-21T10:00"),), "11-22T10:00", "11-22T10:00", "handed over"),
        ((event(HANDED, "11-23T10:00", "11-22T10:00"),), "11-22T10:00", "11-20T10:00", ""),
    ],
)  # fmt: skip
def test_the_latest_restart_that_counts_is_the_start(
    events: tuple[ClockEvent, ...], ended: str | None, start: str, why: str
) -> None:
    case = Case("x", wib("11-20T10:00"), events=events, ended_at=wib(ended) if ended else None)
    run = run_of(case, RESTARTS)
    assert (run.start_at, run.why, run.pauses) == (wib(start), why, ())
    assert run_of(case, ClockSettings()).start_at == case.created_at
    rules = Rulebook((), completion="1 day", calendar=OFFICE, clock=RESTARTS)
    assert rules.dues(case) == Dues(case.created_at + timedelta(hours=6), wib(start) + timedelta(days=1))


def test_a_reopening_after_the_other_restarts_wins_and_pauses_before_it_are_over() -> None:
    events = (*paused("11-21T10:00", "11-23T10:00"), event(RETURNED, "11-22T10:00"))
    both = ClockSettings(validation_pauses=True, returned_restarts=True)
    case = Case("x", wib("11-20T10:00"), events=events, restarted_at=wib("11-23T09:00"))
    run = run_of(case, both)
    assert (run.start_at, run.why) == (wib("11-23T09:00"), "reopened")
    assert run.pauses == (Pause(wib("11-23T09:00"), wib("11-23T10:00")),)


def test_a_day_that_closes_as_a_pause_begins_is_told_as_paused() -> None:
    rules = Rulebook((), completion="2 working days", calendar=OFFICE, clock=PAUSES)
    told = rules.explain(Case("x", wib("11-23T10:00"), events=paused("11-24T16:00", "11-25T09:00")))
    days = [(span.to_at.astimezone(WIB).day, span.counted, span.why) for span in told.spans]
    assert days == [(24, False, "day of arrival"), (25, False, "paused"), (26, True, ""), (26, True, "")]


def test_a_day_that_closes_as_a_pause_ends_is_told_as_counted() -> None:
    rules = Rulebook((), completion="2 working days", calendar=OFFICE, clock=PAUSES)
    told = rules.explain(Case("x", wib("11-23T10:00"), events=paused("11-24T10:00", "11-24T16:00")))
    days = [(span.to_at.astimezone(WIB).day, span.counted, span.why) for span in told.spans]
    assert days == [(24, False, "day of arrival"), (25, True, ""), (25, True, "")]


def test_of_restarts_in_the_same_instant_the_reopening_is_named() -> None:
    events = (event(RETURNED, "11-22T10:00"), event(HANDED, "11-22T10:00"))
    assert run_of(Case("x", wib("11-20T10:00"), events=events), RESTARTS).why == "returned"
    again = Case("x", wib("11-20T10:00"), events=events, restarted_at=wib("11-22T10:00"))
    assert run_of(again, RESTARTS).why == "reopened"


def test_of_an_interval_the_longest_pause_counts_and_pauses_that_touch_are_one() -> None:
    events = (
        event(BEGAN, "11-21T10:00", "11-21T08:00"),
        event(HANDED, "11-21T11:00"),
        event(ENDED, "11-21T15:00", "11-21T12:00"),
        event(BEGAN, "11-21T16:00", "11-21T14:00"),
        event(RETURNED, "11-21T17:00"),
        event(RETURNED, "11-21T18:00"),  # without a check that was seen
        event(ENDED, "11-21T19:00"),
    )
    start = wib("11-20T10:00")
    assert pauses_of(events, start) == (Pause(wib("11-21T08:00"), wib("11-21T17:00")),)
    assert pauses_of(events, wib("11-21T17:00")) == ()


def test_assumptions_are_named_when_they_matter_and_nobody_wrote_them_down() -> None:
    events = (*paused("11-21T10:00"), event(RETURNED, "11-22T10:00"), event(HANDED, "11-22T10:00"))
    case = Case("x", wib("11-20T10:00"), events=events)

    def assumed(clock: ClockSettings, case: Case = case, completion: str = "7 days") -> tuple[str, ...]:
        return Rulebook((), completion=completion, calendar=OFFICE, clock=clock).explain(case).assumed

    clock = ("sla.clock.validation", "sla.clock.returned", "sla.clock.handover")
    assert assumed(ClockSettings()) == ("sla.completion", *clock)
    assert assumed(ClockSettings(stated=frozenset({"returned"})), completion="5 days") == (clock[0], clock[2])
    assert assumed(ClockSettings(), case._replace(events=())) == ("sla.completion",)
    assert assumed(ClockSettings(), case._replace(stated_due_at=wib("12-01T10:00"))) == ()
    assert assumed(ClockSettings(), completion="none") == ()


def stepped(limit: Limit, start: datetime, pauses: Sequence[Pause]) -> datetime | None:
    """The same end by stepping through half hours, or days; `start` and pauses lie on half hours."""

    def standing(at: datetime) -> Pause | None:
        return next((one for one in pauses if one.from_at <= at and (one.to_at is None or at < one.to_at)), None)

    if limit.kind == "working days":
        day, left = start.astimezone(WIB).date(), limit.count
        while True:
            day += timedelta(days=1)
            if OFFICE.is_day_off(day):
                continue
            closes = OFFICE.spans_on(day)[-1][1]
            stands = standing(closes)
            if stands is not None and stands.to_at is None:
                return None
            left -= stands is None
            if left == 0:
                return closes
    at, left = start, limit.duration if limit.duration else timedelta(days=limit.count)
    while True:
        if stands := standing(at):
            if stands.to_at is None:
                return None
            at = stands.to_at
        elif not left:
            return at
        else:
            opened = OFFICE.spans_on(at.astimezone(WIB).date())
            if limit.kind != "working hours" or any(first <= at < last for first, last in opened):
                left -= HALF_HOUR
            at += HALF_HOUR


LIMITS = (
    "1h",
    "36h",
    "2 days",
    "7 days",
    "1 working days",
    "4 working days",
    "1 working hours",
    "20 working hours",
)


@given(
    at=st.integers(0, 6 * 365 * 48),
    gaps=st.lists(st.integers(0, 150), max_size=7),
    written=st.sampled_from(LIMITS),
)
def test_pauses_agree_with_stepping_through_time(at: int, gaps: list[int], written: str) -> None:
    start = datetime(2020, 12, 1, tzinfo=UTC) + at * HALF_HOUR
    events, instant = [], start
    for number, gap in enumerate(gaps):
        instant += gap * HALF_HOUR
        events.append(ClockEvent((BEGAN, ENDED)[number % 2], instant, instant))
    limit = parse_limit(written)
    assert limit is not None
    case = Case("x", start, events=tuple(events))
    found = Rulebook((Rule("x", completion=written),), calendar=OFFICE, clock=PAUSES).explain(case)
    assert found.completion_due_at == stepped(limit, start, found.completion_run.pauses)
    assert found.completion_due_at is not None or found.paused_since == found.completion_run.pauses[-1].from_at
    spans = found.spans
    assert all(one.to_at == two.from_at for one, two in pairwise(spans))
    if spans:
        assert (spans[0].from_at, spans[-1].to_at) == (start, found.completion_due_at or found.paused_since)
    if found.completion_due_at is not None:
        counted = [span.to_at - span.from_at for span in spans if span.counted]
        if limit.count and written.endswith("working days"):
            assert len(counted) == limit.count
        else:
            assert sum(counted, timedelta()) == (limit.duration or timedelta(days=limit.count))
