"""Working time: days off, opening hours, periods, summer time; against naive counting."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.deadlines.holidays import read_holidays
from monitor.deadlines.worktime import Calendar, Period, SpecialDay
from monitor.errors import BadConfiguration

WIB = ZoneInfo("Asia/Jakarta")
NEW_YORK = ZoneInfo("America/New_York")
OFFICE = Calendar.load("builtin:indonesia")
BROKEN_DAY = {"mon": "08:00-12:00,13:00-16:00", "wed": "00:00-24:00", "sat": "09:00-10:00"}
RAMADAN = Period(date(2026, 2, 18), date(2026, 3, 19), {"mon": "08:00-15:00", "fri": "08:00-11:30,13:00-15:30"})
CALENDARS = {
    "office": OFFICE,
    "broken": Calendar({date(2026, 3, 4): "Libur"}, hours=BROKEN_DAY, periods=(RAMADAN,)),
    "summer time": Calendar(
        hours=dict.fromkeys(("sat", "sun", "mon"), "00:30-09:00"), timezone="America/New_York"
    ),
}
INSTANTS = st.datetimes(datetime(2025, 12, 20), datetime(2026, 12, 31), timezones=st.just(UTC))


def wib(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=WIB)


def is_open(calendar: Calendar, at: datetime) -> bool:
    """Read from the day's own hours, minute by minute: shares no table with what is tested."""
    return any(first <= at < last for first, last in calendar.spans_on(at.astimezone(calendar.zone).date()))


@pytest.mark.parametrize(
    ("day", "off"),
    [
        (date(2026, 3, 18), True),  # cuti bersama
        (date(2026, 3, 19), True),  # national
        (date(2026, 3, 17), False),
        (date(2026, 3, 14), True),  # Saturday
        (date(2027, 1, 1), False),  # beyond what is known only weekends are off
        (date(2027, 1, 2), True),
    ],
)
def test_days_off_are_holidays_and_weekends(day: date, off: bool) -> None:
    assert OFFICE.is_day_off(day) is off
    assert bool(OFFICE.spans_on(day)) is not off


def test_shipped_calendar_is_known_until_the_end_of_2026() -> None:
    assert (OFFICE.known_from, OFFICE.known_until) == (date(2020, 1, 1), date(2026, 12, 31))
    assert len(OFFICE.days_off) == 164
    assert all(day.year in range(2020, 2027) for day in OFFICE.days_off)


def test_cuti_bersama_can_be_a_working_day() -> None:
    calendar = Calendar.load("builtin:indonesia", cuti_bersama=False)
    assert not calendar.is_day_off(date(2026, 3, 18))
    assert calendar.is_day_off(date(2026, 3, 19))
    assert calendar.fingerprint != OFFICE.fingerprint


def test_spans_of_a_day_are_utc() -> None:
    utc = [(a.isoformat(), b.isoformat()) for a, b in OFFICE.spans_on(date(2026, 11, 27))]
    assert utc == [("2026-11-27T00:30:00+00:00", "2026-11-27T09:30:00+00:00")]


def test_period_has_its_own_hours_on_both_its_ends() -> None:
    calendar = CALENDARS["broken"]
    spans = calendar.spans_on(date(2026, 2, 23))
    assert [(a.astimezone(WIB).hour, b.astimezone(WIB).hour) for a, b in spans] == [(8, 15)]
    assert calendar.is_day_off(date(2026, 2, 18)) and not calendar.is_day_off(date(2026, 2, 11))  # Wednesdays
    assert calendar.is_day_off(date(2026, 3, 18)) and not calendar.is_day_off(date(2026, 3, 25))


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-11-23T08:00", 1, "2026-11-23T09:00"),
        ("2026-11-23T07:30", 8.5, "2026-11-23T16:00"),  # ends with the day, not at the next opening
        ("2026-11-23T06:00", 1, "2026-11-23T08:30"),  # from the opening
        ("2026-11-23T16:00", 1, "2026-11-24T08:30"),
        ("2026-11-23T15:30", 1, "2026-11-24T08:00"),
        ("2026-11-27T16:00", 1, "2026-11-30T08:00"),  # Friday closes at 16.30
        ("2026-11-28T12:00", 1, "2026-11-30T08:30"),
        ("2026-03-17T15:00", 2, "2026-03-25T08:30"),  # Nyepi and Lebaran
        ("2026-12-31T15:00", 2, "2027-01-01T08:30"),  # 2027 is not known: only weekends are off
        ("2026-11-23T08:00", 24, "2026-11-25T15:00"),
    ],
)
def test_working_hours_run_only_when_the_office_is_open(start: str, hours: float, end: str) -> None:
    assert OFFICE.add_working_time(wib(start), timedelta(hours=hours)) == wib(end)


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        ("2026-11-23T00:00", 1, "2026-11-24T16:00"),
        ("2026-11-23T23:59:59", 1, "2026-11-24T16:00"),
        ("2026-11-26T12:00", 1, "2026-11-27T16:30"),
        ("2026-11-28T12:00", 1, "2026-11-30T16:00"),
        ("2026-03-17T12:00", 1, "2026-03-25T16:00"),
        ("2026-03-13T12:00", 3, "2026-03-25T16:00"),
        ("2025-12-31T23:00", 1, "2026-01-02T16:30"),
        ("2026-01-01T00:30", 1, "2026-01-02T16:30"),  # still the last year in UTC
    ],
)
def test_working_days_end_when_the_office_closes(start: str, n: int, end: str) -> None:
    assert OFFICE.nth_working_day_close(wib(start), n) == wib(end)


@pytest.mark.parametrize("name", CALENDARS)
@given(start=INSTANTS, minutes=st.integers(1, 1500), micros=st.integers(0, 59_999_999))
def test_added_working_time_agrees_with_stepping_by_the_minute(
    name: str, start: datetime, minutes: int, micros: int
) -> None:
    calendar, at = CALENDARS[name], start.replace(second=0, microsecond=0)
    worked = 0
    while worked < minutes:
        if not is_open(calendar, at) and not is_open(calendar, at + timedelta(minutes=29)):
            at += timedelta(minutes=30)  # no span is shorter than that
            continue
        worked += is_open(calendar, at)
        at += timedelta(minutes=1)
    begin = start.replace(second=0, microsecond=0)
    assert calendar.add_working_time(begin, timedelta(minutes=minutes)) == at
    if is_open(calendar, begin) and is_open(calendar, at):
        shift = timedelta(microseconds=micros)
        assert calendar.add_working_time(begin + shift, timedelta(minutes=minutes)) == at + shift


@pytest.mark.parametrize("name", CALENDARS)
@given(start=INSTANTS, n=st.integers(1, 60))
def test_nth_working_day_agrees_with_a_loop_over_days(name: str, start: datetime, n: int) -> None:
    calendar = CALENDARS[name]
    day, left = start.astimezone(calendar.zone).date(), n
    while left:
        day += timedelta(days=1)
        left -= not calendar.is_day_off(day)
    assert calendar.nth_working_day_close(start, n) == calendar.spans_on(day)[-1][1]


@pytest.mark.parametrize("name", CALENDARS)
@given(start=INSTANTS, hours=st.integers(1, 60))
def test_worked_spans_add_up_to_what_was_added(name: str, start: datetime, hours: int) -> None:
    calendar = CALENDARS[name]
    end = calendar.add_working_time(start, timedelta(hours=hours))
    spans = calendar.worked_spans(start, end)
    assert sum((b - a for a, b in spans), timedelta()) == timedelta(hours=hours)
    assert spans[-1][1] == end
    assert all(start <= a < b for a, b in spans)


def test_order_of_the_questions_does_not_matter() -> None:
    calendar = Calendar.load()
    starts = [datetime(year, 6, 1, tzinfo=UTC) for year in (2026, 1999, 2050, 2020, 2026)]
    first = [calendar.add_working_time(at, timedelta(hours=5000)) for at in starts]
    fresh = [Calendar.load().add_working_time(at, timedelta(hours=5000)) for at in starts]
    assert first == fresh


def test_working_hours_in_the_night_of_summer_time_are_elapsed_hours() -> None:
    calendar = CALENDARS["summer time"]
    spring = datetime(2026, 3, 8, 0, 30, tzinfo=NEW_YORK)
    assert calendar.add_working_time(spring, timedelta(hours=7.5)) == datetime(2026, 3, 8, 9, tzinfo=NEW_YORK)
    autumn = datetime(2026, 11, 1, 0, 30, tzinfo=NEW_YORK)
    assert calendar.add_working_time(autumn, timedelta(hours=9.5)) == datetime(2026, 11, 1, 9, tzinfo=NEW_YORK)


def test_office_that_never_opens_is_a_mistake_only_when_a_limit_needs_it() -> None:
    calendar = Calendar(hours={})
    assert calendar.is_day_off(date(2026, 11, 23))
    with pytest.raises(BadConfiguration, match=r"calendar\.hours holds no working time"):
        calendar.add_working_time(wib("2026-11-23T08:00"), timedelta(hours=1))
    with pytest.raises(BadConfiguration, match=r"calendar\.hours holds no working time"):
        calendar.nth_working_day_close(wib("2026-11-23T08:00"), 1)


@pytest.mark.parametrize(
    ("hours", "sentence"),
    [
        ({"mon": "8-16"}, "calendar.hours.mon: '8-16' is not a span of hours"),
        ({"mon": "16:00-08:00"}, "calendar.hours.mon: '16:00-08:00' is not a span"),
        ({"mon": "08:00-24:01"}, "calendar.hours.mon"),
        ({"mon": "08:61-10:00"}, "calendar.hours.mon"),
        ({"mon": "08:00-09:60"}, "calendar.hours.mon"),
        ({"mon": "08:00-08:00"}, "calendar.hours.mon"),
        ({"mon": "08:00-12:00,11:00-16:00"}, "'11:00-16:00' begins before the span in front of it ends"),
        ({"monday": "08:00-12:00"}, "calendar.hours: 'monday' is no weekday"),
    ],
)
def test_mistake_in_the_hours_is_named(hours: dict[str, str], sentence: str) -> None:
    with pytest.raises(BadConfiguration) as caught:
        Calendar(hours=hours)
    assert sentence in str(caught.value)


def test_one_span_may_begin_as_another_ends_and_the_last_at_midnight() -> None:
    calendar = Calendar(hours={"mon": "08:00-12:00,12:00-16:59", "tue": "00:00-24:00"})
    assert calendar.working_time(wib("2026-11-23T00:00"), wib("2026-11-25T00:00")) == timedelta(
        hours=32, minutes=59
    )


def test_a_calendar_tells_what_it_was_made_of() -> None:
    one_day = Period(date(2026, 4, 1), date(2026, 4, 1), {"wed": "09:00-10:00"})
    days = (SpecialDay(date(2026, 12, 5), is_worked=True, hours="09:00-11:30,12:00-24:00"),)
    made = Calendar(hours=BROKEN_DAY, periods=(RAMADAN, one_day), days=days)
    again = Calendar(
        hours=made.hours,
        periods=made.periods,
        days=[SpecialDay(on, is_worked=True, hours=hours) for on, hours in made.worked_days.items()],
    )
    assert again.fingerprint == made.fingerprint
    assert {name: hours for name, hours in made.hours.items() if hours} == BROKEN_DAY
    assert made.spans_on(date(2026, 4, 1)) == ((wib("2026-04-01T09:00"), wib("2026-04-01T10:00")),)


def test_mistakes_in_periods_and_timezone_are_named() -> None:
    with pytest.raises(BadConfiguration, match=r"period\[2\] overlaps calendar.period\[1\]"):
        Calendar(periods=(RAMADAN, Period(date(2026, 3, 19), date(2026, 3, 25), {})))
    for first, last in ((RAMADAN.last, date(2026, 12, 31)), (date(2026, 1, 1), RAMADAN.first)):  # by a single day
        with pytest.raises(BadConfiguration, match="overlaps"):
            Calendar(periods=(RAMADAN, Period(first, last, {})))
    with pytest.raises(BadConfiguration, match=r"period\[1\]: it ends 2026-01-01"):
        Calendar(periods=(Period(date(2026, 1, 2), date(2026, 1, 1), {}),))
    with pytest.raises(BadConfiguration, match=r"period\[1\]\.hours\.mon"):
        Calendar(periods=(Period(date(2026, 1, 1), date(2026, 1, 2), {"mon": "x"}),))
    with pytest.raises(BadConfiguration, match="'Mars/Phobos' is not known"):
        Calendar(timezone="Mars/Phobos")


def test_operators_calendar_replaces_the_shipped_one(tmp_path: Path) -> None:
    path = tmp_path / "libur.csv"
    path.write_text(
        "date,kind,name\n2027-02-10,regional,Pilkada\n2027-02-10,national,Lain\n2027-02-11,cuti_bersama,Cuti\n",
        encoding="utf-8-sig",
    )
    calendar = Calendar.load(path)
    assert calendar.days_off == {date(2027, 2, 10): "Pilkada / Lain", date(2027, 2, 11): "Cuti"}
    assert calendar.known_until == date(2027, 12, 31)
    path.write_text("date,kind,name\n", encoding="utf-8")
    empty = Calendar.load(path)
    assert empty.known_until is None and not empty.knows(2027)


def test_a_year_of_which_the_file_has_no_day_is_not_known(tmp_path: Path) -> None:
    path = tmp_path / "libur.csv"
    path.write_text("date,kind,name\n2027-01-01,national,X\n2024-06-01,national,Y\n2026-12-24,cuti_bersama,Z\n")
    for calendar in (Calendar.load(path), Calendar.load(path, cuti_bersama=False)):
        known = [year for year in range(2020, 2031) if calendar.knows(year)]
        assert known == [2024, 2026, 2027] and calendar.unknown_years == {2025}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("date,name\n", "line 1: the column kind is missing"),
        ("date,kind,name\n01/02/2026,national,X\n", "line 2: date '01/02/2026' is not a date"),
        (
            "date,kind,name\n2026-01-01,cuti bersama,X\n",
            "line 2: kind 'cuti bersama' is not known; did you mean cuti_bersama?",
        ),
        ("date,kind,name\n2026-01-01,?,X\n", "use one of national, cuti_bersama, regional"),
        ('date,kind,name\n2026-01-01,"a"b,X\n', "not readable as CSV"),
    ],
)
def test_mistake_in_a_calendar_is_named(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "libur.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadConfiguration) as caught:
        Calendar.load(path)
    assert sentence in str(caught.value) and str(path) in str(caught.value)


def test_special_days_win_over_file_week_and_period() -> None:
    days = (
        SpecialDay(date(2026, 12, 9), "Pilkada"),
        SpecialDay(date(2026, 12, 5), "Kerja pengganti", is_worked=True),  # a Saturday
        SpecialDay(date(2026, 12, 25), "Natal, buka", is_worked=True),  # a Friday, off by the file
        SpecialDay(date(2026, 12, 6), is_worked=True, hours="09:00-11:00"),
        SpecialDay(date(2026, 3, 14), is_worked=True),  # within Ramadan's hours
    )
    calendar = Calendar.load(days=days, periods=(Period(date(2026, 3, 1), date(2026, 3, 18), RAMADAN.hours),))
    open_hours = {
        day: [
            (a.astimezone(WIB).strftime("%H:%M"), b.astimezone(WIB).strftime("%H:%M"))
            for a, b in calendar.spans_on(day)
        ]
        for day in (day.on for day in days)
    }
    first_of_ramadan = next(hours for hours in RAMADAN.hours.values() if hours)
    assert open_hours == {
        date(2026, 12, 9): [],
        date(2026, 12, 5): [("07:30", "16:00")],  # as on the first open day of the week
        date(2026, 12, 25): [("07:30", "16:30")],  # as on a Friday
        date(2026, 12, 6): [("09:00", "11:00")],
        date(2026, 3, 14): [tuple(first_of_ramadan.split("-"))],
    }
    assert calendar.days_off[date(2026, 12, 9)] == "Pilkada"
    assert not calendar.is_day_off(date(2026, 12, 5)) and calendar.is_day_off(date(2026, 12, 12))
    assert calendar.nth_working_day_close(wib("2026-12-04T10:00"), 2) == wib("2026-12-06T11:00")
    assert (
        len(
            {
                OFFICE.fingerprint,
                Calendar.load(days=days[:1]).fingerprint,
                Calendar.load(days=days[1:2]).fingerprint,
            }
        )
        == 3
    )


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        (
            (SpecialDay(date(2026, 12, 9)), SpecialDay(date(2026, 12, 9), is_worked=True)),
            "calendar.day[2] is 2026-12-09 as calendar.day[1] is",
        ),
        ((SpecialDay(date(2026, 12, 9), hours="08:00-12:00"),), "calendar.day[1] has hours but is a day off"),
        ((SpecialDay(date(2026, 12, 9), is_worked=True, hours="8"),), "calendar.day[1].hours: '8' is not a span"),
        ((SpecialDay(date(2026, 12, 9), is_worked=True, hours=""),), "calendar.day[1] is worked, but no hours"),
    ],
)
def test_mistake_in_a_special_day_is_named(days: tuple[SpecialDay, ...], sentence: str) -> None:
    with pytest.raises(BadConfiguration) as caught:
        Calendar(days=days)
    assert sentence in str(caught.value)


def test_calendar_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration, match="builtin:mars"):
        Calendar.load("builtin:mars")
    with pytest.raises(BadConfiguration, match="cannot be read"):
        Calendar.load(tmp_path / "none.csv")


def test_a_calendar_that_cannot_be_read_is_told_with_its_key(tmp_path: Path) -> None:
    with pytest.raises(
        BadConfiguration, match=r"^The calendar .*none\.csv cannot be read .*: correct calendar\.file\.$"
    ):
        read_holidays(tmp_path / "none.csv")
    with pytest.raises(BadConfiguration, match=r"^calendar\.file: there is no 'builtin:bali'"):
        read_holidays("builtin:bali")


def test_the_built_in_calendar_is_read_once() -> None:
    assert read_holidays("builtin:indonesia") is read_holidays("builtin:indonesia")
