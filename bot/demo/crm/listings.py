"""Pages of one listing. A listing stays as it was when its first page was asked for, so that nothing slips from
one page to another while somebody reads it; the trouble `shift` takes that away."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime

from bot.demo.crm.questions import Question
from monitor.sources.simulator import City, Record

_KEPT = 4  # listings that somebody may still be reading

Key = tuple[int, datetime | None]


class Listings:
    def __init__(self, city: City) -> None:
        self._city = city
        self._begun: OrderedDict[Key, Sequence[Record]] = OrderedDict()

    def records(self, question: Question, at: datetime, *, shifting: bool) -> Sequence[Record]:
        """All of the listing, the longest unchanged first."""
        key = (question.limit, question.since)
        if question.page > 1 and not shifting and key in self._begun:
            return self._begun[key]
        listed = self._city.state_at(at, changed_since=question.since)
        self._begun.pop(key, None)
        self._begun[key] = listed
        while len(self._begun) > _KEPT:
            self._begun.popitem(last=False)
        return listed
