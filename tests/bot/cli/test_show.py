"""`siaga show`: who held a complaint, turn by turn."""

from __future__ import annotations

import json

from .conftest import Place

HEADINGS = "Nomor Tiket,Tanggal Laporan,Status,Kelurahan,SKPD\n"


def known(place: Place) -> None:
    """With Bina Marga in the export of 10.00, with SDA at 14.00."""
    for unit, at in (("Sudin Bina Marga", "2026-11-22T10:00"), ("Sudin SDA", "2026-11-22T14:00")):
        file = place.write("export.csv", f"{HEADINGS}JK1,2026-11-22 09:00,Proses,Cideng,{unit}\n")
        assert place.siaga("import", file, "--as-of", at).code == 0


def test_the_path_is_told_with_what_is_known_of_each_turn(place: Place) -> None:
    known(place)
    said = place.siaga("show", "JK1").out
    path = said.partition("\npath\n")[2].partition("\nhistory")[0].splitlines()
    assert path[0].startswith(
        "  2026-11-22 09:00+07:00  Sudin Bina Marga: 1 h to 5 h, until 2026-11-22 10:00+07:00 .. "
    )
    assert path[1].endswith(", still") and "Sudin SDA: " in path[1]
    assert path[2:4] == ["held", "  Sudin Bina Marga: 1 h to 5 h"]


def test_time_held_is_told_in_hours_and_minutes(place: Place) -> None:
    for unit, at in (("Sudin Bina Marga", "10:00"), ("Sudin SDA", "10:32")):
        row = f"JK1,2026-11-21 18:59:40,Proses,Cideng,{unit}\n"
        file = place.write("export.csv", f"{HEADINGS}{row}")
        assert place.siaga("import", file, "--as-of", f"2026-11-22T{at}").code == 0
    assert "  Sudin Bina Marga: 15 h to 15 h 32 m\n" in place.siaga("show", "JK1").out


def test_the_path_is_json_too(place: Place) -> None:
    known(place)
    (one,) = json.loads(place.siaga("show", "JK1", "--format", "json").out)
    first, last = one["path"]
    assert first == {
        "holder": "Sudin Bina Marga",
        "area_code": None,
        "from": {"after": None, "at": "2026-11-22T09:00:00+07:00"},
        "until": {"after": "2026-11-22T10:00:00+07:00", "at": "2026-11-22T14:00:00+07:00"},
        "hours": {"least": 1.0, "most": 5.0},
    }
    assert last["until"] is None
    assert [held["holder"] for held in one["held"]] == ["Sudin Bina Marga", "Sudin SDA"]


def test_what_never_moved_is_held_by_its_area_and_tells_no_path(place: Place) -> None:
    file = place.write("export.csv", f"{HEADINGS}JK1,2026-11-22 09:00,Proses,Cideng,\n")
    assert place.siaga("import", file, "--as-of", "2026-11-22T10:00").code == 0
    assert "\npath\n" not in place.siaga("show", "JK1").out
    (one,) = json.loads(place.siaga("show", "JK1", "--format", "json").out)
    assert [(turn["holder"], turn["area_code"]) for turn in one["path"]] == [("Kel. Cideng", "31.71.01.1002")]


def test_a_stop_before_the_arrival_is_shown_as_stated_and_marked(place: Place) -> None:
    headings = HEADINGS.rstrip() + ",Tanggal Selesai\n"
    file = place.write("export.csv", f"{headings}JK1,2026-11-22 09:00,Selesai,Cideng,,2026-11-22 08:00\n")
    said = place.siaga("import", file, "--as-of", "2026-11-22T10:00")
    assert "1 rows end before they arrive: kept, but out of averages." in said.err
    lines = place.siaga("show", "JK1").out.splitlines()
    assert "completed          2026-11-22T08:00:00+07:00 (doubtful: reversed)" in lines
    (end,) = [line for line in lines if " completed: " in line]
    assert end.startswith("  2026-11-22 08:00+07:00") and end.endswith(", before the arrival")
    (one,) = json.loads(place.siaga("list", "--format", "json").out)
    assert (one["completed_at"], one["completion_state"]) == ("2026-11-22T08:00:00+07:00", "unknown")
