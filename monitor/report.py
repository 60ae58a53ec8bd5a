"""The twice-daily digest: who is to be told at a slot, and what.

`plan_once` writes down, once per slot and destination, that a digest is due; what it says is composed by
`digest_for` when it is about to leave, so that it is true when it is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.audience import is_told
from monitor.awareness import Word
from monitor.clock import AHEAD
from monitor.desk import Desk
from monitor.digest import Digest, Occasion, audience_of, compose
from monitor.errors import BadInput, NotFound
from monitor.model import (
    Activity,
    Complaint,
    DataAge,
    Destination,
    DestinationKind,
    NoticeDraft,
    NoticeKind,
    Scope,
    Wanted,
)
from monitor.ports import Tables
from monitor.scope import Holding, Reach
from monitor.slots import GRACE, LATE_AFTER, SlotInstant, next_slot, slots_between
from monitor.standing import complaints_at

EMPTY = "kosong"
TOLD_KINDS = (NoticeKind.DIGEST, NoticeKind.SIGN_OF_LIFE)

# A week, less the hours by which one week's message may leave later than the next one's.
_SILENT_FOR = timedelta(days=6, hours=12)
_A_MOMENT = timedelta(minutes=1)
_INSTANT = timedelta(microseconds=1)


async def plan_once(desk: Desk, now: datetime) -> int:
    """Plans the digests of the newest slot of the last three hours; how many notices are new.

    A slot before the first start was not missed, and one that was planned already is left alone: of two
    processes that plan at once, one wins.
    """
    slot = await _slot_to_tell(desk, now)
    if slot is None:
        return 0
    drafts = await _drafts(desk, slot, now)
    async with desk.store.writing() as tables:
        if not await tables.ledger.open_slot(slot.name, slot.at, now):
            return 0
        return await tables.notices.plan(drafts, now)


async def _slot_to_tell(desk: Desk, now: datetime) -> SlotInstant | None:
    """The newest one only: who was away for two slots is told how things stand, not twice."""
    async with desk.store.writing() as tables:
        started_at = await tables.ledger.started(now)
        recent = slots_between(desk.slots, desk.timezone, max(started_at, now - GRACE), now)
        if not recent:
            return None
        told_at = await tables.ledger.last_slot_before(recent[-1].at + _INSTANT)
    return None if told_at and told_at >= recent[-1].at else recent[-1]


async def _drafts(desk: Desk, slot: SlotInstant, now: datetime) -> list[NoticeDraft]:
    async with desk.store.reading() as tables:
        words = await tables.imports.words(desk.system)
        shapes = _shapes(await tables.complaints.wanted(Wanted(open_only=True), arrived_by=now + AHEAD))
        drafts = []
        for destination in await tables.destinations.all():
            if destination.kind is DestinationKind.OPERATOR or not destination.gets_digests:
                continue
            digest = _digest_draft(slot, destination)
            if _is_silent(desk, destination.scope, shapes, words, now):
                digest = replace(digest, withdrawn=EMPTY)
                drafts.extend(await _sign_of_life(desk, tables, slot, destination))
            drafts.append(digest)
    return drafts


def _is_silent(
    desk: Desk, scope: Scope, complaints: Iterable[Complaint], words: Sequence[Word], now: datetime
) -> bool:
    """A scope that names an area nobody knows is not: composing it will fail, and tell the operator."""
    try:
        reach = desk.reach(scope)
        return not (_has_business(reach, complaints) or speaks_empty(desk, scope, desk.age_by(words, now, reach)))
    except NotFound:
        return False


def _shapes(complaints: Iterable[Complaint]) -> list[Complaint]:
    """One complaint for each way in which they can stand to a scope: hundreds instead of twenty thousand."""
    told = filter(is_told, complaints)
    return list({(seen.unit, seen.unit_area_code, seen.area_code): seen for seen in told}.values())


def _has_business(reach: Reach, complaints: Iterable[Complaint]) -> bool:
    """Whether anything is open in it, theirs or made there: the opposite of `Digest.is_empty`."""
    return any(reach.holding(complaint) is not Holding.OUTSIDE for complaint in complaints)


def speaks_empty(desk: Desk, scope: Scope, data: DataAge) -> bool:
    """Whether a chat is written to although nothing is open there.

    The city always hears that the data is old: silence would say that all is well.
    """
    return desk.speaks_when_empty or (data.stale and desk.is_city(scope))


def _digest_draft(slot: SlotInstant, destination: Destination) -> NoticeDraft:
    return NoticeDraft(
        key=f"digest:{slot.at.isoformat()}:{slot.name}:{destination.id}",
        kind=NoticeKind.DIGEST,
        destination_id=destination.id,
        subject=slot.name,
        slot_at=slot.at,
        not_before=slot.at,
        expires_at=slot.at + GRACE,
    )


async def _sign_of_life(
    desk: Desk, tables: Tables, slot: SlotInstant, destination: Destination
) -> list[NoticeDraft]:
    """Once a week a chat that heard nothing is told that siaga still watches."""
    day = slot.at.astimezone(desk.timezone).date()
    if day.weekday() != desk.sign_of_life:
        return []
    told_at = await tables.notices.last_sent_at(destination.id, TOLD_KINDS)
    if told_at and slot.at - told_at < _SILENT_FOR:
        return []
    year, week, _ = day.isocalendar()
    key = f"sign_of_life:{year}-W{week:02}:{destination.id}"
    return [replace(_digest_draft(slot, destination), key=key, kind=NoticeKind.SIGN_OF_LIFE)]


def occasion_of(desk: Desk, slot: SlotInstant, at: datetime, previous_at: datetime | None) -> Occasion:
    """The occasion of a slot that is told at `at`. "Before the next slot" is judged from then on."""
    coming = next_slot(desk.slots, desk.timezone, max(slot.at, at))
    return Occasion(
        slot_name=slot.name,
        slot_at=slot.at,
        at=at,
        next_slot_at=coming.at if coming else at + timedelta(days=1),
        previous_at=previous_at,
        late=at - slot.at > LATE_AFTER,
    )


def occasion_by_name(desk: Desk, name: str, at: datetime) -> Occasion:
    """The occasion of the slot `name` on the local day of `at`. Raises BadInput for a name nobody configured."""
    named = [slot for slot in desk.slots if slot.name == name]
    if not named:
        known = ", ".join(slot.name for slot in desk.slots)
        raise BadInput(f'There is no slot named "{name}"; the configured ones are: {known}.')
    midnight = at.astimezone(desk.timezone).replace(hour=0, minute=0, second=0, microsecond=0)
    slot = slots_between(named, desk.timezone, midnight - _INSTANT, midnight + timedelta(days=2))[0]
    before = slots_between(desk.slots, desk.timezone, slot.at - timedelta(days=2), slot.at - _INSTANT)
    return occasion_of(desk, slot, at, before[-1].at if before else None)


async def digest_for(desk: Desk, destination: Destination, occasion: Occasion) -> Digest:
    """What the destination is told on that occasion; at an earlier instant, as things stood then."""
    audience = audience_of(desk, destination.scope)
    wanted = audience.reach.wanted()
    is_past = occasion.at < desk.clock.now() - _A_MOMENT
    data = await desk.data_age(occasion.at, audience.reach)
    if is_past:
        complaints = [then async for then in complaints_at(desk, wanted, occasion.at)]
        data = replace(data, as_of=min(data.as_of, occasion.at) if data.as_of else None)
    async with desk.store.reading() as tables:
        if not is_past:
            complaints = await tables.complaints.wanted(wanted, arrived_by=occasion.at + AHEAD)
        activity = await _activity(tables, destination, audience.reach, occasion)
    return compose(complaints, audience, occasion, data=data, activity=activity)


async def _activity(tables: Tables, destination: Destination, reach: Reach, occasion: Occasion) -> Activity | None:
    """What became known since this destination was told last; where it was silent, since the slot before."""
    slot_at = occasion.previous_at
    if slot_at is None:
        return None
    told_at = await tables.notices.told_as_of(destination.id, slot_at)
    after = min(told_at or slot_at, occasion.at)
    return await tables.complaints.activity(reach.wanted(open_only=False), after, occasion.at)
