"""The same seed tells the same story, in whatever order it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from thoroughness import examples

from monitor.errors import BadInput, NotFound
from monitor.sources.simulator import City
from monitor.sources.simulator.dice import Dice

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
DAY = timedelta(days=1)
MakeCity = Callable[..., City]


def test_two_cities_of_one_seed_agree_whatever_was_asked_before(city: City, new_city: MakeCity) -> None:
    other = new_city()
    for days in (400, -30, 12, 0):
        other.state_at(MONDAY + days * DAY)
    assert other.state_at(MONDAY) == city.state_at(MONDAY)


def test_another_seed_is_another_city(city: City, new_city: MakeCity) -> None:
    assert new_city("another").state_at(MONDAY) != city.state_at(MONDAY)


def test_what_is_remembered_and_what_is_made_anew_are_the_same(new_city: MakeCity) -> None:
    city = new_city()
    ticket = city.state_at(MONDAY)[0].ticket
    before = city.history(ticket)
    city.state_at(MONDAY + 900 * DAY)
    assert city.history(ticket) == before


def test_the_zone_an_instant_is_written_in_does_not_matter(city: City) -> None:
    tokyo = MONDAY.astimezone(timezone(timedelta(hours=9)))
    assert city.state_at(tokyo) == city.state_at(MONDAY)


def test_dice_throw_what_they_threw_in_the_first_release() -> None:
    """A demo or a test that names a seed must not change under its readers."""
    dice = Dice("demo", "x", 1)
    thrown = [round(dice.share(), 9), dice.whole(1, 6), round(dice.lognormal(1.0, 0.5), 9), dice.poisson(75.0)]
    assert thrown == [0.744067975, 5, 2.441627301, 77]


@settings(max_examples=examples(15), deadline=None)
@given(at=st.datetimes(datetime(2026, 10, 1), datetime(2026, 12, 31)))
def test_a_complaint_goes_through_its_history_and_no_other_way(city: City, at: datetime) -> None:
    instant = at.replace(tzinfo=UTC)
    for record in city.state_at(instant)[-40:]:
        taken = [step for step in city.history(record.ticket) if step.at <= instant]
        assert (record.stage, record.unit, record.updated_at) == (taken[-1].stage, taken[-1].unit, taken[-1].at)
        assert record.created_at == taken[0].at
        if record.completed_at:
            assert city.find(record.ticket, instant + 60 * DAY).completed_at == record.completed_at


def test_every_course_rises_ends_and_ends_in_time(city: City) -> None:
    for record in city.state_at(MONDAY):
        steps = city.history(record.ticket)
        assert all(a.at < b.at for a, b in pairwise(steps))
        assert [step.stage.is_open for step in steps] == [True] * (len(steps) - 1) + [False]
        assert steps[-1].at - steps[0].at <= timedelta(days=46)


def test_nothing_is_listed_before_it_came_nor_long_after_it_was_closed(city: City) -> None:
    for record in city.state_at(MONDAY):
        assert record.updated_at <= MONDAY
        assert record.stage.is_open or record.updated_at >= MONDAY - city.kept
    listed = {record.ticket for record in city.state_at(MONDAY)}
    for record in city.state_at(MONDAY - DAY):
        still = city.find(record.ticket, MONDAY)
        assert (record.ticket in listed) == (still.stage.is_open or still.updated_at >= MONDAY - city.kept)


def test_what_changed_since_is_asked_for_alone(city: City) -> None:
    whole = city.state_at(MONDAY)
    since = whole[-20].updated_at
    assert city.state_at(MONDAY, changed_since=since) == tuple(r for r in whole if r.updated_at >= since)
    assert city.state_at(MONDAY, changed_since=MONDAY + DAY) == ()


@pytest.mark.parametrize(
    "at", [datetime.min, datetime.max, datetime(1999, 12, 31), datetime(2099, 1, 1), datetime(2098, 12, 31, 23)]
)
def test_years_in_which_no_city_lives_are_refused(city: City, at: datetime) -> None:
    with pytest.raises(BadInput, match="2000 to 2098"):
        city.state_at(at.replace(tzinfo=UTC))


@pytest.mark.parametrize("ticket", ["", "JK", "JK2602310001", "JK2611230000000", "JK٢٦١١٢٣٠٠٠١", "x" * 10_000])
def test_what_is_no_ticket_is_not_found(city: City, ticket: str) -> None:
    with pytest.raises(NotFound):
        city.history(ticket)


def test_a_city_of_too_many_or_no_complaints_is_refused(new_city: MakeCity) -> None:
    for per_day in (0, -1, float("nan"), float("inf"), 1e9):
        with pytest.raises(BadInput):
            new_city(per_day=per_day)
    with pytest.raises(BadInput):
        new_city(kept=timedelta(days=-1))


@pytest.mark.parametrize("per_day", [0.1, 10.5, 120])
def test_tickets_of_a_day_are_told_apart_and_rise(new_city: MakeCity, per_day: float) -> None:
    arrived = sorted((r.created_at, r.ticket) for r in new_city(per_day=per_day).state_at(MONDAY))
    tickets = [ticket for _, ticket in arrived]
    assert len(set(tickets)) == len(tickets)
    assert tickets == sorted(tickets)


def test_an_instant_without_a_zone_is_refused(city: City) -> None:
    with pytest.raises(ValueError, match="no timezone"):
        city.state_at(MONDAY.replace(tzinfo=None))
