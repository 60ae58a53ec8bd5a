"""What the operator must hear, once: planned like every other notice, within the transaction that found it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from hashlib import blake2b

from bot.views.names import NO_AREA
from bot.views.operator import nobody_hears, unknown_areas, unmapped_labels
from monitor.areas import Directory
from monitor.coverage import unreached
from monitor.desk import Desk
from monitor.model import Complaint, DestinationKind, DestinationState, NoticeDraft, NoticeKind
from monitor.ports import Tables

MOST_REMEMBERED = 2_000  # names of each kind that are known to have been told


async def tell_operators(tables: Tables, key: str, subject: str, html: str, now: datetime) -> int:
    """Plans a message to every operator chat, once for each key; how many chats there are."""
    drafts = [
        NoticeDraft(
            key=f"{key}:{operator.id}",
            kind=NoticeKind.OPERATOR,
            destination_id=operator.id,
            subject=subject,
            text=html,
            not_before=now,
        )
        for operator in await tables.destinations.all()
        if operator.kind is DestinationKind.OPERATOR and operator.state is not DestinationState.LOST
    ]
    await tables.notices.plan(drafts, now)
    return len(drafts)


async def tell_findings(
    desk: Desk, areas: Sequence[tuple[str, int]], labels: Iterable[str], now: datetime
) -> None:
    """Names of areas (with how often each occurs) and status labels that nobody mapped: told once each."""
    counts = dict(areas)

    def of_areas(names: Sequence[str]) -> str:
        lines = [desk.directory.line_to_paste(name) for name in names]
        aliases, new = ([line for line, is_new in lines if is_new is wanted] for wanted in (False, True))
        return unknown_areas([(name, counts[name]) for name in names], aliases, new)

    async with desk.store.writing() as tables:
        await tell_new(tables, "unknown_areas", counts, of_areas, now)
        await tell_new(tables, "unmapped_labels", labels, unmapped_labels, now)


async def tell_unreached(desk: Desk, now: datetime) -> int:
    """Open complaints that no digest shows, told once a week while there are any; how many."""
    async with desk.store.reading() as tables:
        everybody = await tables.destinations.all()
    told = [one.scope for one in everybody if one.kind is not DestinationKind.OPERATOR and one.gets_digests]
    found = await unreached(desk, told)
    if not found:
        return 0
    places = Counter(_place_of(complaint, desk.directory) for complaint in found)
    html = nobody_hears(len(found), places.most_common())
    year, week, _ = now.astimezone(desk.timezone).isocalendar()
    async with desk.store.writing() as tables:
        await tell_operators(tables, f"unreached:{year}-W{week:02}", "unreached", html, now)
    return len(found)


def _place_of(complaint: Complaint, directory: Directory) -> str:
    code = complaint.owner_code or complaint.area_code
    area = directory.find(code) if code else None
    return area.title if area else complaint.unit or complaint.area or NO_AREA


async def tell_new(
    tables: Tables, kind: str, names: Iterable[str], written: Callable[[Sequence[str]], str], now: datetime
) -> None:
    """Tells what was not told before; without an operator chat nothing counts as told."""
    told = await told_before(tables, kind)
    new = [name for name in dict.fromkeys(names) if name not in set(told)]
    if not new:
        return
    key = blake2b("\n".join(new).encode(), digest_size=8).hexdigest()
    if await tell_operators(tables, f"{kind}:{key}", kind, written(new), now):
        await remember_told(tables, kind, new)


async def told_before(tables: Tables, kind: str) -> list[str]:
    """The names of that kind that count as told, oldest first."""
    told: list[str] = json.loads(await tables.ledger.note(f"told:{kind}") or "[]")
    return told


async def remember_told(tables: Tables, kind: str, names: Sequence[str]) -> None:
    """They count as told from now on."""
    told = [*await told_before(tables, kind), *names]
    await tables.ledger.set_note(f"told:{kind}", json.dumps(told[-MOST_REMEMBERED:]))
