"""Cuts lists of complaints into pages that Telegram takes.

Every item is on exactly one page; the reader always sees which of how many.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.views.markup import NOTHING, Html, fill, joined, length, plain, tail
from monitor.model import Page

# Below Telegram's limits (4,096 and 32,768), so that a label in front still fits.
_MOST_CODE_POINTS = 3_900
_MOST_BYTES = 31_000
FIRST_MOST, MOST = 12, 20  # items on the first page, on all others


@dataclass(frozen=True, slots=True)
class Item:
    """One numbered complaint."""

    ticket: str
    html: Html


@dataclass(frozen=True, slots=True)
class Block:
    """Items under one heading. `folded`: in a quote that opens when tapped; on the first page in the foot, under
    its `lead`. `later`: never on the first page. `goes_on`: its first items are on an earlier page.
    """

    heading: Html
    items: tuple[Item, ...]
    folded: bool = False
    lead: Html = NOTHING
    later: bool = False
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the items. `head` and `foot`: of the first page. `running_head`: of all others.

    `foot`: its lines; a folded block there is its lead, with those of its items that are on the first page.
    `first_most` and `most`: how many items the first and the other pages hold at most.
    """

    head: Html
    running_head: Html
    foot: tuple[Html | Block, ...] = ()
    first_most: int = FIRST_MOST
    most: int = MOST

    def most_of(self, is_first: bool) -> int:
        return self.first_most if is_first else self.most


@dataclass(slots=True)
class _Sheet:
    """One page while it is filled: items by block, in order."""

    is_first: bool
    total: int
    start: int
    taken: list[tuple[Block, list[Item]]] = field(default_factory=list)

    def put(self, block: Block, item: Item) -> None:
        if not self.taken or self.taken[-1][0] is not block:
            self.taken.append((block, []))
        self.taken[-1][1].append(item)

    def take_back(self) -> None:
        self.taken[-1][1].pop()
        if not self.taken[-1][1]:
            self.taken.pop()

    @property
    def items(self) -> list[Item]:
        return [item for _, items in self.taken for item in items]


def paginate(frame: Frame, blocks: Sequence[Block]) -> tuple[Page, ...]:
    """At least one page: the first may hold no item when its head is long."""
    entries = [(block, item) for block in blocks for item in block.items]
    if not entries:
        return (page_of(_render(frame, _Sheet(True, 0, 0))),)
    sheets = [_Sheet(True, len(entries), 0)]
    for index, (block, item) in enumerate(entries):
        sheet = sheets[-1]
        if not (sheet.is_first and block.later) and len(sheet.items) < frame.most_of(sheet.is_first):
            sheet.put(block, item)
            if _fits(_render(frame, sheet)) or (len(sheet.items) == 1 and not sheet.is_first):
                continue
            sheet.take_back()
        sheets.append(_Sheet(False, len(entries), index))
        sheets[-1].put(block, item)
    return tuple(page_of(_render(frame, sheet), [item.ticket for item in sheet.items]) for sheet in sheets)


def pages_for(total: int) -> int:
    """How many pages of fixed lengths hold so many items: at least one."""
    return 1 + -(-max(total - FIRST_MOST, 0) // MOST)


def window(page: int) -> tuple[int, int]:
    """How many items come before a page (counted from 1) of fixed length, and how many it holds at most."""
    return (0, FIRST_MOST) if page == 1 else (FIRST_MOST + (page - 2) * MOST, MOST)


def page_between(frame: Frame, blocks: Sequence[Block], start: int, total: int) -> Page | None:
    """All these items as one page, `start` of `total` before them; None when they are too long for a message."""
    sheet = _Sheet(start == 0, total, start, [(block, list(block.items)) for block in blocks])
    html = _render(frame, sheet)
    return page_of(html, [item.ticket for item in sheet.items]) if _fits(html) else None


def page_of(html: Html, tickets: Sequence[str] = ()) -> Page:
    return Page(html=str(html), text=plain(html), tickets=tuple(tickets))


def _fits(html: Html) -> bool:
    return length(html) <= _MOST_CODE_POINTS and len(html.encode()) <= _MOST_BYTES


def _render(frame: Frame, sheet: _Sheet) -> Html:
    """Head, items, which of how many, foot with folded items; on other pages those come last."""
    shown = [_listed(block, items) for block, items in sheet.taken if not block.folded]
    counter = _counter(sheet)
    if not sheet.is_first:
        folded = [_quoted(block, items) for block, items in sheet.taken if block.folded]
        return joined([joined([frame.running_head, counter]), *shown, *folded], "\n\n")
    return joined([frame.head, *shown, counter, _foot(frame, sheet)], "\n\n")


def _foot(frame: Frame, sheet: _Sheet) -> Html:
    def written(line: Html | Block) -> Html:
        if not isinstance(line, Block):
            return line
        return joined([line.lead, *(_tail(items) for block, items in sheet.taken if block is line)])

    return joined(map(written, frame.foot))


def _counter(sheet: _Sheet) -> Html:
    count = len(sheet.items)
    if count == sheet.total:
        return NOTHING
    if count == 0:
        return fill("{total} aduan di halaman berikutnya", total=sheet.total)
    return fill(
        "Aduan {first}–{last} dari {total}",
        first=sheet.start + 1,
        last=sheet.start + count,
        total=sheet.total,
    )


def _listed(block: Block, items: Sequence[Item]) -> Html:
    return joined([_heading(block, items), *(item.html for item in items)])


def _quoted(block: Block, items: Sequence[Item]) -> Html:
    return joined([_heading(block, items), _tail(items)])


def _heading(block: Block, items: Sequence[Item]) -> Html:
    goes_on = block.goes_on or items[0] is not block.items[0]
    return joined([block.heading, ", lanjutan" if goes_on and block.heading else ""], "")


def _tail(items: Sequence[Item]) -> Html:
    return tail(joined(item.html for item in items)) if items else NOTHING
