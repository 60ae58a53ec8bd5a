"""The same table in every format, encoding and delimiter gives the same observations."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from monitor.errors import BadInput
from monitor.model import Stage

HEADER = ["No. Tiket", "Tanggal Laporan", "Tanggal Respon", "Status", "Kategori", "Kelurahan", "Lintang", "Bujur"]
ROWS = [
    ["0012345",
     datetime(2026, 11, 21, 8, 30), datetime(2026, 11, 21, 9, 0, 5), "Proses", "Jalan", "Cideng", -6.17, 106.8],
    ["JK2611220007", datetime(2026, 11, 22, 23, 59, 59), None, "Menunggu ", "Sampah", "Cideng", None, None],
    [2611230001, datetime(2026, 11, 23, 0, 0), None, "wait", "Café & “Pasar”", "Gambir", -6, 107],
    ["=1+1", datetime(2026, 11, 23, 7, 15), None, "Selesai", "-", "", None, None],
]  # fmt: skip
KINDS = ["csv", "tsv", "xlsx", "xls", "ods"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_format_gives_the_same_observations(desk, kind):
    taken, rejects = desk.read(desk.table([HEADER, *ROWS], kind))
    assert rejects == []
    assert [row.ticket for row in taken] == ["0012345", "JK2611220007", "2611230001", "=1+1"]
    first = taken[0]
    assert first.created_at == datetime(2026, 11, 21, 1, 30, tzinfo=UTC)
    assert first.responded_at == datetime(2026, 11, 21, 2, 0, 5, tzinfo=UTC)
    assert (first.stage, first.category, first.area_code) == (Stage.PROCESS, "Jalan", "31.71.01.1002")
    assert (first.lat, first.lon) == (-6.17, 106.8)
    assert taken[2].created_at == datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
    assert (taken[2].category, taken[2].lat, taken[2].lon) == ("Café & “Pasar”", -6.0, 107.0)
    assert taken[3].category is None
    assert {row.listed_at for row in taken} == {datetime(2026, 11, 23, 0, 15, tzinfo=UTC)}


def test_formats_agree_in_every_field(desk):
    results = [desk.read(desk.table([HEADER, *ROWS], kind)) for kind in KINDS]
    assert all(result == results[0] for result in results)


@pytest.mark.parametrize("kind", KINDS)
def test_titles_and_blank_rows_keep_row_numbers_as_a_spreadsheet_shows_them(desk, kind):
    title = ["Laporan CRM Jakarta Pusat"] + [None] * 7
    blank = [None] * 8
    total = ["Total", None, None, 2, None, None, None, None]
    path = desk.table([title, blank, blank, HEADER, ROWS[0], blank, ROWS[1], total], kind)
    taken, rejects = desk.read(path)
    assert len(taken) == 2
    assert [(reject.row, reject.ticket) for reject in rejects] == [(8, "Total")]
    assert "totals" in rejects[0].reason


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_first_sheet_with_the_header_is_taken_and_named(desk, kind):
    notes = [["Catatan"], ["bukan tabel"]]
    path = desk.sheets({"Catatan": notes, "Aduan": [HEADER, *ROWS], "Lama": [HEADER]}, kind)
    export = desk.open(path)
    assert (export.kind, export.sheet, export.rows_total) == (kind, "Aduan", 4)
    assert len(list(export.rows())) == 4


def test_empty_first_sheet_is_passed_over(desk):
    assert desk.open(desk.sheets({"Kosong": [], "Aduan": [HEADER, *ROWS]})).sheet == "Aduan"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    ("encoding", "told"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16"), ("utf-16-le", "utf-16-le"),
     ("utf-16-be", "utf-16-be"), ("cp1252", "cp1252")],
)  # fmt: skip
def test_encoding_and_delimiter_are_found(desk, encoding, told, delimiter):
    lines = [["Nomor Tiket", "Tanggal Laporan", "Kategori"], ["0071", "2026-11-21 08:30:00", "Café – jalan"]]
    path = desk.text("\r\n".join(delimiter.join(line) for line in lines) + "\r\n", encoding=encoding)
    export = desk.open(path)
    (row,) = export.rows()
    assert (export.encoding, export.delimiter) == (told, delimiter)
    assert (row.ticket, row.category) == ("0071", "Café – jalan")


def test_windows_1252_sign_far_down_the_file_is_still_found(desk):
    lines = ["ticket,created_at,note,category"]
    lines += [f"{n},2026-11-21 08:30:00,{'-' * 1_000},Jalan" for n in range(2_000)]
    path = desk.bytes("jauh.csv", "\n".join([*lines, "x,2026-11-21 08:30:00,,Caf"]).encode() + b"\xe9\n")
    export = desk.open(path)
    assert export.encoding == "cp1252"
    assert list(export.rows())[-1].category == "Café"


def test_delimiter_that_excel_declares_is_believed(desk):
    path = desk.text("sep=;\nticket;created_at;category\n1;2026-11-21 08:30:00;a,b,c\n")
    export = desk.open(path)
    (row,) = export.rows()
    assert (export.delimiter, row.category) == (";", "a,b,c")


def test_commas_in_texts_do_not_outvote_the_real_delimiter(desk):
    path = desk.text("Nomor Tiket;Tanggal Laporan;Alamat\n1;2026-11-21 08:30;Jl. A, B, C, D, E\n")
    taken, rejects = desk.read(path)
    assert rejects == []
    assert taken[0].address == "Jl. A, B, C, D, E"


def test_quoted_line_breaks_stay_within_their_row(desk):
    path = desk.text('ticket,created_at,address\n1,2026-11-21 08:30,"Jl. A\nno. 2"\n2,2026-11-21 08:31,B\n')
    taken, _ = desk.read(path)
    assert [row.address for row in taken] == ["Jl. A no. 2", "B"]


def test_same_heading_twice_takes_the_first_and_warns(desk):
    export = desk.open(desk.text("ticket,created_at,Status,Status\n1,2026-11-21 08:30,Proses,Selesai\n"))
    (row,) = export.rows()
    assert row.stage is Stage.PROCESS
    assert export.warnings == ("The heading 'Status' occurs more than once: the first column was taken.",)


def test_missing_ticket_column_is_refused_with_what_was_looked_for(desk):
    with pytest.raises(BadInput, match=r"no column for ticket in its first 20 rows \(looked for ticket: 'ticket'"):
        desk.open(desk.text("Tanggal Laporan,Status\n2026-11-21 08:30,Proses\n"))


def test_missing_optional_columns_of_an_own_map_are_warned_of(desk):
    own = replace(desk.map, name="own", lenient=False, columns={"ticket": "id", "created_at": "t", "unit": "dept"})
    export = desk.open(desk.text("id,t\n1,2026-11-21 08:30\n"), own)
    assert export.warnings == ("No column for unit (looked for 'dept'): it stays unknown.",)
    assert [row.unit for row in export.rows()] == [None]


def test_header_alone_is_an_export_of_nothing(desk):
    export = desk.open(desk.text("ticket,created_at\n"))
    assert (list(export.rows()), export.rows_total) == ([], 0)
    assert export.warnings == ("No date in the file says when it was true: it is taken as of now.",)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_rows_can_be_read_again_even_after_half_a_reading(desk, kind):
    export = desk.open(desk.table([HEADER, *ROWS * 400], kind))
    next(export.rows())
    rows = list(export.rows())
    assert (len(rows), export.counts.read) == (1_600, 1_600)


def test_short_rows_lack_their_last_cells(desk):
    taken, rejects = desk.read(
        desk.text("ticket,created_at,status,category\n1,2026-11-21 08:30\n2,2026-11-21 08:30,Proses,Jalan\n")
    )
    assert (len(taken), rejects) == (2, [])
    assert taken[0].category is None


def test_unquoted_delimiter_that_shifts_the_columns_is_rejected(desk):
    taken, rejects = desk.read(
        desk.text("ticket,created_at,address\n1,2026-11-21 08:30,Jl. A,no 2\n2,2026-11-21 08:30,B,,\n")
    )
    assert [row.ticket for row in taken] == ["2"]
    assert (rejects[0].row, rejects[0].ticket) == (2, "1")
    assert "4 cells, the header 3" in rejects[0].reason
