"""How far what is known reaches: the words of polls and imports, joined for a kelurahan, a city, a unit."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from builders import NOW
from conversation import directory

from monitor.awareness import Word, heard
from monitor.model import Scope
from monitor.scope import Reach, reach_of
from monitor.unseen import Unseen

HOUR = timedelta(hours=1)
CITY, GAMBIR, CIDENG, KWITANG = "31.71", "31.71.01", "31.71.01.1002", "31.71.04.1003"
CITY_LIST, CIDENG_LIST = f"stage=wait area={CITY}", f"stage=wait area={CIDENG}"


def reach(*areas: str, unit: str | None = None) -> Reach:
    scope = Scope(everything=not areas and unit is None, areas=areas, unit=unit)
    return reach_of(scope, directory().within, takes_unplaced=False)


def known(words: list[Word], where: Reach | None) -> tuple[datetime | None, Unseen | None]:
    return heard(words, directory(), where)


@pytest.mark.parametrize("where", [None, reach(), reach(CITY), reach(CIDENG), reach(unit="Sudin Bina Marga")])
def test_a_poll_speaks_of_everything(where: Reach | None) -> None:
    assert known([Word(NOW)], where) == (NOW, None)
    assert known([Word(NOW, None, Unseen.LIMIT)], where) == (NOW, Unseen.LIMIT)
    assert known([], where) == (None, None)


@pytest.mark.parametrize("where", [None, reach(), reach(CITY), reach(CIDENG)])
def test_a_part_makes_nothing_younger_that_was_listed_once(where: Reach | None) -> None:
    part = Word(NOW, None, Unseen.PART)
    assert known([part], where) == (NOW, Unseen.PART)
    assert known([part, Word(NOW - 9 * HOUR)], where) == (NOW - 9 * HOUR, None)


def test_a_list_speaks_of_what_it_covers_only() -> None:
    words = [Word(NOW, CIDENG_LIST)]
    assert known(words, reach(CIDENG)) == (NOW, None)
    for where in (reach(KWITANG), reach(GAMBIR), reach(CITY), reach(), reach(unit="Sudin Bina Marga")):
        assert known(words, where) == (NOW, Unseen.PART)


def test_a_list_of_one_kelurahan_does_not_hide_that_the_city_is_old() -> None:
    words = [Word(NOW, CIDENG_LIST), Word(NOW - 9 * HOUR, CITY_LIST)]
    assert known(words, reach(CIDENG)) == (NOW, None)
    assert known(words, reach(CITY)) == (NOW - 9 * HOUR, None)
    assert known(words, reach(KWITANG)) == (NOW - 9 * HOUR, None)


def test_lists_that_together_hold_a_city_speak_of_it_with_the_age_of_the_oldest() -> None:
    lists = [
        Word(NOW - n * HOUR, f"stage=wait area={area.code}") for n, area in enumerate(directory().children(CITY))
    ]
    assert known(lists, reach(CITY)) == (NOW - (len(lists) - 1) * HOUR, None)
    assert known(lists[1:], reach(CITY)) == (NOW - HOUR, Unseen.PART)


def test_rows_that_were_rejected_leave_a_doubt_where_their_list_is_the_newest() -> None:
    words = [Word(NOW, CIDENG_LIST, Unseen.UNREAD), Word(NOW - HOUR, CITY_LIST)]
    assert known(words, reach(CITY)) == (NOW - HOUR, Unseen.UNREAD)
    assert known(words, reach(KWITANG)) == (NOW - HOUR, None)


def test_a_list_of_a_unit_speaks_of_that_unit() -> None:
    words = [Word(NOW, 'stage=wait unit="Sudin Bina Marga"')]
    assert known(words, reach(unit="SUDIN BINA MARGA")) == (NOW, None)
    assert known(words, reach(unit="Dinas Kesehatan")) == (NOW, Unseen.PART)
    assert known(words, reach(CIDENG)) == (NOW, Unseen.PART)


def test_a_list_of_an_area_that_the_directory_lost_speaks_of_nothing() -> None:
    assert known([Word(NOW, "stage=wait area=99.99")], reach(CIDENG)) == (NOW, Unseen.PART)
