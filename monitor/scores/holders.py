"""Under whose name a complaint is ranked (docs/decisions/rank.md).

The unit that holds it answers for it: a kelurahan, kecamatan or kota for what its own office holds, and for what
was made there while nobody is named. What another unit holds counts under that unit only. Nothing is dropped:
what lies in no area of the asked level is counted apart.
"""

from __future__ import annotations

from enum import StrEnum

from monitor.areas.directory import Directory, Level
from monitor.scope import unit_key

UNIT = "unit:"  # begins the subject of a unit that is no area's office


class By(StrEnum):
    """What is ranked."""

    KELURAHAN = "kelurahan"
    KECAMATAN = "kecamatan"
    KOTA = "kota"
    UNIT = "unit"


class Apart(StrEnum):
    """Counted, never ranked; the values are what people read."""

    NO_AREA = "belum ada wilayah"
    NO_UNIT = "belum ada unit"
    OTHER_UNIT = "ditangani unit lain"
    ABOVE = "dipegang wilayah di atasnya"  # a kecamatan's office, when kelurahan are ranked


Subject = str  # an area's code, or UNIT and a unit's key


class Holders:
    """Finds the subject of a complaint; remembers each answer.

    `within`: an area's code; what is no business of it is nobody's (None). A kota sees what lies nowhere.
    `apart_only`: what is ranked is nobody's either.
    """

    def __init__(
        self, by: By, directory: Directory, within: str | None = None, *, apart_only: bool = False
    ) -> None:
        self._by = by
        self._apart_only = apart_only
        self._directory = directory
        self._codes = directory.within(within) if within else None
        self._takes_unplaced = within is None or directory.get(within).level is Level.KOTA
        self._known: dict[tuple[str | None, str | None, str | None], Subject | Apart | None] = {}

    def subject(
        self, unit: str | None, unit_area_code: str | None, area_code: str | None
    ) -> Subject | Apart | None:
        key = unit, unit_area_code, area_code
        try:
            return self._known[key]
        except KeyError:
            found = self._find(unit, unit_area_code, area_code)
            self._known[key] = None if self._apart_only and not isinstance(found, Apart) else found
            return self._known[key]

    def _find(self, unit: str | None, unit_area_code: str | None, area_code: str | None) -> Subject | Apart | None:
        owner = unit_area_code if unit else area_code
        if not self._concerns(bool(unit), owner, area_code):
            return None
        if self._by is By.UNIT:
            return subject_of_unit(unit, unit_area_code) if unit else Apart.NO_UNIT
        if unit and unit_area_code is None:
            return Apart.OTHER_UNIT
        return self._area(owner)

    def _area(self, owner: str | None) -> Subject | Apart:
        if owner is None or self._directory.find(owner) is None:
            return Apart.NO_AREA
        line = self._directory.lineage(owner)
        return next((area.code for area in line if area.level.value == self._by.value), Apart.ABOVE)

    def _concerns(self, is_held: bool, owner: str | None, place: str | None) -> bool:
        if self._codes is None:
            return True
        if owner is None and place is None:
            return self._takes_unplaced
        if self._by is By.UNIT:
            return owner in self._codes or place in self._codes
        return (place if is_held and owner is None else owner) in self._codes


def subject_of_unit(unit: str, area_code: str | None) -> Subject:
    """An area's office is the area; any other unit is its name, whatever its case and signs."""
    return area_code or UNIT + unit_key(unit)
