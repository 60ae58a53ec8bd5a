"""What can be known of a complaint from what its source showed: contract and docs/decisions/identity-and-time.md.

Where a source gives no time, a change lies after the last listing that showed the old state, and at or before the
first that showed the new one (by that row's own update time where it has one).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from oracle.plain import History, Sighting

UNANSWERED = ("wait", "unmapped", "dismissed")  # of the last two nobody can say that it was answered


class Within(NamedTuple):
    """Somewhere in (after, at]; exactly then when both are the same."""

    after: int
    at: int


class Turn(NamedTuple):
    """A stage or a unit began then."""

    began: Within
    name: str | None
    code: str | None = None


@dataclass
class Known:
    """All that the sightings tell."""

    created: int
    stages: list[Turn] = field(default_factory=list)
    units: list[Turn] = field(default_factory=list)  # the first is no hand-over
    dues: list[Turn] = field(default_factory=list)  # name = the instant, as text
    responded: Within | None = None
    ends: list[Within] = field(default_factory=list)  # one for each time it was completed
    answer_unseen: bool = False


def known_of(history: History) -> Known:
    known = Known(history.created, stages=[Turn(Within(history.created, history.created), "wait")])
    shown: dict[str | None, int] = {}  # when a stage was last shown
    for number, seen in enumerate(history.sightings):
        _stage(known, seen, shown)
        _unit(known, seen, history.sightings[number - 1].listed if number else None)
        _answer(known, seen, shown, is_first=number == 0)
        if seen.stage:
            shown[seen.stage] = seen.listed
        if seen.due is not None:
            at = history.created if number == 0 else seen.holds
            known.dues.append(Turn(Within(at, at), str(seen.due)))
    return known


def unit_key(unit: str) -> str:
    """Units are one when their letters and digits are."""
    return "".join(filter(str.isalnum, unit)).upper()


def _stage(known: Known, seen: Sighting, shown: dict[str | None, int]) -> None:
    before = known.stages[-1]
    stage = seen.stage or (None if known.units else "unmapped")  # its first row left the status blank
    if stage in (None, before.name):
        if before.name == "complete" and seen.completed is not None:
            _ended(known, Within(seen.completed, seen.completed))
        return
    if before.name == "unmapped" and (stage == "complete" or "unmapped" not in shown):
        after = before.began.after  # of what is no known status nobody can say that it was not this one
    else:
        after = max(shown.get(before.name, before.began.at), before.began.at)
    if before.name == "wait" and seen.responded is not None and known.responded is None:
        after = max(after, seen.responded)  # it was waiting until then
    began = Within(after, seen.holds)
    if stage == "complete":
        if seen.completed is not None:
            began = Within(seen.completed, seen.completed)
        known.ends.append(began)
    known.stages.append(Turn(began, stage))


def _ended(known: Known, end: Within) -> None:
    known.ends[-1] = end
    known.stages[-1] = known.stages[-1]._replace(began=end)


def _unit(known: Known, seen: Sighting, listed: int | None) -> None:
    """`listed`: the listing before. One that leaves the unit blank is taken to mean the old one."""
    if listed is None:
        known.units.append(Turn(Within(known.created, known.created), seen.unit, seen.unit_code))
    elif seen.unit and (known.units[-1].name is None or unit_key(known.units[-1].name) != unit_key(seen.unit)):
        known.units.append(Turn(Within(listed, seen.holds), seen.unit, seen.unit_code))


def _answer(known: Known, seen: Sighting, shown: dict[str | None, int], *, is_first: bool) -> None:
    """The first leaving of wait: as stated, else between the last listing that showed it waiting and this one."""
    if seen.responded is not None:
        known.responded = Within(seen.responded, seen.responded)
        known.answer_unseen = False
        return
    if known.responded or known.answer_unseen or seen.stage is None or seen.stage in UNANSWERED:
        return
    if seen.stage == "complete" and is_first:
        known.answer_unseen = True  # nothing was ever seen of the answer
        return
    at = seen.holds if seen.completed is None else min(seen.holds, seen.completed)
    known.responded = Within(shown.get("wait", known.created), at)
