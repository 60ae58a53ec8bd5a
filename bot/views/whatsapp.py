"""A wa.me link that carries a message as plain text: officials forward to WhatsApp groups."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from bot.views.words import number
from monitor.model import Page

MOST_CHARACTERS = 2_000  # of the whole URL: longer ones are refused by some phones
_BASE = "https://wa.me/?text="
_LINE_END = quote("\n")


def whatsapp_url(message: str | Page | Sequence[Page]) -> str:
    """The link for plain text or pages. Cut at line ends only; the reader is told how many lines are missing."""
    lines = [quote(line.rstrip(), safe="") for line in _text(message).strip().split("\n")]
    whole = _url(lines)
    if len(whole) <= MOST_CHARACTERS:
        return whole
    for kept in range(len(lines) - 1, 0, -1):
        url = _url([*_trimmed(lines[:kept]), _more(len(lines) - kept)])
        if len(url) <= MOST_CHARACTERS:
            return url
    return _url([_more(len(lines))])


def _text(message: str | Page | Sequence[Page]) -> str:
    if isinstance(message, str):
        return message
    return message.text if isinstance(message, Page) else "\n\n".join(page.text for page in message)


def _trimmed(lines: list[str]) -> list[str]:
    """Without blank lines at the end."""
    end = len(lines)
    while end and not lines[end - 1]:
        end -= 1
    return lines[:end]


def _more(count: int) -> str:
    return quote(f"… dan {number(count)} baris lagi di Telegram", safe="")


def _url(lines: list[str]) -> str:
    """Of lines that are quoted already: to quote is what takes long."""
    return _BASE + _LINE_END.join(lines)
