"""The queue of updates between the world and the bot, with Telegram's rules of offset and filter."""

from __future__ import annotations

from collections import deque
from itertools import islice
from typing import Any

MAX_PENDING = 10_000
_ONLY_WHEN_ASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


class Updates:
    """Updates wait until an `offset` above theirs confirms them; of too many the oldest are forgotten."""

    def __init__(self, first_id: int = 1) -> None:
        self._pending: deque[dict[str, Any]] = deque(maxlen=MAX_PENDING)
        self._next_id = first_id
        self.allowed: list[str] = []  # empty = Telegram's default

    def __len__(self) -> int:
        return len(self._pending)

    def add(self, kind: str, content: dict[str, Any]) -> None:
        """Queues an update of that kind unless the bot did not ask for the kind."""
        if kind in self.allowed or (not self.allowed and kind not in _ONLY_WHEN_ASKED):
            self.inject({kind: content})

    def inject(self, raw: dict[str, Any]) -> dict[str, Any]:
        """Queues a raw update as it is, whether or not it can be parsed; the id is always ours."""
        update = {"update_id": self._next_id} | {key: raw[key] for key in raw if key != "update_id"}
        self._next_id += 1
        self._pending.append(update)
        return update

    def confirm(self, offset: int) -> None:
        """Forgets what is below the offset; a negative one keeps only that many from the end."""
        if offset < 0:
            while len(self._pending) > -offset:
                self._pending.popleft()
        while self._pending and self._pending[0]["update_id"] < offset:
            self._pending.popleft()

    def first(self, limit: int) -> list[dict[str, Any]]:
        return list(islice(self._pending, limit))

    def clear(self) -> None:
        self._pending.clear()
