"""The directory of areas: the shipped one, files of other cities, and which area a written name means."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.areas.directory import Directory, Level
from monitor.errors import BadConfiguration, NotFound

JAKARTA = Directory.load("builtin:jakarta")
HEADER = "code,name,level,parent,aliases,valid_from,valid_to,successors"
NAMESAKES = {
    area.name: kecamatan
    for area in JAKARTA.of_level(Level.KELURAHAN)
    for kecamatan in JAKARTA.of_level(Level.KECAMATAN)
    if area.name.replace(" ", "").lower() == kecamatan.name.replace(" ", "").lower()
}


def titles(written: str, **hints: object) -> str | list[str]:
    """The title of the certain area, else the sorted titles to ask back."""
    answer = JAKARTA.resolve(written, **hints)  # type: ignore[arg-type]
    return answer.area.title if answer.area else sorted(area.title for area in answer.candidates)


def city_file(folder: Path, *lines: str, header: str = HEADER) -> Path:
    path = folder / "areas.csv"
    path.write_text("\n".join((header, *lines)) + "\n", encoding="utf-8")
    return path


def test_jakarta_ships_with_all_its_areas() -> None:
    assert [len(JAKARTA.of_level(level)) for level in Level] == [6, 44, 267]
    assert len(JAKARTA.all()) == 317


def test_hierarchy_is_walked_both_ways() -> None:
    assert [area.title for area in JAKARTA.lineage("31.71.01.1002")] == [
        "Kel. Cideng",
        "Kec. Gambir",
        "Kota Jakarta Pusat",
    ]
    assert len(JAKARTA.children("31.71")) == 8
    assert len(JAKARTA.within("31.71")) == 1 + 8 + 44
    assert JAKARTA.within("31.71.01.1002") == {"31.71.01.1002"}
    assert JAKARTA.get("31.01").title == "Kab. Kepulauan Seribu"


def test_unknown_code_is_refused_or_none() -> None:
    assert JAKARTA.find("31.99") is None
    for ask in (JAKARTA.get, JAKARTA.within, JAKARTA.children, JAKARTA.lineage):
        with pytest.raises(NotFound, match=r"31\.99"):
            ask("31.99")


def test_every_area_is_found_by_its_own_title_and_code() -> None:
    for area in JAKARTA.all():
        assert JAKARTA.resolve(area.title).area == area
        assert JAKARTA.resolve(area.title.upper().replace(" ", "  ")).area == area
        assert JAKARTA.resolve(area.code).area == area
        assert JAKARTA.resolve(area.code.replace(".", "")).area == area


def test_every_kelurahan_is_found_by_its_bare_name_when_kelurahan_are_preferred() -> None:
    for area in JAKARTA.of_level(Level.KELURAHAN):
        for written in (
            area.name,
            area.name.replace(" ", ""),
            f" {area.name.lower()} ",
            area.name.replace(" ", "-"),
        ):
            assert JAKARTA.resolve(written, level=Level.KELURAHAN).area == area


def test_no_kelurahan_is_mistaken_for_another_when_a_letter_is_lost() -> None:
    for area in JAKARTA.of_level(Level.KELURAHAN):
        for i in range(len(area.name)):
            answer = JAKARTA.resolve(area.name[:i] + area.name[i + 1 :], level=Level.KELURAHAN)
            assert answer.area in (None, area)


def test_there_are_27_names_that_a_kelurahan_shares_with_a_kecamatan() -> None:
    assert len(NAMESAKES) == 27


@pytest.mark.parametrize("name", NAMESAKES)
def test_shared_name_is_asked_back_unless_something_decides(name: str) -> None:
    kecamatan = NAMESAKES[name]
    kelurahan = JAKARTA.resolve(f"Kel. {name}").area
    assert kelurahan and kelurahan.level is Level.KELURAHAN
    assert JAKARTA.resolve(name).area is None
    assert set(JAKARTA.resolve(name).candidates) == {kelurahan, kecamatan}
    assert JAKARTA.resolve(name, level=Level.KELURAHAN).area == kelurahan
    assert JAKARTA.resolve(name, level=Level.KECAMATAN).area == kecamatan
    assert JAKARTA.resolve(f"KECAMATAN {name}", level=Level.KELURAHAN).area == kecamatan
    district = JAKARTA.lineage(kelurahan.code)[1]
    assert JAKARTA.resolve(name, district=district.name).area == kelurahan
    assert JAKARTA.resolve(f"{name}, {district.title}").area == kelurahan


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("KELURAHAN CIDENG", "Kel. Cideng"),
        ("kel.cideng", "Kel. Cideng"),
        ("Lurah Cideng", "Kel. Cideng"),
        ("Gambir (Kelurahan)", "Kel. Gambir"),
        ("GAMBIR KEC.", "Kec. Gambir"),
        ("Camat Gambir", "Kec. Gambir"),
        ("𝗖𝗶𝗱𝗲𝗻𝗴", "Kel. Cideng"),
        ("Ma'phar", "Kel. Maphar"),
        ("Kota Administrasi Jakarta Pusat", "Kota Jakarta Pusat"),
        ("Kota Adm. Jakarta Pusat", "Kota Jakarta Pusat"),
        ("Wali Kota Jakarta Barat", "Kota Jakarta Barat"),
        ("jakarta pusat", "Kota Jakarta Pusat"),
        ("Jakpus", "Kota Jakarta Pusat"),
        ("JAKUT", "Kota Jakarta Utara"),
        ("Jakbar", "Kota Jakarta Barat"),
        ("jaksel", "Kota Jakarta Selatan"),
        ("Jak. Tim", "Kota Jakarta Timur"),
        ("JKT PST", "Kota Jakarta Pusat"),
        ("Kabupaten Administrasi Kepulauan Seribu", "Kab. Kepulauan Seribu"),
        ("Kab. Adm. Kep. Seribu", "Kab. Kepulauan Seribu"),
        ("Kep. Seribu Utara", "Kec. Kepulauan Seribu Utara"),
        ("kepulauan seribu", "Kab. Kepulauan Seribu"),
        ("Kota Bambu Utara", "Kel. Kota Bambu Utara"),
        ("Kel. Kota Bambu Slt", "Kel. Kota Bambu Selatan"),
        ("kota bambu utr", "Kel. Kota Bambu Utara"),
        ("Pulogebang", "Kel. Pulo Gebang"),
        ("Kampung Tengah", "Kel. Tengah"),
        ("Kp. Tengah", "Kel. Tengah"),
        ("Palmeriem", "Kel. Palmeriam"),
        ("Papango", "Kel. Papanggo"),
        ("Kel. Tanjung Priuk", "Kel. Tanjung Priok"),
        ("Kec. Tj. Priuk", "Kec. Tanjung Priok"),
        ("Wijaya Kesuma", "Kel. Wijaya Kusuma"),
        ("Harapan Mulya", "Kel. Harapan Mulia"),
        ("Kelurahan Jagakasa", "Kel. Jagakarsa"),
        ("kel. cipinang bsr utara", "Kel. Cipinang Besar Utara"),
        ("Cip. Besar Sel.", "Kel. Cipinang Besar Selatan"),
        ("Cip Melayu", "Kel. Cipinang Melayu"),
        ("Cip. Utara", "Kel. Cipete Utara"),
        ("Tj. Duren Utr", "Kel. Tanjung Duren Utara"),
        ("tg barat", "Kel. Tanjung Barat"),
        ("Kb. Kacang", "Kel. Kebon Kacang"),
        ("Kebun Sirih", "Kel. Kebon Sirih"),
        ("Kbn Pala", "Kel. Kebon Pala"),
        ("Rw. Buaya", "Kel. Rawa Buaya"),
        ("Gn Sahari Selatan", "Kel. Gunung Sahari Selatan"),
        ("Gng. Sahari Utr", "Kel. Gunung Sahari Utara"),
        ("Pd. Kopi", "Kel. Pondok Kopi"),
        ("Kp Bali", "Kel. Kampung Bali"),
        ("Ps. Manggis", "Kel. Pasar Manggis"),
        ("Klp Gading Tmr", "Kel. Kelapa Gading Timur"),
        ("Kby Lama Utara", "Kel. Kebayoran Lama Utara"),
        ("Keb. Lama", "Kec. Kebayoran Lama"),
        ("Lb. Bulus", "Kel. Lebak Bulus"),
        ("Lb Buaya", "Kel. Lubang Buaya"),
        ("P. Panggang", "Kel. Pulau Panggang"),
        ("Duri Pulau", "Kel. Duri Pulo"),
        ("Duren 3", "Kel. Duren Tiga"),
        ("Pegangsaan II", "Kel. Pegangsaan Dua"),
        ("Kelurahan Makassar", "Kel. Makasar"),
        ("Tnh Abang", "Kec. Tanah Abang"),
        ("Benhil", "Kel. Bendungan Hilir"),
        ("Kebon Kalapa", "Kel. Kebon Kelapa"),
        ("Ujung Mentheng", "Kel. Ujung Menteng"),
        ("Kel. Cideng, Kec. Gambir", "Kel. Cideng"),
        ("Kel Cideng Kec Gambir Kota Jakarta Pusat", "Kel. Cideng"),
        ("CIDENG, GAMBIR, JAKARTA PUSAT, DKI JAKARTA", "Kel. Cideng"),
        ("Jakarta Pusat - Gambir - Cideng", "Kel. Cideng"),
        ("Gambir, Gambir, Jakarta Pusat", "Kel. Gambir"),
    ],
)
def test_written_forms_are_understood(written: str, title: str | list[str]) -> None:
    assert titles(written) == title


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("cidemg", ["Kel. Cideng"]),  # short names are never corrected silently
        ("Cianjur", ["Kel. Ciganjur"]),  # another city
        ("Kalibatu", ["Kel. Kalibaru", "Kel. Kalibata"]),
        ("Kemayorann", ["Kec. Kemayoran", "Kel. Kemayoran"]),
        ("petojo", ["Kel. Petojo Selatan", "Kel. Petojo Utara"]),
        ("Keb. Baru", ["Kec. Kebayoran Baru", "Kel. Kebon Baru"]),
        ("Kel. Tanah Abang", ["Kec. Tanah Abang"]),
        ("Cideng/Petojo Utara", ["Kel. Cideng", "Kel. Petojo Utara"]),
        ("Kelurahan Cideng, Kecamatan Senen", ["Kec. Senen", "Kel. Cideng"]),
        ("Gambir, Jakarta Pusat", ["Kec. Gambir", "Kel. Gambir"]),
    ],
)
def test_doubtful_names_are_asked_back(written: str, asked: list[str]) -> None:
    assert titles(written) == asked


@pytest.mark.parametrize(
    "written", ["", "  ", "-", "Kota", "Kelurahan", "Bandung", "DKI Jakarta", "Jl. Melati 5", "???", "99.99"]
)
def test_unknown_names_have_neither_area_nor_candidates(written: str) -> None:
    assert titles(written) == []


def test_at_most_five_candidates_are_asked() -> None:
    assert len(JAKARTA.resolve("Kebon").candidates) == 5


def test_level_is_a_preference_only() -> None:
    assert titles("Tanah Abang", level=Level.KELURAHAN) == "Kec. Tanah Abang"
    assert titles("Jakarta Pusat", level=Level.KELURAHAN) == "Kota Jakarta Pusat"


def test_district_and_city_never_overrule_a_name_that_one_area_has() -> None:
    assert titles("Cideng", district="Senen", city="Jaktim") == "Kel. Cideng"
    assert titles("Cideng", district="nowhere", city="") == "Kel. Cideng"


def test_same_name_in_two_districts_is_settled_by_district_or_city(tmp_path: Path) -> None:
    lines = ["a,North,kota,,,,,", "b,South,kota,,,,,", "1,Mill,kelurahan,a,,,,", "2,Mill,kelurahan,b,,,,"]
    directory = Directory.load(city_file(tmp_path, *lines))
    assert [area.code for area in directory.resolve("Mill", level=Level.KELURAHAN).candidates] == ["1", "2"]
    found = directory.resolve("mill", city="South").area
    assert found and found.code == "2"


def test_city_without_hierarchy_works(tmp_path: Path) -> None:
    names = ["Back Bay", "East Boston", "South Boston", "Ward 1", "Ward 2"]
    directory = Directory.load(
        city_file(tmp_path, *(f"{i},{n},kelurahan" for i, n in enumerate(names)), header="code,name,level")
    )
    assert [directory.resolve(name).area for name in names] == list(directory.all())
    assert directory.resolve("West Boston").area is None
    assert directory.resolve("Ward 3").area is None
    assert directory.lineage("0") == (directory.get("0"),)


def test_names_with_slashes_are_names_of_their_own(tmp_path: Path) -> None:
    names = [
        "South Boston",
        "South Boston / South Boston Waterfront",
        "Allston / Brighton",
        "Allston",
        "Greater Mattapan",
    ]
    lines = (f"{i},{name},kelurahan,b" for i, name in enumerate(names))
    path = city_file(tmp_path, "b,Boston,kota,", *lines, header="code,name,level,parent")
    directory = Directory.load(path)
    for i, name in enumerate(names):
        found = directory.resolve(name.upper(), level=Level.KELURAHAN, city="Boston").area
        assert found and found.code == str(i)


def test_codes_say_nothing_about_the_hierarchy(tmp_path: Path) -> None:
    directory = Directory.load(
        city_file(tmp_path, "9,City,kota,,,,,", "9.1,Elsewhere,kota,,,,,", "x,Inside,kelurahan,9,,,,")
    )
    assert directory.within("9") == {"9", "x"}


@pytest.mark.parametrize(
    ("unit", "title"),
    [
        ("Kelurahan Cideng", "Kel. Cideng"),
        ("KEL. CIDENG", "Kel. Cideng"),
        ("Kantor Lurah Cideng", "Kel. Cideng"),
        ("Kelurahan Cideng, Kecamatan Gambir", "Kel. Cideng"),
        ("Cideng", "Kel. Cideng"),
        ("Gambir", "Kel. Gambir"),
        ("Kota Bambu Utara", "Kel. Kota Bambu Utara"),
        ("Kecamatan Gambir", "Kec. Gambir"),
        ("Kantor Camat Tanah Abang", "Kec. Tanah Abang"),
        ("Kota Administrasi Jakarta Pusat", "Kota Jakarta Pusat"),
        ("Walikota Jakarta Pusat", "Kota Jakarta Pusat"),
        ("Wali Kota Administrasi Jakarta Pusat", "Kota Jakarta Pusat"),
        ("Setko Jakarta Pusat", "Kota Jakarta Pusat"),
        ("Sekretariat Kota Jakarta Pusat", "Kota Jakarta Pusat"),
        ("Pemkot Jaktim", "Kota Jakarta Timur"),
        ("Bupati Kepulauan Seribu", "Kab. Kepulauan Seribu"),
        ("Sudin Bina Marga Jakarta Pusat", None),
        ("Dinas Perhubungan", None),
        ("Puskesmas Kecamatan Gambir", None),
        ("Satpol PP Kelurahan Cideng", None),
        ("Kecamatan Gambir - Puskesmas", None),
        ("Kelurahan Tanah Abang", None),
        ("Kelurahan", None),
        ("Cidemg", None),
        ("", None),
    ],
)
def test_office_of_an_area_is_told_from_other_units(unit: str, title: str | None) -> None:
    area = JAKARTA.office(unit)
    assert (area.title if area else None) == title


SPLIT = (
    "1,Kapuk,kelurahan,,,,2026-06-30,2|3|4",
    "2,Kapuk,kelurahan,,,2026-07-01,,",
    "3,Kapuk Timur,kelurahan,,,2026-07-01,,",
    "4,Kapuk Selatan,kelurahan,,,2026-07-01,,",
    "5,Lama,kelurahan,,,,2025-12-31,6",
    "6,Sementara,kelurahan,,,2026-01-01,2026-01-31,7",
    "7,Kini,kelurahan,,,2026-02-01,,",
    "8,Hilang,kelurahan,,,,2025-12-31,3|4",
)


@pytest.mark.parametrize(
    ("written", "on", "codes"),
    [
        ("Kapuk", date(2026, 6, 30), "1"),
        ("Kapuk", date(2026, 7, 1), "2"),
        ("Kapuk", None, "2"),
        ("1", date(2026, 7, 1), "?2 3 4"),
        ("Kapuk Timur", date(2026, 6, 30), "1"),
        ("Lama", date(2025, 12, 31), "5"),
        ("Lama", date(2026, 1, 15), "6"),
        ("Lama", date(2026, 2, 1), "7"),
        ("Lama", None, "5"),
        ("Kini", date(2020, 1, 1), "5"),
        ("Hilang", date(2027, 1, 1), "?3 4"),
    ],
)
def test_area_that_is_not_valid_that_day_gives_its_successors(
    tmp_path: Path, written: str, on: date | None, codes: str
) -> None:
    answer = Directory.load(city_file(tmp_path, *SPLIT)).resolve(written, on=on)
    told = answer.area.code if answer.area else "?" + " ".join(area.code for area in answer.candidates)
    assert told == codes


@pytest.mark.parametrize(
    ("lines", "header", "sentence"),
    [
        (["1,A"], "code,name", "line 1: the column level is missing"),
        (["1,A,kota,x"], "code,name,level,alias", "line 1: unknown column 'alias'; did you mean aliases?"),
        (["1,A,desa,,,,,"], HEADER, "line 2: the level 'desa' is none of kota, kecamatan, kelurahan"),
        (["1,A,kota,,,,,", "2,B,kecamatan,9,,,,"], HEADER, "line 3: the parent '9' is no code of this file"),
        (["1,A,kota,,,,,", "1,B,kota,,,,,"], HEADER, "line 3: the code 1 occurs twice"),
        (["1,A,kota,,,2026-13-01,,"], HEADER, "line 2: valid_from '2026-13-01' is not a date"),
        (["1,A,kota,,,2026-02-01,2026-01-01,"], HEADER, "line 2: valid_to 2026-01-01 lies before valid_from"),
        (["1,A,kota,1,,,,"], HEADER, "line 2: the parent '1' of 1 must be of a higher level"),
        (
            ["1,A,kelurahan,2,,,,", "2,B,kelurahan,1,,,,"],
            HEADER,
            "line 2: the parent '2' of 1 must be of a higher",
        ),
        (["1,A,kota,,,,,2"], HEADER, "line 2: the successor '2' is no other code"),
        (["1,,kota,,,,,"], HEADER, "line 2: name is empty"),
        (["1,A,kota,,,,,,x"], HEADER, "line 2: more values than the header has columns"),
        (['1,"A"b,kota,,,,,'], HEADER, "not readable as CSV"),
        ([], HEADER, "holds no areas"),
    ],
)
def test_mistake_in_a_file_is_named(tmp_path: Path, lines: list[str], header: str, sentence: str) -> None:
    path = city_file(tmp_path, *lines, header=header)
    with pytest.raises(BadConfiguration) as caught:
        Directory.load(path)
    assert sentence in str(caught.value)
    assert str(path) in str(caught.value)


def test_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration, match="builtin:bandung"):
        Directory.load("builtin:bandung")
    with pytest.raises(BadConfiguration, match="cannot be read"):
        Directory.load(tmp_path / "none.csv")
    (tmp_path / "old.csv").write_bytes(b"code,name,level\n1,Caf\xe9,kota\n")
    with pytest.raises(BadConfiguration, match="not UTF-8"):
        Directory.load(tmp_path / "old.csv")


def test_alias_line_can_be_pasted_into_the_file(tmp_path: Path) -> None:
    line = JAKARTA.alias_line("Cideng,  Barat|Timur", JAKARTA.get("31.71.01.1002"))
    assert line == '31.71.01.1002,Cideng,kelurahan,31.71.01,"Cideng, Barat Timur",,,'
    row = next(csv.reader([line]))
    directory = Directory.load(
        city_file(tmp_path, "31.71.01,Gambir,kecamatan,,,,,", ",".join(f'"{c}"' for c in row))
    )
    found = directory.resolve("CIDENG, BARAT TIMUR").area
    assert found and found.name == "Cideng"


@given(st.text(max_size=60))
def test_any_text_has_an_answer_and_the_same_one_again(written: str) -> None:
    answer = JAKARTA.resolve(written)
    assert answer.area is None or not answer.candidates
    assert len(answer.candidates) <= 5
    assert JAKARTA.resolve(written) == answer
    JAKARTA.office(written)
