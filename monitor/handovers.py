"""The way of one complaint from holder to holder, told by its facts: who held it, from when to when. Pure.

What happened somewhere in an interval stays that: a length then has a least and a most.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor.facts.arrival import as_corrected
from monitor.model import Fact, FactKind, Moment, Stage
from monitor.scope import unit_key

_NOTHING = timedelta(0)


@dataclass(frozen=True, slots=True)
class Holder:
    """`unit` None = the area where it was made has it; `area_code` of a unit: the area whose office it is."""

    unit: str | None
    area_code: str | None

    @property
    def key(self) -> str:
        """The same for the office of an area and the area itself, and however a unit is spelled."""
        return self.area_code or unit_key(self.unit or "")


@dataclass(frozen=True, slots=True)
class Length:
    """How long, as far as is known."""

    least: timedelta = _NOTHING
    most: timedelta = _NOTHING

    def __add__(self, other: Length) -> Length:
        return Length(self.least + other.least, self.most + other.most)


@dataclass(frozen=True, slots=True)
class Stint:
    """One holder's turn. `ended` None = it goes on. `episode`: how often the complaint was reopened before."""

    holder: Holder
    began: Moment
    ended: Moment | None = None
    episode: int = 0

    def length(self, now: datetime) -> Length:
        """The running one up to `now`."""
        ended = self.ended or Moment.exactly(max(now, self.began.at))
        least = max(ended.after - self.began.at, _NOTHING)
        return Length(least, max(ended.at - self.began.after, least))


@dataclass(frozen=True, slots=True)
class Path:
    """All turns, the oldest first. `episode` is the present one (0 = since the arrival), from the arrival or a
    reopening until the completion; `handovers`: how many there were in it, `in_all`: in all of them. One that was
    recorded between two spellings of one office is none, though `Complaint.handovers` counts what was recorded.
    """

    stints: tuple[Stint, ...]
    episode: int
    handovers: int
    in_all: int = 0

    def held(self, now: datetime) -> list[tuple[Holder, Length]]:
        """How long each holder had it in all, in the order in which they first did."""
        totals: dict[str, tuple[Holder, Length]] = {}
        for stint in self.stints:
            _, length = totals.get(stint.holder.key, (stint.holder, Length()))
            totals[stint.holder.key] = stint.holder, length + stint.length(now)
        return list(totals.values())

    @property
    def latest(self) -> Path:
        """The same of the present episode alone."""
        return replace(self, stints=tuple(stint for stint in self.stints if stint.episode == self.episode))


def path_of(facts: Sequence[Fact]) -> Path:
    """The path that the facts of one complaint tell, given in the order they were recorded.

    A unit that becomes known where none was has it from then on, yet that is no hand-over. Nobody holds what is
    complete or dismissed. The area is the one known last: a corrected one is no new holder. A unit is called in
    every turn as it was spelled last.
    """
    codes = [fact.changes["area_code"] for fact in facts if "area_code" in fact.changes]
    walk = _Walk(str(codes[-1]) if codes and codes[-1] else None)
    for fact in sorted(as_corrected(facts), key=_order_of_happening):
        walk.take(fact)
    return Path(tuple(_spelled_alike(walk.stints)), walk.episode, walk.handovers, walk.in_all)


def _spelled_alike(stints: Sequence[Stint]) -> Iterator[Stint]:
    latest = {stint.holder.key: stint.holder for stint in stints}
    for stint in stints:
        yield replace(stint, holder=latest[stint.holder.key]) if stint.holder.unit else stint


def _order_of_happening(fact: Fact) -> tuple[bool, datetime]:
    return fact.kind is not FactKind.ARRIVED, fact.happened.after


class _Walk:
    """Where the fold stands."""

    def __init__(self, area_code: str | None) -> None:
        self.stints: list[Stint] = []
        self.episode = self.handovers = self.in_all = 0
        self._holder = Holder(None, area_code)
        self._stage = Stage.COMPLETE  # nothing runs before the arrival

    def take(self, fact: Fact) -> None:
        self._hand_over(fact)
        if fact.kind is FactKind.REOPENED:
            self.episode, self.handovers = self.episode + 1, 0
        stage = fact.changes.get("stage") or (Stage.WAIT if fact.kind is FactKind.ARRIVED else None)
        if stage is not None:
            self._turn(Stage(str(stage)), fact.happened)
        elif self._stage is Stage.COMPLETE and isinstance(stop := fact.changes.get("completed"), Moment):
            self._end(stop)

    def _hand_over(self, fact: Fact) -> None:
        unit = fact.changes.get("unit")
        if not unit:
            return
        code = fact.changes.get("unit_area_code")
        holder = Holder(str(unit), str(code) if code else None)
        is_same = holder.key == self._holder.key
        self._holder = holder
        if fact.kind is FactKind.HANDED_OVER and not is_same:
            self.handovers, self.in_all = self.handovers + 1, self.in_all + 1
        if not self._stage.is_open:
            return
        if is_same:
            self.stints[-1] = replace(self.stints[-1], holder=holder)
        else:
            self._end(fact.happened)
            self._begin(fact.happened)

    def _turn(self, stage: Stage, moment: Moment) -> None:
        was_open, self._stage = self._stage.is_open, stage
        if was_open and not stage.is_open:
            self._end(moment)
        elif stage.is_open and not was_open:
            self._begin(moment)

    def _begin(self, moment: Moment) -> None:
        self.stints.append(Stint(self._holder, moment, episode=self.episode))

    def _end(self, moment: Moment) -> None:
        if self.stints:
            self.stints[-1] = replace(self.stints[-1], ended=moment)
