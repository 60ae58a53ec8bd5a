"""`siaga import`: what is said, what is taken, what is listed."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from pathlib import Path

import pytest

from bot.cli.import_ import PART

from .conftest import Place

HEADER = "Nomor Tiket,Tanggal Laporan,Status,Kategori,Kelurahan,Kanal\n"
FIRST = HEADER + (
    "JK1,2026-11-22 20:00,Menunggu,Sampah,Cideng,JAKI\n"
    "JK2,2026-11-22 21:00,Proses,Jalan,Gambir,JAKI\n"
    "JK3,2026-11-23 07:00,Menunggu,Sampah,Menteng,Qlue\n"
)


def tickets(place: Place, *words: str) -> list[str]:
    said = place.siaga("list", "--format", "json", *words)
    assert said.code == 0, said.err
    return [one["ticket"] for one in json.loads(said.out)]


def test_a_good_file_is_taken_and_counted(place: Place) -> None:
    said = place.siaga("import", place.write("pagi.csv", FIRST))
    assert said.code == 0
    assert said.out == (
        "pagi.csv: 3 rows: 3 new, 0 changed, 0 unchanged, 0 rejected, 0 duplicates; "
        "true as of 2026-11-23T07:00+07:00.\n"
    )
    assert sorted(tickets(place)) == ["JK1", "JK2", "JK3"]


def test_the_same_file_twice_changes_nothing(place: Place) -> None:
    file = place.write("pagi.csv", FIRST)
    place.siaga("import", file)
    assert "0 new, 0 changed, 3 unchanged" in place.siaga("import", file).out


def test_yesterdays_file_after_todays_reopens_nothing(place: Place) -> None:
    place.siaga(
        "import", place.write("new.csv", FIRST.replace("Menunggu", "Selesai")), "--as-of", "2026-11-23T08:00"
    )
    place.siaga("import", place.write("old.csv", FIRST), "--as-of", "2026-11-23T07:30")
    assert tickets(place, "--stage", "wait") == []


def test_rejected_rows_are_told_with_number_and_reason(place: Place) -> None:
    said = place.siaga("import", place.write("bad.csv", FIRST + "JK4,not a day,Menunggu,rahasia,Cideng,JAKI\n"))
    assert said.code == 1
    assert "3 new" in said.out and "1 rejected" in said.out
    assert "bad.csv, row 5 (JK4): " in said.err and "rahasia" not in said.err


def test_rejected_rows_are_written_to_a_file_without_their_text(place: Place) -> None:
    rows = FIRST + "=JK4,not a day,Menunggu,rahasia,Cideng,JAKI\n" + ",2026-11-23,Menunggu,rahasia,Cideng,JAKI\n"
    out = place.folder / "rejects.csv"
    said = place.siaga("import", place.write("bad.csv", rows), "--rejects", out)
    assert said.code == 1 and f"listed in {out}" in said.err
    text = out.read_text(encoding="utf-8")
    assert text.startswith("\ufeffrow,ticket,reason,file\n") and "rahasia" not in text
    written = list(csv.reader(text.splitlines()[1:]))
    assert [(row[0], row[1], row[3]) for row in written] == [("5", "'=JK4", "bad.csv"), ("6", "", "bad.csv")]


def test_a_refused_file_leaves_everything_untouched_and_stops_no_other(place: Place) -> None:
    place.siaga("import", place.write("pagi.csv", FIRST))
    good = place.write("sore.csv", FIRST.replace("JK", "JS"))
    said = place.siaga("import", place.write("bad.csv", "nothing,useful\n1,2\n"), good)
    assert said.code == 1
    assert "bad.csv: refused, nothing of it was taken: " in said.err
    assert "sore.csv: 3 rows: 3 new" in said.out
    assert len(tickets(place)) == 6


def test_a_missing_file_is_refused_in_one_sentence(place: Place) -> None:
    said = place.siaga("import", place.folder / "nowhere.csv")
    assert said.code == 1 and said.err.count("\n") == 1 and "nowhere.csv" in said.err


def test_a_dry_run_stores_nothing_and_needs_no_database(bare_place: Place) -> None:
    rows = FIRST + "JK1,2026-11-22 20:00,Menunggu,Sampah,Cideng,JAKI\nJK5,never,Menunggu,Sampah,Cideng,JAKI\n"
    said = bare_place.siaga("import", "--dry-run", bare_place.write("pagi.csv", rows))
    assert said.code == 1
    assert said.out == "pagi.csv: 5 rows: 3 would be taken, 1 rejected, 1 duplicates; nothing was stored.\n"
    assert not (bare_place.folder / "var").exists()


def test_unknown_areas_come_with_a_line_to_paste(place: Place) -> None:
    rows = FIRST.replace("Cideng", "Cidang").replace("Menteng", "Atlantis")
    said = place.siaga("import", place.write("pagi.csv", rows))
    assert said.code == 0
    assert 'no area is called "Atlantis" (1 rows)' in said.err
    assert "\n31.71.01.1002,Cideng,kelurahan,31.71.01,Cidang,,,\n" in said.err
    assert "\nkode-baru,Atlantis,kelurahan,kode-kecamatan,,,,\n" in said.err


def test_an_unknown_area_is_told_once_and_then_only_counted(place: Place) -> None:
    file = place.write("pagi.csv", FIRST.replace("Menteng", "Atlantis"))
    place.siaga("import", file)
    again = place.siaga("import", file)
    assert "Atlantis" not in again.err
    assert "pagi.csv: 1 names of areas are still unknown that an earlier import told of." in again.err
    other = place.siaga("import", place.write("sore.csv", FIRST.replace("Menteng", "Lemuria")))
    assert "Lemuria" in other.err
    assert "Atlantis" in place.siaga("import", "--dry-run", file).err


def test_a_directory_is_refused_by_the_path_that_was_given(place: Place) -> None:
    said = place.siaga("import", ".")
    assert said.code == 1
    assert said.err == ".: refused, nothing of it was taken: . is a directory: name the export file itself.\n"


def test_labels_without_a_stage_come_with_a_line_to_paste(place: Place) -> None:
    said = place.siaga("import", place.write("pagi.csv", FIRST.replace("Proses", "Sedang dikerjakan")))
    assert '\n"Sedang dikerjakan" = "" # 1 rows\n' in said.err
    assert tickets(place, "--stage", "unmapped") == ["JK2"]


def test_a_label_of_the_configuration_is_a_stage(place: Place) -> None:
    file = place.write("pagi.csv", FIRST.replace("Proses", "Sedang dikerjakan"))
    place.siaga("import", file, SIAGA_CRM__STATUS='{"sedang  DIKERJAKAN": "process"}')
    assert tickets(place, "--stage", "process") == ["JK2"]


MAP = """
[import.maps.boston]
system = "boston"
timezone = "America/New_York"
columns = { ticket = "case_enquiry_id", created_at = "open_dt", due_at = "target_dt", status = "case_status" }
status = { Open = "wait", Closed = "complete" }
"""


def test_a_map_reads_another_kind_of_export(place: Place) -> None:
    place.configure(MAP)
    file = place.write(
        "boston.csv",
        "case_enquiry_id,open_dt,target_dt,case_status\n"
        "101,2026-11-20 09:00:00,2026-11-24 17:00:00,Open\n"
        "102,2026-11-20 10:00:00,,Closed\n",
    )
    assert place.siaga("import", "--map", "boston", file).code == 0
    (waiting,) = json.loads(place.siaga("list", "--format", "json", "--stage", "wait").out)
    assert waiting["system"] == "boston"
    assert waiting["created_at"] == "2026-11-20T21:00:00+07:00"
    assert waiting["completion_due_at"] == "2026-11-25T05:00:00+07:00"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--map", "bostn"], '--map: there is no import map "bostn"; the configured ones are builtin.'),
        (
            ["--as-of", "2027-01-01"],
            '--as-of: "2027-01-01" lies in the future: no list is true before it is made.',
        ),
        (["--as-of", "morning"], '--as-of: "morning" is not an instant'),
        (["--covers", "all"], "--covers: "),
        (["--rejects", "/nowhere/x.csv"], "/nowhere/x.csv cannot be written"),
    ],
)
def test_a_wrong_option_is_refused_before_anything_is_read(place: Place, words: list[str], sentence: str) -> None:
    said = place.siaga("import", *words, place.write("pagi.csv", FIRST))
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(sentence)


def test_what_is_absent_from_a_complete_list_has_left_wait(place: Place) -> None:
    place.siaga("import", place.write("pagi.csv", FIRST))
    later = HEADER + "JK3,2026-11-23 07:00,Menunggu,Sampah,Menteng,Qlue\n"
    file = place.write("later.csv", later)
    assert place.siaga("import", file, "--covers", "stage=wait", "--as-of", "2026-11-23T08:00").code == 0
    assert tickets(place, "--stage", "wait") == ["JK3"]


def test_a_sheet_of_a_workbook_is_read_like_a_csv(place: Place) -> None:
    import xlsxwriter

    path = Path(place.folder / "pagi.xlsx")
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, line in enumerate(FIRST.splitlines()):
            sheet.write_row(number, 0, line.split(","))
    assert "pagi.xlsx: 3 rows: 3 new" in place.siaga("import", path).out


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_shown_on_a_terminal_only(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    file = place.write("pagi.csv", FIRST)
    assert "reading" not in place.siaga("import", file).err
    screen = Terminal()
    monkeypatch.setattr("sys.stderr", screen)
    place.siaga("import", file)
    assert "pagi.csv: reading" in screen.getvalue() and "pagi.csv: merging" in screen.getvalue()


def test_a_reject_moves_no_cursor(place: Place) -> None:
    rows = FIRST + "\x1b[31mJK4,not a day,Menunggu,x,Cideng,JAKI\n"
    said = place.siaga("import", place.write("bad.csv", rows))
    assert said.code == 1 and "\x1b" not in said.err


def test_the_made_up_month_of_a_city_is_taken_whole(place: Place) -> None:
    sample = Path(__file__).parents[2] / "data" / "sample_jakarta_pusat.csv"
    said = place.siaga("import", str(sample))
    assert said.code == 0
    assert "310 rows: 310 new, 0 changed, 0 unchanged, 0 rejected, 0 duplicates" in said.out


def test_names_that_the_configuration_lacks_are_told_once_with_lines_to_paste(place: Place) -> None:
    place.configure('\n[[sla.rule]]\ncategory = "Sampah"\ncompletion = "3 days"\n')
    export = "Nomor Tiket,Tanggal Laporan,Status,Kategori,Kelurahan,SKPD\n"
    export += "JK1,2026-11-22 09:00,Proses,Pohon,Cideng,Kelurahan Antah Berantah\n"
    export += "JK2,2026-11-22 09:00,Proses,SAMPAH,Cideng,\n"
    file = place.write("export.csv", export)
    said = place.siaga("import", file)
    assert '"Pohon" (1 open).\n[[sla.rule]]\ncategory = "Pohon"\ncompletion = "..."\n' in said.err
    assert 'the file of [areas]: "Kelurahan Antah Berantah" (1 open).\n' in said.err
    assert '"SAMPAH"' not in said.err
    assert place.siaga("import", file).err == f"{file.name}: {PART}\n"


def test_an_export_that_nobody_calls_complete_is_a_part_and_says_so(place: Place) -> None:
    file = place.write("export.csv", "ticket,created_at\nA1,2026-11-23 07:00:00\n")
    assert PART in place.siaga("import", file).err
    assert PART not in place.siaga("import", file, "--covers", "stage=wait").err
    assert PART not in place.siaga("import", file, SIAGA_CRM__EXPORTS="complete").err


def test_where_siaga_only_imports_what_is_too_old_goes_too(place: Place) -> None:
    text = "lampu mati di ujung gang"
    export = f"ticket,created_at,status,content\nA1,2026-11-23 07:00:00,Menunggu,{text}\n"
    kept = place.siaga("import", place.write("isi.csv", export), SIAGA_PRIVACY__KEEP_TEXT="true")
    assert kept.code == 0 and text in place.siaga("show", "A1", SIAGA_PRIVACY__KEEP_TEXT="true").out
    place.clock.advance(timedelta(days=1))
    place.siaga("import", place.write("lain.csv", "ticket,created_at\nA2,2026-11-24 07:00:00\n"))
    assert text not in place.siaga("show", "A1", SIAGA_PRIVACY__KEEP_TEXT="true").out
