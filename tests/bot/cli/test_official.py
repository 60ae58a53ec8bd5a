"""`siaga official`: taken in, corrected, rejected."""

from __future__ import annotations

import json

from .conftest import Place

FIGURES = "bulan,wilayah,nilai\n2026-10,Kel. Cideng,99.975\n2026-10,Kel. Gelora,N/A\n"


def ranked(place: Place, name: str) -> dict[str, object]:
    said = place.siaga("rank", "--by", "kelurahan", "--month", "2026-10", "--format", "json")
    (row,) = (row for row in json.loads(said.out) if row["name"] == name)
    return {key: row[key] for key in ("place", "n", "nilai", "peringkat", "official")}


def test_figures_are_taken_in_and_win(place: Place) -> None:
    said = place.siaga("official", place.write("nilai.csv", FIGURES))
    assert (said.code, said.err) == (0, "")
    assert said.out == "nilai.csv: 2 rows, 0 rejected, 0 said twice; 2 new or corrected, 0 as known.\n"
    assert ranked(place, "Cideng") == {"place": 1, "n": 0, "nilai": 99.975, "peringkat": "A", "official": True}
    assert ranked(place, "Gelora") == {"place": None, "n": 0, "nilai": None, "peringkat": None, "official": True}
    assert ranked(place, "Senen")["official"] is False


def test_a_correction_counts_and_rejects_are_listed(place: Place) -> None:
    file = place.write("nilai.csv", FIGURES + "2026-10,Kel. Senen,seratus\n2026-10,Kel. Cideng,99.975\n")
    said = place.siaga("official", file, "--rejects", place.folder / "out.csv")
    assert said.code == 1
    assert said.out == "nilai.csv: 4 rows, 1 rejected, 1 said twice; 2 new or corrected, 0 as known.\n"
    assert 'row,ticket,reason,file\n4,,"""seratus"" is not a nilai' in (place.folder / "out.csv").read_text()
    said = place.siaga("official", place.write("b.csv", FIGURES.replace("99.975", "84.9")), file)
    assert said.out.startswith("b.csv: 2 rows, 0 rejected, 0 said twice; 1 new or corrected, 1 as known.\n")
    assert ranked(place, "Cideng")["nilai"] == 99.975  # the file named last says so


def test_a_dry_run_stores_nothing(bare_place: Place) -> None:
    said = bare_place.siaga(
        "official", "--dry-run", bare_place.write("nilai.csv", FIGURES), bare_place.folder / "none.csv"
    )
    assert said.out == "nilai.csv: 2 rows, 0 rejected, 0 said twice; 2 would be taken, nothing was stored.\n"
    assert said.code == 1 and "none.csv: refused, nothing of it was taken" in said.err
    assert not (bare_place.folder / "var").exists()


def test_a_file_that_is_no_table_does_not_stop_the_others(place: Place) -> None:
    said = place.siaga("official", place.write("x.csv", "%PDF-1.4"), place.write("nilai.csv", FIGURES))
    assert said.code == 1 and "x.csv" in said.err and said.out.startswith("nilai.csv: 2 rows")
