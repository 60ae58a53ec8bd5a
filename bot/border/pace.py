"""How fast siaga may write, as arithmetic on instants. Nothing here waits or reads a clock.

Telegram's limits, for sends and edits together: about 30 messages a second for the bot, one a second in a
chat, 20 a minute in a group. A window is half-open: two messages exactly one second apart are in two windows.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)

_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_FEW_CHATS = 1024


@dataclass(slots=True)
class _Account:
    """What one chat was sent lately (at most a minute's allowance), and until when it asked for silence."""

    taken: deque[datetime]
    held_until: datetime = field(default=_LONG_AGO)

    def next_at(self, is_group: bool, now: datetime) -> datetime:
        earliest = max(now, self.held_until)
        if self.taken:
            earliest = max(earliest, _past(self.taken[-1], now) + SECOND)
        if is_group and len(self.taken) == self.taken.maxlen:
            earliest = max(earliest, _past(self.taken[0], now) + MINUTE)
        return earliest

    def is_idle(self, now: datetime) -> bool:
        return self.held_until <= now and (not self.taken or self.taken[-1] + MINUTE <= now)


class Pace:
    """Keeps the account of what was sent. A chat that must wait never makes another one wait."""

    def __init__(self, messages_per_second: int = 30, group_messages_per_minute: int = 20) -> None:
        self._per_minute = group_messages_per_minute
        self._bot: deque[datetime] = deque(maxlen=messages_per_second)
        self._chats: dict[int, _Account] = {}
        self._tidy_above = _FEW_CHATS

    def next_at(self, chat_id: int, is_group: bool, now: datetime) -> datetime:
        """The earliest instant, `now` or later, at which the chat may be written to."""
        earliest = self.bot_next_at(now)
        account = self._chats.get(chat_id)
        return earliest if account is None else max(earliest, account.next_at(is_group, now))

    def bot_next_at(self, now: datetime) -> datetime:
        """The earliest instant, `now` or later, at which the bot may write to anybody."""
        if len(self._bot) != self._bot.maxlen:
            return now
        return max(now, _past(self._bot[0], now) + SECOND)

    def sent(self, chat_id: int, now: datetime) -> None:
        """Counts one message or edit. Call it before the request leaves, so that two cannot take one place."""
        self._bot.append(now)
        self._account(chat_id).taken.append(now)
        self._forget_the_idle(now)

    def hold(self, chat_id: int, until: datetime) -> None:
        """Telegram asked this chat to wait. A shorter hold never ends a longer one."""
        account = self._account(chat_id)
        account.held_until = max(account.held_until, until)

    def waiting(self, now: datetime) -> dict[int, datetime]:
        """The chats that may not be written to at `now`, each with the instant from which they may.

        The limit of the whole bot is left out: it holds nobody in particular (`bot_next_at`).
        """
        free_at = {chat_id: account.next_at(is_group(chat_id), now) for chat_id, account in self._chats.items()}
        return {chat_id: at for chat_id, at in free_at.items() if at > now}

    def _account(self, chat_id: int) -> _Account:
        if chat_id not in self._chats:
            self._chats[chat_id] = _Account(deque(maxlen=self._per_minute))
        return self._chats[chat_id]

    def _forget_the_idle(self, now: datetime) -> None:
        if len(self._chats) > self._tidy_above:
            self._chats = {chat: account for chat, account in self._chats.items() if not account.is_idle(now)}
            self._tidy_above = max(_FEW_CHATS, 2 * len(self._chats))


def is_group(chat_id: int) -> bool:
    """Telegram gives groups and channels negative ids."""
    return chat_id < 0


def _past(taken_at: datetime, now: datetime) -> datetime:
    """A clock that was set back must not make anybody wait longer than a window."""
    return min(taken_at, now)
