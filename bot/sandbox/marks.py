"""From a closed tag to Telegram's MessageEntity."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.links import mentioned_user, usable_link

Entity = dict[str, Any]

KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
    "a": "text_link",
    "pre": "pre",
    "code": "code",
    "blockquote": "blockquote",
}


class MarkupError(Exception):
    """The markup is refused; the message is Telegram's, without the prefix."""


@dataclass
class Tag:
    """A tag that waits for its end."""

    name: str
    at: int  # UTF-16 offset of its text
    piece: int  # index of the first piece of its text
    attributes: dict[str, str] = field(default_factory=dict)


def add_mark(entities: list[Entity], tag: Tag, length: int, text: str) -> None:
    """Adds the entity that the tag means, if any. `text` is the tag's: an address where `a` has no href."""
    entity: Entity = {"type": KINDS[tag.name], "offset": tag.at, "length": length}
    if tag.name == "a":
        if not _point(entity, tag.attributes.get("href") or text):
            return
    elif tag.name == "tg-emoji":
        entity["custom_emoji_id"] = _emoji_id(tag.attributes.get("emoji-id", ""))
    elif tag.name == "blockquote" and "expandable" in tag.attributes:
        entity["type"] = "expandable_blockquote"
    elif tag.name in ("pre", "code") and _joins_block(entities, tag, entity):
        return
    entities.append(entity)


def in_order(entities: list[Entity]) -> list[Entity]:
    """By place, the wider first; a code's language counts only inside `pre`."""
    for entity in entities:
        if entity["type"] == "code":
            entity.pop("language", None)
    return sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


def _joins_block(entities: list[Entity], tag: Tag, entity: Entity) -> bool:
    """Whether `<pre><code class="language-x">` (either way round) became one block with a language."""
    language = tag.attributes.get("class", "").removeprefix("language-")
    last = entities[-1] if entities else {}
    same = (last.get("offset"), last.get("length")) == (entity["offset"], entity["length"])
    if tag.name == "pre" and same and last["type"] == "code" and "language" in last:
        last["type"] = "pre"
        return True
    if tag.name == "code" and language:
        if same and last["type"] == "pre":
            last["language"] = language
            return True
        entity["language"] = language
    return False


def _point(entity: Entity, address: str) -> bool:
    """Sets where a link leads; False when it leads nowhere and Telegram drops it."""
    if user_id := mentioned_user(address):
        entity["type"], entity["user"] = "text_mention", {"id": user_id}
        return True
    if link := usable_link(address):
        entity["url"] = link
    return link is not None


def _emoji_id(written: str) -> str:
    if not re.fullmatch(r"-?[0-9]{1,19}", written) or not -(2**63) <= int(written) < 2**63 or int(written) == 0:
        raise MarkupError("Invalid custom emoji identifier specified")
    return written
