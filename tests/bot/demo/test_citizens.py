"""There is always something for the visitor of the demo to see and to answer."""

from datetime import timedelta

from bot.demo.citizens import CIDENG, PASEBAN, Citizens
from bot.demo.city import SEED, begins_at
from monitor.areas.directory import Directory
from monitor.clock import SteppedClock
from monitor.sources.simulator import City


def opened() -> tuple[City, SteppedClock, Citizens]:
    city, clock = City(SEED, Directory.load("builtin:jakarta")), SteppedClock(begins_at())
    return city, clock, Citizens(city, clock)


def test_the_first_digest_has_late_ones() -> None:
    _, clock, citizens = opened()
    citizens.complain_before_the_visitor_comes()
    late = [
        record for record in citizens.waiting_in(CIDENG) if clock.now() - record.created_at > timedelta(hours=6)
    ]
    assert late
    assert citizens.waiting_in(PASEBAN)


def test_one_waits_whenever_the_guide_is_asked_for() -> None:
    city, clock, citizens = opened()
    for _ in range(8):
        clock.advance(timedelta(hours=5, minutes=20))
        citizens.keep_one_waiting()
        waiting = citizens.waiting_in(CIDENG)
        assert waiting
        city.answer(waiting[0].ticket, clock.now())
