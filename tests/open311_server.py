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

from monitor.areas.directory import Directory
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
        "<request>" + _elements({"extended_attributes": {"x": {"status": "closed"}}, **item}) + "</request>"
        for item in items
    )
    return f'<?xml version="1.0" encoding="utf-8"?><service_requests>{written}</service_requests>'.encode()


def _elements(item: dict[str, Any]) -> str:
    return "".join(f"<{name}>{_written(say)}</{name}>" for name, say in item.items())


def _written(say: Any) -> str:
    return _elements(say) if isinstance(say, dict) else "" if say is None else escape(str(say))


@dataclass
class City:
    """`answer`: a function of the question, or what is said to every one.

    `by_id`: what there is besides, in answer to its id; `one_by_one`: the server knows no list of ids.
    """

    clock: SteppedClock
    url: str = ""
    answer: Any = field(default_factory=list)
    by_id: dict[str, Any] = field(default_factory=dict)
    one_by_one: bool = False
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
        if "service_request_id" in question.query and not self.one_by_one:
            return self._found(question, question.query["service_request_id"].split(","))
        return await self._said(question)

    async def handle_single(self, question: web.Request) -> web.StreamResponse:
        self.asked.append(question)
        return self._found(question, [question.match_info["id"]])

    def _found(self, question: web.Request, ids: list[str]) -> web.StreamResponse:
        found = [self.by_id[one] for one in ids if one in self.by_id]
        broken = next((one for one in found if callable(one)), None)
        if broken:
            return dated(broken(question), self.clock)
        if "xml" in question.path:
            return dated(web.Response(body=as_xml(found), content_type="text/xml"), self.clock)
        return dated(web.json_response(found), self.clock)

    @property
    def ids_asked(self) -> list[str]:
        """By which ids it was asked, in order; several of one question as they came."""
        ids = (one.query.get("service_request_id") or one.match_info.get("id") for one in self.asked)
        return [one for one in ids if one]

    async def _said(self, question: web.Request) -> web.StreamResponse:
        answer = self.answer(question) if callable(self.answer) else self.answer
        if hasattr(answer, "__await__"):
            answer = await answer
        return dated(answer if isinstance(answer, web.StreamResponse) else web.json_response(answer), self.clock)

    async def pause(self, delay: timedelta) -> None:
        self.pauses.append(delay)

    def source(self, **plan: Any) -> Open311Source:
        given: dict[str, Any] = {
            "url": self.url,
            "column_map": open311_map(JAKARTA, "crm", plan.pop("status", {}), plan.pop("fields", {})),
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
    app.router.add_get(r"/v2/requests/{id}.{form:json|xml}", served.handle_single)
    async with serving(app) as address:
        served.url = f"{address}/v2"
        yield served
