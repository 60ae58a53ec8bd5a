"""The answers to /wait, /terlambat and /segera."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.views.freshness import data_sentence, is_whole, old_data, partial_data
from bot.views.lines import Manner, line_html
from bot.views.markup import NOTHING, Html, bold, clip, escape, fill, joined
from bot.views.names import DONE, LATE, SOON, WAITING
from bot.views.pages import Block, Frame, Item, page_of, paginate
from bot.views.words import Local, number
from monitor.audience import Line
from monitor.listing import Listing, Question
from monitor.model import ClockName, Page

_TITLE = 100

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


def listing_pages(listing: Listing, local: Local, *, shows_address: bool) -> tuple[Page, ...]:
    """At least one page; every ticket is on exactly one."""
    if not listing.lines:
        return (_none(listing, local),)
    title = clip(listing.title, _TITLE)
    warnings = _warnings(listing, local)
    fresh = _fresh(listing, local)
    mark, what = _count(listing)
    frame = Frame(
        head=joined([warnings, fill("{mark} <b>{what} · {title}</b>", mark=mark, what=what, title=title), fresh]),
        running_head=joined([warnings, bold(title), fresh]),
    )
    manner = Manner(local=local, at=listing.at, shows_address=shows_address, spans_many=listing.spans_many)
    return paginate(frame, _blocks(listing, manner))


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
    count = f"{number(len(listing.lines))} aduan"
    if listing.question is Question.OVERDUE:
        return LATE, f"{count} terlambat"
    if listing.question is Question.SOON:
        return SOON, f"{count} segera lewat tenggat"
    late = sum(_is_late(line, listing) for line in listing.lines)
    return (
        (LATE, f"{count} berstatus wait, {number(late)} terlambat")
        if late
        else (WAITING, f"{count} berstatus wait")
    )


def _is_late(line: Line, listing: Listing) -> bool:
    return line.due_at is not None and line.due_at < listing.at


def _blocks(listing: Listing, manner: Manner) -> list[Block]:
    """Waiting ones under two headings, late first; the other answers are one list."""
    if listing.question is not Question.WAIT:
        return [Block(NOTHING, _items(listing.lines, manner, listing.question, 1))]
    late = [line for line in listing.lines if _is_late(line, listing)]
    rest = [line for line in listing.lines if not _is_late(line, listing)]
    parts = ((late, f"{LATE} <b>Terlambat: {{n}}</b>"), (rest, f"{WAITING} <b>Masih dalam batas: {{n}}</b>"))
    starts = (1, 1 + len(late))
    return [
        Block(fill(heading, n=number(len(lines))), _items(lines, manner, listing.question, start))
        for (lines, heading), start in zip(parts, starts, strict=True)
        if lines
    ]


def _items(lines: Sequence[Line], manner: Manner, question: Question, start: int) -> tuple[Item, ...]:
    return tuple(
        Item(line.complaint.ticket, line_html(number, line, _manner_for(line, manner, question)))
        for number, line in enumerate(lines, start)
    )


def _manner_for(line: Line, manner: Manner, question: Question) -> Manner:
    """In a list of waiting ones the answer is meant; only another clock has to be named."""
    return replace(manner, names_clock=question is not Question.WAIT or line.clock is not ClockName.RESPONSE)
