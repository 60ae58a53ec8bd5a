"""What an export would change if it were taken in: the same decisions as an import's, and nothing written."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from monitor.covers import parse_covers
from monitor.desk import Desk
from monitor.facts.showing import among_waiting, as_shown
from monitor.facts.taking import Take, taker
from monitor.forgetting import sift
from monitor.importing import BATCH, ExportRows
from monitor.model import Complaint, Observation, Stage, Wanted

_MOST_REASONS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """`reasons`: the commonest of the rejects. `waiting`: complaints that the export lists as waiting.

    `absent`: for each list that it might be completely, how many complaints would have left wait.
    """

    read: int
    new: int
    changed: int
    unchanged: int
    rejected: int
    waiting: int
    reasons: tuple[tuple[str, int], ...] = ()
    absent: tuple[int, ...] = ()

    @property
    def taken(self) -> int:
        """How many different complaints the export tells of."""
        return self.new + self.changed + self.unchanged


async def foresee(desk: Desk, export: ExportRows, covers: Sequence[str], now: datetime) -> Forecast:
    """Reads the whole export. Raises BadInput when it is broken, or for `covers` that mean nothing.

    Of "" nothing is absent. A ticket that occurs twice counts once, as its last row would be taken.
    """
    lists = [parse_covers(text, desk.directory) if text else None for text in covers]
    take = taker(desk.rules, now, "forecast")
    rows = export.rows()
    verdicts: dict[str, tuple[str, bool]] = {}
    reasons: Counter[str] = Counter()
    read = 0
    while batch := await asyncio.to_thread(list, islice(rows, BATCH)):
        read += len(batch)
        async with desk.store.reading() as tables:
            found = await sift(tables, export.system, batch)
            known = await tables.imports.known(export.system, [row.ticket for row in found.taken])
        reasons.update(row.reason for row in found.rejects)
        rows_taken = list(map(among_waiting, found.taken)) if lists and all(lists) else found.taken
        verdicts.update(await asyncio.to_thread(_judged, rows_taken, known, take))
    rejected = reasons.total()
    verdict = Counter(word for word, _ in verdicts.values())
    return Forecast(
        read=read,
        new=verdict["new"],
        changed=verdict["changed"],
        unchanged=verdict["unchanged"],
        rejected=rejected,
        waiting=sum(waits for _, waits in verdicts.values()),
        reasons=tuple(reasons.most_common(_MOST_REASONS)),
        absent=() if rejected else await _absences(desk, export, lists, verdicts),
    )


def _judged(
    seen: Sequence[Observation], known: Mapping[str, Complaint], take: Take
) -> dict[str, tuple[str, bool]]:
    """By ticket: what becomes of it, and whether it waits."""
    verdicts = {}
    for row in seen:
        taken = take(known.get(row.ticket), row)
        word = "new" if taken.is_new else "changed" if taken.facts else "unchanged"
        verdicts[_key(row.ticket)] = (word, as_shown(known.get(row.ticket), row).stage is Stage.WAIT)
    return verdicts


async def _absences(
    desk: Desk, export: ExportRows, lists: Sequence[Wanted | None], listed: Mapping[str, object]
) -> tuple[int, ...]:
    """As the sweep of an import decides: what is known to be true later than the export is left alone."""
    counts = []
    for wanted in lists:
        if wanted is None:
            counts.append(0)
            continue
        async with desk.store.reading() as tables:
            waiting = await tables.complaints.wanted(wanted)
        counts.append(sum(_is_absent(complaint, export, listed) for complaint in waiting))
    return tuple(counts)


def _is_absent(known: Complaint, export: ExportRows, listed: Mapping[str, object]) -> bool:
    return (
        known.system == export.system
        and known.listed_at < export.as_of
        and known.holds_at <= export.as_of
        and _key(known.ticket) not in listed
    )


def _key(ticket: str) -> str:
    return " ".join(ticket.split()).casefold()
