"""How often siaga speaks to a chat it does not know, when it was not asked by command."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta

_MOST_REMEMBERED = 2000


class Courtesy:
    """Grants one word an hour to each chat. Forgets the longest-silent ones when there are too many."""

    def __init__(self, every: timedelta = timedelta(hours=1)) -> None:
        self._every = every
        self._spoken_at: OrderedDict[int, datetime] = OrderedDict()

    def may_speak(self, chat_id: int, now: datetime) -> bool:
        """Whether it is time again; counts as having spoken."""
        last = self._spoken_at.get(chat_id)
        if last is not None and now - last < self._every:
            return False
        self.spoke(chat_id, now)
        return True

    def spoke(self, chat_id: int, now: datetime) -> None:
        self._spoken_at[chat_id] = now
        self._spoken_at.move_to_end(chat_id)
        while len(self._spoken_at) > _MOST_REMEMBERED:
            self._spoken_at.popitem(last=False)
