"""What an import says it is a complete list of: `stage=wait area=31.71`.

A waiting complaint absent from a complete list of waiting ones has left wait; of anything else, absence
says nothing (contract: Identity).
"""

from __future__ import annotations

import shlex

from monitor.areas.directory import Directory
from monitor.errors import BadInput
from monitor.model import Stage, Wanted
from monitor.scope import unit_key

KEYS = ("stage", "area", "unit")


def parse_covers(text: str, directory: Directory) -> Wanted:
    """The complaints that the list claims to hold completely.

    Raises BadInput for a word that is not KEY=VALUE, an unknown key or stage, or a doubtful area, and when
    the stage is not given or not "wait": the only one whose absence can be understood.
    """
    said = dict(_pair(word) for word in _words(text))
    if said.get("stage") != Stage.WAIT:
        raise BadInput(
            f'--covers "{text}": only a complete list of waiting complaints tells something; say stage=wait'
        )
    areas = None
    if "area" in said:
        areas = directory.within(_area_code(said["area"], directory))
    units = frozenset({unit_key(said["unit"])}) if "unit" in said else None
    return Wanted(areas=areas, units=units, stage=Stage.WAIT, unplaced=areas is None)


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError as error:
        raise BadInput(f'--covers "{text}": close the quotation mark') from error


def _pair(word: str) -> tuple[str, str]:
    key, equals, value = word.partition("=")
    if not equals or key not in KEYS or not value:
        raise BadInput(f'--covers: "{word}" is not understood; write {", ".join(f"{k}=..." for k in KEYS)}')
    return key, value.strip().casefold() if key == "stage" else value.strip()


def _area_code(written: str, directory: Directory) -> str:
    found = directory.resolve(written)
    if found.area:
        return found.area.code
    names = ", ".join(f"{area.title} ({area.code})" for area in found.candidates)
    raise BadInput(
        f'--covers: area "{written}" is doubtful; use the code of {names}'
        if names
        else f'--covers: area "{written}" is not in the directory'
    )
