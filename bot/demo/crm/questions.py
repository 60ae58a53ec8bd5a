"""What is asked of the simulated CRM, checked. Every mistake is BadInput: one sentence, without what was sent."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from monitor.errors import BadInput

USUAL_LIMIT, MOST_LIMIT = 50, 500
_LONGEST_BODY = 4_096
_LONGEST_NUMBER = 9  # digits


@dataclass(frozen=True, slots=True)
class Question:
    """Which page of what changed at `since` or later; None = of everything. Pages count from 1."""

    page: int
    limit: int
    since: datetime | None


def question_of(request: web.Request, zone: ZoneInfo) -> Question:
    """From `?page=&limit=&updated_after=`; a time without offset is local."""
    page, limit = _number(request, "page", 1), _number(request, "limit", USUAL_LIMIT)
    if page < 1 or not 1 <= limit <= MOST_LIMIT:
        raise BadInput(f"page starts at 1, and limit is 1 to {MOST_LIMIT}.")
    written = request.query.get("updated_after", "").strip()
    return Question(page, limit, _instant(written, zone) if written else None)


async def text_in(request: web.Request, name: str) -> str:
    """The text called `name` in the JSON object sent along."""
    if (request.content_length or 0) > _LONGEST_BODY:
        raise BadInput("The body is too long: send a small JSON object.")
    try:
        body: Any = json.loads(await request.read())
    except (ValueError, RecursionError):
        raise BadInput("The body is not JSON: send an object.") from None
    text = body.get(name) if isinstance(body, dict) else None
    if not isinstance(text, str) or not text.strip():
        raise BadInput(f'The body lacks the text "{name}".')
    return text.strip()


def _number(request: web.Request, name: str, usual: int) -> int:
    written = request.query.get(name, "").strip()
    if not written:
        return usual
    if not (written.isascii() and written.isdecimal()) or len(written) > _LONGEST_NUMBER:
        raise BadInput(f"{name} is not a whole number that can be.")
    return int(written)


def _instant(written: str, zone: ZoneInfo) -> datetime:
    # A plus sign that was not encoded arrives as a blank.
    mended = written.replace(" ", "+") if "T" in written else written
    try:
        instant = datetime.fromisoformat(mended)
    except ValueError:
        raise BadInput("updated_after is not an instant: write it like 2026-11-23T08:00:00+07:00.") from None
    return instant if instant.tzinfo else instant.replace(tzinfo=zone)
