"""What a poll brought that could not be read or was not believed. What was not told is found by the next one."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime
from hashlib import blake2b

from bot.telling.operators import tell_operators
from bot.views.shortcomings import items_rejected, listing_not_believed
from monitor.desk import Desk
from monitor.model import Reject
from monitor.poll import PollResult
from monitor.ports import Tables
from monitor.unseen import Unseen

_MOST_REASONS = 100  # told in a day


async def tell_shortcomings(desk: Desk, result: PollResult, now: datetime) -> None:
    """Rejects once a day and reason; a listing that is not believed once, until one is complete again."""
    today = now.astimezone(desk.timezone).date().isoformat()
    async with desk.store.writing() as tables:
        await _tell_disbelief(tables, result, now)
        if result.rejects:
            await _tell_rejects(tables, result, today, now)


async def _tell_disbelief(tables: Tables, result: PollResult, now: datetime) -> None:
    run, name = result.run, f"not believed:{result.run.system}"
    told = bool(await tables.ledger.note(name))
    if run.unseen is Unseen.DROPPED and not told:
        await tell_operators(tables, f"{name}:{now.isoformat()}", "absence", listing_not_believed(run.source), now)
        await tables.ledger.set_note(name, now.isoformat())
    elif run.complete and told:
        await tables.ledger.set_note(name, "")


async def _tell_rejects(tables: Tables, result: PollResult, today: str, now: datetime) -> None:
    name = f"rejects:{result.run.system}"
    day, told = json.loads(await tables.ledger.note(name) or '["", []]')
    before = set(told) if day == today else set()
    new = [reject for reject in result.rejects if reject.reason not in before]
    reasons = list(dict.fromkeys(reject.reason for reject in new))[: _MOST_REASONS - len(before)]
    if not reasons:
        return
    key = blake2b("\n".join([today, *reasons]).encode(), digest_size=8).hexdigest()
    html = items_rejected(result.run.source, _told([reject for reject in new if reject.reason in reasons]))
    if await tell_operators(tables, f"{name}:{key}", "rejects", html, now):
        await tables.ledger.set_note(name, json.dumps([today, sorted({*before, *reasons})]))


def _told(rejects: list[Reject]) -> list[tuple[str, int, list[str]]]:
    """Reasons with how many items and the tickets among them, the commonest first."""
    counts = Counter(reject.reason for reject in rejects)
    return [
        (reason, times, [one.ticket for one in rejects if one.reason == reason and one.ticket])
        for reason, times in counts.most_common()
    ]
