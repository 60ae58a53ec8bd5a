"""What a poll means for people: an outage is told when it begins and when it ends, a wrong clock once.

Decided within the transaction that records the poll, so that it is neither forgotten nor told twice.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.operators import tell_operators
from bot.views.outage import clock_differs, outage_began, outage_ended
from bot.views.words import Local
from monitor.audience import is_told
from monitor.clock import AHEAD
from monitor.desk import Desk
from monitor.model import (
    ClockName,
    Complaint,
    Destination,
    DestinationKind,
    DestinationState,
    NoticeDraft,
    NoticeKind,
    Role,
    Wanted,
)
from monitor.polls import PollHistory, PollRun, PollState
from monitor.ports import Tables
from monitor.sources.source import Ending
from monitor.states import running_due_at

GRACE = 2  # failed polls in a row from which it may be an outage
MOST_SKEW = timedelta(minutes=1)

log = logging.getLogger(__name__)


class Outages:
    """The aftermath of every poll (monitor.poll.Aftermath)."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, tables: Tables, run: PollRun, history: PollHistory, ending: Ending | None) -> None:
        now = self._desk.clock.now()
        if run.state is PollState.DONE:
            await self._end(tables, run, now)
        elif run.state is PollState.FAILED:
            await self._begin(tables, run, history, now)
        if ending is not None:
            await self._compare_clocks(tables, run, ending.skew, now)

    async def _begin(self, tables: Tables, run: PollRun, history: PollHistory, now: datetime) -> None:
        last_at = history.done.as_of if history.done else None
        since = last_at or history.failing_since or run.started_at
        if history.failed + 1 < GRACE or now - since < self._desk.stale_after:
            return
        if await tables.ledger.note(_outage(run)):
            return
        reason = run.reason or ""
        log.error("The source %s cannot be read since %s: %s", run.source, since.isoformat(), reason)
        await tables.ledger.set_note(_outage(run), since.isoformat())
        key = f"outage:{run.system}:{since.isoformat()}"
        local = Local(self._desk.timezone)
        await tell_operators(tables, key, "outage", outage_began(last_at, local, now, reason), now)
        await _tell_coordinators(tables, key, outage_began(last_at, local, now), now)

    async def _end(self, tables: Tables, run: PollRun, now: datetime) -> None:
        began = await tables.ledger.note(_outage(run))
        if not began:
            return
        since = datetime.fromisoformat(began)
        known = await tables.complaints.wanted(Wanted(open_only=True), arrived_by=now + AHEAD)
        overdue = sum(_went_overdue(complaint, since, now) for complaint in known)
        log.info("The source %s is read again after %s; %d went overdue.", run.source, now - since, overdue)
        await tables.ledger.set_note(_outage(run), "")
        html = outage_ended(now - since, overdue, Local(self._desk.timezone), now)
        key = f"outage over:{run.system}:{began}"
        await tell_operators(tables, key, "outage", html, now)
        await _tell_coordinators(tables, key, html, now)

    async def _compare_clocks(self, tables: Tables, run: PollRun, skew: timedelta, now: datetime) -> None:
        name = f"skew:{run.system}"
        told = await tables.ledger.note(name)
        if abs(skew) <= MOST_SKEW:
            if told:
                await tables.ledger.set_note(name, "")
        elif not told:
            log.warning("The clock of the source %s differs from ours by %s.", run.source, skew)
            await tables.ledger.set_note(name, now.isoformat())
            await tell_operators(tables, f"{name}:{now.isoformat()}", "clock", clock_differs(skew), now)


def _outage(run: PollRun) -> str:
    return f"outage:{run.system}"


def _went_overdue(complaint: Complaint, since: datetime, now: datetime) -> bool:
    dues = (running_due_at(complaint, clock) for clock in ClockName)
    return is_told(complaint) and any(due is not None and since < due <= now for due in dues)


async def _tell_coordinators(tables: Tables, key: str, html: str, now: datetime) -> None:
    """Those who can look into the CRM by hand meanwhile."""
    drafts = [
        NoticeDraft(
            key=f"{key}:{destination.id}",
            kind=NoticeKind.OPERATOR,
            destination_id=destination.id,
            subject="outage",
            text=html,
            not_before=now,
        )
        for destination in await _coordinators(tables)
    ]
    await tables.notices.plan(drafts, now)


async def _coordinators(tables: Tables) -> Sequence[Destination]:
    """The coordinators' private chats; where none of them has pressed Start, the chats that see everything."""
    coordinators = {person.user_id for person in await tables.people.all() if person.role is Role.COORDINATOR}
    reached = [one for one in await tables.destinations.all() if one.state is DestinationState.ACTIVE]
    private = [one for one in reached if one.kind is DestinationKind.PERSON and one.chat_id in coordinators]
    return private or [one for one in reached if one.kind is DestinationKind.GROUP and one.scope.everything]
