"""The simulated CRM as an officer sees it: one complaint on a page, with the buttons that answer and close it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from html import escape

from aiohttp import web

from bot.sandbox.guard import guarded
from monitor.clock import Clock
from monitor.errors import BadInput, NotFound
from monitor.model import Stage
from monitor.sources.simulator import City, Record

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:36rem;margin:2rem auto;padding:0 1rem;color:#1c2733}"
    "dt{color:#5b6b7a;font-size:.85rem}dd{margin:0 0 .8rem}select{font:inherit;max-width:100%;padding:.5rem}"
    "button{font:inherit;padding:.6rem 1rem;"
    "margin:0 .5rem .5rem 0;border:1px solid #0b6e5d;border-radius:.5rem;background:#0b6e5d;color:#fff;"
    "cursor:pointer}"
    "@media(prefers-color-scheme:dark){body{background:#10171e;color:#e6edf3}dt{color:#9fb0c0}}"
)
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
}


class Office:
    """Pages under `prefix`, such as "/crm/lihat". `answered`: whether a complaint was answered here lately."""

    def __init__(self, city: City, clock: Clock, prefix: str) -> None:
        self.city, self._clock, self._prefix = city, clock, prefix
        self.answered = False

    def routes(self) -> list[web.RouteDef]:
        path = f"{self._prefix}/{{code}}"
        return [web.get(path, guarded(self.show)), web.post(path, guarded(self.act))]

    async def show(self, request: web.Request) -> web.Response:
        return self._page(request.match_info["code"])

    async def act(self, request: web.Request) -> web.Response:
        """`do` is answer, close or handover (with `unit`); the page then shows what came of it."""
        code, now, form = request.match_info["code"], self._clock.now(), await request.post()
        deeds: dict[object, Callable[[], object]] = {
            "answer": lambda: self.city.answer(code, now),
            "close": lambda: self.city.close(code, now),
            "handover": lambda: self.city.hand_over(code, str(form.get("unit", "")), now),
        }
        deed = deeds.get(form.get("do"))
        if deed is None:
            raise BadInput("do must be answer, close or handover")
        try:
            deed()
        except BadInput:
            return self._page(code, "Tidak bisa: keadaan aduan ini sudah berubah. Lihat statusnya di bawah.")
        except NotFound:
            return self._page(code)
        self.answered = self.answered or form.get("do") == "answer"
        return self._page(code)

    def forget(self) -> None:
        """Nothing was answered here yet: the guide begins to look."""
        self.answered = False

    def _page(self, code: str, trouble: str = "") -> web.Response:
        try:
            record = self.city.find(code, self._clock.now())
        except NotFound:
            return _html("<h1>Aduan tidak ditemukan</h1>", status=404)
        note = f"<p role=alert>{escape(trouble)}</p>" if trouble else ""
        return _html(
            f"<h1>{escape(record.ticket)}</h1><p>CRM tiruan</p>{note}{self._facts(record)}{self._buttons(record)}"
            "<p>Setelah dijawab, tutup halaman ini dan kembali ke obrolan: siaga membaca CRM tiap lima menit.</p>"
        )

    def _facts(self, record: Record) -> str:
        place = record.arrival.place
        facts = {
            "Status": record.status.strip(),
            "Kategori": record.arrival.topic.name,
            "Wilayah": f"Kel. {place.name}, Kec. {place.kecamatan}" if place else "belum ada wilayah",
            "Alamat": record.arrival.address or "-",
            "Ditangani": record.unit or "-",
            "Masuk": self._hour(record.created_at),
            "Dijawab": self._hour(record.responded_at),
            "Selesai": self._hour(record.completed_at),
        }
        rows = "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in facts.items() if value)
        return f"<dl>{rows}</dl>"

    def _hour(self, at: datetime | None) -> str:
        return f"{at.astimezone(self.city.zone):%d/%m/%Y %H.%M}" if at else ""

    def _buttons(self, record: Record) -> str:
        """Only what can be done to it as it stands."""
        if not record.stage.is_open:
            return "<p>Aduan ini sudah ditutup.</p>"
        answer = "<button name=do value=answer>Jawab</button>" if record.stage is Stage.WAIT else ""
        others = sorted(unit for unit in self.city.units if unit != record.unit)
        units = "".join(f"<option>{escape(unit)}</option>" for unit in others)
        return (
            f"<form method=post>{answer}<button name=do value=close>Selesaikan</button></form>"
            f"<form method=post><label>Serahkan ke <select name=unit>{units}</select></label> "
            "<button name=do value=handover>Serahkan</button></form>"
        )


def _html(body: str, status: int = 200) -> web.Response:
    page = (
        "<!doctype html><html lang=id><meta charset=utf-8><meta name=viewport content='width=device-width'>"
        f"<title>CRM tiruan</title><style>{_STYLE}</style>{body}</html>"
    )
    return web.Response(text=page, content_type="text/html", status=status, headers=_HEADERS)
