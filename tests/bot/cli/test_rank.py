"""`siaga rank`: periods, formats, what is told beside the table."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from bot.cli.rank import FIELDS

from .conftest import Place

EXPORT = (
    "Nomor Tiket,Tanggal Laporan,Tanggal Respon,Tanggal Selesai,Status,Kategori,Kelurahan,SKPD\n"
    "JK1,2026-11-01 00:00,2026-11-01 01:00,2026-11-02 00:00,Selesai,Sampah,Cideng,\n"
    "JK2,2026-11-02 08:00,2026-11-02 16:00,2026-11-03 08:00,Selesai,Sampah,Cideng,\n"
    "JK3,2026-11-03 08:00,2026-11-03 10:00,2026-11-05 08:00,Selesai,Jalan,Gelora,\n"
    "JK4,2026-11-22 21:00,,,Menunggu,Jalan,Gelora,\n"
    "JK5,2026-11-23 08:00,,,Menunggu,Jalan,Kwitang,\n"
    "JK6,2026-11-20 08:00,,,Ditolak,Jalan,Kwitang,\n"
    "JK7,2026-11-20 08:00,2026-11-20 09:00,,Proses,Jalan,Kwitang,Sudin Bina Marga\n"
    "JK8,2026-11-20 08:00,2026-11-20 09:00,,Proses,Jalan,,SUDIN BINA MARGA\n"
    "JK9,2026-11-20 08:00,2026-11-20 09:00,,Proses,Jalan,,Sudin Bina Marga\n"
    "JK10,2026-10-31 23:59,2026-11-01 00:10,2026-11-02 00:00,Selesai,Jalan,Kwitang,\n"
)


@pytest.fixture
def stocked(place: Place) -> Place:
    place.stock(EXPORT, "2026-11-23T08:15")
    return place


def ranked(place: Place, *words: str) -> list[dict[str, Any]]:
    said = place.siaga("rank", "--format", "json", *words)
    assert (said.code, said.err) == (0, "")
    found: list[dict[str, Any]] = json.loads(said.out)
    assert all(tuple(one) == FIELDS for one in found)
    return found


def test_kelurahan_are_ranked_by_nilai(stocked: Place) -> None:
    found = ranked(stocked, "--by", "kelurahan")
    assert [(one["place"], one["name"], one["n"], one["nilai"], one["peringkat"]) for one in found[:2]] == [
        (1, "Cideng", 2, 99.5, "A"),
        (2, "Gelora", 2, 98.167, "A"),
    ]
    assert found[0] | {"code": "31.71.01.1002"} == {
        "place": 1,
        "name": "Cideng",
        "code": "31.71.01.1002",
        "n": 2,
        "unknown": 0,
        "response_decided": 2,
        "responded_in_time_pct": 50.0,
        "interval_low": 9.453,
        "interval_high": 90.547,
        "completion_decided": 2,
        "completed_in_time_pct": 100.0,
        "response_median_h": 4.5,
        "response_p90_h": 7.3,
        "completion_median_h": 24.0,
        "completion_p90_h": 24.0,
        "nilai": 99.5,
        "peringkat": "A",
        "overdue_open": 0,
        "official": False,
    }
    assert (found[1]["overdue_open"], found[1]["response_decided"]) == (1, 2)
    assert sum(one["n"] for one in found) == 9 and len(found) == 268
    assert (found[-1]["name"], found[-1]["n"], found[-1]["code"]) == ("ditangani unit lain", 3, None)


def test_units_are_spelled_as_they_mostly_are(stocked: Place) -> None:
    assert [(one["name"], one["n"]) for one in ranked(stocked, "--by", "unit")] == [
        ("Sudin Bina Marga", 3),
        ("belum ada unit", 6),
    ]


@pytest.mark.parametrize(
    ("words", "n"),
    [
        (["--month", "2026-11"], 9),
        (["--month", "2026-10"], 1),
        (["--year", "2026"], 10),
        (["--from", "2026-10-31", "--to", "2026-11-01"], 2),
        (["--from", "2026-11-20"], 6),
        (["--year", "2027"], 0),
        (["--at", "2026-11-02T08:00"], 2),
        (["--at", "2026-10-31T23:59:30"], 1),
    ],
)
def test_a_period_is_named_in_several_ways(stocked: Place, words: list[str], n: int) -> None:
    assert sum(one["n"] for one in ranked(stocked, "--by", "kota", *words)) == n


def test_a_rank_at_an_instant_knows_nothing_later(stocked: Place) -> None:
    found = ranked(stocked, "--by", "kelurahan", "--at", "2026-11-02T15:00", "--area", "Cideng")
    assert len(found) == 1
    assert (found[0]["response_decided"], found[0]["overdue_open"], found[0]["nilai"]) == (2, 1, 99.667)


def test_bobot_and_min_n_are_configuration(stocked: Place) -> None:
    stocked.configure("")
    path = stocked.folder / "config.toml"
    path.write_text(
        path.read_text().replace("min_n = 1 ", "min_n = 3 ").replace("bobot = {}", "bobot = { jalan = 3 }")
    )
    found = ranked(stocked, "--by", "kelurahan", "--area", "Kec. Gambir")
    assert [one["place"] for one in found] == [None] * 6
    assert {one["name"]: one["nilai"] for one in found}["Cideng"] == 99.5


def test_csv_goes_to_a_file(stocked: Place) -> None:
    out = stocked.folder / "rank.csv"
    assert stocked.siaga("rank", "--by", "kecamatan", "--format", "csv", "--out", out).out == ""
    rows = list(csv.DictReader(io.StringIO(out.read_bytes().decode("utf-8-sig"))))
    assert tuple(rows[0]) == FIELDS and rows[0]["name"] == "Gambir" and rows[-1]["nilai"] == ""
    assert all(len(row["nilai"].partition(".")[2]) == 3 for row in rows if row["nilai"])


def test_the_text_says_what_was_left_out(stocked: Place) -> None:
    said = stocked.siaga("rank", "--by", "kelurahan", "--area", "31.71")
    assert said.out.splitlines()[1].split("  ")[0] == "1"
    assert "99.500" in said.out and "1 of 2 (50.0 %)" in said.out and "4.5 h, 7.3 h" in said.out
    assert said.err.splitlines() == [
        "9 complaints arrived 2026-11-01 to 2026-11-30; 2 of 45 rows have a place.",
        "Kept out of shares and nilai: 1 dismissed, 5 with a clock that still runs in time.",
        "nilai is siaga's own estimate (perkiraan siaga) wherever it is not marked official.",
        "Data pulled 2026-11-23 08:15+07:00.",
    ]


def test_the_text_folds_those_without_complaints(stocked: Place) -> None:
    lines = stocked.siaga("rank", "--by", "kelurahan").out.splitlines()
    assert len(lines) == 1 + 4 + 1 and lines[-1] == "264 others without complaints"
    assert [line.split("  ")[0] for line in lines[1:3]] == ["1", "2"]
    assert any("ditangani unit lain" in line for line in lines)
    assert stocked.siaga("rank", "--by", "kota", "--month", "2026-09").out == "6 without complaints\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--month", "2026-13"], '"2026-13" is not a month: write it like 2026-11.'),
        (["--year", "26x"], '--year: "26x" is not a year: write it like 2026.'),
        (["--year", "99999"], "99999 is not a year that complaints arrive in: write it like 2026."),
        (["--year", "2026", "--month", "2026-11"], "--month and --year name two periods: keep one."),
        (["--year", "2026", "--to", "2026-11-02"], "--year and --from and --to name two periods: keep one."),
        (["--to", "2026-11-02"], "--to needs a --from: name the first day too."),
        (
            ["--from", "2026-11-02", "--to", "2026-11-01"],
            "A period from 2026-11-02 to 2026-11-01 ends before it begins: turn it round.",
        ),
        (["--from", "kemarin"], '--from: "kemarin" is not a day: write it like 2026-11-23.'),
    ],
)
def test_a_slip_is_one_sentence(place: Place, words: list[str], told: str) -> None:
    said = place.siaga("rank", "--by", "kota", *words)
    assert (said.code, said.out, said.err) == (2, "", told + "\n")
