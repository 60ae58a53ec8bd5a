"""Answers found the slow way: every complaint judged, one by one. What storage finds must be the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from bot.views.listing import listing_page
from bot.views.pages import pages_for, window
from bot.views.words import Local
from monitor.audience import Audience, Line, is_told, is_waiting, line_of
from monitor.clock import AHEAD
from monitor.inquiry import Found, Inquiry, Question
from monitor.listing import Listing, listing_of, matching
from monitor.model import Complaint, DataAge, NearWindows, Page
from monitor.scope import Holding

_NEVER = datetime.max.replace(tzinfo=UTC)


def found(inquiry: Inquiry, complaints: Sequence[Complaint], audience: Audience) -> Found:
    """The counts, and all that belong to the answer in their order."""
    ours = [
        one
        for one in complaints
        if is_told(one)
        and one.created_at <= inquiry.at + AHEAD
        and inquiry.reach.holding(one) in (Holding.OURS, Holding.UNPLACED)
    ]
    match = matching(inquiry)
    matches = ((one, match(one)) for one in ours)
    lines = sorted((line_of(one, clock, audience) for one, (fits, clock) in matches if fits), key=_order)
    late = sum(line.due_at is not None and line.due_at < inquiry.at for line in lines)
    in_process = sum(not is_waiting(one) for one in ours)
    return Found(len(lines), late, in_process, [line.complaint for line in lines])


def _order(line: Line) -> tuple[datetime, datetime, int]:
    return line.due_at or _NEVER, line.complaint.created_at, line.complaint.id


def answer(
    question: Question,
    complaints: Sequence[Complaint],
    audience: Audience,
    *,
    at: datetime,
    near: NearWindows,
    data: DataAge,
) -> Listing:
    """The whole answer as if it were one page."""
    inquiry = Inquiry(question, audience.reach, at, near)
    return listing_of(inquiry, found(inquiry, complaints, audience), 0, audience, data)


def listing_pages(listing: Listing, local: Local, *, shows_address: bool) -> list[Page]:
    """Every page of a whole answer, each made as it is when it is asked for."""
    windows = (window(number) for number in range(1, pages_for(listing.total) + 1))
    cut = (replace(listing, first=first, lines=listing.lines[first : first + most]) for first, most in windows)
    return [listing_page(part, local, shows_address=shows_address) for part in cut]
