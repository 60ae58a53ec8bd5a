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
from monitor.sources.web.fields import Getter, getter

MOST_PAGES = 10_000


@dataclass(frozen=True, slots=True)
class Ask:
    """What to ask for: parameters beside the usual ones, or another address of the same server."""

    params: Mapping[str, str] = field(default_factory=dict)
    url: str | None = None


@dataclass(frozen=True, slots=True)
class End:
    """No more pages. `shortfall`: why there may be more after all; None = that was everything.

    `cut`: there certainly is more, or something went wrong; else the end is only suspicious.
    """

    shortfall: str | None = None
    cut: bool = False


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
        self._page = 1
        self._offset = 0
        self._last = 0  # items of the page before
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
            return End(_maybe_cut(seen))
        if seen.total is not None and seen.listed >= seen.total:
            return End()
        if self._page >= MOST_PAGES:
            return End(f"it has more than {MOST_PAGES} pages", cut=True)
        following = self._numbered(seen) if self._plan.style in ("page", "offset") else self._linked(seen)
        self._page += 1
        self._offset += seen.items
        self._last = seen.items
        return following

    def _numbered(self, seen: Seen) -> Ask | End:
        """By page number or offset, until a page is empty: servers cap the size they are asked for."""
        if seen.missing:  # how some answer beyond the last page
            full = self._last >= self._plan.size
            return End(f"page {self._page} was answered 404", cut=True) if full else End()
        if seen.repeats:
            ignored = self._page == 2 and seen.items < self._plan.size
            return End(_maybe_cut(seen)) if ignored else End(f"page {self._page} repeats an earlier one", cut=True)
        if seen.items == 0:
            return End()
        if self._plan.style == "page":
            return self._ask(str(self._plan.start + self._page))
        return self._ask(str(self._offset + seen.items))

    def _linked(self, seen: Seen) -> Ask | End:
        """By what the page itself says of the next one."""
        following = (seen.link if self._plan.style == "link" else self._cursor(seen.body)) or ""
        if (wrong := self._lost(seen, following)) is not None:
            return End(f"page {self._page} {wrong}", cut=True)
        if not following:
            return End()
        self._asked.add(following)
        if self._plan.style == "cursor" and not _is_address(following):
            return self._ask(following)
        url = urljoin(seen.url, following)
        if origin_of(url) != origin_of(seen.url):  # our headers are secrets of the first one
            return End(f"page {self._page} points to another server", cut=True)
        return Ask(url=url)

    def _lost(self, seen: Seen, following: str) -> str | None:
        if seen.missing:
            return "was answered 404"
        if seen.repeats:
            return "repeats an earlier one"
        return "points back to an earlier one" if following in self._asked else None

    def _cursor(self, body: Any) -> str:
        found = self._next(body)
        return str(found) if isinstance(found, str | int) and not isinstance(found, bool) else ""

    def _ask(self, value: str) -> Ask:
        return Ask({self._plan.param: value, **self._sized()})

    def _sized(self) -> dict[str, str]:
        return {self._plan.size_param: str(self._plan.size)} if self._plan.size_param else {}


def _maybe_cut(seen: Seen) -> str | None:
    if seen.items in LIMITS and seen.total is None:
        return f"it holds exactly {seen.items} complaints, where the server may have cut it"
    return None


def _is_address(following: str) -> bool:
    return following.startswith(("http://", "https://"))
