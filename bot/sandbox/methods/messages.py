"""Sending text and files."""

from __future__ import annotations

import struct
from typing import Any

from bot.sandbox import wire
from bot.sandbox.entities import MAX_CAPTION
from bot.sandbox.keyboards import inline_keyboard
from bot.sandbox.methods.reach import replied_message, writable_chat, writable_topic
from bot.sandbox.methods.wording import worded
from bot.sandbox.objects import Attachment, Chat, Message
from bot.sandbox.params import Params, Upload
from bot.sandbox.refusals import bad_request
from bot.sandbox.world import World

MAX_DOCUMENT_BYTES = 50 * 1024 * 1024
_WRONG_FILE = "wrong file identifier/HTTP URL specified"
MAX_PHOTO_BYTES = 10 * 1024 * 1024
_ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


def send_message(world: World, params: Params) -> Any:
    chat = writable_chat(world, params)
    content = _placing(chat, params)
    if params.structure("entities"):
        raise bad_request("the sandbox takes parse_mode, not entities")
    previews = params.structure("link_preview_options")
    if previews is not None and not isinstance(previews, dict):
        raise bad_request("object expected as link preview options")
    raw = params.text("text")
    text, entities = worded(world, raw, params.text("parse_mode"))
    return _posted(world, chat, world.post(chat, text=text, html=raw, entities=entities, **content))


def send_document(world: World, params: Params) -> Any:
    return _send_file(world, params, "document", MAX_DOCUMENT_BYTES)


def send_photo(world: World, params: Params) -> Any:
    return _send_file(world, params, "photo", MAX_PHOTO_BYTES)


def send_chat_action(world: World, params: Params) -> Any:
    chat = writable_chat(world, params)
    writable_topic(chat, params)
    if params.text("action") not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    return True


def _placing(chat: Chat, params: Params) -> dict[str, Any]:
    """What every sending has in common: topic, answered message, keyboard, silence."""
    return {
        "topic": writable_topic(chat, params),
        "reply_to": replied_message(chat, params),
        "markup": inline_keyboard(params),
        "silent": params.flag("disable_notification"),
    }


def _posted(world: World, chat: Chat, message: Message) -> Any:
    world.bell.ring()
    return wire.message_json(message, chat)


def _send_file(world: World, params: Params, kind: str, most: int) -> Any:
    chat = writable_chat(world, params)
    content = _placing(chat, params)
    caption = params.text("caption")
    text, entities = worded(world, caption, params.text("parse_mode"), longest=MAX_CAPTION, what="message caption")
    file = _file(world, params, kind, most)
    content |= {"text": text, "html": caption, "entities": entities, "attachment": file}
    return _posted(world, chat, world.post(chat, **content))


def _file(world: World, params: Params, kind: str, most: int) -> Attachment:
    upload = params.upload(kind)
    if upload is None:
        known = world.files.get(params.text(kind))
        if known is not None and known.kind == kind:
            return known
        missing = not params.text(kind)
        raise bad_request(f"there is no {kind} in the request" if missing else _WRONG_FILE)
    if not upload.content:
        raise bad_request("file must be non-empty")
    if len(upload.content) > most:
        raise bad_request("file is too big")
    size = _photo_size(upload) if kind == "photo" else (0, 0)
    return world.keep_file(upload.name, upload.mime_type, upload.content, kind, size)


def _photo_size(upload: Upload) -> tuple[int, int]:
    """Width and height in pixels, read from a PNG or JPEG. Raises Refused for anything else."""
    content = upload.content
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
    elif content.startswith(b"\xff\xd8"):
        width, height = _jpeg_size(content)
    else:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if not (width and height) or width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return width, height


def _jpeg_size(content: bytes) -> tuple[int, int]:
    position = 2
    while position + 9 <= len(content) and content[position] == 0xFF:
        marker = content[position + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[position + 5 : position + 9])
            return width, height
        position += 2 + int.from_bytes(content[position + 2 : position + 4], "big")
    raise bad_request("IMAGE_PROCESS_FAILED")
