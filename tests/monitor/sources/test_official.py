"""Official figures: every row is taken or told why not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.areas.directory import Directory
from monitor.errors import BadInput
from monitor.period import Month
from monitor.sources.official import OfficialTable, read_month, read_official

TODAY = date(2022, 1, 10)
DECEMBER = Month(2021, 12)


@pytest.fixture(scope="module")
def directory() -> Directory:
    return Directory.load("builtin:jakarta")


def read(directory: Directory, folder: Path, text: str) -> OfficialTable:
    file = folder / "nilai.csv"
    file.write_text(text)
    return read_official(file, directory, TODAY)


def test_areas_and_units_are_taken_by_code_or_name(directory: Directory, tmp_path: Path) -> None:
    found = read(
        directory,
        tmp_path,
        "Rekap nilai,,,,\n"
        "Bulan,Kode,Wilayah,SKPD,Nilai,Ket\n"
        "2021-12,31.71,Kota Jakarta Pusat,,99.975,-\n"
        "Desember 2021,,Kel. Gambir,,100,\n"
        "12/2021,,Cideng,,N/A,\n"
        "2021-12-01,,,Kecamatan Gambir,85,\n"
        "des 2021,,,Sudin  Bina-Marga,0,\n",
    )
    assert found.rejects == []
    assert [(one.month, one.subject, one.name) for one in found.scores] == [
        (DECEMBER, "31.71", "Jakarta Pusat"),
        (DECEMBER, "31.71.01.1001", "Gambir"),
        (DECEMBER, "31.71.01.1002", "Cideng"),
        (DECEMBER, "31.71.01", "Gambir"),
        (DECEMBER, "unit:SUDINBINAMARGA", "Sudin Bina-Marga"),
    ]
    assert [one.nilai for one in found.scores] == [Decimal("99.975"), 100, None, 85, 0]


def test_a_column_decides_the_level_and_the_others_the_place(directory: Directory, tmp_path: Path) -> None:
    found = read(
        directory,
        tmp_path,
        "bulan;tahun;kecamatan;kelurahan;nilai\nMaret;2021;Gambir;Gambir;99,94\nMaret;2021;Gambir;;98,5\n"
        "Maret;2021;Gambir;Menteng Dalam;90\nMaret;2021;Cideng;;90\n",
    )
    assert [(one.subject, one.nilai) for one in found.scores] == [
        ("31.71.01.1001", Decimal("99.940")),
        ("31.71.01", Decimal("98.500")),
        (directory.resolve("Menteng Dalam").area.code, 90),  # type: ignore[union-attr]
    ]
    assert [(one.row, one.reason) for one in found.rejects] == [(5, '"Cideng" is no kecamatan of the directory')]


REFUSED = [
    ("2021-12,Cideng,", "there is no nilai: write N/A when there is none"),
    ("2021-12,Cideng,bagus", '"bagus" is not a nilai: write a number such as 99.975, or N/A'),
    ("2021-12,Cideng,-1", '"-1" is not a nilai: write a number such as 99.975, or N/A'),
    ("2021-12,Cideng,100.001", "100.001 is more than 100"),
    ("2021-12,Cideng,99.9755", "99.9755 has more than 3 decimals"),
    ("2022-02,Cideng,99", "2022-02 has not come yet"),
    ("Sebtember,Cideng,99", '"Sebtember" is not a month: write it like 2021-12 or Desember 2021'),
    (",Cideng,99", '"" is not a month: write it like 2021-12 or Desember 2021'),
    ("2021-12,,99", "no area or unit is named"),
    ("2021-12,Cidengg,99", '"Cidengg" is not how'),
    ("2021-12,Karang Anyer,99", '"Karang Anyer" is not how'),
    ("2021-12,Kota,99", '"Kota" is no area of the directory'),
    (
        "2021-12,Menteng,99",
        '"Menteng" may mean 31.71.06 (Kec. Menteng) or 31.71.06.1001 (Kel. Menteng): write the code',
    ),
]


@pytest.mark.parametrize(("row", "reason"), REFUSED)
def test_a_row_that_says_nothing_certain_is_rejected(
    directory: Directory, tmp_path: Path, row: str, reason: str
) -> None:
    found = read(directory, tmp_path, f"bulan,wilayah,nilai\n2021-12,Gelora,99.5000\n{row}\n")
    assert ([one.subject for one in found.scores], found.read) == ([directory.resolve("Gelora").area.code], 2)  # type: ignore[union-attr]
    (reject,) = found.rejects
    assert reject.row == 3
    if "may mean" in reason:
        assert reject.reason.startswith('"Menteng" may mean ') and reject.reason.endswith(": write the code")
    elif "not how" in reason:
        assert reject.reason.startswith(reason) and ": write 31.7" in reject.reason
    else:
        assert reject.reason == reason


def test_the_same_twice_is_counted_and_a_contradiction_rejected(directory: Directory, tmp_path: Path) -> None:
    rows = "bulan,wilayah,nilai\n2021-12,Cideng,99\n2021-12,31.71.01.1002,99.0\n2021-12,CIDENG,N/A\n"
    found = read(directory, tmp_path, rows)
    assert (len(found.scores), found.repeated, found.read) == (1, 1, 3)
    assert found.rejects[0].reason == "row 2 gives another nilai of Cideng in 2021-12: keep one"


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "bulan,wilayah\n2021-12,Cideng\n", "bulan,nilai\n2021-12,9\n"])
def test_a_file_without_the_columns_is_refused(directory: Directory, tmp_path: Path, text: str) -> None:
    with pytest.raises(BadInput, match="has no header with month, nilai and one of"):
        read(directory, tmp_path, text)


@given(st.text(max_size=20))
def test_any_text_is_a_month_or_none(written: str) -> None:
    found = read_month(written)
    assert found is None or 1 <= found.number <= 12


def test_a_date_within_a_month_is_no_month() -> None:
    assert read_month("2021-12-09") is None
    assert read_month("2021-12-01 00:00:00") == DECEMBER
