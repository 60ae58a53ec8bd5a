"""Buttons under a page: open in CRM, copy the tickets, text for WhatsApp, turn the page. At most three a row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from urllib.parse import quote

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import InlineKeyboardButtonLimit

from bot.views.whatsapp import whatsapp_url
from monitor.model import Page

CRM_BUTTONS = 3
LAST_DIGITS = 4

_DIGEST_PAGE = "d"


def keyboard_for(
    page: Page,
    *,
    number: int,
    of: int,
    turn: Callable[[int], str],
    ticket_url: str,
    whatsapp_text: str | None,
) -> InlineKeyboardMarkup:
    """The buttons of page `number` (counted from 1) of `of`.

    `turn(n)` is the callback data that shows page n (at most 64 bytes). `ticket_url` holds "{ticket}", or is
    empty: no CRM button. `whatsapp_text` None: no WhatsApp button.
    """
    hands = _copy(page.tickets)
    if whatsapp_text:
        hands.append(InlineKeyboardButton("Teks untuk WhatsApp", url=whatsapp_url(whatsapp_text)))
    rows = [_crm(page.tickets, ticket_url), hands, _paging(number, of, turn)]
    return InlineKeyboardMarkup([row for row in rows if row])


def with_button(keyboard: InlineKeyboardMarkup, label: str, data: str) -> InlineKeyboardMarkup:
    """One more button, in a row of its own."""
    return InlineKeyboardMarkup([*keyboard.inline_keyboard, [InlineKeyboardButton(label, callback_data=data)]])


def digest_turn(notice_id: int) -> Callable[[int], str]:
    """The callback data of the pages of a sent digest."""
    return lambda number: f"{_DIGEST_PAGE}:{notice_id}:{number}"


def digest_turned(data: str) -> tuple[int, int] | None:
    """The notice and the page (counted from 1) that `digest_turn` named; None for anything else."""
    mark, _, rest = data.partition(":")
    notice_id, _, number = rest.partition(":")
    if mark != _DIGEST_PAGE or not (_is_number(notice_id) and _is_number(number)):
        return None
    return int(notice_id), int(number)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 18


def _crm(tickets: Sequence[str], ticket_url: str) -> list[InlineKeyboardButton]:
    """Links to the most urgent tickets: they come first on a page."""
    if not ticket_url:
        return []
    if len(tickets) == 1:
        return [InlineKeyboardButton("Buka di CRM", url=_link(ticket_url, tickets[0]))]
    return [
        InlineKeyboardButton(f"CRM …{ticket[-LAST_DIGITS:]}", url=_link(ticket_url, ticket))
        for ticket in tickets[:CRM_BUTTONS]
    ]


def _link(ticket_url: str, ticket: str) -> str:
    return ticket_url.replace("{ticket}", quote(ticket, safe=""))


def _copy(tickets: Sequence[str]) -> list[InlineKeyboardButton]:
    """As many tickets as Telegram lets a button hold; when they are not all, the label says how many."""
    fitting: list[str] = []
    room = int(InlineKeyboardButtonLimit.MAX_COPY_TEXT)
    for ticket in tickets:
        room -= len(ticket) + bool(fitting)
        if room < 0:
            break
        fitting.append(ticket)
    if not fitting:
        return []
    label = "Salin tiket" if len(fitting) == len(tickets) else f"Salin {len(fitting)} tiket teratas"
    return [InlineKeyboardButton(label, copy_text=CopyTextButton("\n".join(fitting)))]


def _paging(number: int, of: int, turn: Callable[[int], str]) -> list[InlineKeyboardButton]:
    """Goes round, so that the buttons stay under the thumb. The middle one shows the same page again."""
    if of < 2:
        return []
    before, after = (number - 2) % of + 1, number % of + 1
    return [
        InlineKeyboardButton("‹", callback_data=turn(before)),
        InlineKeyboardButton(f"{number}/{of}", callback_data=turn(number)),
        InlineKeyboardButton("›", callback_data=turn(after)),
    ]
