"""Whether our own nilai may be told in groups: closed until a coordinator opens it for their area.

The decision nearest to an area holds: what a kecamatan's coordinator closed stays closed when the kota opens.
It is kept as a note of the ledger with who decided and when.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from monitor.areas.directory import Directory
from monitor.model import Scope
from monitor.ports import Ledger
from monitor.scope import unit_key

_NOTE = "nilai in groups: "
_EVERYWHERE = "*"


@dataclass(frozen=True, slots=True)
class Decision:
    """`by`: the Telegram id of whoever decided."""

    is_open: bool
    by: int
    at: datetime


async def is_open(ledger: Ledger, directory: Directory, scope: Scope) -> bool:
    """Whether groups of that scope may hear our own nilai; all of its areas must be open."""
    for line in _lines(directory, scope):
        decision = await _nearest(ledger, line)
        if decision is None or not decision.is_open:
            return False
    return True


async def decide(ledger: Ledger, directory: Directory, scope: Scope, decision: Decision) -> None:
    """For all that lies in the scope of whoever decides, as long as nothing nearer is decided."""
    written = json.dumps({"open": decision.is_open, "by": decision.by, "at": decision.at.isoformat()})
    for line in _lines(directory, scope):
        await ledger.set_note(_NOTE + line[0], written)


async def _nearest(ledger: Ledger, line: tuple[str, ...]) -> Decision | None:
    for switch in line:
        written = await ledger.note(_NOTE + switch)
        if written is not None:
            said = json.loads(written)
            return Decision(said["open"], said["by"], datetime.fromisoformat(said["at"]))
    return None


def _lines(directory: Directory, scope: Scope) -> Iterator[tuple[str, ...]]:
    """For each part of the scope the switches that concern it, the nearest first."""
    if scope.everything:
        yield (_EVERYWHERE,)
    elif scope.unit is not None:
        yield f"unit:{unit_key(scope.unit)}", _EVERYWHERE
    for code in scope.areas:
        yield *(area.code for area in directory.lineage(code)), _EVERYWHERE
