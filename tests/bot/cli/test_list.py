"""`siaga list` and `siaga show`: filters, order, formats, `--at`."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.cli.rows import FIELDS
from monitor.spelling import Spelling

from .conftest import Place

EXPORT = (
    "Nomor Tiket,Tanggal Laporan,Tanggal Respon,Tanggal Selesai,"
    "Status,Kategori,Kelurahan,SKPD,Kanal,Geotag,Alamat\n"
    # overdue since 03.00
    "JK1,2026-11-22 21:00,,,Menunggu,Sampah,Cideng,,JAKI,ya,Jl. Cideng Barat\n"
    # due 09.00: near
    "JK2,2026-11-23 03:00,,,Menunggu,SAMPAH,Menteng,,JAKI,ya,\n"
    # due 14.00
    "JK3,2026-11-23 08:00,,,Menunggu,Sampah,Cideng,,jaki,tidak,\n"
    # answered in time, completion due 27 Nov
    "JK4,2026-11-20 09:00,2026-11-20 10:00,,Proses,Jalan,Gambir,Sudin Bina Marga,JAKI,ya,\n"
    # answered late, complete
    "JK5,2026-11-20 09:00,2026-11-20 18:00,2026-11-21 09:00,Selesai,Jalan,Cideng,,Qlue,ya,\n"
    # dismissed
    "JK6,2026-11-20 09:00,,,Ditolak,Spam,Cideng,,JAKI,ya,\n"
)


@pytest.fixture
def stocked(place: Place) -> Place:
    place.stock(EXPORT, "2026-11-23T08:15")
    return place


def listed(place: Place, *words: str) -> list[dict[str, Any]]:
    said = place.siaga("list", "--format", "json", *words)
    assert (said.code, said.err) == (0, "")
    found: list[dict[str, Any]] = json.loads(said.out)
    return found


def tickets(place: Place, *words: str) -> list[str]:
    return [one["ticket"] for one in listed(place, *words)]


def test_an_empty_database_lists_an_empty_array(place: Place) -> None:
    assert listed(place) == []


def test_the_most_urgent_come_first(stocked: Place) -> None:
    assert tickets(stocked) == ["JK1", "JK2", "JK3", "JK4", "JK5", "JK6"]


def test_objects_carry_exactly_the_promised_fields(stocked: Place) -> None:
    assert listed(stocked, "--area", "Kel. Gambir") == [
        {
            "system": "crm",
            "ticket": "JK4",
            "created_at": "2026-11-20T09:00:00+07:00",
            "stage": "process",
            "area_code": "31.71.01.1001",
            "kelurahan": "Gambir",
            "kecamatan": "Gambir",
            "kota": "Jakarta Pusat",
            "unit": "Sudin Bina Marga",
            "category": "Jalan",
            "channel": "JAKI",
            "geotagged": True,
            "responded_at": "2026-11-20T10:00:00+07:00",
            "completed_at": None,
            "response_due_at": "2026-11-20T15:00:00+07:00",
            "response_state": "on_time",
            "completion_due_at": "2026-11-27T09:00:00+07:00",
            "completion_state": "on_time",
            "handovers": 0,
            "source": "import:1",
        }
    ]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--area", "31.71.01.1002"], ["JK1", "JK3", "JK5", "JK6"]),
        (["--area", "Kecamatan Gambir", "--open"], ["JK1", "JK3", "JK4"]),
        (["--unit", "sudin BINA-marga"], ["JK4"]),
        (["--category", "Sampah"], ["JK1", "JK2", "JK3"]),
        (["--channel", "qlue"], ["JK5"]),
        (["--stage", "process"], ["JK4"]),
        (["--stage", "dismissed"], ["JK6"]),
        (["--state", "overdue"], ["JK1", "JK5"]),
        (["--state", "overdue", "--open"], ["JK1"]),
        (["--state", "overdue", "--clock", "completion"], []),
        (["--state", "near", "--clock", "response"], ["JK2"]),
        (["--state", "on_time", "--clock", "completion"], ["JK1", "JK2", "JK3", "JK4", "JK5"]),
        (["--open"], ["JK1", "JK2", "JK3", "JK4"]),
        (["--open", "--category", "jalan", "--channel", "JAKI"], ["JK4"]),
    ],
)
def test_filters_narrow_the_list(stocked: Place, words: list[str], expected: list[str]) -> None:
    assert tickets(stocked, *words) == expected


@pytest.mark.parametrize(
    ("at", "words", "expected"),
    [
        ("2026-11-20T08:59", [], []),
        ("2026-11-20T09:45", ["--open"], ["JK4", "JK5", "JK6"]),
        ("2026-11-20T15:01", ["--state", "overdue", "--category", "jalan"], ["JK5"]),
        ("2026-11-20T15:01", ["--stage", "wait", "--category", "jalan"], ["JK5"]),
        ("2026-11-21T08:59", ["--open", "--category", "jalan"], ["JK4", "JK5"]),
        ("2026-11-21T09:00", ["--open", "--category", "jalan"], ["JK4"]),
        ("2026-11-23T04:00", ["--state", "overdue", "--category", "sampah"], ["JK1"]),
        ("2026-11-22T20:00:01Z", ["--state", "overdue", "--category", "sampah"], ["JK1"]),
        ("2026-11-23T15:00", ["--state", "overdue", "--open"], ["JK1", "JK2", "JK3"]),
    ],
)
def test_a_list_at_an_instant_is_as_things_stood(
    stocked: Place, at: str, words: list[str], expected: list[str]
) -> None:
    assert tickets(stocked, "--at", at, *words) == expected


def test_a_list_at_an_instant_knows_who_held_it_then(place: Place) -> None:
    for number, (unit, as_of) in enumerate((("Dishub", "2026-11-20T08:00"), ("Satpol PP", "2026-11-22T08:00"))):
        export = f"Nomor Tiket,Tanggal Laporan,Status,SKPD\nJK1,2026-11-19 08:00,Menunggu,{unit}\n"
        assert place.siaga("import", place.write(f"{number}.csv", export), "--as-of", as_of).code == 0
    assert tickets(place, "--unit", "Dishub", "--at", "2026-11-20T09:00") == ["JK1"]
    assert tickets(place, "--unit", "Satpol PP", "--at", "2026-11-20T09:00") == []
    assert tickets(place, "--unit", "Dishub") == []


def test_case_variants_are_merged_into_the_commonest(stocked: Place) -> None:
    assert {one["category"] for one in listed(stocked)} == {"Sampah", "Jalan", "Spam"}
    assert {one["channel"] for one in listed(stocked)} == {"JAKI", "Qlue"}


def test_the_commonest_spelling_wins_and_ties_go_by_the_alphabet() -> None:
    spelling = Spelling(["a", "A", " a ", "b", "B", None], str.casefold)
    assert (spelling.of("b"), spelling.of(None)) == ("B", None)
    trimmed = Spelling(["a", "A", "a "], lambda name: name.strip().casefold())
    assert trimmed.of("A") == "a"


def test_csv_has_the_fields_as_header_and_no_bom_on_the_screen(stocked: Place) -> None:
    said = stocked.siaga("list", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(said.out)))
    assert tuple(rows[0]) == FIELDS and len(rows) == 6
    assert (rows[0]["ticket"], rows[0]["geotagged"], rows[0]["responded_at"]) == ("JK1", "true", "")


def test_a_csv_file_has_a_bom_and_disarms_formulas(stocked: Place) -> None:
    rows = 'Nomor Tiket,Tanggal Laporan,Status,Kategori\nJK9,2026-11-23 08:00,Wait,"=1+1"\n'
    stocked.siaga("import", stocked.write("f.csv", rows))
    out = stocked.folder / "list.csv"
    assert stocked.siaga("list", "--format", "csv", "--out", out).out == ""
    text = out.read_text(encoding="utf-8")
    assert text.startswith("\ufeffsystem,ticket") and ",'=1+1," in text


def test_the_text_is_a_table_and_the_count_goes_to_stderr(stocked: Place) -> None:
    said = stocked.siaga("list", "--open")
    lines = said.out.splitlines()
    assert lines[0].split()[:2] == ["ticket", "stage"] and len(lines) == 5
    assert lines[1].startswith("JK1") and "overdue" in lines[1] and "Cideng" in lines[1]
    assert said.err == "4 complaints.\n"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ["--area", "Atlantis"],
            '--area = "Atlantis" is not an area of the directory: use a code like 31.71.01.1004.',
        ),
        (["--area", "Gambir"], '--area = "Gambir" is doubtful: write 31.71.01 (Kec. Gambir) or 31.71.01.1001'),
        (["--at", "noon"], '--at: "noon" is not an instant'),
        (["--out", "/nowhere/x.json"], "/nowhere/x.json cannot be written"),
    ],
)
def test_a_wrong_value_is_one_sentence(stocked: Place, words: list[str], sentence: str) -> None:
    said = stocked.siaga("list", *words)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(sentence) and said.err.count("\n") == 1


def test_a_verdict_that_cannot_be_known_is_unknown(place: Place) -> None:
    """Seen waiting at 15.00 and answered at 08.00, with the limit in between."""
    head = "Nomor Tiket,Tanggal Laporan,Status\nJK1,2026-11-22 12:00,"
    place.siaga("import", place.write("a.csv", head + "Menunggu\n"), "--as-of", "2026-11-22T15:00")
    place.siaga("import", place.write("b.csv", head + "Proses\n"), "--as-of", "2026-11-23T08:00")
    (one,) = listed(place, "--state", "unknown")
    assert (one["response_state"], one["responded_at"]) == ("unknown", None)


def test_new_rules_give_new_due_times(stocked: Place) -> None:
    stocked.configure('[[sla.rule]]\ncategory = "Sampah"\nresponse = "2h"\n')
    (one,) = [one for one in listed(stocked) if one["ticket"] == "JK1"]
    assert one["response_due_at"] == "2026-11-22T23:00:00+07:00"
    assert "due" in stocked.siaga("show", "JK1").out


def test_one_complaint_is_shown_with_its_history(stocked: Place) -> None:
    said = stocked.siaga("show", "jk5")
    assert said.code == 0
    for words in (
        "JK5",
        "complete",
        "2026-11-20 18:00+07:00  responded",
        "2026-11-21 09:00+07:00  completed",
        "import:1",
    ):
        assert words in said.out


def test_the_history_is_json_too(stocked: Place) -> None:
    (one,) = json.loads(stocked.siaga("show", "JK1", "--format", "json").out)
    assert one["address"] == "Jl. Cideng Barat" and one["responded"] is None
    assert one["history"][0]["kind"] == "arrived"
    assert one["history"][0]["happened"] == {"after": None, "at": "2026-11-22T21:00:00+07:00"}


def test_an_unknown_ticket_is_bad_news(stocked: Place) -> None:
    said = stocked.siaga("show", "JK404")
    assert (said.code, said.out) == (1, "")
    assert said.err == 'There is no complaint with the ticket "JK404": compare it with siaga list.\n'


def test_listing_loads_neither_telegram_nor_alembic(stocked: Place) -> None:
    step = (
        "import sys; from bot.cli import main; code = main(['list']); "
        "print(*sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", step],
        cwd=Path(__file__).parents[3],
        env={**os.environ, "SIAGA_CONFIG": str(stocked.folder / "config.toml")},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(done.stderr.splitlines()[-1].split())
    assert loaded.isdisjoint({"telegram", "apscheduler", "alembic", "aiohttp", "tqdm"})
    assert "sqlalchemy" in loaded and done.stdout.startswith("ticket")
