"""Telegram's own parser of HTML, offline: the judge of every message."""

from __future__ import annotations

import json
from typing import Any, cast

import tdjson

MOST_CODE_POINTS = 4096
MOST_BYTES = 32_768


def _ask(request: dict[str, Any]) -> dict[str, Any]:
    answer = tdjson.td_execute(json.dumps(request).encode())
    return cast("dict[str, Any]", json.loads(answer or b"{}"))


_ask({"@type": "setLogVerbosityLevel", "new_verbosity_level": 0})


def parsed(html: str) -> str:
    """The text that Telegram makes of `html`. Raises ValueError with Telegram's words when it refuses."""
    answer = _ask({"@type": "parseTextEntities", "text": html, "parse_mode": {"@type": "textParseModeHTML"}})
    if answer["@type"] != "formattedText":
        raise ValueError(f"{answer.get('message')}: {html[:200]!r}")
    return str(answer["text"])


def judged(html: str) -> str:
    """`parsed`, and not empty, and within the limits of a message."""
    text = parsed(html)
    assert text.strip(), "an empty message"
    assert len(text) <= MOST_CODE_POINTS, f"{len(text)} code points"
    assert len(html.encode()) < MOST_BYTES, f"{len(html.encode())} bytes"
    return text
