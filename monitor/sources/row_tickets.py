"""The ticket number of a row: what its complaint is known by, so nothing of it is guessed or left out."""

from __future__ import annotations

import re

from monitor.scrubbing import EMAIL, scrub_label
from monitor.sources.cells import is_nothing, read_ticket
from monitor.sources.row_names import read_name
from monitor.sources.row_times import RowRefused
from monitor.sources.table import Row

_LONGEST = 100
_HALF = re.compile("[\ud800-\udfff]")
# Only what can be nothing else: tickets of other cities are long numbers, with noughts in front, parted by dashes.
_MOBILE = re.compile(r"(?<![\w-])(?:\+?62|0062|0)[\s.()-]*8[1-9](?:[\s.()-]*\d){6,10}(?!\w)")
_ABROAD = re.compile(r"\+\d[\d\s.()-]{7,}")
_NIK = re.compile(  # of a province that there is: 2026... is a ticket that begins with its day
    r"(?:1[1-9]|21|3[1-6]|5[1-3]|6[1-5]|7[1-6]|8[12]|9[1-7])\d{4}"
    r"(?:[04][1-9]|[1256]\d|[37][01])(?:0[1-9]|1[0-2])\d{6}"
)


def ticket_in(written: str) -> str:
    """The ticket as written, without Excel's marks; "" for none. Raises RowRefused for one that is none."""
    ticket = read_ticket(written)
    if ticket != written or is_nothing(ticket):
        ticket = read_name(ticket)
    if len(ticket) > _LONGEST:
        raise RowRefused(f"the ticket number is longer than {_LONGEST} characters")
    if not written.isascii() and _HALF.search(written):
        raise RowRefused("the ticket number holds half of a character: it was damaged on the way")
    if _is_personal(ticket):
        raise RowRefused("the ticket number is a telephone number, e-mail address or NIK: check which field it is")
    return ticket


def ticket_of(row: Row) -> str | None:
    """The ticket, also of a row that is refused; None when there is none to speak of."""
    written = row.cells[0]
    if written.isascii() and written.isalnum() and written[0].isalpha() and len(written) <= _LONGEST:
        return written
    try:
        return ticket_in(written) or None
    except RowRefused:
        return None


def _is_personal(ticket: str) -> bool:
    if ticket[:1].isalpha() and ticket.isalnum():
        return False
    if _MOBILE.search(ticket) or _ABROAD.fullmatch(ticket) or _NIK.fullmatch(ticket):
        return True
    return "@" in ticket and EMAIL in scrub_label(ticket)
