"""Where a complaint is and who holds it: the names of one row made areas. Few places, many rows: remembered."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from monitor.sources.counts import Counts
from monitor.sources.placing import AreaNames
from monitor.sources.row_names import ShortNames

_REMEMBERED = 65_536


class Located(NamedTuple):
    """The lowest name written, the code of the area that is certain, and a name that told nothing."""

    name: str | None
    code: str | None
    unknown: str | None


class Holder(NamedTuple):
    """The unit as written, and the area whose own office it is."""

    name: str | None
    code: str | None


_NOWHERE, _NOBODY = Located(None, None, None), Holder(None, None)


class RowPlaces:
    """Reads the cells of area, district, city and unit. All raise RowRefused for a name that is none."""

    def __init__(self, areas: AreaNames, names: ShortNames, counts: Counts) -> None:
        self._areas, self._names, self._counts = areas, names, counts
        self._located: dict[tuple[str, str, str, date | None], Located] = {}
        self._holders: dict[tuple[str, date | None], Holder] = {}

    def locate(self, area: str, district: str, city: str, on: date) -> Located:
        """The place on that day; a name that no area has is counted each time."""
        if not (area or district or city):
            return _NOWHERE
        key = area, district, city, self._areas.era(on)
        found = self._located.get(key)
        if found is None:
            if len(self._located) >= _REMEMBERED:
                self._located.clear()
            found = self._located[key] = self._locate(area, district, city, on)
        if found.unknown:
            self._counts.unknown_areas.add(found.unknown)
        return found

    def _locate(self, area: str, district: str, city: str, on: date) -> Located:
        read = self._names.read
        names = read(area, "area"), read(district, "district"), read(city, "city")
        if not any(names):
            return _NOWHERE
        code, unknown = self._areas.locate(*names, on)
        return Located(names[0] or names[1] or names[2], code, unknown)

    def holder(self, unit: str, on: date) -> Holder:
        """Who holds it on that day."""
        if not unit:
            return _NOBODY
        key = unit, self._areas.era(on)
        found = self._holders.get(key)
        if found is None:
            if len(self._holders) >= _REMEMBERED:
                self._holders.clear()
            name = self._names.read(unit, "unit")
            found = self._holders[key] = Holder(name, self._areas.office_code(name, on)) if name else _NOBODY
        return found
