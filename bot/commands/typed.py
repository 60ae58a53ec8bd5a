"""Reading what people type: commands, and tickets inside pasted text. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_COMMAND = re.compile(
    r"/(?P<name>[A-Za-z0-9_]{1,32})(?:@(?P<bot>[A-Za-z0-9_]{1,64}))?(?:\s+(?P<rest>.*))?", re.DOTALL
)
_JAKI = re.compile(r"(?<![A-Za-z0-9])([A-Za-z]{1,4})[\s.\-]?((?:\d[\s.\-]?){5,17}\d)(?![A-Za-z0-9])")
_GAPS = re.compile(r"[\s.\-]+")
_LONGEST_READ = 4096
_LONGEST_TICKET = 64
_MOST_TICKETS = 8
_EDGES = ".,;:!?()[]<>\"'`#*_"


@dataclass(frozen=True, slots=True)
class Typed:
    """A command as it was typed. `addressed`: it names this bot, so that nobody else may be meant."""

    name: str
    arguments: str
    addressed: bool


def read_command(text: str, username: str) -> Typed | None:
    """None when the text is no command, or one for another bot."""
    found = _COMMAND.fullmatch(text.strip())
    if found is None:
        return None
    bot = found["bot"]
    if bot is not None and bot.lower() != username.lower():
        return None
    return Typed(found["name"].lower(), (found["rest"] or "").strip(), bot is not None)


def named_tickets(text: str) -> tuple[str, ...]:
    """Tickets of the usual shape (letters, then at least six digits) in a text, gaps closed: "jk 261122 0412"."""
    found = (_GAPS.sub("", letters + digits) for letters, digits in _JAKI.findall(text[:_LONGEST_READ]))
    return _unique(ticket.upper() for ticket in found)


def possible_tickets(text: str) -> tuple[str, ...]:
    """What a question for a ticket may mean, best first: of usual shape, else whatever stands there."""
    text = text[:_LONGEST_READ]
    words = [word.strip(_EDGES) for word in text.split()]
    whole = ["".join(words)] if len(words) <= 3 else []
    return _unique([*named_tickets(text), *whole, *(word for word in words if any(c.isdigit() for c in word))])


def _unique(tickets: Iterable[str]) -> tuple[str, ...]:
    kept = dict.fromkeys(ticket for ticket in tickets if 0 < len(ticket) <= _LONGEST_TICKET)
    return tuple(kept)[:_MOST_TICKETS]
