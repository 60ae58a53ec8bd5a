"""Whose complaint it is: the unit that holds it now, else its area, else the city."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from monitor.model import Complaint, Scope, Wanted


class Holding(StrEnum):
    """How a complaint stands to a scope."""

    OURS = "ours"  # this scope must act
    ELSEWHERE = "elsewhere"  # made here, held by another unit: shown apart, never escalated here
    UNPLACED = "unplaced"  # no unit and no area: the city's
    OUTSIDE = "outside"  # none of this scope's business


@lru_cache(maxsize=4096)
def unit_key(unit: str) -> str:
    """Units are the same when their letters and digits are: "Sudin  Bina Marga" = "SUDIN BINA-MARGA"."""
    return "".join(letter for letter in unit.upper() if letter.isalnum())


@dataclass(frozen=True, slots=True)
class Reach:
    """A scope with everything that lies in it spelled out, ready to judge complaints.

    `codes` None = every area. `takes_unplaced`: complaints with neither area nor unit are shown here.
    """

    codes: frozenset[str] | None
    unit: str | None = None
    takes_unplaced: bool = False

    def holding(self, complaint: Complaint) -> Holding:
        if self.unit is not None:
            mine = complaint.unit is not None and unit_key(complaint.unit) == self.unit
            return Holding.OURS if mine else Holding.OUTSIDE
        owner, place = complaint.owner_code, complaint.area_code
        if owner is not None and self._holds(owner):
            return Holding.OURS
        if place is not None:
            return Holding.ELSEWHERE if self._holds(place) else Holding.OUTSIDE
        if owner is not None or not self.takes_unplaced:
            return Holding.OUTSIDE
        return Holding.ELSEWHERE if complaint.unit else Holding.UNPLACED

    def _holds(self, code: str) -> bool:
        return self.codes is None or code in self.codes

    def wanted(self, *, open_only: bool = True) -> Wanted:
        """The listing that holds at least every complaint this reach may judge as its own or made here."""
        return Wanted(
            areas=self.codes if self.unit is None else None,
            units=frozenset({self.unit}) if self.unit else None,
            unplaced=self.takes_unplaced,
            open_only=open_only,
        )


def reach_of(scope: Scope, within: Callable[[str], frozenset[str]], *, takes_unplaced: bool) -> Reach:
    """Spells a scope out. `within(code)` gives an area and all that lies in it."""
    if scope.everything:
        return Reach(codes=None, takes_unplaced=True)
    if scope.unit is not None:
        return Reach(codes=frozenset(), unit=unit_key(scope.unit))
    codes = frozenset().union(*(within(code) for code in scope.areas))
    return Reach(codes=codes, takes_unplaced=takes_unplaced)
