"""From one page to the next, and whether the last page was really the last. Pure.

What cannot be told apart from a cut list is a shortfall: nobody is missed because of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from monitor.sources.rest.plan import PagingPlan, origin_of
from monitor.sources.web.cuts import LIMITS
from monitor.sources.web.fields import Getter, getter, plain_path
from monitor.unseen import Unseen

MOST_PAGES = 10_000
_SMALL = frozenset({10, 15, 20, 25, 30, 50})  # sizes of pages that no server cuts whole lists at


@dataclass(frozen=True, slots=True)
class Ask:
    """What to ask for: parameters beside the usual ones, or another address of the same server."""

    params: Mapping[str, str] = field(default_factory=dict)
    url: str | None = None


@dataclass(frozen=True, slots=True)
class End:
    """No more pages. `shortfall`: why there may be more after all; None = that was everything.

    `unseen` is CUT where there certainly is more, or something went wrong; else the end is only suspicious.
    """

    shortfall: str | None = None
    unseen: Unseen | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A page as paging sees it. `repeats`: its tickets are those of an earlier page. `listed`: so far, in all."""

    items: int
    body: Any
    url: str
    link: str | None = None  # where its Link header says the next page is
    missing: bool = False  # answered 404
    repeats: bool = False
    listed: int = 0
    total: int | None = None


class Pager:
    """The state of one listing."""

    def __init__(self, plan: PagingPlan) -> None:
        self._plan = plan
        self._next: Getter = getter(plan.next, "crm.rest.paging.next") if plan.next else lambda _: None
        self._way = plain_path(plan.next)  # to the cursor, member by member, where that is all the path is
        self._page = 1
        self._offset = 0
        self._last = self._most = 0  # items of the page before, of the fullest one
        self._reached = False  # with the page before, as many had come as the source counts
        self._said = False  # some page so far said whether there is a next one
        self._asked: set[str] = set()

    def first(self) -> Ask:
        match self._plan.style:
            case "page":
                return self._ask(str(self._plan.start))
            case "offset":
                return self._ask("0")
            case _:
                return Ask(self._sized())

    def after(self, seen: Seen) -> Ask | End:
        """The next question, or the end."""
        if self._plan.style == "none":
            return _maybe_cut(seen)
        if self._page >= MOST_PAGES:
            return _cut(f"it has more than {MOST_PAGES} pages")
        if self._reached and (seen.missing or seen.repeats or not seen.items):
            return End()  # what was asked for beyond the end, to be sure of it
        following = self._numbered(seen) if self._plan.style in ("page", "offset") else self._linked(seen)
        self._page += 1
        self._offset += seen.items
        self._last, self._most = seen.items, max(seen.items, self._most)
        self._reached = _counted(seen)
        return following

    def _numbered(self, seen: Seen) -> Ask | End:
        """By page number or offset, until a page is empty: servers cap the size they are asked for."""
        if seen.missing:  # how some answer beyond the last page
            full = self._last >= self._plan.size
            return _cut(f"page {self._page} was answered 404") if full else End()
        if seen.repeats:
            ignored = self._page == 2 and seen.items < self._plan.size
            return _maybe_cut(seen) if ignored else _cut(f"page {self._page} repeats an earlier one")
        if seen.items == 0 or (_counted(seen) and not self._is_full(seen, _SMALL)):
            return End()
        if self._plan.style == "page":
            return self._ask(str(self._plan.start + self._page))
        return self._ask(str(self._offset + seen.items))

    def _linked(self, seen: Seen) -> Ask | End:
        """By what the page itself says of the next one."""
        following = seen.link or "" if self._plan.style == "link" else self._cursor(seen.body)
        if following is None:
            return _cut(f"page {self._page} has a next page that is no cursor (crm.rest.paging.next)")
        if (wrong := self._lost(seen, following)) is not None:
            return _cut(f"page {self._page} {wrong}")
        if not following:
            may_be_cut = seen.total is None and self._is_full(seen)
            return _full_end(seen) if may_be_cut else End()
        self._asked.add(following)
        if self._plan.style == "cursor" and not _is_address(following):
            return self._ask(following)
        url = urljoin(seen.url, following)
        if origin_of(url) != origin_of(seen.url):  # our headers are secrets of the first one
            return _cut(f"page {self._page} points to another server")
        return Ask(url=url)

    def _lost(self, seen: Seen, following: str) -> str | None:
        if seen.missing:
            return "was answered 404"
        if seen.repeats:
            return "repeats an earlier one"
        if following in self._asked:
            return "points back to an earlier one"
        said, self._said = self._said, self._says_next(seen.body)
        if said and not self._said:
            return "no longer says whether there is a next one (crm.rest.paging.next)"
        return None

    def _says_next(self, body: Any) -> bool:
        """Whether the cursor's member is there, were it null."""
        for name in self._way:
            if not isinstance(body, dict) or name not in body:
                return False
            body = body[name]
        return bool(self._way)

    def _cursor(self, body: Any) -> str | None:
        """ "" = there is no next page; None: that cannot be read."""
        found = self._next(body)
        if found is None:
            return ""
        return str(found) if isinstance(found, str | int) and not isinstance(found, bool) else None

    def _is_full(self, seen: Seen, besides: frozenset[int] = frozenset()) -> bool:
        """Whether the page may have been filled up, so that there may be another one."""
        return seen.items in LIMITS | besides | {self._plan.size} or 0 < self._most == seen.items

    def _ask(self, value: str) -> Ask:
        return Ask({self._plan.param: value, **self._sized()})

    def _sized(self) -> dict[str, str]:
        return {self._plan.size_param: str(self._plan.size)} if self._plan.size_param else {}


def _cut(reason: str) -> End:
    return End(reason, Unseen.CUT)


def _maybe_cut(seen: Seen) -> End:
    if seen.items in LIMITS and seen.total is None:
        reason = f"it holds exactly {seen.items} complaints, where the server may have cut it"
        return End(reason, Unseen.LIMIT)
    return End()


def _full_end(seen: Seen) -> End:
    reason = f"it ends with a full page of {seen.items} complaints, where the server may have cut it"
    return End(reason, Unseen.LIMIT)


def _counted(seen: Seen) -> bool:
    """Whether exactly as many came as the source counts."""
    return seen.total is not None and seen.listed == seen.total


def _is_address(following: str) -> bool:
    return following.startswith(("http://", "https://"))
