"""Under whose name a complaint is ranked."""

from __future__ import annotations

import pytest
from builders import CIDENG, GAMBIR

from monitor.areas.directory import Directory
from monitor.scores.holders import Apart, By, Holders, Subject

KECAMATAN, KOTA, SELATAN = "31.71.01", "31.71", "31.74"
TEBET = next(area.code for area in Directory.load("builtin:jakarta").all() if area.name == "Tebet Barat")


@pytest.fixture(scope="module")
def directory() -> Directory:
    return Directory.load("builtin:jakarta")


CASES: list[tuple[By, tuple[str | None, str | None, str | None], Subject | Apart]] = [
    (By.KELURAHAN, (None, None, CIDENG), CIDENG),
    (By.KELURAHAN, ("Kelurahan Gambir", GAMBIR, CIDENG), GAMBIR),
    (By.KELURAHAN, ("", None, CIDENG), CIDENG),
    (By.KELURAHAN, ("Sudin Bina Marga", None, CIDENG), Apart.OTHER_UNIT),
    (By.KELURAHAN, ("Sudin Bina Marga", None, None), Apart.OTHER_UNIT),
    (By.KELURAHAN, (None, None, None), Apart.NO_AREA),
    (By.KELURAHAN, (None, None, "99.99"), Apart.NO_AREA),
    (By.KELURAHAN, ("Kecamatan Gambir", KECAMATAN, CIDENG), Apart.ABOVE),
    (By.KECAMATAN, ("Kecamatan Gambir", KECAMATAN, CIDENG), KECAMATAN),
    (By.KECAMATAN, (None, None, CIDENG), KECAMATAN),
    (By.KECAMATAN, (None, None, KOTA), Apart.ABOVE),
    (By.KOTA, (None, None, CIDENG), KOTA),
    (By.UNIT, (None, None, CIDENG), Apart.NO_UNIT),
    (By.UNIT, ("Kel. Gambir", GAMBIR, CIDENG), GAMBIR),
    (By.UNIT, (" Sudin  Bina-Marga", None, CIDENG), "unit:SUDINBINAMARGA"),
]


@pytest.mark.parametrize(("by", "held", "subject"), CASES)
def test_the_holder_answers_for_a_complaint(
    directory: Directory, by: By, held: tuple[str | None, str | None, str | None], subject: Subject | Apart
) -> None:
    holders = Holders(by, directory)
    assert holders.subject(*held) == holders.subject(*held) == subject


WITHIN: list[tuple[By, str, tuple[str | None, str | None, str | None], Subject | Apart | None]] = [
    (By.KELURAHAN, KOTA, (None, None, CIDENG), CIDENG),
    (By.KELURAHAN, SELATAN, (None, None, CIDENG), None),
    (By.KELURAHAN, KOTA, ("Kelurahan Tebet Barat", TEBET, CIDENG), None),
    (By.KELURAHAN, SELATAN, ("Kelurahan Tebet Barat", TEBET, CIDENG), TEBET),
    (By.KELURAHAN, KOTA, ("Sudin Bina Marga", None, CIDENG), Apart.OTHER_UNIT),
    (By.KELURAHAN, SELATAN, ("Sudin Bina Marga", None, CIDENG), None),
    (By.KELURAHAN, KOTA, (None, None, None), Apart.NO_AREA),
    (By.KELURAHAN, KECAMATAN, (None, None, None), None),
    (By.KELURAHAN, KECAMATAN, ("Sudin Bina Marga", None, None), None),
    (By.UNIT, KOTA, ("Sudin Bina Marga", None, CIDENG), "unit:SUDINBINAMARGA"),
    (By.UNIT, KOTA, ("Kelurahan Tebet Barat", TEBET, CIDENG), TEBET),
    (By.UNIT, SELATAN, ("Sudin Bina Marga", None, CIDENG), None),
]


@pytest.mark.parametrize(("by", "within", "held", "subject"), WITHIN)
def test_a_table_of_one_area_holds_its_own_business_only(
    directory: Directory,
    by: By,
    within: str,
    held: tuple[str | None, str | None, str | None],
    subject: Subject | Apart | None,
) -> None:
    assert Holders(by, directory, within).subject(*held) == subject
