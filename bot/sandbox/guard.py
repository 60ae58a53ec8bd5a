"""Who may use /sandbox and the page: pages of our own origin, scripts, nobody else's browser tab."""

from __future__ import annotations

import ipaddress
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

from monitor.errors import BadInput, NotFound

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def guarded(handler: Handler) -> Handler:
    """Turns mistakes into JSON (`{"error": sentence}`, 400 or 404), and away with 403 what another site's page
    sends through somebody's browser: by another Origin, or under a public name that leads here."""

    async def answer(request: web.Request) -> web.StreamResponse:
        origin = request.headers.get("Origin")
        if (origin and urlsplit(origin).netloc != request.host) or not _is_ours(request.host):
            return web.json_response({"error": "this origin may not use the sandbox"}, status=403)
        try:
            return await handler(request)
        except NotFound as error:
            return web.json_response({"error": str(error)}, status=404)
        except BadInput as error:
            return web.json_response({"error": str(error)}, status=400)

    return answer


def _is_ours(host: str) -> bool:
    """A name of the public DNS can be made to lead to this machine; an address or a name without dots cannot."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return "." not in name or bool(ipaddress.ip_address(name))
    except ValueError:
        return False
