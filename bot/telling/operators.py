"""What the operator must hear, once: planned like every other notice, within the transaction that found it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from hashlib import blake2b

from bot.views.operator import unknown_areas, unmapped_labels
from monitor.desk import Desk
from monitor.model import DestinationKind, DestinationState, NoticeDraft, NoticeKind
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
