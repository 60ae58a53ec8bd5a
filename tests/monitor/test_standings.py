"""What of a rank is for whom."""

from __future__ import annotations

from decimal import Decimal

import pytest
from rank_cases import CITY, DIRECTORY, GAMBIR_DISTRICT, OCTOBER, apart, ranking, row, sight, standings

from monitor.model import Scope
from monitor.ranks.standings import Sight, sights, without_estimates
from monitor.scope import reach_of
from monitor.scores.holders import Apart, By

CIDENG, KWITANG, TEBET = "31.71.01.1002", "31.71.04.1003", "31.74.01.1001"
ELSEWHERE = "31.74"


def seen(
    *codes: str, sees_all: bool = False, unit: str | None = None, everything: bool = False
) -> tuple[Sight, ...]:
    scope = Scope(areas=codes, unit=unit, everything=everything)
    reach = reach_of(scope, DIRECTORY.within, takes_unplaced=False)
    return sights(DIRECTORY, scope, reach, sees_all=sees_all)


def test_a_kelurahan_sees_its_own_row_of_the_kota() -> None:
    assert seen(CIDENG) == (
        Sight(by=By.KELURAHAN, within=CITY, own=frozenset({CIDENG}), visible=frozenset({CIDENG})),
    )


def test_a_kecamatan_sees_its_own_row_and_its_kelurahan() -> None:
    district, inside = seen(GAMBIR_DISTRICT)
    assert (district.by, district.own, district.within) == (By.KECAMATAN, {GAMBIR_DISTRICT}, CITY)
    assert (inside.by, inside.own) == (By.KELURAHAN, frozenset())
    assert inside.visible == district.visible == DIRECTORY.within(GAMBIR_DISTRICT)


def test_a_kota_sees_all_that_lies_in_it_and_units() -> None:
    found = seen(CITY)
    assert [one.by for one in found] == [By.KECAMATAN, By.KELURAHAN, By.UNIT]
    assert all(one.is_whole and one.within == CITY for one in found)


def test_a_coordinator_sees_the_others_of_the_kota_too() -> None:
    mine, units = seen(CIDENG, sees_all=True)
    assert mine.is_whole and mine.own == {CIDENG} and mine.within == CITY
    assert units.by is By.UNIT and units.is_whole


def test_areas_of_several_kota_are_seen_and_no_others() -> None:
    for sees_all in (False, True):
        found = seen(CIDENG, TEBET, sees_all=sees_all)
        assert [(one.by, one.within, one.visible) for one in found] == [(By.KELURAHAN, None, {CIDENG, TEBET})]
    assert {one.visible for one in seen(CITY, ELSEWHERE)} == {DIRECTORY.within(CITY) | DIRECTORY.within(ELSEWHERE)}


def test_a_unit_sees_itself_among_units() -> None:
    (mine,) = seen(unit="Sudin  Bina-Marga")
    assert mine.by is By.UNIT and mine.own == mine.visible == {"unit:SUDINBINAMARGA"}
    assert seen(unit="Sudin Bina Marga", sees_all=True)[0].is_whole


def test_who_sees_everything_sees_every_level() -> None:
    assert [(one.by, one.is_whole) for one in seen(everything=True)] == [
        (by, True) for by in (By.KOTA, By.KECAMATAN, By.KELURAHAN, By.UNIT)
    ]


def test_without_leave_places_are_those_among_official_figures() -> None:
    rows = (
        row("Cideng", nilai=99),
        row("Gambir", nilai=98, official=True),
        row("Kwitang", nilai=97, official=True),
    )
    hidden = without_estimates(ranking(*rows, apart(Apart.NO_AREA, 2)))
    told = [(one.name, one.place, one.nilai, one.peringkat) for one in hidden.rows]
    assert told == [
        ("Gambir", 1, Decimal(98), "A"),
        ("Kwitang", 2, Decimal(97), "A"),
        ("Cideng", None, None, None),
        ("belum ada wilayah", None, None, None),
    ]


@pytest.mark.parametrize(("nilai", "moved"), [(100, 1), (80, -1), (90, 0)])
def test_a_change_is_that_of_the_place(nilai: int, moved: int) -> None:
    now = ranking(row("Cideng", nilai=nilai), row("Gambir", nilai=95), row("Kwitang", nilai=85))
    then = ranking(row("Cideng", nilai=90), row("Gambir", nilai=95), row("Kwitang", nilai=85), month=OCTOBER)
    told = standings(now, sight(Scope(areas=(CIDENG,))), "Kel. Cideng", before=then)
    assert told.moved(told.own[0]) == moved


def test_who_had_no_place_has_not_moved() -> None:
    now = ranking(row("Cideng"), row("Gambir"))
    for before in (None, ranking(row("Cideng", 0), row("Gambir"), month=OCTOBER), ranking(month=OCTOBER)):
        told = standings(now, sight(Scope(areas=(CIDENG,))), "Kel. Cideng", before=before)
        assert told.moved(told.own[0]) is None


def test_what_is_counted_apart_is_for_those_who_see_everything() -> None:
    found = ranking(row("Cideng"), apart(Apart.NO_AREA, 2))
    assert not standings(found, sight(Scope(areas=(CIDENG,))), "Kel. Cideng").apart
    assert standings(found, sight(Scope(areas=(CITY,)), By.KELURAHAN), "Kota").apart[0].n == 2
    assert standings(ranking(row("Cideng", 0)), sight(Scope(areas=(CIDENG,))), "Kel. Cideng").is_empty
