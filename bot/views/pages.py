"""Cuts lists of complaints into pages that Telegram takes.

Every item is on exactly one page; the reader always sees which of how many.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.views.markup import NOTHING, Html, fill, joined, length, plain, tail
from monitor.model import Page

# Below Telegram's limits (4,096 and 32,768), so that a label in front still fits.
_MOST_CODE_POINTS = 3_900
_MOST_BYTES = 31_000


@dataclass(frozen=True, slots=True)
class Item:
    """One numbered complaint."""

    ticket: str
    html: Html


@dataclass(frozen=True, slots=True)
class Block:
    """Items under one heading. `folded`: in a quote that opens when tapped, below the foot of the first page."""

    heading: Html
    items: tuple[Item, ...]
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the items. `head` and `foot`: of the first page. `running_head`: of all others.

    `first_most` and `most`: how many items the first and the other pages hold at most.
    """

    head: Html
    running_head: Html
    foot: Html = NOTHING
    first_most: int = 12
    most: int = 20


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
        return (page_of(joined([frame.head, frame.foot], "\n\n")),)
    sheets = [_Sheet(True, len(entries), 0)]
    for index, (block, item) in enumerate(entries):
        sheet = sheets[-1]
        most = frame.first_most if sheet.is_first else frame.most
        if len(sheet.items) < most:
            sheet.put(block, item)
            if _fits(_render(frame, sheet)) or (len(sheet.items) == 1 and not sheet.is_first):
                continue
            sheet.take_back()
        sheets.append(_Sheet(False, len(entries), index))
        sheets[-1].put(block, item)
    return tuple(page_of(_render(frame, sheet), [item.ticket for item in sheet.items]) for sheet in sheets)


def page_of(html: Html, tickets: Sequence[str] = ()) -> Page:
    return Page(html=str(html), text=plain(html), tickets=tuple(tickets))


def _fits(html: Html) -> bool:
    return length(html) <= _MOST_CODE_POINTS and len(html.encode()) <= _MOST_BYTES


def _render(frame: Frame, sheet: _Sheet) -> Html:
    """Head, items, which of how many, foot; folded items last, below the foot that counts them."""
    shown = list(_blocks(sheet, folded=False))
    folded = list(_blocks(sheet, folded=True))
    counter = _counter(sheet)
    if not sheet.is_first:
        return joined([joined([frame.running_head, counter]), *shown, *folded], "\n\n")
    return joined([frame.head, *shown, counter, joined([frame.foot, *folded])], "\n\n")


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


def _blocks(sheet: _Sheet, *, folded: bool) -> Iterator[Html]:
    for block, items in sheet.taken:
        if block.folded is not folded:
            continue
        goes_on = items[0] is not block.items[0]
        heading = joined([block.heading, ", lanjutan" if goes_on else ""], "")
        body = joined(item.html for item in items)
        if not folded:
            yield joined([heading, body])
        else:  # on the first page the foot is its heading
            yield tail(body) if sheet.is_first else joined([heading, tail(body)])
