"""A simulated year looks like the city of the reports. Bounds are wide: they catch a wrong sign, not a taste."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from statistics import median

import pytest

from monitor.areas.directory import Directory
from monitor.deadlines.worktime import Calendar
from monitor.model import Stage
from monitor.sources.labels import StatusLabels
from monitor.sources.simulator import City, Record
from monitor.sources.simulator.course import LABELS
from monitor.sources.simulator.weather import Weather

YEAR_END = datetime(2026, 12, 31, 17, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(scope="session")
def year(city: City) -> list[Record]:
    """All complaints of 2026 (local days), as they stand a year later."""
    found: dict[str, Record] = {}
    for days in range(0, 364, 28):
        at = YEAR_END - timedelta(days=days)
        found |= {record.ticket: record for record in city.state_at(at)}
    mine = [ticket for ticket in found if ticket.startswith("JK26")]
    return [city.find(ticket, YEAR_END + timedelta(days=60)) for ticket in sorted(mine)]


def local(record: Record) -> datetime:
    return record.created_at + 7 * HOUR


def response_hours(records: list[Record]) -> list[float]:
    return [(r.responded_at - r.created_at) / HOUR for r in records if r.responded_at]


def test_nine_to_twelve_complaints_come_in_a_day(year: list[Record]) -> None:
    assert 9 < len(year) / 365 < 12


def test_a_month_stays_near_what_jakarta_pusat_has_seen(year: list[Record]) -> None:
    for month, count in Counter(local(r).month for r in year).items():
        assert 180 < count < 480, month


def test_four_of_five_come_through_jaki_with_their_place(year: list[Record]) -> None:
    jaki = [r for r in year if r.arrival.channel.name == "JAKI"]
    assert 0.74 < len(jaki) / len(year) < 0.86
    assert all(r.arrival.lat and r.arrival.lon and r.arrival.place for r in jaki)
    assert not any(r.arrival.lat for r in year if r.arrival.channel.name != "JAKI")


def test_a_tenth_has_no_area(year: list[Record]) -> None:
    assert 0.06 < sum(r.arrival.place is None for r in year) / len(year) < 0.15


def test_waste_leads_and_parking_and_roads_follow(year: list[Record]) -> None:
    ranked = [name for name, _ in Counter(r.arrival.topic.name for r in year).most_common()]
    assert ranked[0] == "Sampah"
    assert set(ranked[1:5]) >= {"Parkir Liar", "Jalan"}
    assert len(ranked) == 15


def test_nights_are_quiet_and_rush_hours_busy(year: list[Record]) -> None:
    hours = Counter(local(r).hour for r in year)
    night = sum(hours[hour] for hour in range(0, 5)) / 5
    rush = sum(hours[hour] for hour in (7, 8, 9, 16, 17, 18)) / 6
    assert rush > 10 * night


def test_days_off_are_quieter_than_workdays(year: list[Record], calendar: Calendar) -> None:
    counts = Counter(local(r).date() for r in year)
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    off = [counts[day] for day in days if calendar.is_day_off(day)]
    on = [counts[day] for day in days if not calendar.is_day_off(day)]
    assert sum(off) / len(off) < 0.9 * sum(on) / len(on)


def test_floods_come_with_the_rain_and_rain_with_the_season(year: list[Record]) -> None:
    weather = Weather("a city")
    floods = [local(r) for r in year if r.arrival.topic.name == "Banjir"]
    assert sum(at.hour in weather.rain_on(at.date()) for at in floods) > 0.4 * len(floods)
    months = Counter(at.month for at in floods)
    assert sum(months[m] for m in (12, 1, 2)) > sum(months[m] for m in (6, 7, 8))


def test_slow_kelurahan_answer_later_than_fast_ones(year: list[Record], city: City) -> None:
    by_pace = sorted(city.places, key=lambda place: place.pace)
    fast, slow = ({place.code for place in some} for some in (by_pace[:8], by_pace[-8:]))
    hours = [
        median(response_hours([r for r in year if r.arrival.place and r.arrival.place.code in codes]))
        for codes in (fast, slow)
    ]
    assert hours[1] > 1.8 * hours[0]


def test_answers_are_slower_at_night_and_on_days_off(year: list[Record], calendar: Calendar) -> None:
    office = [r for r in year if 8 <= local(r).hour < 14 and not calendar.is_day_off(local(r).date())]
    night = [r for r in year if local(r).hour >= 22 or local(r).hour < 4]
    off = [r for r in year if 8 <= local(r).hour < 14 and calendar.is_day_off(local(r).date())]
    assert median(response_hours(night)) > 2.5 * median(response_hours(office))
    assert median(response_hours(off)) > 1.5 * median(response_hours(office))


def test_some_are_late_and_most_are_not(year: list[Record]) -> None:
    hours = response_hours(year)
    days = [(r.completed_at - r.created_at) / timedelta(days=1) for r in year if r.completed_at]
    assert 0.05 < sum(hour > 6 for hour in hours) / len(hours) < 0.3
    assert 0.01 < sum(day > 7 for day in days) / len(days) < 0.15


def test_every_stage_and_every_turn_of_fate_is_there(year: list[Record], city: City) -> None:
    histories = [city.history(r.ticket) for r in year]
    assert {step.stage for steps in histories for step in steps} == set(Stage) - {Stage.UNMAPPED}
    share = {stage: sum(any(s.stage is stage for s in steps) for steps in histories) for stage in Stage}
    assert 0.005 < share[Stage.DISMISSED] / len(year) < 0.04
    assert 0.04 < share[Stage.RETURNED] / len(year) < 0.2
    assert sum(r.handovers >= 3 for r in year) > 10  # bolak-balik
    assert sum(r.handovers == 0 for r in year) > 0.5 * len(year)


def test_a_dismissed_complaint_was_never_answered_nor_completed(year: list[Record]) -> None:
    dismissed = [r for r in year if r.stage is Stage.DISMISSED]
    assert all(r.responded_at is None and r.completed_at is None for r in dismissed)


def test_labels_are_the_crms_with_a_few_odd_spellings(year: list[Record], city: City) -> None:
    labels = Counter(step.label for r in year for step in city.history(r.ticket))
    odd = sum(count for label, count in labels.items() if label not in LABELS.values())
    assert labels["Selesai"] > 0.9 * len(year)
    assert "Selesai " in labels
    assert odd < 0.03 * labels.total()
    assert all(StatusLabels().stage(label) is not Stage.UNMAPPED for label in labels)


def test_streets_lie_in_their_kecamatan_and_points_near_their_kelurahan(year: list[Record]) -> None:
    for record in year:
        if place := record.arrival.place:
            assert any((record.arrival.address or "").startswith(street) for street in place.streets)
        if record.arrival.lat and place and place.middle:
            assert abs(record.arrival.lat - place.middle[0]) <= 0.0041


def test_all_44_kelurahan_complain(year: list[Record], directory: Directory) -> None:
    assert {r.arrival.place.code for r in year if r.arrival.place} == {
        code for code in directory.within("31.71") if code.count(".") == 3
    }


def test_the_memory_stays_flat_over_a_year(directory: Directory, calendar: Calendar) -> None:
    city = City(7, directory, calendar=calendar)
    sizes, listed = [], []
    for day in range(0, 365, 5):
        at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day)
        listed.append(len(city.state_at(at)))
        if listed[-1] and day % 25 == 0:
            open_one = next(r for r in city.state_at(at) if r.stage.is_open)
            city.close(open_one.ticket, at)
        sizes.append(city.remembered)
    assert max(sizes) < 1_300
    assert max(listed) < 700
    assert len(city._chronicle.by_hand) < 10
