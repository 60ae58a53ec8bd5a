"""Whose complaint it is: unit, else area, else city."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from monitor.model import Complaint, Moment, Scope, Stage
from monitor.scope import Holding, Reach, reach_of, unit_key

NOON = datetime(2026, 11, 23, 5, tzinfo=UTC)
PLAIN = Complaint(
    id=1,
    system="crm",
    ticket="JK2611230001",
    created_at=NOON,
    stage=Stage.WAIT,
    stage_moment=Moment.exactly(NOON),
    holds_at=NOON,
    listed_at=NOON,
)
TREE = {
    "city": frozenset({"city", "cideng", "gambir"}),
    "cideng": frozenset({"cideng"}),
    "gambir": frozenset({"gambir"}),
}
CITY = reach_of(Scope(areas=("city",)), TREE.__getitem__, takes_unplaced=True)
CIDENG = reach_of(Scope(areas=("cideng",)), TREE.__getitem__, takes_unplaced=False)
ALL = reach_of(Scope(everything=True), TREE.__getitem__, takes_unplaced=False)
SUDIN = reach_of(Scope(unit="Sudin Bina Marga"), TREE.__getitem__, takes_unplaced=False)

OURS, ELSEWHERE, OUTSIDE, UNPLACED = Holding.OURS, Holding.ELSEWHERE, Holding.OUTSIDE, Holding.UNPLACED


@pytest.mark.parametrize(
    ("fields", "cideng", "city", "everything", "sudin"),
    [
        ({"area_code": "cideng"}, OURS, OURS, OURS, OUTSIDE),
        ({"area_code": "gambir"}, OUTSIDE, OURS, OURS, OUTSIDE),
        (
            {"area_code": "cideng", "unit": "Kel. Cideng", "unit_area_code": "cideng"},
            OURS,
            OURS,
            OURS,
            OUTSIDE,
        ),
        # made in Cideng, held by kelurahan Gambir: theirs now
        (
            {"area_code": "cideng", "unit": "Kel. Gambir", "unit_area_code": "gambir"},
            ELSEWHERE,
            OURS,
            OURS,
            OUTSIDE,
        ),
        ({"area_code": "cideng", "unit": "SUDIN BINA-MARGA"}, ELSEWHERE, ELSEWHERE, ELSEWHERE, OURS),
        ({"unit": "Sudin Bina Marga"}, OUTSIDE, ELSEWHERE, ELSEWHERE, OURS),
        ({}, OUTSIDE, UNPLACED, UNPLACED, OUTSIDE),
        ({"area": "Kota"}, OUTSIDE, UNPLACED, UNPLACED, OUTSIDE),  # a name nobody knows is never dropped
        ({"area_code": "bekasi"}, OUTSIDE, OUTSIDE, OURS, OUTSIDE),
    ],
)
def test_complaint_belongs_to_unit_else_area_else_city(
    fields: dict[str, str], cideng: Holding, city: Holding, everything: Holding, sudin: Holding
) -> None:
    complaint = replace(PLAIN, **fields)  # type: ignore[arg-type]
    found = [reach.holding(complaint) for reach in (CIDENG, CITY, ALL, SUDIN)]
    assert found == [cideng, city, everything, sudin]


def test_units_are_the_same_whatever_their_spelling() -> None:
    assert unit_key("Sudin  Bina Marga") == unit_key("SUDIN BINA-MARGA") != unit_key("Sudin Bina Marga 2")


def test_city_that_is_not_the_only_one_does_not_take_the_unplaced() -> None:
    reach = Reach(codes=frozenset({"city"}), takes_unplaced=False)
    assert reach.holding(PLAIN) is Holding.OUTSIDE
