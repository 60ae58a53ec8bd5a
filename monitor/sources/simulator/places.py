"""The kelurahan of the simulated city: how busy, how fast, where."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.areas.directory import Area, Directory, Level
from monitor.errors import BadInput
from monitor.sources.simulator.dice import Dice
from monitor.sources.simulator.map import MIDDLES, STREETS

_SLOW_SHARE = 0.14  # of the kelurahan
_SLOWER = 2.6  # times
_SLOWEST, _FASTEST = 4.0, 0.4


@dataclass(frozen=True, slots=True)
class Place:
    """A kelurahan. `unit`: its office as the CRM writes it. `share`: how much it complains; a weight.
    `pace`: how many times as long as the mean office it takes. `middle`: latitude and longitude."""

    code: str
    name: str
    kecamatan: str
    kota: str
    unit: str
    share: float
    pace: float
    middle: tuple[float, float] | None
    streets: tuple[str, ...]


def places_of(seed: object, directory: Directory, area: str) -> tuple[Place, ...]:
    """The present kelurahan of an area, by code. Raises NotFound, and BadInput when it has none."""
    inside = directory.within(area)
    found = [a for a in directory.of_level(Level.KELURAHAN) if a.code in inside and a.valid_to is None]
    if not found:
        raise BadInput(f"The area {area} holds no kelurahan to simulate: name a kota or kecamatan.")
    return tuple(_place(seed, directory, kelurahan) for kelurahan in sorted(found, key=lambda a: a.code))


def _place(seed: object, directory: Directory, area: Area) -> Place:
    dice = Dice(seed, "place", area.code)
    above = {level.level: level.name for level in directory.lineage(area.code)}
    slower = _SLOWER if dice.chance(_SLOW_SHARE) else 1.0
    return Place(
        code=area.code,
        name=area.name,
        kecamatan=above.get(Level.KECAMATAN, ""),
        kota=above.get(Level.KOTA, ""),
        unit=f"Kelurahan {area.name}",
        share=dice.lognormal(1.0, 0.45),
        pace=min(max(dice.lognormal(0.9, 0.35) * slower, _FASTEST), _SLOWEST),
        middle=MIDDLES.get(area.code),
        streets=STREETS.get(area.parent or "", (f"Jl. {area.name} Raya",)),
    )
