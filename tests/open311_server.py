"""A GeoReport v2 server on loopback, in JSON and XML."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from xml.sax.saxutils import escape

from aiohttp import web
from dashboard import dated, serving
from hostile_api import JAKARTA

from monitor.areas import Directory
from monitor.clock import SteppedClock
from monitor.sources.open311.plan import Open311Plan, open311_map
from monitor.sources.open311.source import Open311Source
from monitor.sources.placing import DirectoryNames


def request(code: str, **says: Any) -> dict[str, Any]:
    """An open service request of Boston."""
    return {
        "service_request_id": code,
        "status": "open",
        "status_notes": None,
        "service_name": "Sidewalk Repair",
        "service_code": "006",
        "description": "ask for rahasia at 081200000000",
        "agency_responsible": "Public Works",
        "requested_datetime": "2026-11-20T05:00:00-05:00",
        "updated_datetime": "2026-11-21T05:00:00-05:00",
        "expected_datetime": "2026-11-25T05:00:00-05:00",
        "address": "8th and Judah st",
        "lat": 42.36,
        "long": -71.06,
        "media_url": None,
        **says,
    }


def as_xml(items: list[dict[str, Any]]) -> bytes:
    """As the standard writes it, with nested extended attributes."""
    written = "".join(
        "<request>"
        + "".join(f"<{name}>{'' if say is None else escape(str(say))}</{name}>" for name, say in item.items())
        + "<extended_attributes><x><status>closed</status></x></extended_attributes></request>"
        for item in items
    )
    return f'<?xml version="1.0" encoding="utf-8"?><service_requests>{written}</service_requests>'.encode()


@dataclass
class City:
    """`answer`: a function of the question, or what is said to every one."""

    clock: SteppedClock
    url: str = ""
    answer: Any = field(default_factory=list)
    asked: list[web.Request] = field(default_factory=list)
    pauses: list[timedelta] = field(default_factory=list)

    def lists(self, *items: dict[str, Any], pages: bool = True, cap: int = 1_000, as_: str = "json") -> None:
        """Arrivals of the span that is asked for, by page or the first ones again and again."""

        def answer(question: web.Request) -> web.Response:
            query = question.query
            first, last = (datetime.fromisoformat(query[name]) for name in ("start_date", "end_date"))
            found = [item for item in items if first <= datetime.fromisoformat(item["requested_datetime"]) <= last]
            size = min(int(query["page_size"]), cap)
            start = (int(query["page"]) - 1) * size if pages else 0
            page = found[start : start + size]
            if as_ == "xml":
                return web.Response(body=as_xml(page), content_type="text/xml")
            return web.json_response(page)

        self.answer = answer

    async def handle(self, question: web.Request) -> web.StreamResponse:
        self.asked.append(question)
        answer = self.answer(question) if callable(self.answer) else self.answer
        if hasattr(answer, "__await__"):
            answer = await answer
        return dated(answer if isinstance(answer, web.StreamResponse) else web.json_response(answer), self.clock)

    async def pause(self, delay: timedelta) -> None:
        self.pauses.append(delay)

    def source(self, **plan: Any) -> Open311Source:
        given: dict[str, Any] = {
            "url": self.url,
            "column_map": open311_map(JAKARTA, "crm", plan.pop("status", {})),
            "timeout": timedelta(seconds=5),
            "days": 20,
        }
        areas = DirectoryNames(Directory.load("builtin:jakarta"))
        return Open311Source(Open311Plan(**given | plan), areas, self.clock, self.pause)


@asynccontextmanager
async def city(now: datetime) -> AsyncIterator[City]:
    served = City(SteppedClock(now))
    app = web.Application()
    app.router.add_get("/v2/requests.json", served.handle)
    app.router.add_get("/v2/requests.xml", served.handle)
    async with serving(app) as address:
        served.url = f"{address}/v2"
        yield served
