"""The answers to /wait, /terlambat and /segera."""

from __future__ import annotations

from dataclasses import replace

from bot.views.freshness import data_sentence, is_whole, old_data, partial_data
from bot.views.lines import Manner, line_html
from bot.views.markup import NOTHING, Html, bold, clip, escape, fill, joined
from bot.views.names import DONE, LATE, SOON, WAITING
from bot.views.pages import Block, Frame, Item, page_between, page_of
from bot.views.words import Local, number
from monitor.audience import Line
from monitor.inquiry import Question
from monitor.listing import Listing
from monitor.model import ClockName, Page

_TITLE = 100
_SHORT_ADDRESS = 30

_NONE = {
    Question.WAIT: "Tidak ada aduan berstatus wait di {title}.",
    Question.OVERDUE: "Tidak ada aduan yang terlambat di {title}.",
    Question.SOON: "Tidak ada aduan yang hampir lewat tenggat di {title}.",
}
_NOT_SURE = {
    Question.WAIT: "Belum dapat dipastikan apakah ada aduan berstatus wait di {title}.",
    Question.OVERDUE: "Belum dapat dipastikan apakah ada aduan yang terlambat di {title}.",
    Question.SOON: "Belum dapat dipastikan apakah ada aduan yang hampir lewat tenggat di {title}.",
}
_NEXT = {
    Question.WAIT: "/segera untuk yang hampir lewat tenggat.",
    Question.OVERDUE: "/segera untuk yang hampir lewat tenggat.",
    Question.SOON: "/terlambat untuk yang sudah lewat.",
}


def listing_page(listing: Listing, local: Local, *, shows_address: bool) -> Page:
    """The page, whatever is in its lines: those of a page that would be too long for a message tell less."""
    if not listing.total:
        return _none(listing, local)
    frame = _frame(listing, local)
    manner = Manner(local=local, at=listing.at, shows_address=shows_address, spans_many=listing.spans_many)
    shorter = (manner, replace(manner, address=_SHORT_ADDRESS), replace(manner, is_brief=True))
    made = (page_between(frame, _blocks(listing, manner), listing.first, listing.total) for manner in shorter)
    page = next((page for page in made if page), None)
    assert page is not None, "twenty lines without details always fit"
    return page


def _frame(listing: Listing, local: Local) -> Frame:
    title = clip(listing.title, _TITLE)
    warnings = _warnings(listing, local)
    fresh = _fresh(listing, local)
    mark, what = _count(listing)
    return Frame(
        head=joined([warnings, fill("{mark} <b>{what} · {title}</b>", mark=mark, what=what, title=title), fresh]),
        running_head=joined([warnings, bold(title), fresh]),
    )


def _none(listing: Listing, local: Local) -> Page:
    title = clip(listing.title, _TITLE)
    if not is_whole(listing.data):
        doubt = _NOT_SURE[listing.question].format(title=title)
        fresh = NOTHING if listing.data.stale else _fresh(listing, local)  # the warning has the age already
        return page_of(joined([_warnings(listing, local), doubt, fresh]))
    first = f"{DONE} {_NONE[listing.question].format(title=title)}"
    return page_of(joined([first, f"{_fresh_words(listing, local)} · {_NEXT[listing.question]}"]))


def _warnings(listing: Listing, local: Local) -> Html:
    return joined([old_data(listing.data, local, listing.at), partial_data(listing.data)])


def _fresh(listing: Listing, local: Local) -> Html:
    return escape(_fresh_words(listing, local))


def _fresh_words(listing: Listing, local: Local) -> str:
    """ "Data 07.58 (2 menit lalu). Proses: 4" """
    return f"{data_sentence(listing.data, local, listing.at)} Proses: {number(listing.in_process)}"


def _count(listing: Listing) -> tuple[str, str]:
    """The mark, and "7 aduan berstatus wait, 2 terlambat"."""
    count = f"{number(listing.total)} aduan"
    if listing.question is Question.OVERDUE:
        return LATE, f"{count} terlambat"
    if listing.question is Question.SOON:
        return SOON, f"{count} segera lewat tenggat"
    if listing.late:
        return LATE, f"{count} berstatus wait, {number(listing.late)} terlambat"
    return WAITING, f"{count} berstatus wait"


def _blocks(listing: Listing, manner: Manner) -> list[Block]:
    """Waiting ones under two headings, late first; the other answers are one list."""
    if listing.question is not Question.WAIT:
        return [Block(NOTHING, _items(listing, manner, listing.first, listing.total))]
    late, total = listing.late, listing.total
    parts = (
        (0, late, f"{LATE} <b>Terlambat: {{n}}</b>"),
        (late, total, f"{WAITING} <b>Masih dalam batas: {{n}}</b>"),
    )
    first, beyond = listing.first, listing.first + len(listing.lines)
    return [
        Block(
            fill(heading, n=number(end - begin)),
            _items(listing, manner, max(begin, first), min(end, beyond)),
            goes_on=begin < first,
        )
        for begin, end, heading in parts
        if max(begin, first) < min(end, beyond)
    ]


def _items(listing: Listing, manner: Manner, begin: int, end: int) -> tuple[Item, ...]:
    """The lines from `begin` on and before `end`, counted over all pages."""
    lines = listing.lines[begin - listing.first : end - listing.first]
    return tuple(
        Item(line.complaint.ticket, line_html(n, line, _manner_for(line, manner, listing.question)))
        for n, line in enumerate(lines, begin + 1)
    )


def _manner_for(line: Line, manner: Manner, question: Question) -> Manner:
    """In a list of waiting ones the answer is meant; only another clock has to be named."""
    return replace(manner, names_clock=question is not Question.WAIT or line.clock is not ClockName.RESPONSE)
