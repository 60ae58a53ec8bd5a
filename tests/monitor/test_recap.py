"""Folding counts into a cross table: order, empty times, what is too small, spellings, totals."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from builders import complaint
from hypothesis import given
from hypothesis import strategies as st

from monitor.areas.directory import Directory, Level
from monitor.areas.file import Area
from monitor.crosstables.crossing import Axis, key_of
from monitor.crosstables.dimensions import Dimension, time_member
from monitor.crosstables.local_time import month_number, months, offsets
from monitor.crosstables.recap import Layout, Line, LineKind, Recap, recap_of
from monitor.errors import BadInput

DIRECTORY = Directory.load("builtin:jakarta")
GAMBIR, CIDENG, KWITANG = "31.71.01.1001", "31.71.01.1002", "31.71.04.1005"
NOV = month_number(date(2026, 11, 1))


def table(counted: dict[Any, int], directory: Directory = DIRECTORY, **asks: Any) -> Recap:
    """`rows`, `cols` by name; keys may be single ones."""
    rows = tuple(Dimension(name) for name in asks.pop("rows").split(","))
    cols = Dimension(asks.pop("cols")) if "cols" in asks else None
    keyed = Counter({key if isinstance(key, tuple) else (key,): count for key, count in counted.items()})
    return recap_of(keyed, Layout(rows=rows, cols=cols, **asks), directory)


def drawn(recap: Recap) -> list[tuple[Any, ...]]:
    """Each line as its kind (nothing for a plain row), names, counts."""
    return [
        (
            *([] if line.kind is LineKind.ROW else [line.kind.value]),
            *(member.value if member else None for member in line.members),
            *line.counts,
            line.total,
        )
        for line in recap.lines
    ]


def test_nothing_counted_is_a_total_of_nothing() -> None:
    assert drawn(table({}, rows="unit", cols="month")) == [("total", None, 0)]


def test_labels_come_by_count_then_name_and_what_has_none_comes_last() -> None:
    counted = {"Jalan": 2, None: 9, "Sampah": 5, "Banjir": 2, "": 1, "  ": 1}
    assert drawn(table(counted, rows="category")) == [
        ("Sampah", 5),
        ("Banjir", 2),
        ("Jalan", 2),
        (None, 11),
        ("total", None, 20),
    ]


def test_case_variants_become_the_commonest_spelling_of_those_counted() -> None:
    counted = {
        ("Jalan Rusak", NOV): 1,
        ("JALAN  RUSAK", NOV): 2,
        ("jalan rusak ", NOV - 1): 3,
        ("jalan rusak", NOV): 1,
    }
    assert drawn(table(counted, rows="category", cols="month")) == [
        ("jalan rusak", 3, 4, 7),
        ("total", None, 3, 4, 7),
    ]


def test_units_are_the_same_whatever_their_signs() -> None:
    assert drawn(table({"Sudin Bina-Marga": 2, "SUDIN BINA MARGA": 1}, rows="unit"))[0] == ("Sudin Bina-Marga", 3)


def test_areas_come_in_the_order_of_their_codes_with_the_code() -> None:
    counted = {KWITANG: 1, CIDENG: 5, GAMBIR: 1, None: 2, "31.71.01": 1, "99.99": 1}
    recap = table(counted, rows="kelurahan")
    assert drawn(recap) == [("Gambir", 1), ("Cideng", 5), ("Kwitang", 1), (None, 4), ("total", None, 11)]
    assert recap.lines[1].members[0] is not None and recap.lines[1].members[0].code == CIDENG
    assert drawn(table(counted, rows="kecamatan")) == [("Gambir", 7), ("Senen", 1), (None, 3), ("total", None, 11)]
    assert drawn(table(counted, rows="kota")) == [("Jakarta Pusat", 8), (None, 3), ("total", None, 11)]


def test_an_area_is_ambiguous_when_another_of_its_level_has_its_name() -> None:
    twins = [Area("1", "A", Level.KOTA), Area("1.1", "Sukamaju", Level.KELURAHAN, "1")]
    recap = table(
        {"1.1": 1, "1.2": 1}, Directory([*twins, Area("1.2", "Sukamaju", Level.KELURAHAN, "1")]), rows="kelurahan"
    )
    assert [line.members[0] and line.members[0].is_ambiguous for line in recap.lines] == [True, True, None]


def test_months_between_are_shown_though_nothing_arrived() -> None:
    counted = {NOV - 12: 3, NOV - 9: 1}
    assert drawn(table(counted, rows="month")) == [
        ("2025-11", 3),
        ("2025-12", 0),
        ("2026-01", 0),
        ("2026-02", 1),
        ("total", None, 4),
    ]


def test_the_months_of_the_days_asked_for_are_shown_though_nothing_arrived() -> None:
    asked = {"first_on": date(2026, 10, 31), "last_on": date(2026, 12, 1)}
    assert drawn(table({NOV: 2}, rows="month", **asked)) == [
        ("2026-10", 0),
        ("2026-11", 2),
        ("2026-12", 0),
        ("total", None, 2),
    ]
    assert [row[0] for row in drawn(table({}, rows="month", **asked))] == [
        "2026-10",
        "2026-11",
        "2026-12",
        "total",
    ]


def test_a_period_open_at_its_beginning_starts_with_the_first_arrival() -> None:
    assert [row[0] for row in drawn(table({NOV: 2}, rows="month", last_on=date(2026, 12, 31)))] == [
        "2026-11",
        "2026-12",
        "total",
    ]


def test_weeks_are_those_of_iso_8601_at_the_turn_of_the_year() -> None:
    monday = date(2026, 12, 21).toordinal()
    recap = table({monday: 1, monday + 14: 1}, rows="week")
    assert [row[0] for row in drawn(recap)] == ["2026-W52", "2026-W53", "2027-W01", "total"]


def test_all_weekdays_and_hours_are_shown_from_monday_and_midnight_on() -> None:
    assert [row[0] for row in drawn(table({6: 1, 0: 2}, rows="weekday"))][:7] == [
        *("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    ]
    assert [row[:2] for row in drawn(table({23: 1}, rows="hour"))][22:24] == [("22", 0), ("23", 1)]


def test_geotag_is_true_false_or_unknown() -> None:
    assert drawn(table({True: 1, False: 2, None: 3}, rows="geotag")) == [
        (False, 2),
        (True, 1),
        (None, 3),
        ("total", None, 6),
    ]


def test_two_dimensions_as_rows_are_groups_with_subtotals() -> None:
    counted = {(CIDENG, "a"): 1, (CIDENG, "b"): 2, (KWITANG, "a"): 4, (None, "a"): 8}
    assert drawn(table(counted, rows="kecamatan,category")) == [
        ("Gambir", "b", 2),
        ("Gambir", "a", 1),
        ("subtotal", "Gambir", None, 3),
        ("Senen", "a", 4),
        ("subtotal", "Senen", None, 4),
        (None, "a", 8),
        ("subtotal", None, None, 8),
        ("total", None, None, 15),
    ]


def test_two_levels_of_areas_are_told_apart_by_the_same_key() -> None:
    assert drawn(table({CIDENG: 1, GAMBIR: 2, KWITANG: 3}, rows="kecamatan,kelurahan", cols="kota")) == [
        ("Gambir", "Gambir", 2, 2),
        ("Gambir", "Cideng", 1, 1),
        ("subtotal", "Gambir", None, 3, 3),
        ("Senen", "Kwitang", 3, 3),
        ("subtotal", "Senen", None, 3, 3),
        ("total", None, None, 6, 6),
    ]


def test_an_empty_month_is_an_empty_group() -> None:
    asked = {"first_on": date(2026, 10, 1), "last_on": date(2026, 11, 30)}
    assert drawn(table({(NOV, "a"): 1}, rows="month,category", **asked)) == [
        ("subtotal", "2026-10", None, 0),
        ("2026-11", "a", 1),
        ("subtotal", "2026-11", None, 1),
        ("total", None, None, 1),
    ]


def test_the_top_is_by_count_and_a_tie_goes_by_name_then_to_what_has_one() -> None:
    counted = {"c": 5, "b": 5, "A": 5, None: 5, "d": 9}
    assert drawn(table(counted, rows="category", top=3)) == [
        ("d", 9),
        ("A", 5),
        ("b", 5),
        ("rest", None, 10),
        ("total", None, 29),
    ]
    assert table(counted, rows="category", top=3).lines[3].folded == 2
    assert drawn(table(counted, rows="category", top=4))[3] == ("c", 5)
    assert [row[0] for row in drawn(table(counted, rows="category", top=5))] == ["d", "A", "b", "c", None, "total"]


def test_the_top_of_areas_is_by_count_and_a_tie_goes_by_code() -> None:
    counted = {KWITANG: 3, CIDENG: 3, GAMBIR: 1}
    assert [row[0] for row in drawn(table(counted, rows="kelurahan", top=2))] == [
        "Cideng",
        "Kwitang",
        "rest",
        "total",
    ]


def test_rows_below_the_least_are_summed_column_by_column() -> None:
    counted = {("a", True): 1, ("a", False): 2, ("b", True): 2, ("c", False): 9}
    assert drawn(table(counted, rows="category", cols="geotag", least=3)) == [
        ("c", 9, 0, 9),
        ("a", 2, 1, 3),
        ("rest", None, 0, 2, 2),
        ("total", None, 11, 3, 14),
    ]


def test_top_and_least_work_within_each_group() -> None:
    counted = {("x", "a"): 5, ("x", "b"): 1, ("x", "c"): 4, ("y", "b"): 2}
    assert drawn(table(counted, rows="unit,category", top=1, least=2)) == [
        ("x", "a", 5),
        ("rest", "x", None, 5),
        ("subtotal", "x", None, 10),
        ("y", "b", 2),
        ("subtotal", "y", None, 2),
        ("total", None, None, 12),
    ]


@pytest.mark.parametrize("rows", ["unit,unit", "unit,month,hour"])
def test_a_dimension_twice_and_three_of_them_are_refused(rows: str) -> None:
    with pytest.raises(BadInput):
        table({}, rows=rows)


KEYS = {
    Axis.UNIT: st.sampled_from([None, "A", "a ", "B b", "b-B", ""]),
    Axis.AREA: st.sampled_from([None, CIDENG, GAMBIR, KWITANG, "31.72", "?"]),
    Axis.MONTH: st.integers(NOV - 3, NOV + 3),
    Axis.STAGE: st.sampled_from(["wait", "complete"]),
}


@st.composite
def tables(draw: st.DrawFn) -> Recap:
    dimensions = draw(
        st.permutations(
            [Dimension.UNIT, Dimension.KECAMATAN, Dimension.KELURAHAN, Dimension.MONTH, Dimension.STAGE]
        )
    )
    deep = draw(st.booleans())
    layout = Layout(
        rows=tuple(dimensions[: 1 + deep]),
        cols=dimensions[-1] if draw(st.booleans()) else None,
        top=draw(st.none() | st.integers(1, 3)),
        least=draw(st.none() | st.integers(1, 9)),
    )
    keys = st.tuples(*(KEYS[axis] for axis in layout.axes))
    return recap_of(Counter(draw(st.dictionaries(keys, st.integers(1, 9)))), layout, DIRECTORY)


def summed(lines: list[Line]) -> tuple[list[int], int]:
    width = len(lines[0].counts) if lines else 0
    return [sum(line.counts[place] for line in lines) for place in range(width)], sum(line.total for line in lines)


@given(tables())
def test_counts_never_vanish(recap: Recap) -> None:
    plain = [line for line in recap.lines if line.kind in (LineKind.ROW, LineKind.REST)]
    end = recap.lines[-1]
    assert end.kind is LineKind.TOTAL
    assert not plain or summed(plain) == (list(end.counts), end.total)
    if recap.layout.cols:
        assert all(sum(line.counts) == line.total for line in recap.lines)
    groups = [line for line in recap.lines if line.kind is LineKind.SUBTOTAL]
    assert not groups or summed(groups) == (list(end.counts), end.total)


ZONES = ("Asia/Jakarta", "America/New_York", "Australia/Lord_Howe", "America/St_Johns", "Africa/Casablanca")


@given(
    st.datetimes(datetime(1985, 1, 1), datetime(2035, 1, 1)),
    st.timedeltas(timedelta(0), timedelta(days=900)),
    st.sampled_from(ZONES),
)
def test_stretches_of_local_time_are_those_of_the_zone(naive: datetime, after: timedelta, name: str) -> None:
    zone, first = ZoneInfo(name), naive.replace(tzinfo=UTC)
    at = first + after
    _, offset = max(step for step in offsets(zone, first, at + timedelta(days=40)) if step[0] <= at)
    assert offset == at.astimezone(zone).utcoffset()
    _, number = max(step for step in months(zone, first, at + timedelta(days=40)) if step[0] <= at)
    assert number == key_of(Axis.MONTH, complaint("A", created_at=at), zone)


def test_the_offset_changes_at_the_very_second() -> None:
    autumn = datetime(2026, 11, 1, 6, tzinfo=UTC)
    found = offsets(
        ZoneInfo("America/New_York"), datetime(2026, 10, 31, 12, 0, 0, 5, UTC), datetime(2026, 11, 9, tzinfo=UTC)
    )
    assert found[1:] == ((autumn, timedelta(hours=-5)),)


def test_the_names_of_times_are_those_of_iso_8601() -> None:
    assert time_member(Dimension.MONTH, month_number(date(2026, 2, 1))).value == "2026-02"
    assert time_member(Dimension.WEEK, date(2021, 1, 3).toordinal() - 6).value == "2020-W53"
    assert time_member(Dimension.HOUR, 7).value == "07"
