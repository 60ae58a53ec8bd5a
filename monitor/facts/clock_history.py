"""From facts to the clock events of a complaint: part of the fold. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from monitor.clock_events import MOST, MOST_HANDOVERS, ClockEvent, ClockEventKind
from monitor.facts.moments import moved
from monitor.model import Complaint, Fact, FactKind, Moment, Stage

Events = tuple[ClockEvent, ...]


def clock_events(complaint: Complaint | None, facts: Iterable[Fact]) -> Events:
    """The events after `facts`, in the order they were recorded; None = they begin with the arrival."""
    if complaint is None:
        return _after((), Stage.WAIT, None, None, facts)
    events, since = complaint.clock_events, complaint.stage_moment
    return _after(events, complaint.stage, since, complaint.created_at, facts)


def _after(
    events: Events, stage: Stage, since: Moment | None, arrived_at: datetime | None, facts: Iterable[Fact]
) -> Events:
    """`since`: when `stage` began."""
    for fact in facts:
        changes = fact.changes
        created_at = changes.get("created_at")
        if isinstance(created_at, datetime):
            events = _as_corrected(events, arrived_at or created_at, created_at)
            arrived_at = created_at
        if fact.kind is FactKind.HANDED_OVER:
            events = _with(events, _event(ClockEventKind.HANDED_OVER, fact.happened))
        moment = changes.get("stage_moment")
        if not isinstance(moment, Moment):
            continue
        new = changes.get("stage", stage)
        if isinstance(new, Stage) and new is not stage:
            kind = _kind(stage, new)
            events = _with(events, _event(kind, moment)) if kind else events
            stage = new
        elif since is not None:
            events = _dated_anew(events, since, moment)
        since = moment
    return events


def _with(events: Events, new: ClockEvent) -> Events:
    """The hand-overs, then the others. Also those after the end: a later word may tell of a later end."""
    told = (*events, new)
    handed = [event for event in told if event.kind is ClockEventKind.HANDED_OVER]
    others = [event for event in told if event.kind is not ClockEventKind.HANDED_OVER]
    return (*handed[-MOST_HANDOVERS:], *others[-MOST:])


def _kind(old: Stage, new: Stage) -> ClockEventKind | None:
    """What a change of the stage means for the completion clock; None = nothing."""
    if new is Stage.VALIDATION:
        return ClockEventKind.CHECK_BEGAN
    if new is Stage.RETURNED:
        return ClockEventKind.RETURNED
    return ClockEventKind.CHECK_ENDED if old is Stage.VALIDATION else None


def _event(kind: ClockEventKind, moment: Moment) -> ClockEvent:
    return ClockEvent(kind, moment.after, moment.at)


def _dated_anew(events: Events, old: Moment, new: Moment) -> Events:
    """It became known better when the present stage began."""
    return tuple(
        ClockEvent(event.kind, new.after, new.at)
        if event.kind is not ClockEventKind.HANDED_OVER and event[1:] == (old.after, old.at)
        else event
        for event in events
    )


def _as_corrected(events: Events, old: datetime, new: datetime) -> Events:
    """Nothing happens before the arrival."""
    told = []
    for event in events:
        moment = moved(Moment(event.after, event.at), old, new) or Moment.exactly(new)
        told.append(_event(event.kind, moment))
    return tuple(told)
