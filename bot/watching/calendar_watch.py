"""What the operator must hear of the calendar, once each: that it ends soon or has ended, that others differ."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta
from enum import Enum
from hashlib import blake2b

from bot.telling.operators import tell_operators
from bot.views.calendar import calendar_differs, calendar_ended, calendar_ends, calendar_is_empty
from monitor.deadlines.second_opinion import Disagreement, disagreements
from monitor.deadlines.worktime import Calendar
from monitor.desk import Desk

NOTICE = timedelta(days=60)  # the ministers' decree for the next year is out by then, or soon
NOTE = "calendar told"
SUBJECT = "calendar"


class Reach(Enum):
    """How far the known days off reach."""

    FAR = "far"
    ENDING = "ending"
    ENDED = "ended"
    UNKNOWN = "unknown"  # the file holds no day at all


def reach_of(calendar: Calendar, today: date) -> Reach:
    if calendar.known_until is None:
        return Reach.UNKNOWN
    if calendar.known_until < today:
        return Reach.ENDED
    return Reach.ENDING if calendar.known_until - today <= NOTICE else Reach.FAR


async def tell_calendar_once(desk: Desk, now: datetime) -> bool:
    """Tells the operators what is new; whether anything was. Without an operator chat nothing counts as told."""
    calendar = desk.rules.calendar
    today = calendar.local_date(now)
    reach = reach_of(calendar, today)
    seen = f"{calendar.fingerprint} {calendar.known_until} {reach.value}"
    async with desk.store.reading() as tables:
        if await tables.ledger.note(NOTE) == seen:
            return False
    differing = await asyncio.to_thread(disagreements, calendar)
    told = [_of_reach(calendar, reach, today), _of_differing(differing)]
    news = [one for one in told if one is not None]
    async with desk.store.writing() as tables:
        chats = [await tell_operators(tables, key, SUBJECT, html, now) for key, html in news]
        if all(chats):
            await tables.ledger.set_note(NOTE, seen)
    return any(chats)


def _of_reach(calendar: Calendar, reach: Reach, today: date) -> tuple[str, str] | None:
    until = calendar.known_until
    if reach is Reach.FAR:
        return None
    if until is None:
        return f"{SUBJECT}:empty", calendar_is_empty()
    if reach is Reach.ENDED:
        return f"{SUBJECT}:ended:{until}", calendar_ended(until)
    return f"{SUBJECT}:ends:{until}", calendar_ends(until, (until - today).days)


def _of_differing(found: tuple[Disagreement, ...]) -> tuple[str, str] | None:
    if not found:
        return None
    digest = blake2b(repr(found).encode(), digest_size=8).hexdigest()
    days = [(one.on, one.name) for one in found]
    return f"{SUBJECT}:differs:{digest}", calendar_differs(days)
