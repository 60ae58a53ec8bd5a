"""The simulated CRM as an officer sees it: one complaint on a page, with the buttons that answer and close it."""

from __future__ import annotations

from html import escape
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.sandbox.guard import guarded
from monitor.clock import Clock
from monitor.errors import BadInput, NotFound
from monitor.sources.simulator import City, Record

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:36rem;margin:2rem auto;padding:0 1rem;color:#1c2733}"
    "dt{color:#5b6b7a;font-size:.85rem}dd{margin:0 0 .8rem}button{font:inherit;padding:.6rem 1rem;"
    "margin:0 .5rem .5rem 0;border:1px solid #0b6e5d;border-radius:.5rem;background:#0b6e5d;color:#fff;"
    "cursor:pointer}"
    "@media(prefers-color-scheme:dark){body{background:#10171e;color:#e6edf3}dt{color:#9fb0c0}}"
)
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
}


class Office:
    """Pages under `prefix`, such as "/crm/lihat"."""

    def __init__(self, city: City, clock: Clock, prefix: str) -> None:
        self._city, self._clock, self._prefix = city, clock, prefix

    def routes(self) -> list[web.RouteDef]:
        path = f"{self._prefix}/{{code}}"
        return [web.get(path, guarded(self.show)), web.post(path, guarded(self.act))]

    async def show(self, request: web.Request) -> web.Response:
        return self._page(request.match_info["code"])

    async def act(self, request: web.Request) -> web.Response:
        """`do` is "answer" or "close"; the page then shows what came of it."""
        code, now = request.match_info["code"], self._clock.now()
        wish = (await request.post()).get("do")
        try:
            if wish == "answer":
                self._city.answer(code, now)
            elif wish == "close":
                self._city.close(code, now)
        except (BadInput, NotFound) as error:
            return self._page(code, str(error))
        return self._page(code)

    def _page(self, code: str, trouble: str = "") -> web.Response:
        try:
            record = self._city.find(code, self._clock.now())
        except NotFound:
            return _html("<h1>Aduan tidak ditemukan</h1>", status=404)
        return _html(_drawn(record, self._city.zone, trouble))


def _drawn(record: Record, zone: ZoneInfo, trouble: str) -> str:
    facts = {
        "Status": record.status.strip(),
        "Kategori": record.arrival.topic.name,
        "Unit": record.unit or "-",
        "Alamat": record.arrival.address or "-",
        "Masuk": f"{record.created_at.astimezone(zone):%d/%m/%Y %H.%M}",
    }
    rows = "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in facts.items())
    note = f"<p role=alert>{escape(trouble)}</p>" if trouble else ""
    buttons = (
        "<form method=post><button name=do value=answer>Jawab</button>"
        "<button name=do value=close>Selesaikan</button></form>"
    )
    return f"<h1>{escape(record.ticket)}</h1><p>CRM tiruan</p>{note}<dl>{rows}</dl>{buttons}"


def _html(body: str, status: int = 200) -> web.Response:
    page = (
        "<!doctype html><html lang=id><meta charset=utf-8><meta name=viewport content='width=device-width'>"
        f"<title>CRM tiruan</title><style>{_STYLE}</style>{body}</html>"
    )
    return web.Response(text=page, content_type="text/html", status=status, headers=_HEADERS)
