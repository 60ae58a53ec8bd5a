"""From what a source says to facts, and from facts to the complaint. Pure.

`observe` decides what is new in an observation; `apply` folds a fact into the complaint; `rewind` tells
how a complaint stood at an earlier instant. A later word never blanks a field and an older word never
undoes a newer one: it may only fill what is blank and narrow *when* something happened (contract: Identity).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from operator import attrgetter
from typing import Any

from monitor.facts.arrival import STOPS, correction
from monitor.facts.clock_history import clock_events
from monitor.facts.evidence import older_word
from monitor.facts.hindsight import in_hindsight
from monitor.facts.moments import between, somewhere, stopped_by
from monitor.facts.showing import last_true, stage_last_true
from monitor.model import Complaint, Fact, FactKind, Moment, Observation, Stage
from monitor.scope import unit_key

DETAIL_FIELDS = (
    *("category", "channel", "area", "area_code", "address", "lat", "lon", "geotagged"),
    *("content", "priority"),
)

_details_of = attrgetter(*DETAIL_FIELDS)


def observe(known: Complaint | None, seen: Observation, seen_at: datetime, source: str) -> list[Fact]:
    """The facts that `seen` adds to what is known; none when it says nothing new."""
    if known is None:
        drafts = _first_sight(seen)
    elif seen.holds_at < known.holds_at:
        drafts = older_word(known, seen, DETAIL_FIELDS)
    else:
        drafts = _later_word(known, seen)
    if known is not None:
        drafts.append(_sighting(known, seen))
    return [
        Fact(
            kind=kind,
            happened=moment,
            seen_at=seen_at,
            source=source,
            changes=changes,
            complaint_id=known.id if known else None,
        )
        for kind, moment, changes in drafts
        if changes
    ]


Draft = tuple[FactKind, Moment, dict[str, object]]


def _first_sight(seen: Observation) -> list[Draft]:
    if seen.created_at is None:
        raise ValueError(f"{seen.ticket}: a complaint begins with its arrival")
    details = zip(DETAIL_FIELDS, _details_of(seen), strict=True)
    arrival: dict[str, object] = {name: value for name, value in details if value is not None}
    arrival |= {
        "system": seen.system,
        "ticket": seen.ticket,
        "created_at": seen.created_at,
        "stage": Stage.WAIT,
        "status": seen.status if seen.stage in (None, Stage.WAIT) else None,
        "stage_moment": Moment.exactly(seen.created_at),
        "unit": seen.unit,
        "unit_area_code": seen.unit_area_code,
        "stated_due_at": seen.due_at,
    }
    if seen.doubt:
        arrival["doubt"] = seen.doubt
    drafts: list[Draft] = [(FactKind.ARRIVED, Moment.exactly(seen.created_at), arrival)]
    stage = seen.stage or (Stage.UNMAPPED if seen.unlabelled else Stage.WAIT)
    since = seen.created_at
    if seen.responded_at or (stage.is_answered and stage is not Stage.COMPLETE):
        answer = _answer(seen, stage, since)
        drafts.append(answer)
        since = max(since, answer[1].at)
        if answer[2].get("stage") is stage:
            return drafts
    if stage is not Stage.WAIT:
        afters = (since, seen.created_at)
        drafts.append(_stage_change(seen, stage, afters, unseen=seen.responded_at is None))
    return drafts


def _answer(seen: Observation, stage: Stage, since: datetime) -> Draft:
    """The first leaving of wait. One that can only have been before the arrival was not seen."""
    moment = Moment.exactly(seen.responded_at) if seen.responded_at else stopped_by(seen, since)
    if moment is None:
        moment = Moment.exactly(since)
        return FactKind.STAGE, moment, {"response_unseen": True} | _led_to(seen, stage, moment)
    changes: dict[str, object] = {"responded": moment, "response_unseen": False}
    return FactKind.RESPONDED, moment, changes | _led_to(seen, stage, moment)


def _led_to(seen: Observation, stage: Stage, moment: Moment) -> dict[str, object]:
    """The stage that the answer led to: the present one, or it was being worked on before.

    A check, or the end, did not come in the instant of an answer that is dated.
    """
    if not stage.is_answered:
        return {}
    if stage.is_open and not (moment.is_exact and stage in (Stage.VALIDATION, Stage.RETURNED)):
        return {"stage": stage, "stage_moment": moment, "status": seen.status}
    return {"stage": Stage.PROCESS, "stage_moment": moment}


def _stage_change(seen: Observation, stage: Stage, afters: tuple[datetime, ...], *, unseen: bool) -> Draft:
    """`afters`: when the stage before was last known to be true, the best knowledge first."""
    if stage.is_open:
        stop = None
    else:
        stop = Moment.exactly(seen.completed_at) if seen.completed_at else stopped_by(seen, *afters)
    moment = stop or between(seen.holds_at, *afters)
    changes: dict[str, object] = {"stage": stage, "status": seen.status, "stage_moment": moment}
    if unseen and stage.is_answered:
        changes["response_unseen"] = True
    if stage is not Stage.COMPLETE:
        return FactKind.STAGE, moment, changes
    return FactKind.COMPLETED, moment, changes | {"completed": stop}


def _later_word(known: Complaint, seen: Observation) -> list[Draft]:
    moment = between(seen.holds_at, *last_true(known))
    arrival = _arrival(known, seen)
    details = _details(known, seen)
    known = replace(known, **arrival)  # type: ignore[arg-type]
    drafts = [
        (FactKind.DETAILS, moment, arrival),
        (FactKind.DETAILS, moment, details),
        _holder(known, seen, moment),
    ]
    stage = seen.stage or known.stage
    answer = _later_answer(known, seen, stage)
    if answer:
        drafts.append(answer)
    if answer and answer[2].get("stage") is stage:
        return drafts
    if stage is not known.stage:
        drafts.append(_later_stage(known, seen, stage, answer))
    elif stage is Stage.COMPLETE:
        drafts.append(_better_completion(known, seen))
    elif seen.stage and seen.status and seen.status != known.status:
        drafts.append((FactKind.DETAILS, moment, {"status": seen.status}))
    return drafts


def _arrival(known: Complaint, seen: Observation) -> dict[str, object]:
    if seen.created_at is None or seen.created_at == known.created_at:
        return {}
    return correction(known, seen.created_at)


def _details(known: Complaint, seen: Observation) -> dict[str, object]:
    changes: dict[str, object] = {
        name: new
        for name in DETAIL_FIELDS
        if (new := getattr(seen, name)) is not None and new != getattr(known, name)
    }
    if "area" in changes:  # a new name without a code must not keep the old place
        changes["area_code"] = seen.area_code
    if seen.due_at and seen.due_at != known.stated_due_at:
        changes["stated_due_at"] = seen.due_at
    if seen.doubt != known.doubt and (seen.doubt or _restates_its_times(known, seen)):
        changes["doubt"] = seen.doubt
    return changes


def _restates_its_times(known: Complaint, seen: Observation) -> bool:
    """Whether the source corrects what was doubtful; a word that carries none of it does not."""
    stops = ((seen.responded_at, known.responded), (seen.completed_at, known.completed))
    return seen.created_at not in (None, known.created_at) or any(
        at is not None and moment != Moment.exactly(at) for at, moment in stops
    )


def _holder(known: Complaint, seen: Observation, moment: Moment) -> Draft:
    """A unit that becomes known is a detail; a unit that changes is a hand-over."""
    if not seen.unit or seen.unit == known.unit:
        return FactKind.DETAILS, moment, {}
    changes: dict[str, object] = {"unit": seen.unit, "unit_area_code": seen.unit_area_code}
    if not known.unit or _is_one_holder(known, seen):
        return FactKind.DETAILS, moment, changes
    return FactKind.HANDED_OVER, moment, changes | {"handovers": known.handovers + 1}


def _is_one_holder(known: Complaint, seen: Observation) -> bool:
    """Whether both name one unit, or the office of one area: "Kel. Cideng", "Kelurahan Cideng"."""
    if seen.unit_area_code is not None and seen.unit_area_code == known.unit_area_code:
        return True
    return unit_key(known.unit or "") == unit_key(seen.unit or "")


def _later_answer(known: Complaint, seen: Observation, stage: Stage) -> Draft | None:
    if not seen.responded_at:
        moment = _answered_meanwhile(known, seen, stage)
    elif known.responded == Moment.exactly(seen.responded_at):
        return None
    else:
        moment = Moment.exactly(seen.responded_at)
    if moment is None:
        return None
    changes: dict[str, object] = {"responded": moment, "response_unseen": False}
    if known.stage is Stage.WAIT:
        changes |= _led_to(seen, stage, moment)
    is_news = known.responded is None or "stage" in changes
    return FactKind.RESPONDED if is_news else FactKind.EVIDENCE, moment, changes


def _answered_meanwhile(known: Complaint, seen: Observation, stage: Stage) -> Moment | None:
    """When an answer came that no source dates; None also when the first one was before all that was seen."""
    if known.responded or not stage.is_answered:
        return None
    if known.response_unseen:
        return None if _was_complete(known) else stopped_by(seen, known.created_at)
    if known.stage is Stage.WAIT:
        return stopped_by(seen, *stage_last_true(known))
    if known.stage is Stage.UNMAPPED:  # that label says nothing: it last waited before
        return stopped_by(seen, known.stage_moment.after, known.created_at)
    return None


def _was_complete(known: Complaint) -> bool:
    return known.stage is Stage.COMPLETE or bool(known.completed or known.restarted_at)


def awaits_a_bound(known: Complaint) -> bool:
    """Whether the next word, even the same, can tell when a clock stopped of which nothing is known."""
    if known.stage is Stage.COMPLETE:
        return known.completed is None
    return known.response_unseen and not _was_complete(known)


def _later_stage(known: Complaint, seen: Observation, stage: Stage, answer: Draft | None) -> Draft:
    if known.stage is Stage.COMPLETE and stage.is_open:
        shown_at = stage_last_true(known)[0]
        moment = between(seen.holds_at, max(shown_at, known.stage_moment.at), known.created_at)
        return (
            FactKind.REOPENED,
            moment,
            {
                "stage": stage,
                "status": seen.status,
                "stage_moment": moment,
                "completed": None,
                "restarted_at": moment.at,  # the latest it can have been: in favour of those who must act
            },
        )
    afters = stage_last_true(known)
    if known.stage is Stage.UNMAPPED and stage is Stage.COMPLETE:  # that label may have meant the end already
        afters = known.stage_moment.after, known.created_at
    if answer and known.stage is Stage.WAIT:  # it waited until then
        afters = (max(afters[0], answer[1].after), *afters)
    return _stage_change(seen, stage, afters, unseen=not (answer or known.responded))


def _better_completion(known: Complaint, seen: Observation) -> Draft:
    """The instant at which it was completed, stated later; or a bound for it where there was none."""
    if seen.completed_at:
        moment: Moment | None = Moment.exactly(seen.completed_at)
    else:
        moment = known.completed or stopped_by(seen, known.created_at)
    if moment is None or moment == known.completed:
        return FactKind.EVIDENCE, Moment.exactly(seen.holds_at), {}
    return FactKind.EVIDENCE, moment, {"completed": moment, "stage_moment": moment}


def left_wait(known: Complaint, listed_at: datetime, seen_at: datetime, source: str) -> Fact:
    """Absent from a complete list of waiting ones: it has left wait since it was last seen, nothing more."""
    moment = between(listed_at, *stage_last_true(known))
    changes: dict[str, object] = {"stage": Stage.UNMAPPED, "status": None, "stage_moment": moment}
    if known.responded is None and not known.response_unseen:  # reopened ones were answered before
        changes["responded"] = somewhere(listed_at, *stage_last_true(known))
    return Fact(
        kind=FactKind.LEFT_WAIT,
        happened=moment,
        seen_at=seen_at,
        source=source,
        changes=changes,
        complaint_id=known.id,
    )


def _sighting(known: Complaint, seen: Observation) -> Draft:
    """Who was missing and is listed again has reappeared; an older list says nothing of that."""
    if known.missing_since is None or seen.listed_at <= known.missing_since:
        return FactKind.REAPPEARED, Moment.exactly(seen.listed_at), {}
    return FactKind.REAPPEARED, between(seen.listed_at, known.missing_since), {"missing_since": None}


def vanished(known: Complaint, missing_since: datetime, seen_at: datetime, source: str) -> Fact:
    """Absent from two complete listings in a row, the first of them at `missing_since`: nothing more is known."""
    return Fact(
        kind=FactKind.VANISHED,
        happened=between(missing_since, known.listed_at),
        seen_at=seen_at,
        source=source,
        changes={"missing_since": missing_since},
        complaint_id=known.id,
    )


def told(complaint: Complaint | None, facts: Sequence[Fact]) -> dict[str, Any]:
    """The fields that `facts` set, in the order they were recorded; None = they begin with its arrival."""
    fields: dict[str, Any] = {}
    for fact in facts:
        fields.update(fact.changes)
    fields["clock_events"] = clock_events(complaint, facts)
    return fields


def apply(complaint: Complaint | None, facts: Iterable[Fact], **heard: datetime | None) -> Complaint:
    """The complaint after `facts`, in the order they were recorded; None = they begin with its arrival.

    `heard`: its bookkeeping (holds_at, listed_at, stage_listed_at) where that changes, too.
    """
    recorded = list(facts)
    fields = told(complaint, recorded) | heard
    if complaint is not None:
        return replace(complaint, **fields)
    if not recorded:
        raise ValueError("a complaint begins with its arrival")
    return Complaint(id=recorded[0].complaint_id or 0, source=recorded[0].source, **fields)


def fold(facts: Sequence[Fact], *, holds_at: datetime, listed_at: datetime) -> Complaint | None:
    """The complaint as all its facts tell it; None when there are none."""
    return apply(None, facts, holds_at=holds_at, listed_at=listed_at) if facts else None


def rewind(complaint: Complaint, facts: Sequence[Fact], at: datetime) -> Complaint | None:
    """How `complaint` stood at `at`, by what is known today. None: it had not arrived.

    A change known only as an interval that holds `at` is not yet counted for the stage, but its stop is
    kept as the interval, so that the clock's state can say "unknown". The arrival is the one known last. Its due
    times are those of the facts: ask `dues.due_again` for today's rules.
    """
    if complaint.created_at > at:
        return None
    happened = [
        replace(fact, changes=changes) for fact in in_hindsight(facts) if (changes := _changes_by(fact, at))
    ]
    then = fold(happened, holds_at=complaint.holds_at, listed_at=complaint.listed_at)
    return replace(then, id=complaint.id, response_unseen=complaint.response_unseen) if then else None


def _changes_by(fact: Fact, at: datetime) -> dict[str, object]:
    if fact.happened.at <= at or fact.kind is FactKind.ARRIVED:
        return dict(fact.changes)
    if fact.happened.after < at:
        return {name: fact.changes[name] for name in STOPS if fact.changes.get(name) is not None}
    return {}
