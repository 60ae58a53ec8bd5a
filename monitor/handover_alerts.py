"""A complaint that goes from unit to unit: who is told of it, once each in every episode.

Driven by the facts: a cursor in the ledger says up to which one the hand-overs were looked at. It moves in the
transaction that plans the notices, so that none is forgotten and, their keys being unique, none told twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.audience import is_told
from monitor.desk import Desk
from monitor.errors import NotFound
from monitor.handovers import Holder, Path, path_of
from monitor.model import Complaint, Destination, DestinationKind, Fact, NoticeDraft, NoticeKind, Scope
from monitor.ports import Tables
from monitor.scope import unit_key

CURSOR = "handovers looked at"
AT_ONCE = 5_000  # facts looked through in one step
NEWS_FOR = timedelta(days=7)  # longer than any weekend or holiday between two exports
FRESH_FOR = timedelta(days=1)  # after that it is told no more

_KEY = "handovers"


@dataclass(frozen=True, slots=True)
class Told:
    """What a notice is about."""

    complaint_id: int
    episode: int


async def plan_handovers_once(desk: Desk, now: datetime) -> bool:
    """Looks at the hand-overs recorded since the last step; whether there was anything to look at.

    The first step ever only begins to count: what lies before it is history.
    """
    async with desk.store.reading() as tables:
        cursor, newest = await tables.ledger.note(CURSOR), await tables.complaints.newest_fact()
        if cursor is not None and int(cursor) == newest:
            return False
        drafts: list[NoticeDraft] = []
        last = newest
        if cursor is not None and int(cursor) < newest:
            handed_over, last = await tables.complaints.handed_over(int(cursor), AT_ONCE)
            drafts = await _drafts(desk, tables, handed_over, now)
    async with desk.store.writing() as tables:
        if await tables.ledger.note(CURSOR) == cursor:  # else another process was faster
            await tables.ledger.set_note(CURSOR, str(last))
            await tables.notices.plan(drafts, now)
    return True


async def _drafts(desk: Desk, tables: Tables, handed_over: Iterable[Fact], now: datetime) -> list[NoticeDraft]:
    news = {fact.complaint_id for fact in handed_over if is_news(fact, now)}
    if not (news and desk.handovers_told):
        return []
    destinations = [one for one in await tables.destinations.all() if _hears_of_complaints(one)]
    drafts: list[NoticeDraft] = []
    for complaint_id in sorted(filter(None, news)):
        complaint = await tables.complaints.get(complaint_id)
        path = path_of(await tables.complaints.facts_of(complaint_id))
        if is_told(complaint) and path.handovers >= desk.handovers_told:
            drafts += _of_complaint(desk, complaint, path, destinations, now)
    return drafts


def is_news(fact: Fact, now: datetime) -> bool:
    """Whether a hand-over is worth telling: it certainly happened in the week before siaga saw it, and that was
    today or yesterday. What older exports and first listings bring with them is history.
    """
    return fact.happened.after >= fact.seen_at - NEWS_FOR and fact.seen_at >= now - FRESH_FOR


def _hears_of_complaints(destination: Destination) -> bool:
    return destination.kind is not DestinationKind.OPERATOR and destination.gets_digests


def _of_complaint(
    desk: Desk, complaint: Complaint, path: Path, destinations: Sequence[Destination], now: datetime
) -> list[NoticeDraft]:
    both = [stint.holder for stint in path.latest.stints[-2:]]
    return [
        NoticeDraft(
            key=f"{_KEY}:{complaint.id}:{path.episode}:{destination.id}",
            kind=NoticeKind.HANDOVERS,
            destination_id=destination.id,
            subject=complaint.ticket,
            not_before=now,
            expires_at=now + FRESH_FOR,
        )
        for destination in destinations
        if concerns(desk, destination.scope, complaint, both)
    ]


def concerns(desk: Desk, scope: Scope, complaint: Complaint, holders: Sequence[Holder]) -> bool:
    """Whether a chat is told: it is bound to one of the holders, or watches over the city that this happens in."""
    if scope.unit is not None:
        return any(holder.unit and unit_key(holder.unit) == unit_key(scope.unit) for holder in holders)
    offices = {holder.area_code for holder in holders if holder.area_code}
    if not offices.isdisjoint(scope.areas):
        return True
    try:
        places = offices | ({complaint.area_code} if complaint.area_code else set())
        codes = desk.reach(scope).codes
        return desk.is_city(scope) and (codes is None or not places or not codes.isdisjoint(places))
    except NotFound:  # an area that the directory lost: its digests tell the operator
        return False


def told_by(key: str) -> Told:
    """What the notice with that key is about."""
    _, complaint_id, episode, _ = key.split(":")
    return Told(int(complaint_id), int(episode))
