"""Whether what was frozen comes out of the stored facts again, to the byte."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from monitor.basis import Basis
from monitor.cutoff import FrozenMonth
from monitor.frozen.figures import Layout, layout_of
from monitor.frozen.freezing import figures_of
from monitor.frozen.settings_then import settings_of
from monitor.ports import Tables
from monitor.scores.scoring import FORMULA


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
    basis = await settings_of(tables, frozen)
    layout = layout_of(frozen.figures)
    if basis is None or layout is None or frozen.formula != FORMULA:
        return Verification(Recomputed.UNKNOWN)
    if not _are_known(layout, basis):
        return Verification(Recomputed.DIFFERENT)
    found = await figures_of(tables, basis, frozen.span, layout)
    missing = max(frozen.complaints - found.complaints, 0)
    if found.text == frozen.figures:
        return Verification(Recomputed.SAME)
    return Verification(Recomputed.DELETED if missing else Recomputed.DIFFERENT, missing)


def _are_known(layout: Layout, basis: Basis) -> bool:
    """Whether the areas that it has tables of are those of then."""
    return all(name.within is None or basis.directory.find(name.within) for name in layout.tables)
