"""Texts as Telegram keeps them: markup judged, control characters gone, blanks trimmed, lengths checked."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable
from typing import Any

from bot.sandbox.marks import Entity, MarkupError
from bot.sandbox.markup import parse_html, utf16_length
from bot.sandbox.refusals import bad_request

MAX_TEXT = 4096  # code points after parsing
MAX_CAPTION = 1024
MAX_RAW_BYTES = 32_768

_CONTROLS = {code: " " for code in range(32) if code not in (10, 13)}
_GONE = dict.fromkeys([13, *range(0x2028, 0x202F), 0x333, 0x33F, 0x30A])
_INVISIBLE = "\u00ad\u180e\u2060\ufeff\u200b\u200c\u200d\u200e\u200f\u2800\u3164"
_COMMAND = re.compile(r"(?<![\w/@])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/@])")
_MENTION = re.compile(r"(?<![\w/])@[A-Za-z][A-Za-z0-9_]{2,31}\b")
_TDLIB_KINDS = {
    "Bold": "bold",
    "Italic": "italic",
    "Underline": "underline",
    "Strikethrough": "strikethrough",
    "Spoiler": "spoiler",
    "Code": "code",
    "Pre": "pre",
    "PreCode": "pre",
    "TextUrl": "text_link",
    "MentionName": "text_mention",
    "BlockQuote": "blockquote",
    "ExpandableBlockQuote": "expandable_blockquote",
    "CustomEmoji": "custom_emoji",
}

Judge = Callable[[str], tuple[str, list[Entity]]]


def formatted(raw: str, parse_mode: str, *, longest: int, what: str = "message") -> tuple[str, list[Entity]]:
    """Text and entities of what a bot wrote. `what` is "message" or "message caption".

    Raises Refused in Telegram's words for bad markup, emptiness (a caption may be empty) and length.
    """
    if len(raw.encode("utf-8", "surrogatepass")) > MAX_RAW_BYTES:
        raise bad_request(f"{what} is too long")
    text, entities = tidy(*_judged(raw, parse_mode))
    if not text and what == "message":
        raise bad_request("message text is empty")
    if len(text) > longest:
        raise bad_request(f"{what} is too long")
    return text, entities


def _judged(raw: str, parse_mode: str) -> tuple[str, list[Entity]]:
    if any("\ud800" <= character <= "\udfff" for character in raw):
        raise bad_request("strings must be encoded in UTF-8")
    if not parse_mode or parse_mode.lower() == "none":
        return raw, []
    if parse_mode.lower() != "html":
        raise bad_request("unsupported parse_mode")
    try:
        return html_judge()(raw)
    except MarkupError as error:
        message = str(error)
        raise bad_request(f"can't parse entities: {message}") from error


@functools.cache
def html_judge() -> Judge:
    """Telegram's own parser where tdjson is installed, else ours."""
    try:
        import tdjson
    except ImportError:
        return parse_html
    execute: Callable[[bytes], bytes | None] = tdjson.td_execute
    execute(json.dumps({"@type": "setLogVerbosityLevel", "new_verbosity_level": 0}).encode())

    def judge(markup: str) -> tuple[str, list[Entity]]:
        return _by_tdlib(execute, markup)

    return judge


def _by_tdlib(execute: Callable[[bytes], bytes | None], markup: str) -> tuple[str, list[Entity]]:
    request = {"@type": "parseTextEntities", "text": markup, "parse_mode": {"@type": "textParseModeHTML"}}
    answer: dict[str, Any] = json.loads(execute(json.dumps(request).encode()) or b"{}")
    if answer["@type"] == "error":
        raise MarkupError(str(answer["message"]).removeprefix("Can't parse entities: "))
    return answer["text"], [entity for entity in map(_from_tdlib, answer["entities"]) if entity]


def _from_tdlib(entity: dict[str, Any]) -> Entity | None:
    kind = entity["type"]
    name = _TDLIB_KINDS.get(kind["@type"].removeprefix("textEntityType"))
    if name is None:
        return None
    shaped: Entity = {"type": name, "offset": entity["offset"], "length": entity["length"]}
    for key in ("url", "language", "custom_emoji_id"):
        if kind.get(key):
            shaped[key] = kind[key]
    return shaped | ({"user": {"id": kind["user_id"]}} if "user_id" in kind else {})


def tidy(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Control characters out, blanks at both ends off (not before the first entity), offsets moved along."""
    cleaned, marks = _clean(text, entities)
    kept = cleaned.rstrip(" \n")
    if not kept.strip(" \n" + _INVISIBLE):
        return "", []
    first = min((mark["offset"] for mark in marks), default=len(kept))
    lead = 0
    while lead < min(first, len(kept)) and kept[lead] in " \n":
        lead += 1
    end = utf16_length(kept)
    moved = []
    for mark in marks:
        length = min(mark["offset"] + mark["length"], end) - mark["offset"]
        if length > 0:
            moved.append(mark | {"offset": mark["offset"] - lead, "length": length})
    return kept[lead:], moved


def _clean(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    cleaned = text.translate(_CONTROLS).translate(_GONE)
    if len(cleaned) == len(text) or not entities:
        return cleaned, entities
    place = [0]  # old UTF-16 offset -> new one
    for character in text:
        width = 2 if character > "\uffff" else 1
        kept = 0 if ord(character) in _GONE else width
        place += [place[-1] + min(step, kept) for step in range(1, width + 1)]
    moved = []
    for mark in entities:
        begin, end = place[mark["offset"]], place[mark["offset"] + mark["length"]]
        if end > begin:
            moved.append(mark | {"offset": begin, "length": end - begin})
    return cleaned, moved


def typed_entities(text: str) -> list[Entity]:
    """What Telegram marks by itself in what people type, as far as bots care: commands and mentions."""
    found = [("bot_command", match) for match in _COMMAND.finditer(text)]
    found += [("mention", match) for match in _MENTION.finditer(text)]
    return [
        {"type": kind, "offset": utf16_length(text[: match.start()]), "length": utf16_length(match[0])}
        for kind, match in sorted(found, key=lambda pair: pair[1].start())
    ]
