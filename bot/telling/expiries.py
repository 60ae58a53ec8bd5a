"""What came too late to be sent: never silently. The operator hears once a slot, and the log names each.

They are withdrawn in the same transaction that plans the word to the operator, so none is forgotten or told twice.
A lost chat was told of when it was lost. A person who never pressed Start is told of once.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from bot.telling.operators import tell_new, tell_operators
from bot.views.expiry import digests_expired, not_started, notices_expired
from bot.views.words import Local
from monitor.desk import Desk
from monitor.model import Destination, DestinationState, Notice, NoticeKind, NoticeState
from monitor.ports import Tables

NEVER_TRIED = "belum sempat dikirim"
ASKED_TO_WAIT = "Telegram meminta menunggu"
MAY_HAVE_ARRIVED = "tidak ada jawaban dari Telegram, mungkin sudah sampai"

log = logging.getLogger(__name__)

Untold = tuple[Notice, Destination]


async def tell_expired_once(desk: Desk, now: datetime) -> int:
    """Withdraws what came too late and tells the operators; how many notices that were."""
    async with desk.store.writing() as tables:
        expired = await tables.notices.expire(now)
        late = [(notice, await tables.destinations.get(notice.destination_id)) for notice in expired]
        for notice, destination in late:
            cause = _cause(notice, destination)
            log.warning("Notice %d (%s) for %s came too late: %s.", notice.id, notice.key, destination.name, cause)
        of_slots = [one for one in late if one[0].slot_at or one[0].kind is NoticeKind.REMINDER]
        await _tell_slots(tables, of_slots, Local(desk.timezone), now)
        await _tell_others(tables, [one for one in late if one not in of_slots], now)
        await _tell_not_started(tables, late, now)
    return len(late)


async def _tell_slots(tables: Tables, late: Sequence[Untold], local: Local, now: datetime) -> None:
    slots: dict[tuple[datetime, str], list[Untold]] = defaultdict(list)
    for notice, destination in late:
        if destination.state is DestinationState.ACTIVE:
            slots[notice.slot_at or notice.not_before, notice.subject].append((notice, destination))
    for (slot_at, name), untold in slots.items():
        causes: dict[str, list[str]] = defaultdict(list)
        for notice, destination in untold:
            causes[_cause(notice, destination)].append(destination.name)
        key = f"expired:{slot_at.isoformat()}:{name}:{untold[0][0].id}"
        await tell_operators(tables, key, "expired", digests_expired(name, slot_at, causes, local, now), now)


async def _tell_others(tables: Tables, late: Sequence[Untold], now: datetime) -> None:
    """What no slot brought: one message for each kind."""
    by_kind: dict[NoticeKind, list[Untold]] = defaultdict(list)
    for notice, destination in late:
        if destination.state is DestinationState.ACTIVE:
            by_kind[notice.kind].append((notice, destination))
    for kind, untold in by_kind.items():
        told = [(notice.subject, destination.name, _cause(notice, destination)) for notice, destination in untold]
        await tell_operators(tables, f"expired:{untold[0][0].id}", "expired", notices_expired(kind, told), now)


def _cause(notice: Notice, destination: Destination) -> str:
    """Why it was not sent, in Indonesian; the one word of a lost destination."""
    if destination.state is DestinationState.LOST:
        return destination.lost_reason or "lost"
    if destination.state is DestinationState.WAITING:
        return "not_started"
    if notice.repeat or notice.state is NoticeState.AMBIGUOUS:
        return MAY_HAVE_ARRIVED
    if destination.not_before and notice.expires_at and destination.not_before >= notice.expires_at:
        return ASKED_TO_WAIT  # also when another topic of the chat was refused
    return notice.reason or NEVER_TRIED


async def _tell_not_started(tables: Tables, late: Sequence[Untold], now: datetime) -> None:
    people = {str(one.id): one.name for _, one in late if one.state is DestinationState.WAITING}

    def written(ids: Sequence[str]) -> str:
        return not_started([people[number] for number in ids])

    await tell_new(tables, "not_started", people, written, now)
