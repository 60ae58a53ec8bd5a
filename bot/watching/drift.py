"""Fields that the source stopped telling: each is told once, until it is back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from bot.telling.operators import tell_operators
from bot.views.drift import fields_lost
from monitor.desk import Desk
from monitor.drift import ENOUGH
from monitor.poll import PollResult


async def tell_drift(desk: Desk, result: PollResult, now: datetime) -> None:
    """What this poll found lost; who dies before it is told finds the same in the next poll."""
    counts, name = result.counts, f"drift:{result.run.system}"
    if counts.read < ENOUGH:
        return
    async with desk.store.writing() as tables:
        told: Sequence[str] = json.loads(await tables.ledger.note(name) or "[]")
        still = [field for field in told if counts.lacking.get(field) == counts.read]
        new = [field for field in result.lost if field not in still]
        if new:
            html = fields_lost(result.run.source, new, counts.read)
            await tell_operators(tables, f"{name}:{now.isoformat()}", "drift", html, now)
        if [*still, *new] != told:
            await tables.ledger.set_note(name, json.dumps([*still, *new]))
