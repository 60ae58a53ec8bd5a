"""Telegram's sending limits as arithmetic on instants. Nothing here waits or reads a clock."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Limits:
    """How much one bot may send. Sends and edits count; answers to button presses do not.

    `chat_burst` messages may follow each other at once before one per second is enforced in a chat.
    """

    messages_per_second: int = 30
    chat_messages_per_second: float = 1.0
    chat_burst: int = 3
    group_messages_per_minute: int = 20
    enforced: bool = True

    @classmethod
    def off(cls) -> Limits:
        return cls(enforced=False)


@dataclass
class _Window:
    """At most `most` events within `span`."""

    most: int
    span: timedelta
    taken: deque[datetime] = field(default_factory=deque)

    def wait(self, now: datetime) -> timedelta:
        """How long until one more fits; zero when it fits now."""
        while self.taken and self.taken[0] + self.span <= now:
            self.taken.popleft()
        if len(self.taken) < self.most:
            return timedelta(0)
        return self.taken[-self.most] + self.span - now


class Pace:
    """Keeps the account of what was sent. `take` either counts one message or says how long to wait."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._bot = _Window(limits.messages_per_second, timedelta(seconds=1))
        self._groups: dict[int, _Window] = {}
        self._chats: dict[int, datetime] = {}  # when the chat's allowance is full again

    def take(self, chat_id: int, is_group: bool, now: datetime) -> int | None:
        """Counts one message to the chat at `now`; or the `retry_after` in whole seconds, counting nothing."""
        if not self.limits.enforced:
            return None
        self._forget_the_idle(now)
        waits = [self._bot.wait(now), self._chat_wait(chat_id, now)]
        if is_group:
            waits.append(self._group(chat_id).wait(now))
        longest = max(waits)
        if longest > timedelta(0):
            return max(1, math.ceil(longest.total_seconds()))
        self._count(chat_id, is_group, now)
        return None

    def _count(self, chat_id: int, is_group: bool, now: datetime) -> None:
        self._bot.taken.append(now)
        self._chats[chat_id] = max(self._chats.get(chat_id, now), now) + self._interval
        if is_group:
            self._group(chat_id).taken.append(now)

    def _chat_wait(self, chat_id: int, now: datetime) -> timedelta:
        debt = self._chats.get(chat_id, now) - now
        return debt - self._interval * (self.limits.chat_burst - 1)

    def _group(self, chat_id: int) -> _Window:
        most = self.limits.group_messages_per_minute
        return self._groups.setdefault(chat_id, _Window(most, timedelta(minutes=1)))

    @property
    def _interval(self) -> timedelta:
        return timedelta(seconds=1 / self.limits.chat_messages_per_second)

    def _forget_the_idle(self, now: datetime) -> None:
        if len(self._chats) > 1000:
            self._chats = {chat: full_at for chat, full_at in self._chats.items() if full_at > now}
            self._groups = {chat: window for chat, window in self._groups.items() if chat in self._chats}
