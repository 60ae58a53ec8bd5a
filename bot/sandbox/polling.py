"""getUpdates: the long poll. One at a time; a newer one ends the older with a Conflict, as Telegram does."""

from __future__ import annotations

import contextlib
from typing import Any

from bot.sandbox import refusals
from bot.sandbox.methods.profile import allow_updates
from bot.sandbox.params import Params
from bot.sandbox.refusals import refused
from bot.sandbox.world import World

MAX_UPDATES = 100
MAX_WAIT_SECONDS = 50


class Polling:
    def __init__(self, world: World) -> None:
        self._world = world
        self._turn = 0

    async def get_updates(self, params: Params) -> list[dict[str, Any]]:
        """The updates from `offset` on, at once or when the first arrives within `timeout` seconds."""
        world = self._world
        if world.webhook:
            raise refusals.webhook_is_active()
        allow_updates(world, params)
        self._turn += 1
        turn = self._turn
        world.bell.ring()
        world.updates.confirm(params.integer("offset") or 0)
        limit = min(max(params.integer("limit") or MAX_UPDATES, 1), MAX_UPDATES)
        wait = min(max(params.integer("timeout") or 0, 0), MAX_WAIT_SECONDS)

        def look() -> list[dict[str, Any]] | None:
            self._check_turn(turn)
            return world.updates.first(limit) or None

        found = look()
        if found or not wait:
            return found or []
        with contextlib.suppress(TimeoutError):
            return await world.bell.wait_until(look, wait)
        return []

    def _check_turn(self, turn: int) -> None:
        if self._world.webhook:
            raise refused(409, "terminated by setWebhook request")
        if turn != self._turn:
            raise refusals.other_poller()
