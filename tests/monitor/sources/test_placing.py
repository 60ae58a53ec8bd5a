"""Names in a row against the real directory of Jakarta."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.areas.directory import Directory
from monitor.sources.placing import DirectoryNames, Place

ON = date(2026, 11, 21)


@pytest.fixture(scope="module")
def names() -> DirectoryNames:
    return DirectoryNames(Directory.load("builtin:jakarta"))


@pytest.mark.parametrize(
    ("written", "place"),
    [
        (("Cideng", "Gambir", "Jakarta Pusat"), Place("31.71.01.1002", None)),
        (("KEL. CIDENG", "", ""), Place("31.71.01.1002", None)),
        (("Gambir", "Gambir", ""), Place("31.71.01.1001", None)),
        (("", "Gambir", "Jakarta Pusat"), Place("31.71.01", None)),
        (("", "", "Kota Adm. Jakarta Pusat"), Place("31.71", None)),
        (("Entah", "Gambir", ""), Place("31.71.01", "Entah")),
        (("Entah", "Berantah", ""), Place(None, "Entah")),
        (("", "", ""), Place(None, None)),
    ],
)
def test_lowest_certain_area_is_the_place(names, written, place):
    assert names.locate(*written, ON) == place


def test_office_of_an_area_is_told_from_other_units(names):
    assert names.office_code("Kelurahan Cideng", ON) == "31.71.01.1002"
    assert names.office_code("Kecamatan Gambir", ON) == "31.71.01"
    assert names.office_code("Dinas Bina Marga", ON) is None
