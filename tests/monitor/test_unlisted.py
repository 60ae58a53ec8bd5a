"""Which names on open complaints the configuration does not know."""

from builders import CIDENG, complaint

from monitor.areas.directory import Directory
from monitor.unlisted import Listed, Unlisted, unlisted

DIRECTORY = Directory.load("builtin:jakarta")
KNOWN = [
    complaint("1", category="Sampah", channel="JAKI", unit="Sudin SDA"),
    complaint("2", category="SAMPAH ", channel="Qlue", unit="Sudin Bina Marga"),
    complaint("3", category="Pohon", channel="QLUE", unit="Kelurahan Cideng", unit_area_code=CIDENG),
    complaint("4", category="pohon", channel=None, unit="Kelurahan Antah Berantah"),
    complaint("5", category="Pohon", channel="Qlue", unit=None),
    complaint("6", category=None, unit="SUDIN SDA"),
]


def found(listed: Listed, *chat_units: str) -> Unlisted:
    return unlisted(KNOWN, listed, chat_units, DIRECTORY)


def test_where_nothing_is_listed_only_an_office_of_no_area_is_unknown() -> None:
    assert found(Listed()) == Unlisted(offices={"Kelurahan Antah Berantah": 1})


def test_a_category_is_unknown_beside_those_of_rules_and_tables() -> None:
    assert found(Listed(categories=["sampah"])).categories == {"Pohon": 3}
    assert found(Listed(categories=["sampah", "POHON"])).categories == {}


def test_a_channel_is_unknown_beside_those_listed_and_spelled_the_commonest_way() -> None:
    assert found(Listed(channels=["Jaki"])).channels == {"Qlue": 3}


def test_a_unit_is_unknown_once_units_have_chats() -> None:
    assert found(Listed(units=["Sudin SDA"])).units == {}
    assert found(Listed(), "Sudin  Bina-Marga").units == {"SUDIN SDA": 2}
    assert found(Listed(units=["sudin sda"]), "Sudin Bina Marga").units == {}


def test_an_areas_own_office_is_no_unknown_unit() -> None:
    assert "Kelurahan Cideng" not in found(Listed(), "Sudin SDA").units
