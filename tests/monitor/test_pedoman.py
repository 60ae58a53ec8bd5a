"""The operator's table of categories: read strictly, asked generously."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from monitor.deadlines.pedoman import Pedoman
from monitor.errors import BadConfiguration

HEADER = "category,aliases,response,completion,bobot,unit,criteria\n"
TABLE = (
    HEADER
    + 'Sampah,Sampah Liar | Tumpukan sampah,6h,3 working days,"2,5",Sudin Lingkungan Hidup,'
    + "Foto sebelum dan sesudah|Titik lokasi\n"
    + "Jalan Rusak,,,7 days,,,\n"
)


def table(folder: Path, content: str = TABLE) -> Path:
    file = folder / "pedoman.csv"
    file.write_text(content, encoding="utf-8-sig")
    return file


def test_a_line_is_what_it_says(tmp_path: Path) -> None:
    waste, road = Pedoman.load(table(tmp_path)).guidelines
    assert waste.aliases == ("Sampah Liar", "Tumpukan sampah")
    assert (waste.response, waste.completion, waste.bobot) == ("6h", "3 working days", Decimal("2.5"))
    assert (waste.unit, waste.criteria) == ("Sudin Lingkungan Hidup", ("Foto sebelum dan sesudah", "Titik lokasi"))
    assert (road.response, road.bobot, road.unit, road.criteria) == (None, None, None, ())
    assert road.where == "pedoman.csv, line 3"


@pytest.mark.parametrize("written", ["Sampah", "  sampah ", "SAMPAH  LIAR", "tumpukan sampah"])
def test_a_category_is_found_by_any_of_its_names(tmp_path: Path, written: str) -> None:
    found = Pedoman.load(table(tmp_path)).of(written)
    assert found is not None and found.category == "Sampah"


@pytest.mark.parametrize("written", ["", None, "samph", "\0", "x" * 10_000])
def test_what_is_not_in_the_table_is_not_guessed(tmp_path: Path, written: str | None) -> None:
    assert Pedoman.load(table(tmp_path)).of(written) is None


def test_what_may_have_been_meant_is_offered(tmp_path: Path) -> None:
    pedoman = Pedoman.load(table(tmp_path))
    assert [one.category for one in pedoman.similar("jalan")] == ["Jalan Rusak"]
    assert [one.category for one in pedoman.similar("sampha")] == ["Sampah"]
    assert [one.category for one in pedoman.similar("a")] == ["Jalan Rusak", "Sampah"]
    assert pedoman.similar("zzz") == pedoman.similar("  ") == ()


def test_a_button_finds_its_category_again(tmp_path: Path) -> None:
    pedoman = Pedoman.load(table(tmp_path))
    assert all(pedoman.by_id(one.id) is one for one in pedoman.guidelines)
    assert pedoman.by_id("0000000000") is None


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "line 1: the column category is missing"),
        ("kategori\nSampah\n", "unknown column 'kategori'; did you mean category?"),
        (HEADER + ",,6h,,,,\n", "line 2: category is empty"),
        (HEADER + "Sampah,,6 jam,,,,\n", "line 2: response: '6 jam' is not a time limit"),
        (HEADER + "Sampah,,,,berat,,\n", "line 2: bobot 'berat' is not a number above 0"),
        (HEADER + "Sampah,,,,-1,,\n", "line 2: bobot '-1' is not a number above 0"),
        (HEADER + "Sampah,,,,NaN,,\n", "line 2: bobot 'NaN' is not a number above 0"),
        (HEADER + "Sampah,,,,1e99,,\n", "line 2: bobot '1e99' is not a number above 0"),
        (HEADER + "Sampah,,,,,,\nsampah,,,,,,\n", "line 3: 'sampah' stands in pedoman.csv, line 2 already"),
        (HEADER + "Sampah,,,,,,,x\n", "line 2: more values than the header has columns"),
        (HEADER + 'Sampah,"x\n', "not readable as CSV"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, content: str, sentence: str) -> None:
    with pytest.raises(BadConfiguration, match=sentence.replace("?", r"\?")):
        Pedoman.load(table(tmp_path, content))


def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration, match=r"correct pedoman\.file"):
        Pedoman.load(tmp_path / "none.csv")
