"""Written dates: their forms, their order, their zone."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import BadConfiguration, BadInput
from monitor.sources.dates import Instants, NotADate, OrderUnknown
from monitor.sources.days import Order

JAKARTA, NEW_YORK = ZoneInfo("Asia/Jakarta"), ZoneInfo("America/New_York")
MOMENT = datetime(2024, 10, 2, 1, 30, tzinfo=UTC)  # 08.30 WIB


@pytest.mark.parametrize(
    "written",
    [
        "2024-10-02 08:30", "2024-10-02T08:30:00", "2024/10/02 08:30:00", "2024-10-02 08:30:00.000000",
        "2024-10-02T01:30:00Z", "2024-10-02T01:30:00+00:00", "2024-10-02 08:30:00+0700", "2024-10-02 09:30 WITA",
        "2024-10-01T21:30:00-04:00", "02/10/2024 08:30", "2/10/2024 8:30", "02-10-2024 08.30",
        "02.10.2024 08:30:00",
        "02/10/24 08:30", "02/10/2024, 08.30.00", "2 Oktober 2024 08:30", "2 Oktober 2024 08.30 WIB",
        "2 Okt 2024 08:30", "02-Okt-24 08:30", "02 OKT 2024 08:30", "Rabu, 2 Oktober 2024 08:30 WIB",
        "Rabu, 02/10/2024 08:30", "2 Oktober 2024 pukul 08.30", "2 Oktober 2024 pukul 08:30 WIB",
        "2 October 2024 8:30 AM",
        "Oct 2, 2024 8:30 AM", "October 2, 2024, 8:30 am", "Wed, 02 Oct 2024 08:30:00 +0700", "45567.354166666664",
        "20241002083000", "1727832600", "1727832600000",
    ],
)  # fmt: skip
def test_written_form_is_read(written):
    assert Instants(JAKARTA, order=Order.DAY_FIRST).read(written) == MOMENT


@pytest.mark.parametrize(
    ("written", "month"),
    [("Januari", 1), ("Jan", 1), ("Pebruari", 2), ("Februari", 2), ("Maret", 3), ("Mei", 5), ("Juni", 6),
     ("Juli", 7),
     ("Agt", 8), ("Agu", 8), ("Ags", 8), ("Agustus", 8), ("August", 8), ("September", 9), ("Okt", 10), ("Nov", 11),
     ("Nopember", 11), ("Des", 12), ("DESEMBER", 12), ("December", 12)],
)  # fmt: skip
def test_month_names_in_both_languages(written, month):
    assert Instants(ZoneInfo("UTC")).read(f"5 {written} 2024") == datetime(2024, month, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    ["kemarin", "2024-13-01 08:30", "31/02/2024", "2024-10-02 25:00", "2024-10-02 08:61", "02/10", "13:00", "1",
     "2024-10-02 13:00 PM", "99999", "1850-01-01", "2/10/2024 8:30 XX", "Rabu", "Jan Feb 2024", ""],
)  # fmt: skip
def test_what_is_no_date_is_refused(written):
    with pytest.raises(NotADate):
        Instants(JAKARTA, order=Order.DAY_FIRST).read(written)


@pytest.mark.parametrize(("written", "midnight"), [("Selasa, 02.01.24", 2), ("02.01.24", 2), ("2024-01-02", 2)])
def test_day_without_a_time_is_its_midnight(written, midnight):
    at = Instants(JAKARTA, order=Order.DAY_FIRST).read(written)
    assert at == datetime(2024, 1, midnight, tzinfo=JAKARTA)


def test_order_decides_and_its_absence_asks():
    assert Instants(JAKARTA, order=Order.MONTH_FIRST).read("10/02/2024 08:30") == MOMENT
    assert Instants(JAKARTA).read("05/05/2024") == datetime(2024, 5, 5, tzinfo=JAKARTA)
    with pytest.raises(OrderUnknown):
        Instants(JAKARTA).read("10/02/2024 08:30")


def test_hour_that_comes_twice_is_its_first_coming_and_counted():
    instants = Instants(NEW_YORK)
    assert instants.read("2024-11-03 01:30:00") == datetime(2024, 11, 3, 5, 30, tzinfo=UTC)
    assert instants.read("2024-11-03 01:30:00") == datetime(2024, 11, 3, 5, 30, tzinfo=UTC)
    assert instants.read("2024-11-03 02:30:00") == datetime(2024, 11, 3, 7, 30, tzinfo=UTC)
    assert instants.folds == 2


def test_hour_that_never_was_is_refused():
    with pytest.raises(NotADate, match="does not exist in America/New_York"):
        Instants(NEW_YORK).read("2024-03-10 02:30:00")


def test_offset_written_in_the_cell_beats_the_zone_of_the_map():
    assert Instants(NEW_YORK).read("2024-11-03T01:30:00-05:00") == datetime(2024, 11, 3, 6, 30, tzinfo=UTC)


@given(st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)), st.sampled_from([JAKARTA, NEW_YORK]))
def test_every_existing_wall_time_is_read_as_zoneinfo_reads_it(wall, zone):
    wall = wall.replace(microsecond=0, fold=0)  # of an hour that comes twice the first is meant
    expected = wall.replace(tzinfo=zone).astimezone(UTC)
    if expected.astimezone(zone).replace(tzinfo=None) != wall:
        return  # an hour that never was
    reader, patterned = Instants(zone, order=Order.DAY_FIRST), Instants(zone, date_format="%m/%d/%Y %H:%M:%S")
    for _ in range(2):  # the second time from memory
        assert reader.read(f"{wall:%Y-%m-%d %H:%M:%S}") == expected
        assert reader.read(f"{wall:%d/%m/%Y %H.%M.%S}") == expected
        assert patterned.read(f"{wall:%m/%d/%Y %H:%M:%S}") == expected


@given(st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)))
def test_excel_day_counts_come_back_to_the_second(wall):
    wall = wall.replace(microsecond=0)
    days = (wall - datetime(1899, 12, 30)) / timedelta(days=1)
    assert Instants(ZoneInfo("UTC")).read(repr(days)) == wall.replace(tzinfo=UTC)


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(text):
    for instants in (Instants(JAKARTA), Instants(JAKARTA, date_format="%d/%m/%Y %H:%M")):
        with suppress(NotADate):
            assert instants.read(text).tzinfo is not None


def export_of(*dates: str, responded: tuple[str, ...] = ()) -> str:
    answers = [*responded, *[""] * len(dates)]
    return "ticket;Tanggal Laporan;Tanggal Respon\n" + "".join(
        f"{n};{at};{answers[n]}\n" for n, at in enumerate(dates)
    )


def test_one_date_in_another_column_decides_the_order_for_all(desk):
    export = desk.open(
        desk.text(export_of("03/04/2026 08:00", "05/06/2026 08:00", responded=("04/25/2026 09:00",)))
    )
    assert export.date_order is Order.MONTH_FIRST
    assert [row.created_at.month for row in export.rows()] == [3, 5]


def test_order_shown_late_still_counts_for_the_rows_before_and_the_newest(desk):
    export = desk.open(desk.text(export_of("11/12/2025 08:00", "01/02/2026 08:00", "13/01/2026 08:00")))
    assert export.date_order is Order.DAY_FIRST
    assert export.as_of == datetime(2026, 2, 1, 1, 0, tzinfo=UTC)
    assert [row.created_at.month for row in export.rows()] == [12, 2, 1]


def test_order_that_nothing_shows_is_refused_with_column_and_example(desk):
    with pytest.raises(BadInput) as refusal:
        desk.open(desk.text(export_of("03/04/2026 08:00", "05/06/2026 08:00")))
    assert str(refusal.value) == (
        "ekspor.csv does not show whether day or month comes first in its dates (column 'Tanggal Laporan', "
        "for example '03/04/2026 08:00'): set date_format in the import map."
    )


def test_both_orders_in_one_file_are_refused(desk):
    with pytest.raises(BadInput, match="both orders of day and month"):
        desk.open(desk.text(export_of("13/04/2026 08:00", "05/16/2026 08:00")))


def test_dates_that_read_the_same_both_ways_need_no_order(desk):
    export = desk.open(desk.text(export_of("05/05/2026 08:00")))
    assert export.date_order is None
    assert next(export.rows()).created_at == datetime(2026, 5, 5, 1, 0, tzinfo=UTC)


def test_date_format_of_the_map_settles_what_is_ambiguous(desk):
    own = replace(desk.map, date_format="%m/%d/%Y %H:%M")
    (row,) = desk.open(desk.text(export_of("03/04/2026 08:00")), own).rows()
    assert row.created_at == datetime(2026, 3, 4, 1, 0, tzinfo=UTC)


def test_date_format_rejects_what_does_not_fit_but_takes_a_workbooks_own_dates(desk):
    own = replace(desk.map, date_format="%d/%m/%Y %H:%M")
    rows = [
        ["ticket", "created_at"],
        ["1", datetime(2026, 3, 4, 8, 0)],
        ["2", "03/25/2026 08:00"],
        ["3", "25/03/2026 08:00"],
    ]
    taken, rejects = desk.read(desk.table(rows, "xlsx"), own)
    assert [row.created_at.day for row in taken] == [4, 25]
    assert rejects[0].reason == "created_at (column 'created_at') does not fit the map's date_format"


def test_date_format_with_month_names_knows_indonesian(desk):
    own = replace(desk.map, date_format="%d %B %Y %H:%M")
    taken, rejects = desk.read(desk.text(export_of("02 Agustus 2026 08:00", "02 Mei 2026 08:00")), own)
    assert rejects == []
    assert [row.created_at.month for row in taken] == [8, 5]


@pytest.mark.parametrize("pattern", ["%d/%m", "tanggal", "%Q", "%H:%M", "%d/%m/%Y %"])
def test_date_format_that_cannot_work_is_a_configuration_error(desk, pattern):
    with pytest.raises(BadConfiguration, match="date_format"):
        replace(desk.map, date_format=pattern)


def test_excel_day_counts_as_text_are_dates(desk):
    taken, _ = desk.read(desk.text("ticket,created_at\n1,46347.3125\n"))
    assert taken[0].created_at == datetime(2026, 11, 21, 0, 30, tzinfo=UTC)
