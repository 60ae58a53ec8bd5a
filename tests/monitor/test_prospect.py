"""The outlook of a month: exact sums, and what each open complaint costs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from builders import HOUR, NOW, complaint
from hypothesis import given
from hypothesis import strategies as st

from monitor.cutoff import CutOff, due_months
from monitor.deadlines.worktime import zone_named
from monitor.model import Moment, Stage
from monitor.period import Month, midnight
from monitor.ranks.prospect import Outlook
from monitor.scores.judging import arrival_of, micros
from monitor.scores.rank_tally import Judge, Tally
from monitor.scores.scoring import Grade, Scoring

CUT = NOW + timedelta(days=4)
JAKARTA = zone_named("Asia/Jakarta")
SCORING = Scoring(bobot={"Jalan": Decimal(3)})


def outlook(*complaints: Any, scoring: Scoring = SCORING) -> Outlook:
    found = Outlook(scoring, micros(NOW), micros(CUT))
    for one in complaints:
        found.add(arrival_of(one))
    return found


def open_one(number: int = 1, age: timedelta = 2 * HOUR, **fields: Any) -> Any:
    return complaint(f"T{number}", id=number, created_at=NOW - age, **fields)


def test_each_running_clock_is_as_late_at_the_cut_off_as_it_would_then_be() -> None:
    found = outlook(open_one())  # to be answered within 4 h, completed within 7 days: not due at the cut-off
    assert (found.n, found.nilai(found.now), found.nilai(found.then)) == (1, None, Decimal("8.000"))
    (debt,) = found.debts
    assert (found.loss(debt), debt.completion_due) == (Decimal("92.000"), None)
    assert found.nilai(found.best) == Decimal(100)


def test_what_is_late_already_loses_only_what_is_still_to_be_lost() -> None:
    late = open_one(age=16 * HOUR)  # ten hours late now, 106 at the cut-off
    found = outlook(late)
    assert found.nilai(found.now) == Decimal("90.000") and found.nilai(found.then) == Decimal(0)
    assert found.loss(found.debts[0]) == Decimal("90.000")
    lost = outlook(open_one(age=200 * HOUR, completion_due_at=None))
    assert (lost.nilai(lost.now), lost.debts) == (Decimal(0), [])  # nothing of it can be saved


def test_what_is_done_dismissed_or_not_due_before_the_cut_off_costs_nothing() -> None:
    stopped = Moment.exactly(NOW - HOUR)
    done = open_one(1, stage=Stage.COMPLETE, responded=stopped, completed=stopped)
    dismissed = open_one(2, stage=Stage.DISMISSED)
    later = open_one(3, response_due_at=CUT, completion_due_at=None)
    found = outlook(done, dismissed, later)
    assert (found.n, found.debts, found.nilai(found.then)) == (3, [], Decimal(100))


def test_the_costliest_come_first_by_bobot_then_by_due_time() -> None:
    found = outlook(open_one(1), open_one(2, category="jalan"), open_one(3, age=3 * HOUR), open_one(4))
    assert [debt.id for debt in sorted(found.debts, key=lambda debt: debt.order)] == [2, 3, 1, 4]
    same = [open_one(number, response_due_at=NOW - hours * HOUR) for number, hours in ((1, 101), (2, 102))]
    assert outlook(*same).debts == []


ages = st.integers(0, 400).map(lambda hours: hours * HOUR / 2)
categories = st.sampled_from(["Sampah", "Jalan", None])
stages = st.sampled_from([Stage.WAIT, Stage.PROCESS, Stage.COMPLETE, Stage.DISMISSED])


@st.composite
def cases(draw: st.DrawFn, number: int = 1) -> Any:
    age, stage = draw(ages), draw(stages)
    answered = Moment.exactly(NOW - age * draw(st.integers(0, 4)) / 4) if stage is not Stage.WAIT else None
    completed = answered if stage is Stage.COMPLETE else None
    return open_one(
        number, age=age, stage=stage, responded=answered, completed=completed, category=draw(categories)
    )


@given(st.lists(cases(), max_size=8), st.booleans())
def test_the_outlook_is_what_the_judge_of_ranks_would_say_then(found: list[Any], slopes: bool) -> None:
    grades = (Grade(timedelta(0), Decimal(100)), Grade(36 * HOUR, Decimal("33.3")), Grade(90 * HOUR, Decimal(5)))
    scoring = Scoring(grades=grades, slopes=slopes, bobot=SCORING.bobot, response_weight=Decimal("0.7"))
    cases = [replace(one, id=number) for number, one in enumerate(found)]
    seen = outlook(*cases, scoring=scoring)
    for sums, at in ((seen.now, NOW), (seen.then, CUT)):
        tally = Tally()
        for one in cases:
            Judge(scoring, micros(at), micros(NOW + timedelta(minutes=5))).count(arrival_of(one), tally)
        assert sums == [tally.earned[0], tally.possible[0]]
    stopped = outlook(*(done(one) for one in cases), scoring=scoring)
    assert all(debt.lost > 0 for debt in seen.debts)
    assert seen.best[0] <= stopped.then[0] and seen.best[1] <= stopped.then[1]


def done(one: Any) -> Any:
    """The same, with all that runs stopped now."""
    if not one.stage.is_open:
        return one
    now = Moment.exactly(NOW)
    return replace(one, stage=Stage.COMPLETE, responded=one.responded or now, completed=one.completed or now)


@given(st.integers(1, 28), st.dates(datetime(2020, 2, 1).date(), datetime(2030, 1, 1).date()))
def test_a_month_is_due_from_its_cut_off_on(day: int, on: Any) -> None:
    cutoff = CutOff(day)
    now = midnight(on, JAKARTA)
    month = cutoff.last_passed(now, JAKARTA)
    assert cutoff.of(month, JAKARTA) <= now < cutoff.of(month.next, JAKARTA)
    assert list(due_months(cutoff, JAKARTA, now, known_since=now, last=None)) in ([], [month])


def test_months_are_due_one_after_the_other_from_the_first_that_was_known() -> None:
    cutoff, now = CutOff(), datetime(2026, 2, 8, 16, 59, tzinfo=UTC)
    known = datetime(2025, 11, 8, 16, 59, tzinfo=UTC)
    months = [Month(2025, 10), Month(2025, 11), Month(2025, 12), Month(2026, 1)]
    assert list(due_months(cutoff, JAKARTA, now, known_since=known, last=None)) == months
    assert list(due_months(cutoff, JAKARTA, now, known_since=known + HOUR, last=None)) == months[1:]
    assert list(due_months(cutoff, JAKARTA, now - HOUR, known_since=known, last=months[1])) == months[2:3]
    assert list(due_months(cutoff, JAKARTA, now, known_since=known, last=months[-1])) == []
    assert list(due_months(cutoff, JAKARTA, now, known_since=None, last=None)) == []
