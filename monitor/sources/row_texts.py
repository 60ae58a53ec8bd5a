"""What people wrote, as far as it may be kept: scrubbed of what tells who they are before anybody else sees it."""

from __future__ import annotations

from monitor.scrubbing import scrub, scrub_label
from monitor.sources.cells import clean_text, is_nothing

LONGEST_TEXT = 4_000  # characters that are kept of a complaint's text
_PART_OF_A_NUMBER = "0123456789 .-()+"


def read_label(written: str) -> str:
    """A name of a place, unit, category or status: somebody's number has no business in it. "" for nothing."""
    text = clean_text(written)
    return "" if is_nothing(text) else scrub_label(text)


def read_address(written: str) -> str:
    """On one line, "" for nothing."""
    text = clean_text(written)
    return "" if is_nothing(text) else scrub(text)


def read_text(written: str) -> str:
    """The complaint's text, its lines tidied; "" for nothing. What is too long is cut before it is scrubbed."""
    lines = filter(None, map(clean_text, written.splitlines()))
    text = "\n".join(lines)
    if len(text) > LONGEST_TEXT:
        text = text[:LONGEST_TEXT].rstrip(_PART_OF_A_NUMBER)
    return "" if is_nothing(text) else scrub(text)
