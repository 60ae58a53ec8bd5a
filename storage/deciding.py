"""What becomes of words that say something: rows to write. Pure; it may take long, so it is done in a thread."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from monitor.facts.history import awaits_a_bound
from monitor.facts.showing import as_shown
from monitor.facts.taking import Take, Taken
from monitor.model import Complaint, Observation, Stage
from storage.instants import to_micros
from storage.rows import complaint_of, complaint_row, fact_row

Row = tuple[object, ...]


class Offer(NamedTuple):
    """A word, its hash, and the row of what is known (merging.KNOWN); None = it is new."""

    seen: Observation
    said_hash: bytes
    known: Any | None


@dataclass(slots=True)
class Decided:
    """Rows of complaints and facts to write, and how many complaints are new or changed."""

    complaints: list[Row] = field(default_factory=list)
    facts: list[Row] = field(default_factory=list)
    new: int = 0
    changed: int = 0


def decide(take: Take, offers: Sequence[Offer], unused: Iterator[int]) -> Decided:
    """`unused`: ids for those that are new."""
    decided = Decided()
    for offer in offers:
        if offer.known is None:
            _arrive(take, offer, unused, decided)
        else:
            _hear(take, offer, offer.known, decided)
    return decided


def _arrive(take: Take, offer: Offer, unused: Iterator[int], decided: Decided) -> None:
    """The first word on a complaint."""
    taken, complaint_id = take(None, offer.seen), next(unused)
    kept = offer.said_hash if _is_plain(taken.complaint, shows=_shows(None, offer.seen)) else None
    row = complaint_row(taken.complaint, kept, _latest(taken, 0))
    decided.complaints.append((complaint_id, *row[1:]))
    decided.facts += [fact_row(complaint_id, fact) for fact in taken.facts]
    decided.new += 1


def _hear(take: Take, offer: Offer, row: Any, decided: Decided) -> None:
    """Another word on a complaint that is known."""
    seen, known = offer.seen, complaint_of(row)
    old_hash, latest_at = row[-2:]
    left_unseen = _left_unseen(known, seen)
    taken = take(_as_offered(known, seen) if left_unseen else known, seen)
    complaint = taken.complaint
    if complaint.holds_at < known.holds_at:
        complaint = replace(complaint, holds_at=known.holds_at)
    new_hash: bytes | None
    if left_unseen or seen.holds_at >= known.holds_at:
        new_hash, shows = offer.said_hash, _shows(known, seen)
    else:
        new_hash, shows = old_hash, known.stage_listed_at is None
    if not _is_plain(complaint, shows=shows):
        new_hash = None  # the next word is offered, even when it says the same
    decided.facts += [fact_row(known.id, fact) for fact in taken.facts]
    decided.changed += bool(taken.facts)
    if complaint != known or new_hash != old_hash:
        decided.complaints.append(complaint_row(complaint, new_hash, _latest(taken, latest_at)))


def _shows(known: Complaint | None, seen: Observation) -> bool:
    return as_shown(known, seen).stage is not None


def _is_plain(complaint: Complaint, *, shows: bool) -> bool:
    """Whether its latest word, said again, only moves it on. `shows`: that word shows the stage.

    Then `stage_listed_at` must be None, which moves with `listed_at`; of one that does not it must stay as it is.
    """
    return (complaint.stage_listed_at is None) is shows and not awaits_a_bound(complaint)


def _latest(taken: Taken, latest_at: int) -> int:
    return max([latest_at, *(to_micros(fact.happened.at) for fact in taken.facts)])


def _as_offered(known: Complaint, seen: Observation) -> Complaint:
    """Absence says only that a complaint left wait: any later listing knows more, whenever its row changed."""
    return replace(known, holds_at=min(known.holds_at, seen.holds_at))


def _left_unseen(known: Complaint, seen: Observation) -> bool:
    """Whether `known` was last heard of by its absence, before `seen` was listed (see leaving.py)."""
    return known.stage is Stage.UNMAPPED and known.status is None and seen.listed_at > known.holds_at
