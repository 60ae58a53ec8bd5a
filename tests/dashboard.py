"""The public dashboard of the CRM on loopback, and a source that asks it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from aiohttp import web
from hostile_api import JAKARTA

from monitor.areas.directory import Directory
from monitor.clock import SteppedClock
from monitor.sources.placing import DirectoryNames
from monitor.sources.public_crm.plan import PublicPlan, public_map
from monitor.sources.public_crm.source import PublicSource

CONTENT = (
    "Permasalahan: Sampah menumpuk, lapor ke Budi 081200000000\nKategori: Sampah\n"
    "Lokasi: Jl. Cideng Barat\nDetail Alamat Laporan: Jl. Cideng Barat No. 7 &amp; 9"
)
CIDENG = {"name": "Cideng", "district": {"name": "Gambir", "city": {"name": "Jakarta Pusat"}}}


def shown(code: str, **says: Any) -> dict[str, Any]:
    """A waiting public complaint as the distribution map shows it; its id is its code, in small letters."""
    return {
        "id": code.lower(),
        "code": code,
        "content": CONTENT,
        "lat": -6.17,
        "lng": 106.81,
        "createdAt": "2026-11-23T05:00:00+07:00",
        "tstatus": {"name": "Menunggu"},
        "complaintCategory": {"name": "Sampah"},
        "zone": {"name": "Jakarta Pusat"},
        **says,
    }


def arrived_within(request: web.Request, items: list[Any], *, cap: int = 10_000) -> Any:
    """What the map answers: arrivals of both days and all between, never more than `cap`."""
    first, last = (date.fromisoformat(request.query[name]) for name in ("dateStart", "dateEnd"))
    return [item for item in items if first <= date.fromisoformat(item["createdAt"][:10]) <= last][:cap]


@dataclass
class Dashboard:
    """`map` and `detail` answer; each is a function of the request, or what is said to every one."""

    clock: SteppedClock
    url: str = ""
    map: Any = field(default_factory=list)
    detail: Any = field(default_factory=lambda: {"village": CIDENG})
    asked: list[web.Request] = field(default_factory=list)
    pauses: list[timedelta] = field(default_factory=list)

    def lists(self, *items: Any, cap: int = 10_000) -> None:
        self.map = lambda request: arrived_within(request, list(items), cap=cap)

    @property
    def windows(self) -> list[tuple[str, str]]:
        maps = [request for request in self.asked if request.path.endswith("map")]
        return [(request.query["dateStart"], request.query["dateEnd"]) for request in maps]

    @property
    def details(self) -> list[str]:
        return [request.query["id"] for request in self.asked if request.path.endswith("detail")]

    async def answer_map(self, request: web.Request) -> web.StreamResponse:
        return await self._answer(request, self.map)

    async def answer_detail(self, request: web.Request) -> web.StreamResponse:
        return await self._answer(request, self.detail)

    async def _answer(self, request: web.Request, said: Any) -> web.StreamResponse:
        self.asked.append(request)
        answer = said(request) if callable(said) else said
        if hasattr(answer, "__await__"):
            answer = await answer
        return dated(answer if isinstance(answer, web.StreamResponse) else web.json_response(answer), self.clock)

    async def pause(self, delay: timedelta) -> None:
        self.pauses.append(delay)

    def source(self, **plan: Any) -> PublicSource:
        given: dict[str, Any] = {
            "url": self.url,
            "column_map": public_map(JAKARTA, "crm", {}),
            "timeout": timedelta(seconds=5),
            "days": 6,
        }
        areas = DirectoryNames(Directory.load("builtin:jakarta"))
        return PublicSource(PublicPlan(**given | plan), areas, self.clock, self.pause)


def dated(answer: web.StreamResponse, clock: SteppedClock) -> web.StreamResponse:
    """With the time of the clock, as far as it is not sent already."""
    if not answer.prepared:
        answer.headers.setdefault("Date", format_datetime(clock.now(), usegmt=True))
    return answer


@asynccontextmanager
async def serving(app: web.Application) -> AsyncIterator[str]:
    """The address of an application on loopback."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def dashboard(now: datetime) -> AsyncIterator[Dashboard]:
    served = Dashboard(SteppedClock(now))
    app = web.Application()
    handlers: dict[str, Callable[[web.Request], Any]] = {
        "distribution-map": served.answer_map,
        "detail": served.answer_detail,
    }
    for name, handler in handlers.items():
        app.router.add_get(f"/api/public/dashboard/{name}", handler)
    async with serving(app) as served.url:
        yield served
