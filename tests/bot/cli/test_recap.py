"""`siaga recap`: dimensions, periods, filters, formats, what is said with the table."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from typing import Any
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from .conftest import Place

EXPORT = (
    "Nomor Tiket,Tanggal Laporan,Tanggal Respon,Tanggal Selesai,Status,Kategori,Kelurahan,SKPD,Kanal,Geotag\n"
    "JK1,2026-09-30 23:59:59,,,Menunggu,Sampah,Cideng,,JAKI,ya\n"
    "JK2,2026-10-01 00:00:00,,,Menunggu,SAMPAH ,Menteng,,JAKI,ya\n"
    "JK3,2026-11-23 08:00,,,Menunggu,Sampah,Cideng,,jaki,tidak\n"
    "JK4,2026-11-20 09:00,2026-11-20 10:00,,Proses,Jalan,Gambir,Sudin Bina Marga,JAKI,ya\n"
    "JK5,2026-11-20 09:00,2026-11-20 18:00,2026-11-21 09:00,Selesai,Jalan,Cideng,,Qlue,ya\n"
    "JK6,2026-11-20 09:00,,,Ditolak,=1+1,,,JAKI,\n"
    "jk6,2026-11-20 09:00,,,Ditolak,=1+1,,,JAKI,\n"
    "JK7,2026-12-01 09:00,,,Menunggu,Jalan,Cideng,,JAKI,ya\n"
)


@pytest.fixture
def stocked(place: Place) -> Place:
    place.stock(EXPORT, "2026-11-23T08:15")
    return place


def counted(place: Place, *words: object) -> list[dict[str, Any]]:
    said = place.siaga("recap", "--format", "json", *words)
    assert said.code == 0, said.err
    found: list[dict[str, Any]] = json.loads(said.out)
    assert found[-1]["kind"] == "total"
    return found


def rows_of(place: Place, *words: object) -> dict[Any, int]:
    dimension = str(words[1]).rpartition(",")[2]
    return {one[dimension]: one["total"] for one in counted(place, *words) if one["kind"] == "row"}


def test_an_empty_database_gives_a_total_of_nothing(place: Place) -> None:
    said = place.siaga("recap", "--rows", "unit", "--year", 2026, "--format", "json")
    assert json.loads(said.out) == [{"kind": "total", "unit": None, "cells": [], "total": 0, "folded": 0}]
    assert said.code == 0 and "no data was pulled yet" in said.err


def test_json_holds_all_cells_with_their_totals(stocked: Place) -> None:
    assert counted(stocked, "--rows", "kecamatan", "--cols", "geotag", "--from", "2026-11-01") == [
        {
            "kind": "row",
            "kecamatan": "Gambir",
            "kecamatan_code": "31.71.01",
            "cells": [
                {"geotag": True, "count": 2},
                {"geotag": False, "count": 1},
                {"geotag": None, "count": 0},
            ],
            "total": 3,
            "folded": 0,
        },
        {
            "kind": "row",
            "kecamatan": None,
            "kecamatan_code": None,
            "cells": [
                {"geotag": True, "count": 0},
                {"geotag": False, "count": 0},
                {"geotag": None, "count": 1},
            ],
            "total": 1,
            "folded": 0,
        },
        {
            "kind": "total",
            "kecamatan": None,
            "kecamatan_code": None,
            "cells": [
                {"geotag": True, "count": 2},
                {"geotag": False, "count": 1},
                {"geotag": None, "count": 1},
            ],
            "total": 4,
            "folded": 0,
        },
    ]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--rows", "month"], {"2026-09": 1, "2026-10": 1, "2026-11": 4}),
        (["--rows", "month", "--from", "2026-10-01"], {"2026-10": 1, "2026-11": 4}),
        (["--rows", "month", "--from", "2026-08-31", "--to", "2026-09-30"], {"2026-08": 0, "2026-09": 1}),
        (["--rows", "month", "--to", "2026-10-01"], {"2026-09": 1, "2026-10": 1}),
        (["--rows", "month", "--year", "2025"], {f"2025-{month:02}": 0 for month in range(1, 13)}),
        (["--rows", "month", "--from", "2030-01-01"], {}),
        (["--rows", "channel"], {"JAKI": 5, "Qlue": 1}),
        (["--rows", "category"], {"Sampah": 3, "Jalan": 2, "=1+1": 1}),
        (["--rows", "unit", "--category", "jalan"], {"Sudin Bina Marga": 1, None: 1}),
        (["--rows", "kelurahan", "--area", "Kec. Gambir"], {"Gambir": 1, "Cideng": 3}),
        (["--rows", "stage"], {"wait": 3, "complete": 1, "process": 1, "dismissed": 1}),
        (["--rows", "stage", "--open"], {"wait": 3, "process": 1}),
        (["--rows", "stage", "--state", "overdue"], {"wait": 2, "complete": 1}),
        (["--rows", "stage", "--state", "overdue", "--clock", "completion"], {"wait": 2}),
        (["--rows", "stage", "--at", "2026-11-20T12:00"], {"wait": 4, "process": 1}),
        (["--rows", "stage", "--at", "2026-12-02"], {"wait": 4, "complete": 1, "process": 1, "dismissed": 1}),
        (["--rows", "category", "--top", 1], {"Sampah": 3}),
        (["--rows", "category", "--min", 2], {"Sampah": 3, "Jalan": 2}),
    ],
)
def test_what_is_asked_for_is_counted(stocked: Place, words: list[object], expected: dict[Any, int]) -> None:
    assert rows_of(stocked, *words) == expected


@pytest.mark.parametrize(
    "words", [[], ["--open"], ["--state", "overdue"], ["--at", "2026-11-20T18:00", "--state", "unknown"]]
)
def test_recap_counts_what_list_lists(stocked: Place, words: list[str]) -> None:
    listed = json.loads(stocked.siaga("list", "--format", "json", *words).out)
    assert rows_of(stocked, "--rows", "category", *words) == Counter(one["category"] for one in listed)


def test_the_zone_of_the_configuration_decides_the_month(stocked: Place) -> None:
    config = stocked.folder / "config.toml"
    config.write_text(config.read_text().replace('timezone = "Asia/Jakarta"', 'timezone = "America/New_York"', 1))
    assert rows_of(stocked, "--rows", "month", "--to", "2026-10-31") == {"2026-09": 2, "2026-10": 0}


def test_csv_is_the_table_with_its_totals_and_formulas_are_disarmed(stocked: Place) -> None:
    said = stocked.siaga(
        "recap", "--rows", "month", "--cols", "category", "--format", "csv", "--from", "2026-10-01"
    )
    assert list(csv.reader(io.StringIO(said.out))) == [
        ["month", "Jalan", "SAMPAH", "'=1+1", "total"],
        ["2026-10", "0", "1", "0", "1"],
        ["2026-11", "2", "1", "1", "4"],
        ["Total", "2", "2", "1", "5"],
    ]
    assert said.err == (
        "5 complaints that arrived since 2026-10-01 (Asia/Jakarta); data pulled 2026-11-23 08:15+07:00; "
        "scope: Semua wilayah.\n"
    )


def test_groups_name_their_rest_and_their_sum(stocked: Place) -> None:
    said = stocked.siaga("recap", "--rows", "kecamatan,kelurahan", "--top", 1, "--format", "csv")
    assert said.out.splitlines() == [
        "kecamatan,kelurahan,total",
        "Gambir,Cideng,3",
        "Gambir,lainnya (1),1",
        "Gambir,Total,4",
        "Menteng,Menteng,1",
        "Menteng,Total,1",
        "belum ada wilayah,belum ada wilayah,1",
        "belum ada wilayah,Total,1",
        "Total,,6",
    ]


def test_a_csv_file_has_a_bom(stocked: Place) -> None:
    out = stocked.folder / "r.csv"
    assert stocked.siaga("recap", "--rows", "unit", "--format", "csv", "--out", out).out == ""
    assert out.read_bytes().startswith(b"\xef\xbb\xbfunit,total\n")


def test_the_text_says_what_it_is_and_fits_the_terminal(stocked: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "70")
    words = ("--rows", "category", "--cols", "hour", "--area", "Gambir", "--open")
    assert stocked.siaga("recap", *words).code == 2  # kelurahan or kecamatan?
    said = stocked.siaga("recap", "--rows", "category", "--cols", "hour", "--area", "Kec. Gambir", "--open")
    lines = said.out.splitlines()
    assert lines[0] == (
        "3 complaints that arrived at any time (Asia/Jakarta); data pulled 2026-11-23 08:15+07:00; "
        "scope: Kec. Gambir; open."
    )
    assert all(len(line) <= 70 for line in lines[1:])
    assert lines[2].split()[:2] == ["category", "00"] and lines[3].split() == ["Sampah", *"000000001000000"][:16]
    assert [line.split()[0] for line in lines if line][1:4] == ["category", "Sampah", "Jalan"]
    assert lines[-1].split()[-2:] == ["1", "3"]


def test_a_workbook_holds_numbers_texts_and_what_it_is_about(stocked: Place) -> None:
    out = stocked.folder / "r.xlsx"
    words = ("--rows", "category", "--cols", "month", "--year", 2026, "--format", "xlsx", "--open")
    assert stocked.siaga("recap", *words, "--out", out).code == 0
    sheet = CalamineWorkbook.from_path(out).get_sheet_by_name("Rekap").to_python()
    months = [f"2026-{month:02}" for month in range(1, 12)]
    assert sheet[0] == ["Kategori", *months, "Total"]
    assert sheet[1] == ["Sampah", *[0.0] * 8, 1.0, 1.0, 1.0, 3.0]
    assert sheet[3] == ["Total", *[0.0] * 8, 1.0, 1.0, 2.0, 4.0]
    assert [row[0] for row in sheet[5:]] == [
        "Aduan yang masuk: 1 Jan 2026 s.d. 31 Des 2026",
        "Data ditarik: Sen 23 Nov 2026 08.15 WIB",
        "Cakupan: Semua wilayah",
        "Hanya: belum selesai",
    ]


def test_a_workbook_never_holds_a_formula_and_is_the_same_every_time(stocked: Place) -> None:
    files = [stocked.folder / name for name in ("a.xlsx", "b.xlsx")]
    for out in files:
        assert stocked.siaga("recap", "--rows", "category", "--format", "xlsx", "--out", out).code == 0
    assert files[0].read_bytes() == files[1].read_bytes()
    names = [row[0] for row in CalamineWorkbook.from_path(files[0]).get_sheet_by_index(0).to_python()]
    assert "=1+1" in names


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--rows", "foo"], '--rows: "foo" is not a dimension'),
        (["--rows", "unit,"], '--rows: "" is not a dimension'),
        (["--rows", "unit", "--cols", "unit"], "cannot have unit twice"),
        (["--rows", "unit,month,week"], "one or two dimensions"),
        (["--rows", "unit", "--top", "0"], "--top"),
        (["--rows", "unit", "--min", "-1"], "--min"),
        (["--rows", "unit", "--year", "26"], "--year"),
        (["--rows", "unit", "--year", "2026", "--from", "2026-01-01"], "--year"),
        (["--rows", "unit", "--from", "1/1/2026"], "--from"),
        (["--rows", "unit", "--from", "2026-02-01", "--to", "2026-01-01"], "ends before it begins"),
        (["--rows", "unit", "--format", "xlsx"], "--out FILE.xlsx"),
        (["--rows", "unit", "--format", "xlsx", "--out", "/nowhere/r.xlsx"], "cannot be written"),
        ([], "--rows"),
    ],
)
def test_a_slip_is_one_sentence(stocked: Place, words: list[str], sentence: str) -> None:
    said = stocked.siaga("recap", *words)
    assert (said.code, said.out) == (2, "")
    assert sentence in said.err and said.err.count("\n") == 1


def test_a_workbook_is_made_for_reading(stocked: Place) -> None:
    out = stocked.folder / "r.xlsx"
    words = ("--rows", "kecamatan,kelurahan", "--cols", "month", "--year", 2026, "--format", "xlsx", "--out", out)
    assert stocked.siaga("recap", *words).code == 0
    with ZipFile(out) as book:
        sheet, styles = (book.read(f"xl/{name}.xml").decode() for name in ("worksheets/sheet1", "styles"))
    lines = CalamineWorkbook.from_path(out).get_sheet_by_index(0).to_python()
    total = next(number for number, row in enumerate(lines, 1) if row[0] == "Total")
    assert f'<autoFilter ref="A1:N{total - 1}"/>' in sheet  # sorting leaves the total where it is
    assert '<pane xSplit="2" ySplit="1"' in sheet and 'orientation="landscape"' in sheet
    assert 'formatCode="#,##0"' in styles or 'numFmtId="3"' in styles
    widths = [float(width) for width in re.findall(r'<col [^>]*width="([\d.]+)"', sheet)]
    assert len(widths) >= 3 and all(10 < width <= 51 for width in widths)
    narrow = ("--rows", "category", "--format", "xlsx", "--out", out)
    assert stocked.siaga("recap", *narrow).code == 0
    with ZipFile(out) as book:
        assert 'orientation="portrait"' in book.read("xl/worksheets/sheet1.xml").decode()


@pytest.mark.parametrize("rows", ["category", "kecamatan,kelurahan"])
def test_the_text_fits_forty_columns(stocked: Place, monkeypatch: pytest.MonkeyPatch, rows: str) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    said = stocked.siaga("recap", "--rows", rows, "--cols", "month", "--year", 2026)
    _, *lines = said.out.splitlines()
    assert max(map(len, lines)) <= 40 and any(line.count("2026-") == 2 for line in lines) == (rows == "category")
