"""Whether what was frozen comes out of the stored facts again, to the byte."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from enum import StrEnum

from monitor.cutoff import FrozenMonth
from monitor.errors import BadConfiguration
from monitor.figures import fields_of
from monitor.freezing import figures_of
from monitor.ports import Tables
from monitor.scoring import FORMULA
from monitor.settings_kept import decode_settings


class Recomputed(StrEnum):
    SAME = "same"
    DIFFERENT = "different"
    DELETED = "deleted"  # complaints it was made from are no longer stored
    UNKNOWN = "unknown"  # this release reckons by another formula


@dataclass(frozen=True, slots=True)
class Verification:
    """`missing`: how many complaints are no longer stored."""

    result: Recomputed
    missing: int = 0


async def verify(tables: Tables, frozen: FrozenMonth) -> Verification:
    """Recomputes a frozen month from the facts known at its cut-off and the settings kept with it."""
    document = await tables.cutoffs.settings(frozen.settings)
    fields = fields_of(frozen.figures)
    if document is None or fields is None or frozen.formula != FORMULA:
        return Verification(Recomputed.UNKNOWN)
    try:
        basis = await asyncio.to_thread(decode_settings, document)
    except BadConfiguration:
        return Verification(Recomputed.UNKNOWN)
    found = await figures_of(tables, basis, frozen.span, fields)
    missing = max(frozen.complaints - found.complaints, 0)
    if found.text == frozen.figures:
        return Verification(Recomputed.SAME)
    return Verification(Recomputed.DELETED if missing else Recomputed.DIFFERENT, missing)
