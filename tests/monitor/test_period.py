from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from monitor.errors import BadInput
from monitor.period import Month, Period

JAKARTA = ZoneInfo("Asia/Jakarta")


def test_a_month_begins_and_ends_at_local_midnight() -> None:
    period = Period.month(Month.parse("2026-12"))
    assert period == Period(date(2026, 12, 1), date(2026, 12, 31))
    assert period.begins_at(JAKARTA) == datetime(2026, 11, 30, 17, tzinfo=UTC)
    assert period.ends_before(JAKARTA) == datetime(2026, 12, 31, 17, tzinfo=UTC)


def test_months_follow_each_other_over_the_year() -> None:
    assert (Month(2026, 12).next, Month(2026, 1).before) == (Month(2027, 1), Month(2025, 12))
    assert (Month(2026, 11).next, Month(2026, 11).before) == (Month(2026, 12), Month(2026, 10))
    assert Month(2024, 2).last_on == date(2024, 2, 29)
    assert str(Month(2026, 3)) == "2026-03" and Month.of(date(2026, 3, 31)) == Month(2026, 3)


def test_a_period_names_every_month_it_touches() -> None:
    assert [str(month) for month in Period(date(2025, 12, 31), date(2026, 2, 1)).months] == [
        "2025-12",
        "2026-01",
        "2026-02",
    ]
    assert len(Period.year(2026).months) == 12


@pytest.mark.parametrize(
    ("first", "last", "whole"),
    [
        ("2026-01-01", "2026-01-31", True),
        ("2026-01-01", "2026-02-28", True),
        ("2026-01-01", "2026-02-27", False),
        ("2026-01-02", "2026-01-31", False),
    ],
)
def test_only_whole_months_are_months(first: str, last: str, whole: bool) -> None:
    assert Period(date.fromisoformat(first), date.fromisoformat(last)).is_whole_months is whole


@pytest.mark.parametrize("written", ["2026", "2026-13", "2026-00", "1969-01", "9999-12", "26-01", "2026-1", "x"])
def test_what_is_no_month_is_refused(written: str) -> None:
    with pytest.raises(BadInput, match="is not a month"):
        Month.parse(written)


def test_a_period_the_wrong_way_round_or_out_of_time_is_refused() -> None:
    with pytest.raises(BadInput, match="ends before"):
        Period(date(2026, 1, 2), date(2026, 1, 1))
    with pytest.raises(BadInput, match="between the years"):
        Period(date(1, 1, 1), date(2026, 1, 1))
    with pytest.raises(BadInput, match="not a year"):
        Period.year(9999)
