"""Months and days as people write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.periods import read_month, read_period
from monitor.period import Month, Period

TODAY = date(2026, 11, 23)  # a Monday


def days(first: str, last: str) -> Period:
    return Period(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("written", "month"),
    [
        ("", "2026-11"),
        ("bulan ini", "2026-11"),
        ("Bulan  LALU", "2026-10"),
        ("oktober", "2026-10"),
        ("bulan oktober", "2026-10"),
        ("okt 2026", "2026-10"),
        ("Okt.", "2026-10"),
        ("okt2025", "2025-10"),
        ("2026-10", "2026-10"),
        ("10/2026", "2026-10"),
        ("nop", "2026-11"),
        ("desember", "2025-12"),  # the latest that has begun
        ("desember 2026", "2026-12"),  # a future one is understood, so that it can be said to be one
    ],
)
def test_a_month_is_read(written: str, month: str) -> None:
    assert read_month(written, TODAY) == Month.parse(month)


@pytest.mark.parametrize(
    "written", ["gambir", "13/2026", "2026-00", "okt 26", "5 okt", "٢٠٢٦-١٠", "okt 1800", "x" * 99]
)
def test_what_is_no_month_is_none(written: str) -> None:
    assert read_month(written, TODAY) is None


@pytest.mark.parametrize(
    ("written", "period"),
    [
        ("", days("2026-11-01", "2026-11-30")),
        ("hari ini", days("2026-11-23", "2026-11-23")),
        ("kemarin", days("2026-11-22", "2026-11-22")),
        ("minggu ini", days("2026-11-23", "2026-11-29")),
        ("pekan lalu", days("2026-11-16", "2026-11-22")),
        ("bulan lalu", days("2026-10-01", "2026-10-31")),
        ("oktober", days("2026-10-01", "2026-10-31")),
        ("2026-02", days("2026-02-01", "2026-02-28")),
        ("2026", days("2026-01-01", "2026-12-31")),
        ("tahun 2025", days("2025-01-01", "2025-12-31")),
        ("tahun lalu", days("2025-01-01", "2025-12-31")),
        ("7 hari terakhir", days("2026-11-17", "2026-11-23")),
        ("1 okt", days("2026-10-01", "2026-10-01")),
        ("tgl 1 des", days("2025-12-01", "2025-12-01")),
        ("5/10/2026", days("2026-10-05", "2026-10-05")),
        ("2026-10-05", days("2026-10-05", "2026-10-05")),
        ("1-15 okt", days("2026-10-01", "2026-10-15")),
        ("1–15 okt 2025", days("2025-10-01", "2025-10-15")),
        ("1-30 nov", days("2026-11-01", "2026-11-30")),
        ("1 okt s.d. 5 nov", days("2026-10-01", "2026-11-05")),
        ("1 okt sampai dengan 5 nov", days("2026-10-01", "2026-11-05")),
        ("2026-10-01 - 2026-10-15", days("2026-10-01", "2026-10-15")),
        ("25 des - 3 jan", days("2025-12-25", "2026-01-03")),
        ("25 des - 3 jan 2026", days("2025-12-25", "2026-01-03")),
        ("jan - mar", days("2026-01-01", "2026-03-31")),
        ("29 feb", days("2024-02-29", "2024-02-29")),
    ],
)
def test_a_period_is_read(written: str, period: Period) -> None:
    assert read_period(written, TODAY) == period


@pytest.mark.parametrize(
    "written", ["kapan", "31 nov", "15-1 okt", "1-2", "-", "1 - okt", "0 hari", "999 hari", "1999"]
)
def test_what_is_no_period_is_none(written: str) -> None:
    assert read_period(written, TODAY) is None


PIECES = ("1", "31", "2026", "-", " - ", "okt", " ", "/", "s.d.", "hari", "bulan", "feb", "0", "٣", "\x00", ".")


@given(
    st.text(max_size=80) | st.lists(st.sampled_from(PIECES), max_size=9).map("".join), st.dates(date(2000, 3, 1))
)
def test_whatever_is_written_it_is_a_period_or_not(written: str, today: date) -> None:
    today = min(today, date(2098, 1, 1))
    period, month = read_period(written, today), read_month(written, today)
    assert period is None or 2000 <= period.first_on.year <= period.last_on.year <= 2100
    assert month is None or 1999 <= month.year <= 2100
