"""A JSON API on loopback that answers whatever a test tells it to."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from monitor.areas.directory import Directory
from monitor.clock import SteppedClock
from monitor.sources.columns import ColumnMap
from monitor.sources.placing import DirectoryNames
from monitor.sources.rest.plan import RestPlan
from monitor.sources.rest.source import RestSource

JAKARTA = ZoneInfo("Asia/Jakarta")
FIELDS = {
    "ticket": "code",
    "created_at": "createdAt",
    "updated_at": "updatedAt",
    "status": "tstatus.name",
    "category": "category.name",
    "area": "village.name",
    "lat": "lat",
    "lon": "lng",
}

Answer = Callable[[web.Request], Any]


def item(code: str, **says: Any) -> dict[str, Any]:
    """A waiting complaint of Cideng, as the API writes it."""
    return {
        "code": code,
        "createdAt": "2026-11-23T05:00:00+07:00",
        "tstatus": {"name": "Menunggu"},
        "category": {"name": "Sampah"},
        "village": {"name": "Cideng"},
        "reporter": {"name": "rahasia", "phone": "081200000000"},
        **says,
    }


@dataclass
class Api:
    """`answers`: taken one by one, the last one again and again. `asked`: the requests that came.

    `detail` answers below /complaints/; `detailed`: the requests that came for it.
    """

    clock: SteppedClock
    url: str = ""
    answers: list[Answer] = field(default_factory=list)
    asked: list[web.Request] = field(default_factory=list)
    pauses: list[timedelta] = field(default_factory=list)
    detail: Any = None
    detailed: list[web.Request] = field(default_factory=list)

    def says(self, *answers: Any) -> None:
        """Each a function of the request, or what is answered as JSON."""
        self.answers = [answer if callable(answer) else always(answer) for answer in answers]
        self.asked.clear()

    @property
    def queries(self) -> list[dict[str, str]]:
        return [dict(request.query) for request in self.asked]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request)
        return await self._finish(self.answers[min(len(self.asked), len(self.answers)) - 1](request))

    async def handle_detail(self, request: web.Request) -> web.StreamResponse:
        self.detailed.append(request)
        return await self._finish(self.detail(request) if callable(self.detail) else self.detail)

    async def _finish(self, answer: Any) -> web.StreamResponse:
        if asyncio.iscoroutine(answer):
            answer = await answer
        if not isinstance(answer, web.StreamResponse):
            answer = web.json_response(answer)
        if not answer.prepared:
            answer.headers.setdefault("Date", format_datetime(self.clock.now(), usegmt=True))
        return answer

    async def pause(self, delay: timedelta) -> None:
        self.pauses.append(delay)
        self.clock.advance(delay)

    def source(self, *, directory: Directory | None = None, system: str = "crm", **plan: Any) -> RestSource:
        """A source that asks this API; `fields`, `date_format` and `status` are those of its column map."""
        column_map = ColumnMap(
            name="rest",
            timezone=plan.pop("timezone", JAKARTA),
            columns=plan.pop("fields", FIELDS),
            system=system,
            date_format=plan.pop("date_format", None),
            status=plan.pop("status", {}),
        )
        areas = DirectoryNames(directory or Directory.load("builtin:jakarta"))
        given: dict[str, Any] = {"url": self.url, "column_map": column_map, "timeout": timedelta(seconds=5)}
        return RestSource(RestPlan(**given | plan), areas, self.clock, self.pause)


def always(answer: Any) -> Answer:
    return lambda _: answer if not isinstance(answer, web.StreamResponse) else _again(answer)


def _again(answer: web.StreamResponse) -> web.StreamResponse:
    assert isinstance(answer, web.Response)
    return web.Response(status=answer.status, headers=answer.headers, body=answer.body)


def status(code: int, **headers: str) -> Answer:
    return lambda _: web.Response(
        status=code, headers={name.replace("_", "-"): say for name, say in headers.items()}
    )


def raw(body: bytes, content_type: str = "application/json") -> Answer:
    return lambda _: web.Response(body=body, content_type=content_type)


def cut(body: bytes) -> Answer:
    """Half of the body, and then the line is dead."""

    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": str(len(body))})
        await response.prepare(request)
        await response.write(body[: len(body) // 2])
        assert request.transport is not None
        request.transport.close()
        return response

    return answer


def zipped(body: Any) -> Answer:
    def answer(_: web.Request) -> web.Response:
        content = gzip.compress(json.dumps(body).encode())
        return web.Response(body=content, headers={"Content-Encoding": "gzip", "Content-Type": "application/json"})

    return answer


def pages(items: list[Any], *, cap: int = 10_000, total: bool = False) -> Answer:
    """Pages by number: `page` and `limit`, never more than `cap` at once."""

    def answer(request: web.Request) -> Any:
        size = min(int(request.query.get("limit", "100")), cap)
        first = (int(request.query["page"]) - 1) * size
        found: dict[str, Any] = {"items": items[first : first + size]}
        return found | ({"total": len(items)} if total else {})

    return answer


@asynccontextmanager
async def api(now: datetime) -> AsyncIterator[Api]:
    served = Api(SteppedClock(now))
    app = web.Application(client_max_size=10**6)
    app.router.add_get("/complaints", served.handle)
    app.router.add_get("/complaints/{id}", served.handle_detail)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    served.url = f"http://{host}:{port}/complaints"
    try:
        yield served
    finally:
        await runner.cleanup()
