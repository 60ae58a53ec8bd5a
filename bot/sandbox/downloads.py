"""Files as the browser gets them: to be saved, never to be opened as a page of ours."""

from __future__ import annotations

import unicodedata
from urllib.parse import quote

from aiohttp import web

from bot.sandbox.objects import Attachment

MAX_SHOWN_NAME = 120
_UNSAFE = '/\\:*?"<>|'
_PICTURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
_FENCED = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def download(file: Attachment) -> web.Response:
    """The file as an attachment. Only a photo that is one keeps its type, so that it can be shown."""
    name = safe_name(file.name)
    ascii_name = name.encode("ascii", "replace").decode().replace("?", "_")
    disposition = f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name, safe='')}"
    response = web.Response(body=file.content, content_type=_type_of(file))
    response.headers.update(_FENCED | {"Content-Disposition": disposition})
    return response


def safe_name(name: str) -> str:
    """A name for a folder of any system: no path, no control or direction signs, the ending kept."""
    kept = "".join("_" if c in _UNSAFE or unicodedata.category(c)[0] == "C" else c for c in name).strip(". ")
    if len(kept) > MAX_SHOWN_NAME:
        stem, dot, ending = kept.rpartition(".")
        ending = dot + ending if dot and len(ending) <= 10 else ""
        kept = (stem or kept)[: MAX_SHOWN_NAME - len(ending)] + ending
    return kept or "berkas"


def _type_of(file: Attachment) -> str:
    if file.kind == "photo":
        for signature, content_type in _PICTURES.items():
            if file.content.startswith(signature):
                return content_type
    return "application/octet-stream"
