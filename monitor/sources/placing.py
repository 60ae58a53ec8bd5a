"""Where a complaint belongs: the names in a row against the directory of areas."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple, Protocol

from monitor.areas.directory import Directory, Level


class Place(NamedTuple):
    """`code`: the lowest area that is certain, or None. `unknown`: the lowest name written, if it told nothing."""

    code: str | None
    unknown: str | None


class AreaNames(Protocol):
    """What reading an export needs of the areas. Both answer fast when asked again."""

    @property
    def fingerprint(self) -> str:
        """Changes when an answer could."""

    def era(self, on: date) -> date | None:
        """Days with the same era have the same areas."""

    def locate(self, area: str, district: str, city: str, on: date) -> Place:
        """The area meant on that day by kelurahan, kecamatan and kota as written; "" = not written."""

    def office_code(self, unit: str, on: date) -> str | None:
        """The area whose own office the unit is, if it is one."""


class DirectoryNames:
    """The areas of the configured directory."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    @property
    def fingerprint(self) -> str:
        return self._directory.fingerprint

    def era(self, on: date) -> date | None:
        return self._directory.era(on)

    def locate(self, area: str, district: str, city: str, on: date) -> Place:
        unknown = None
        steps = (
            (area, Level.KELURAHAN, district, city),
            (district, Level.KECAMATAN, None, city),  # a name is no hint about itself
            (city, Level.KOTA, None, None),
        )
        for written, level, in_district, in_city in steps:
            if not written:
                continue
            found = self._directory.resolve(written, level=level, district=in_district, city=in_city, on=on)
            if found.area is not None:
                return Place(found.area.code, unknown)
            unknown = unknown or written
        return Place(None, unknown)

    def office_code(self, unit: str, on: date) -> str | None:
        office = self._directory.office(unit, on)
        return office.code if office else None
