"""The page's own files: HTML, styles and modules as they were written, from this package."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.resources import files

from aiohttp import web

from monitor.errors import NotFound

_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_POLICY = "; ".join(
    (
        "default-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-cache",
}


@dataclass(frozen=True, slots=True)
class PageFile:
    content: bytes
    content_type: str

    @property
    def tag(self) -> str:
        return hashlib.blake2b(self.content, digest_size=8).hexdigest()


def read_files() -> dict[str, PageFile]:
    """Every file of the page by its name."""
    found = {}
    for entry in files("bot.sandbox.page").joinpath("static").iterdir():
        content_type = _TYPES.get("." + entry.name.rpartition(".")[2])
        if content_type:
            found[entry.name] = PageFile(entry.read_bytes(), content_type)
    return found


def served(known: dict[str, PageFile], name: str, request: web.Request) -> web.Response:
    """The file, or 304 when the browser has it. Raises NotFound."""
    file = known.get(name)
    if file is None:
        raise NotFound(f"the page has no file {name[:40]}")
    if any(tag.value == file.tag for tag in request.if_none_match or ()):
        response = web.Response(status=304)
    else:
        response = web.Response(body=file.content, content_type=file.content_type, charset="utf-8")
    response.etag = file.tag
    response.headers.update(_HEADERS)
    return response
