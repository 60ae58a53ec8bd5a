"""Slots as instants: weekends, month ends, midnight, clock changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Slot
from monitor.slots import SlotInstant, next_slot, slots_between

JAKARTA, NEW_YORK = ZoneInfo("Asia/Jakarta"), ZoneInfo("America/New_York")
PAGI, SORE, MALAM = Slot("pagi", 8, 0), Slot("sore", 15, 0), Slot("malam", 0, 0)
DAILY = (SORE, PAGI)  # the order of the configuration does not matter


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def local(text: str, zone: ZoneInfo = JAKARTA) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("after", "name", "at"),
    [
        ("2026-11-23T07:59:59", "pagi", "2026-11-23T08:00"),
        ("2026-11-23T08:00:00", "sore", "2026-11-23T15:00"),
        ("2026-11-23T15:00:00", "pagi", "2026-11-24T08:00"),
        ("2026-11-20T20:00:00", "pagi", "2026-11-21T08:00"),  # Friday night: Saturday has slots too
        ("2026-11-30T23:59:59", "pagi", "2026-12-01T08:00"),
        ("2026-12-31T16:00:00", "pagi", "2027-01-01T08:00"),
        ("2028-02-28T15:00:00", "pagi", "2028-02-29T08:00"),
    ],
)
def test_next_slot_is_the_first_one_after(after: str, name: str, at: str) -> None:
    assert next_slot(DAILY, JAKARTA, local(after)) == SlotInstant(local(at).astimezone(UTC), name)


def test_without_slots_there_is_no_next_one() -> None:
    assert next_slot((), JAKARTA, utc("2026-11-23T00:00")) is None


def test_a_slot_at_midnight_belongs_to_the_day_that_begins() -> None:
    found = slots_between((MALAM,), JAKARTA, local("2026-11-22T12:00"), local("2026-11-24T00:00"))
    assert [slot.at for slot in found] == [utc("2026-11-22T17:00"), utc("2026-11-23T17:00")]


def test_the_beginning_is_left_out_and_the_end_is_in() -> None:
    found = slots_between(DAILY, JAKARTA, local("2026-11-23T08:00"), local("2026-11-24T08:00"))
    assert [slot.name for slot in found] == ["sore", "pagi"]


def test_a_weekend_is_watched_like_any_other_days() -> None:
    found = slots_between(DAILY, JAKARTA, local("2026-11-20T15:00"), local("2026-11-23T08:00"))
    assert [slot.name for slot in found] == ["pagi", "sore", "pagi", "sore", "pagi"]


@pytest.mark.parametrize(
    ("day", "hour", "at"),
    [
        ("2026-03-08", 2, "2026-03-08T07:30"),  # 02.30 is skipped that night: told at 03.30 of the new time
        ("2026-11-01", 1, "2026-11-01T05:30"),  # 01.30 comes twice that night: told the first time
    ],
)
def test_a_clock_change_neither_drops_nor_doubles_a_slot(day: str, hour: int, at: str) -> None:
    after = local(f"{day}T00:00", NEW_YORK).astimezone(UTC)
    found = slots_between((Slot("malam", hour, 30),), NEW_YORK, after, after + timedelta(hours=20))
    assert [slot.at for slot in found] == [utc(at)]


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)),
    st.integers(0, 23),
    st.integers(0, 59),
    st.sampled_from([JAKARTA, NEW_YORK, ZoneInfo("Europe/London"), ZoneInfo("Australia/Lord_Howe")]),
)
def test_each_slot_comes_about_once_a_day_wherever_one_looks_from(
    start: datetime, hour: int, minute: int, zone: ZoneInfo
) -> None:
    after = start.replace(tzinfo=UTC)
    slots = (Slot("satu", hour, minute),)
    coming = next_slot(slots, zone, after)
    assert coming is not None
    assert timedelta(0) < coming.at - after <= timedelta(hours=25)
    following = next_slot(slots, zone, coming.at)
    assert following is not None
    assert timedelta(hours=22) < following.at - coming.at < timedelta(hours=26)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)),
    st.integers(0, 5000),
    st.integers(0, 5000),
)
def test_looking_in_two_steps_finds_what_one_look_finds(start: datetime, first: int, second: int) -> None:
    a = start.replace(tzinfo=UTC)
    b = a + timedelta(minutes=first)
    c = b + timedelta(minutes=second)
    in_two = slots_between(DAILY, NEW_YORK, a, b) + slots_between(DAILY, NEW_YORK, b, c)
    assert in_two == slots_between(DAILY, NEW_YORK, a, c)
