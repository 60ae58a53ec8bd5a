"""The data is not renewed: told when that begins and when it ends. Also a wrong clock of the source, once.

Whoever is on call or coordinates then looks into the CRM by hand: on old data nobody is woken for a complaint.
Polls that fail are judged within the transaction that records them, so that it is neither forgotten nor told
twice; what no poll tells (exports that do not come, a poller that stands still) `watch_data_once` looks for.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from bot.telling.operators import tell_operators
from bot.views.outage import clock_differs, exports_came, exports_missing, outage_began, outage_ended
from bot.views.words import Local
from monitor.clock import AHEAD
from monitor.desk import Desk
from monitor.errors import NotFound
from monitor.meanwhile import Group, grouped, went_overdue
from monitor.model import (
    Complaint,
    Destination,
    DestinationKind,
    DestinationState,
    NoticeDraft,
    NoticeKind,
    Role,
    Scope,
    Wanted,
)
from monitor.polls import PollHistory, PollRun, PollState
from monitor.ports import Tables
from monitor.sources.source import Ending

GRACE = 2  # failed polls in a row from which it may be an outage
MOST_SKEW = timedelta(minutes=1)
FRESH_FOR = timedelta(hours=12)  # later nobody need be told of it
NO_POLL = "no poll came to its end, and none says why: look into the log of siaga"

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
        if await tables.ledger.note(_outage(run.system)):
            return
        reason = run.reason or ""
        log.error("The source %s cannot be read since %s: %s", run.source, since.isoformat(), reason)
        await _cannot_be_read(self._desk, tables, run.system, last_at, since, now, reason)

    async def _end(self, tables: Tables, run: PollRun, now: datetime) -> None:
        began = await tables.ledger.note(_outage(run.system))
        if not began:
            return
        since = datetime.fromisoformat(began)
        overdue = await _overdue(tables, since, now)
        log.info("The source %s is read again after %s; %d went overdue.", run.source, now - since, len(overdue))
        await tables.ledger.set_note(_outage(run.system), "")

        def ended(scope: Scope) -> str:
            return outage_ended(now - since, _groups(self._desk, overdue, scope), Local(self._desk.timezone), now)

        key = f"outage over:{run.system}:{began}"
        await tell_operators(tables, key, "outage", ended(Scope(everything=True)), now)
        await _tell_called(self._desk, tables, key, ended, now)

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


async def watch_data_once(desk: Desk, now: datetime, poll_every: timedelta | None) -> bool:
    """Tells that the data got old though no poll said so, and that exports came again; whether it did.

    `poll_every` None: the data comes by exports. Without any data there is nothing that could get old.
    """
    async with desk.store.reading() as tables:
        began = await tables.ledger.note(_outage(desk.system))
        as_of = await _read_last(desk, tables, now, poll_every)
    if as_of is None or bool(began) == (now - as_of >= desk.stale_after):
        return False
    if began and poll_every is not None:  # its next poll tells
        return False
    async with desk.store.writing() as tables:
        if await tables.ledger.note(_outage(desk.system)) != began:
            return False
        if began:
            await _exports_came(desk, tables, datetime.fromisoformat(began), now)
        elif poll_every is None:
            await _exports_missing(desk, tables, as_of, now)
        else:
            log.error("The source was not read since %s, and no poll says why.", as_of.isoformat())
            await _cannot_be_read(desk, tables, desk.system, as_of, as_of, now, NO_POLL)
    return True


async def _read_last(desk: Desk, tables: Tables, now: datetime, poll_every: timedelta | None) -> datetime | None:
    """What the data speaks for. None also when a poll was begun lately: its end decides."""
    if poll_every is None:
        return (await desk.age_of(tables, now)).as_of
    history = await tables.polls.history(desk.system)
    if history.latest is None or history.done is None:
        return None
    is_late = now - history.latest.started_at >= max(2 * poll_every, desk.stale_after)
    return history.done.as_of if is_late else None


async def _cannot_be_read(
    desk: Desk, tables: Tables, system: str, last_at: datetime | None, since: datetime, now: datetime, reason: str
) -> None:
    """`last_at`: when the data was last read, None = never. `reason`: for operators only."""
    await tables.ledger.set_note(_outage(system), since.isoformat())
    key, local = f"outage:{system}:{since.isoformat()}", Local(desk.timezone)
    await tell_operators(tables, key, "outage", outage_began(last_at, local, now, reason), now)
    html = outage_began(last_at, local, now)
    await _tell_called(desk, tables, key, lambda _: html, now)


async def _exports_missing(desk: Desk, tables: Tables, as_of: datetime, now: datetime) -> None:
    log.warning("No export came since the one of %s.", as_of.isoformat())
    await tables.ledger.set_note(_outage(desk.system), as_of.isoformat())
    html = exports_missing(as_of, Local(desk.timezone), now)
    await _tell_called(desk, tables, f"outage:{desk.system}:{as_of.isoformat()}", lambda _: html, now)


async def _exports_came(desk: Desk, tables: Tables, since: datetime, now: datetime) -> None:
    overdue = await _overdue(tables, since, now)
    log.info("Exports come again after %s; %d went overdue.", now - since, len(overdue))
    await tables.ledger.set_note(_outage(desk.system), "")

    def came(scope: Scope) -> str:
        return exports_came(now - since, _groups(desk, overdue, scope), Local(desk.timezone), now)

    await _tell_called(desk, tables, f"outage over:{desk.system}:{since.isoformat()}", came, now)


def _outage(system: str) -> str:
    return f"outage:{system}"


async def _overdue(tables: Tables, since: datetime, now: datetime) -> list[Complaint]:
    """The open complaints that became due meanwhile."""
    known = await tables.complaints.wanted(Wanted(open_only=True), arrived_by=now + AHEAD)
    return went_overdue(known, since, now)


def _groups(desk: Desk, overdue: Sequence[Complaint], scope: Scope) -> Sequence[Group]:
    """What of it that scope may see."""
    with suppress(NotFound):  # an area that the directory lost
        return grouped(overdue, desk, scope)
    return ()


async def _tell_called(desk: Desk, tables: Tables, key: str, html: Callable[[Scope], str], now: datetime) -> None:
    """Those who can look into the CRM by hand meanwhile. `html`: what who has that scope is told."""
    drafts = [
        NoticeDraft(
            key=f"{key}:{destination.id}",
            kind=NoticeKind.OPERATOR,
            destination_id=destination.id,
            subject="keadaan data CRM",
            text=html(destination.scope),
            not_before=now,
            expires_at=now + FRESH_FOR,
        )
        for destination in await _called(desk, tables)
    ]
    await tables.notices.plan(drafts, now)


async def _called(desk: Desk, tables: Tables) -> Sequence[Destination]:
    """The private chats of who is on call or coordinates; while none of them can be written to, the city's too."""
    roles = (Role.ONCALL, Role.COORDINATOR)
    called = {person.user_id for person in await tables.people.all() if person.role in roles}
    everybody = await tables.destinations.all()
    private = [one for one in everybody if one.kind is DestinationKind.PERSON and one.chat_id in called]
    if any(one.state is DestinationState.ACTIVE for one in private):
        return private
    groups = [one for one in everybody if one.kind is DestinationKind.GROUP and _is_city(desk, one.scope)]
    return [*private, *groups]


def _is_city(desk: Desk, scope: Scope) -> bool:
    with suppress(NotFound):  # an area that the directory lost
        return desk.is_city(scope)
    return False
