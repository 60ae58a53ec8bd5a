"""`siaga db`: migrate, check, backup, restore."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from .conftest import Place

EXPORT = "Nomor Tiket,Tanggal Laporan,Status\nJK1,2026-11-22 20:00,Menunggu\n"


def database(place: Place) -> Path:
    return place.folder / "var" / "siaga.db"


def test_the_tables_are_made_and_stay(bare_place: Place) -> None:
    said = bare_place.siaga("db", "migrate")
    assert (said.code, said.out, said.err) == (0, "", "The tables were brought up to date.\n")
    assert database(bare_place).exists()
    assert bare_place.siaga("db", "migrate").err == "The tables are up to date.\n"


def test_a_sound_database_passes_the_check(place: Place) -> None:
    place.stock(EXPORT, "2026-11-23T08:00")
    said = place.siaga("db", "check")
    assert (said.code, said.out, said.err) == (0, "", "Every complaint is what its facts say.\n")


def test_a_row_that_its_facts_do_not_tell_is_bad_news(place: Place) -> None:
    place.stock(EXPORT, "2026-11-23T08:00")
    with closing(sqlite3.connect(database(place))) as connection, connection:
        connection.execute("UPDATE complaints SET category = 'Lain'")
    said = place.siaga("db", "check")
    assert said.code == 1 and "JK1" in said.out and "category" in said.out
    assert "faults were found" in said.err


def test_a_backup_brings_everything_back(place: Place) -> None:
    place.stock(EXPORT, "2026-11-23T08:00")
    copy = place.folder / "copy.db"
    assert place.siaga("db", "backup", copy).code == 0
    place.siaga("import", place.write("b.csv", EXPORT.replace("JK1", "JK2")))
    assert place.siaga("show", "JK2").code == 0
    assert place.siaga("db", "restore", copy).code == 0
    assert place.siaga("show", "JK1").code == 0
    assert place.siaga("show", "JK2").code == 1


def test_a_backup_overwrites_nothing(place: Place) -> None:
    place.stock(EXPORT, "2026-11-23T08:00")
    said = place.siaga("db", "backup", place.write("copy.db", "mine"))
    assert said.code == 2 and "is there already" in said.err
    assert (place.folder / "copy.db").read_text() == "mine"


def test_what_is_no_backup_is_not_restored(place: Place) -> None:
    place.stock(EXPORT, "2026-11-23T08:00")
    said = place.siaga("db", "restore", place.write("copy.db", "no database"))
    assert said.code == 2 and said.err.count("\n") == 1
    assert place.siaga("show", "JK1").code == 0
