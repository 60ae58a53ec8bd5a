"""Which area a chat asks for."""

from __future__ import annotations

from datetime import date

import pytest
from digest_cases import directory

from bot.commands.areas import Asked, read_area
from monitor.areas.directory import Level
from monitor.model import Scope
from monitor.scope import Reach, reach_of

TODAY = date(2026, 11, 23)
CITY, GAMBIR = "31.71", "31.71.01"


def reach(*codes: str, everything: bool = False) -> Reach:
    return reach_of(Scope(areas=codes, everything=everything), directory().within, takes_unplaced=False)


def ask(written: str, where: Reach) -> Asked:
    return read_area(written, directory(), where, TODAY)


def code(name: str, level: Level) -> str:
    area = directory().resolve(name, level=level).area
    assert area is not None
    return area.code


@pytest.mark.parametrize("written", ["Cideng", "cideng", "Kel. Cideng", "kelurahan  CIDENG"])
def test_a_kelurahan_inside_is_certain(written: str) -> None:
    area = ask(written, reach(CITY)).area
    assert area is not None
    assert area.title == "Kel. Cideng"


def test_a_name_of_two_levels_is_doubtful_where_both_are_inside() -> None:
    asked = ask("Gambir", reach(GAMBIR))
    assert asked.area is None
    assert {area.title for area in asked.candidates} == {"Kel. Gambir", "Kec. Gambir"}
    assert not asked.guessed


def test_a_name_of_two_levels_is_certain_where_only_one_is_inside() -> None:
    area = ask("Gambir", reach(code("Gambir", Level.KELURAHAN))).area
    assert area is not None
    assert area.level is Level.KELURAHAN


def test_an_area_elsewhere_is_outside() -> None:
    assert ask("Kwitang", reach(GAMBIR)) == Asked(outside=True)
    assert ask("Kec. Gambir", reach(code("Cideng", Level.KELURAHAN))) == Asked(outside=True)


def test_who_sees_everything_may_ask_for_any_area() -> None:
    area = ask("Jagakarsa", reach(everything=True))
    assert area.area is not None or area.candidates


def test_a_unit_has_no_areas_inside() -> None:
    unit = reach_of(Scope(unit="Sudin Bina Marga"), directory().within, takes_unplaced=False)
    assert ask("Cideng", unit).outside


def test_an_unknown_name_brings_suggestions_from_inside_only() -> None:
    asked = ask("Kepiting", reach(CITY))
    inside = reach(CITY).codes
    assert inside is not None
    assert asked.area is None
    assert all(area.code in inside for area in asked.candidates)


def test_a_name_that_only_looks_like_one_outside_is_unknown_rather_than_refused() -> None:
    asked = ask("kwitan barat", reach(CITY))
    assert asked.guessed
    assert not asked.outside


def test_a_slip_of_the_pen_is_never_answered_with_an_area_outside() -> None:
    inside = reach(GAMBIR).codes
    assert inside is not None
    asked = ask("Kwitan", reach(GAMBIR))
    assert asked.area is None
    assert {area.code for area in asked.candidates} <= inside


def test_a_text_far_too_long_for_a_name_is_unknown() -> None:
    assert ask("Cideng " * 1_000, reach(CITY)) == Asked()
