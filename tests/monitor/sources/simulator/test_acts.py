"""What is done by hand to simulated complaints."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from monitor.errors import BadInput, NotFound
from monitor.model import Stage
from monitor.sources.simulator import City, Record

AT = datetime(2026, 11, 23, 3, 0, 0, 250_000, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MakeCity = Callable[..., City]


@pytest.fixture
def town(new_city: MakeCity) -> City:
    return new_city(per_day=40)


def standing(city: City, stage: Stage) -> Record:
    return next(r for r in city.state_at(AT) if r.stage is stage and r.arrival.place)


def test_an_answer_counts_from_its_instant_and_the_rest_follows(town: City) -> None:
    waiting = standing(town, Stage.WAIT)
    answered = town.answer(waiting.ticket, AT)
    assert (answered.stage, answered.responded_at, answered.unit) == (Stage.PROCESS, AT, waiting.unit)
    assert town.find(waiting.ticket, AT - timedelta(microseconds=1)).stage is Stage.WAIT
    assert town.state_at(AT)[-1] == answered
    assert town.find(waiting.ticket, AT + 60 * DAY).stage is Stage.COMPLETE


def test_what_happened_before_stays_as_it_was(town: City) -> None:
    record = standing(town, Stage.PROCESS)
    before = [step for step in town.history(record.ticket) if step.at <= AT]
    town.hand_over(record.ticket, town.units[-1], AT)
    after = town.history(record.ticket)
    assert list(after[: len(before)]) == before
    assert (after[len(before)].stage, after[len(before)].unit) == (Stage.COORDINATION, town.units[-1])


def test_other_complaints_do_not_notice(town: City, new_city: MakeCity) -> None:
    waiting = standing(town, Stage.WAIT)
    town.answer(waiting.ticket, AT)
    others = new_city(per_day=40)
    later = AT + 3 * DAY
    mine = {r.ticket: r for r in town.state_at(later) if r.ticket != waiting.ticket}
    assert mine == {r.ticket: r for r in others.state_at(later) if r.ticket != waiting.ticket}


def test_hand_overs_by_hand_are_counted(town: City) -> None:
    waiting = standing(town, Stage.WAIT)
    first, second = town.units[-1], town.units[-2]
    town.hand_over(waiting.ticket, first, AT)
    town.hand_over(waiting.ticket, second, AT + timedelta(minutes=1))
    record = town.hand_over(waiting.ticket, first, AT + timedelta(minutes=2))
    assert (record.handovers, record.unit, record.responded_at) == (3, first, AT)


def test_a_closed_complaint_is_complete_for_good(town: City) -> None:
    record = town.close(standing(town, Stage.WAIT).ticket, AT)
    assert (record.stage, record.responded_at, record.completed_at) == (Stage.COMPLETE, AT, AT)
    assert len(town.history(record.ticket)) == 2


def test_what_makes_no_sense_is_refused_and_changes_nothing(town: City) -> None:
    waiting, busy, done = (standing(town, stage) for stage in (Stage.WAIT, Stage.PROCESS, Stage.COMPLETE))
    state = town.state_at(AT)
    for wrong in (
        lambda: town.answer(busy.ticket, AT),
        lambda: town.answer(done.ticket, AT),
        lambda: town.close(done.ticket, AT),
        lambda: town.hand_over(done.ticket, town.units[0], AT),
        lambda: town.hand_over(waiting.ticket, waiting.unit or "", AT),
        lambda: town.hand_over(waiting.ticket, "Kelurahan Entah", AT),
    ):
        with pytest.raises(BadInput):
            wrong()
    with pytest.raises(NotFound):
        town.answer("JK2611230000", AT)
    with pytest.raises(NotFound, match="not arrived"):
        town.answer(waiting.ticket, waiting.created_at - HOUR)
    assert town.state_at(AT) == state


def test_hands_do_not_reach_behind_one_another(town: City) -> None:
    waiting = standing(town, Stage.WAIT)
    town.answer(waiting.ticket, AT)
    with pytest.raises(BadInput, match="later instant"):
        town.close(waiting.ticket, AT - timedelta(seconds=1))


def test_a_complaint_is_not_treated_for_ever(town: City) -> None:
    ticket = standing(town, Stage.PROCESS).ticket
    with pytest.raises(BadInput, match="50 times"):
        for number in range(60):
            town.hand_over(ticket, town.units[number % 2], AT + number * timedelta(seconds=1))


def test_a_complaint_sent_by_hand_waits_in_its_kelurahan_and_is_answered_one_day(town: City) -> None:
    sent = town.send("31.71.01.1002", "Sampah", AT)
    assert (sent.stage, sent.unit, sent.created_at) == (Stage.WAIT, "Kelurahan Cideng", AT)
    assert town.state_at(AT)[-1].ticket == sent.ticket == "JK2611239001"
    assert sent.ticket not in {r.ticket for r in town.state_at(AT - timedelta(microseconds=1))}
    assert town.find(sent.ticket, AT + 60 * DAY).stage in (Stage.COMPLETE, Stage.DISMISSED)
    assert town.send("31.71.01.1002", "Jalan", AT + HOUR).ticket == "JK2611239002"


def test_a_complaint_from_nowhere_or_of_nothing_is_not_sent(town: City) -> None:
    for code, category in (("31.71.01", "Sampah"), ("31.74.01.1001", "Sampah"), ("31.71.01.1002", "Entah")):
        with pytest.raises(NotFound):
            town.send(code, category, AT)


def test_hands_are_forgotten_with_the_complaint(town: City) -> None:
    waiting = standing(town, Stage.WAIT)
    by_itself = town.history(waiting.ticket)
    town.close(waiting.ticket, AT)
    sent = town.send("31.71.01.1002", "Sampah", AT)
    town.state_at(AT + 70 * DAY)
    assert len(town.history(waiting.ticket)) == 2
    town.state_at(AT + 200 * DAY)
    assert town.history(waiting.ticket) == by_itself
    with pytest.raises(NotFound):
        town.history(sent.ticket)
