"""What a row becomes: stages, impossible values, places, rejects, counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import BadConfiguration
from monitor.model import Doubt, Stage
from monitor.sources.cells import clean_text, read_degrees, read_ticket, read_yes_no
from monitor.sources.counts import OTHERS, Tally
from monitor.sources.labels import StatusLabels


def bold(plain: str) -> str:
    """Letters of the mathematical alphabet, as people write them in complaints."""
    return "".join(chr(ord(c) + (0x1D3BF if c.isupper() else 0x1D3B9)) for c in plain)


def one(desk, heading: str, cells: str, **changes):
    """The observation of a single row with ticket 1, and the export it came from."""
    path = desk.text(f"ticket;created_at;{heading}\n1;2026-11-21 08:30:00;{cells}\n")
    export = desk.open(path, replace(desk.map, **changes))
    (row,) = export.rows()
    return row, export


@pytest.mark.parametrize(
    ("label", "stage"),
    [("Menunggu", Stage.WAIT), (" WAIT  ", Stage.WAIT), ("koordinasi", Stage.COORDINATION),
     ("Disposisi", Stage.DISPOSITION), ("Proses ", Stage.PROCESS), ("Menunggu  Validasi", Stage.VALIDATION),
     ("TL Ditolak", Stage.RETURNED), ("SELESAI", Stage.COMPLETE), ("Complete", Stage.COMPLETE),
     ("Ditolak", Stage.DISMISSED), ("Dihapus", Stage.DISMISSED), (bold("Selesai"), Stage.COMPLETE)],
)  # fmt: skip
def test_label_of_the_crm_is_a_stage(label, stage):
    assert StatusLabels().stage(label) is stage


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.UNMAPPED])
def test_own_name_of_every_stage_is_a_label(stage):
    assert StatusLabels().stage(stage.value) is stage


def test_label_nobody_mapped_is_kept_and_counted(desk):
    row, export = one(desk, "status", "Sedang  dikerjakan")
    assert (row.stage, row.status) == (Stage.UNMAPPED, "Sedang dikerjakan")
    assert export.counts.unmapped == {"Sedang dikerjakan": 1}


def test_labels_of_the_map_come_first(desk):
    row, export = one(desk, "status", "selesai", status={"Selesai": Stage.VALIDATION})
    assert row.stage is Stage.VALIDATION
    assert not export.counts.unmapped


def test_blank_status_is_not_carried(desk):
    row, export = one(desk, "status", "-")
    assert (row.stage, row.status, row.unlabelled) == (None, None, True)
    assert (export.counts.unlabelled, row.mark) == (1, None)


@pytest.mark.parametrize(
    ("cells", "stage"),
    [
        (";", Stage.WAIT),
        ("2026-11-21 09:00;", Stage.PROCESS),
        ("2026-11-21 09:00;2026-11-22 09:00", Stage.COMPLETE),
    ],
)
def test_without_a_status_column_the_stopped_clocks_tell_the_stage(desk, cells, stage):
    row, _ = one(desk, "responded_at;completed_at", cells)
    assert (row.stage, row.status) == (stage, None)


def test_without_status_and_clocks_the_stage_is_not_carried(desk):
    row, _ = one(desk, "category", "Jalan")
    assert row.stage is None


def test_completion_beside_an_open_status_is_left_out_and_counted(desk):
    row, export = one(desk, "status;completed_at", "TL Ditolak;2026-11-22 08:00")
    assert (row.stage, row.completed_at) == (Stage.RETURNED, None)
    assert export.counts.dropped == {"completed_at beside a status that is not finished": 1}


def test_completion_beside_a_finished_status_is_kept(desk):
    row, export = one(desk, "status;completed_at", "Selesai;2026-11-22 08:00")
    assert row.completed_at == datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
    assert not export.counts.dropped


@pytest.mark.parametrize("field", ["responded_at", "completed_at"])
def test_a_stop_before_the_arrival_is_kept_marked_and_counted(desk, field):
    row, export = one(desk, field, "2026-11-21 08:29:59")
    assert (getattr(row, field), row.doubt) == (datetime(2026, 11, 21, 1, 29, 59, tzinfo=UTC), Doubt.REVERSED)
    assert (export.counts.reversed, export.counts.dropped, row.mark) == (1, {}, None)


def test_an_update_before_the_arrival_is_left_out_and_counted(desk):
    row, export = one(desk, "updated_at", "2026-11-21 08:29:59")
    assert (row.changed_at, row.doubt) == (None, None)
    assert export.counts.dropped == {"updated_at before created_at": 1}


def test_instant_at_the_arrival_is_kept(desk):
    row, _ = one(desk, "responded_at", "2026-11-21 08:30:00")
    assert row.responded_at == row.created_at


def test_arrival_in_the_future_is_kept_and_counted_but_never_the_age_of_the_file(desk):
    lines = ["1,2026-11-23 15:04:59", "2,2026-11-23 15:06:00", "3,2026-11-20 10:00:00"]
    export = desk.open(desk.text("\n".join(["ticket,created_at", *lines])))
    assert len(list(export.rows())) == 3
    assert export.counts.future == 1
    assert export.as_of == datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


def test_update_in_the_future_is_left_out(desk):
    row, export = one(desk, "updated_at", "2027-11-21 08:30")
    assert row.changed_at is None
    assert export.counts.dropped == {"updated_at in the future": 1}


def test_due_time_says_nothing_about_the_age_of_the_file(desk):
    row, export = one(desk, "due_at", "2026-11-22 08:30")
    assert row.due_at == datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
    assert row.holds_at == export.as_of == datetime(2026, 11, 21, 1, 30, tzinfo=UTC)


def test_given_as_of_wins_over_the_newest_instant(desk):
    as_of = datetime(2026, 11, 20, tzinfo=UTC)
    export = desk.open(desk.text("ticket,created_at\n1,2026-11-21 08:30\n"), as_of=as_of)
    assert next(export.rows()).listed_at == as_of
    assert "dates after 2026-11-20T00:00:00+00:00" in export.warnings[0]


@pytest.mark.parametrize("nothing", ["", "-", "N/A", "null", "0000-00-00 00:00:00", "1900-01-00", "0"])
def test_blank_in_disguise_is_no_date(desk, nothing):
    row, _ = one(desk, "responded_at;category", f"{nothing};Jalan")
    assert row.responded_at is None


@pytest.mark.parametrize(
    ("line", "ticket", "reason"),
    [
        (";2026-11-21 08:30;Jalan", None, "no ticket number (column 'ticket')"),
        ("7;;Jalan", "7", "no arrival date (column 'created_at')"),
        ("7;besok;Jalan", "7", "created_at (column 'created_at') is not a date that can be read"),
        (f"{'7' * 101};2026-11-21 08:30;Jalan", None, "the ticket number is longer than 100 characters"),
        (f"7;2026-11-21 08:30;{'x' * 301}", "7", "category (column 'category') is longer than 300 characters"),
        ("Ticket;created_at;category", "Ticket", "the header once more, not a complaint"),
        ("Jumlah;;12", "Jumlah", "a row of totals, not a complaint"),
        (";;GRAND TOTAL", None, "a row of totals, not a complaint"),
    ],
)
def test_row_that_cannot_be_taken_says_why(desk, line, ticket, reason):
    taken, rejects = desk.read(desk.text(f"ticket;created_at;category\n{line}\n8;2026-11-21 08:30;Jalan\n"))
    assert [row.ticket for row in taken] == ["8"]
    assert [(reject.row, reject.ticket, reject.reason) for reject in rejects] == [(2, ticket, reason)]


def test_ticket_that_only_begins_like_a_total_is_taken(desk):
    taken, _ = desk.read(desk.text("ticket;created_at\nTotal-7;2026-11-21 08:30\n"))
    assert taken[0].ticket == "Total-7"


def test_place_is_the_lowest_that_is_known_and_the_name_is_kept_as_written(desk):
    header = "ticket;created_at;Kelurahan;Kecamatan;Kota\n"
    lines = ["1;2026-11-21;Cideng;Gambir;Jakarta Pusat", "2;2026-11-21; Ciden ;Gambir;Jakarta Pusat",
             "3;2026-11-21;;;Jakarta Pusat", "4;2026-11-21;Kota;;", "5;2026-11-21;;;"]  # fmt: skip
    export = desk.open(desk.text(header + "\n".join(lines)))
    rows = list(export.rows())
    assert [row.area_code for row in rows] == ["31.71.01.1002", "31.71.01", "31.71", None, None]
    assert [row.area for row in rows] == ["Cideng", "Ciden", "Jakarta Pusat", "Kota", None]
    assert export.counts.unknown_areas == {"Ciden": 1, "Kota": 1}


def test_unit_that_is_an_areas_office_gets_its_code(desk):
    row, _ = one(desk, "SKPD", " Kelurahan  Cideng ")
    assert (row.unit, row.unit_area_code) == ("Kelurahan Cideng", "31.71.01.1002")
    row, _ = one(desk, "SKPD", "Sudin Bina Marga")
    assert (row.unit, row.unit_area_code) == ("Sudin Bina Marga", None)


def test_coordinates_that_are_none_are_left_out_and_counted(desk):
    row, export = one(desk, "lat;lon;geotagged", "-6,1754;1068,27;Ya")
    assert (row.lat, row.lon, row.geotagged) == (-6.1754, None, True)
    assert export.counts.dropped == {"lon out of range": 1}


def test_reporter_and_text_are_never_read(desk):
    row, _ = one(desk, "Nama Pelapor;No HP;content", "Pelapor Rahasia;08123;Isi rahasia")
    assert "ahasia" not in repr(row) and "08123" not in repr(row)


def test_progress_can_be_told(desk):
    export = desk.open(desk.text("ticket,created_at\n1,2026-11-21\n\n,,\n2,2026-11-21\n3,x\n"))
    assert export.rows_total == 3
    list(export.rows())
    assert (export.counts.read, export.counts.rejected) == (3, 1)


def test_map_with_an_unknown_field_or_without_a_ticket_is_a_configuration_error(desk):
    with pytest.raises(BadConfiguration, match="unknown field 'tiket'"):
        replace(desk.map, columns={"tiket": "a"})
    with pytest.raises(BadConfiguration, match="heading for created_at"):
        replace(desk.map, columns={"ticket": "a"})


@pytest.mark.parametrize(
    ("written", "clean"),
    [("  Jl.  A\n no. 2 ", "Jl. A no. 2"), ("Keamanan &amp; Ketertiban", "Keamanan & Ketertiban"),
     (bold("Tolong"), "Tolong"), ("a\x00b\x07c\u200bd\ufeff", "abcd"), ("a\u00a0b\u2028c", "a b c")],
)  # fmt: skip
def test_text_is_made_clean(written, clean):
    assert clean_text(written) == clean


@given(st.text())
def test_clean_text_is_printable_trimmed_and_stable(written):
    clean = clean_text(written)
    assert clean.isprintable() and clean == clean.strip() and "  " not in clean
    assert "&" in clean or clean_text(clean) == clean


@pytest.mark.parametrize(
    ("written", "ticket"), [("00123", "00123"), (" '00123", "00123"), ('="00123"', "00123"), ("=1+1", "=1+1")]
)
def test_ticket_loses_only_the_marks_of_excel(written, ticket):
    assert read_ticket(written) == ticket


@pytest.mark.parametrize(
    ("written", "meant"), [("Ya", True), ("TIDAK", False), ("1", True), ("?", None), ("", None)]
)
def test_yes_and_no(written, meant):
    assert read_yes_no(written) is meant


@pytest.mark.parametrize("written", ["nan", "inf", "91", "x", "1,2,3"])
def test_what_is_no_latitude(written):
    assert read_degrees(written, 90) is None


def test_tally_stays_small_whatever_is_counted():
    tally = Tally()
    for n in range(5_000):
        tally.add(f"{n}" + "x" * 200)
    assert len(tally) == 1_001
    assert tally[OTHERS] == 4_000
    assert max(map(len, tally)) <= 80
