"""The simulated city over HTTP: the JSON that the contract's `[crm.rest]` example reads, and hands."""

from __future__ import annotations

import hmac
import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, timedelta
from email.utils import format_datetime

from aiohttp import web

from bot.demo.crm.items import Json, item
from bot.demo.crm.listings import Listings
from bot.demo.crm.questions import Question, question_of, text_in
from bot.demo.crm.switches import Troubles
from bot.loops import Pause, pause
from monitor.clock import Clock
from monitor.errors import BadInput, NotFound
from monitor.sources.simulator import City, Record

API_KEY = "X-Api-Key"
SLOWNESS = timedelta(seconds=8)  # of the world

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Crm:
    """The face of one city. `prefix`: what stands before `/complaints` in its paths, such as "/crm".

    `routes()` go into any aiohttp application; `start()` gives it a server of its own. `troubles` are switched
    on by whoever likes; `wait` is how a slow answer waits.
    """

    def __init__(
        self,
        city: City,
        clock: Clock,
        key: str,
        *,
        prefix: str = "",
        slowness: timedelta = SLOWNESS,
        wait: Pause = pause,
    ) -> None:
        self.city, self.troubles = city, Troubles()
        self._clock, self._key, self._prefix = clock, key.encode(), prefix
        self._slowness, self._wait = slowness, wait
        self._listings = Listings(city)
        self._runner: web.AppRunner | None = None

    def routes(self) -> list[web.RouteDef]:
        complaints = f"{self._prefix}/complaints"
        return [
            web.get(complaints, self._faced(self.list_complaints)),
            web.post(complaints, self._faced(self.send)),
            web.get(f"{complaints}/{{code}}", self._faced(self.show)),
            web.post(f"{complaints}/{{code}}/answer", self._faced(self.answer)),
            web.post(f"{complaints}/{{code}}/handover", self._faced(self.hand_over)),
            web.post(f"{complaints}/{{code}}/close", self._faced(self.close)),
        ]

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> str:
        """Listens on a server of its own (port 0 = any free one) and tells the base URL of `configuration`."""
        app = web.Application()
        app.add_routes(self.routes())
        self._runner = web.AppRunner(app, shutdown_timeout=0.05, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()
        bound = self._runner.addresses[0]
        return f"http://{bound[0]}:{bound[1]}{self._prefix}"

    async def stop(self) -> None:
        if self._runner:
            runner, self._runner = self._runner, None
            await runner.cleanup()

    async def list_complaints(self, request: web.Request) -> web.Response:
        question = question_of(request, self.city.zone)
        shifting = self.troubles.shift.is_on()
        records = self._listings.records(question, self._clock.now(), shifting=shifting)
        return self._page(records, question)

    async def show(self, request: web.Request) -> web.Response:
        return self._one(self.city.find(request.match_info["code"], self._clock.now()))

    async def send(self, request: web.Request) -> web.Response:
        """`{"area": code of a kelurahan, "category": name}`: a citizen complains."""
        area, category = await text_in(request, "area"), await text_in(request, "category")
        return self._one(self.city.send(area, category, self._clock.now()))

    async def answer(self, request: web.Request) -> web.Response:
        return self._one(self.city.answer(request.match_info["code"], self._clock.now()))

    async def hand_over(self, request: web.Request) -> web.Response:
        """`{"unit": name}`: who holds it from now on."""
        unit = await text_in(request, "unit")
        return self._one(self.city.hand_over(request.match_info["code"], unit, self._clock.now()))

    async def close(self, request: web.Request) -> web.Response:
        return self._one(self.city.close(request.match_info["code"], self._clock.now()))

    def _page(self, records: Sequence[Record], question: Question) -> web.Response:
        pages = -(-len(records) // question.limit)
        first = (question.page - 1) * question.limit
        is_last = question.page >= pages
        shown = () if is_last and self.troubles.gap.is_on() else records[first : first + question.limit]
        items = [item(record, self.city.zone) for record in shown]
        data = {"items": items, "total": len(records), "page": question.page, "pages": pages}
        body = json.dumps({"data": data}, ensure_ascii=False).encode()
        if is_last and self.troubles.cut.is_on():
            body = body[: len(body) // 2]
        return web.Response(body=body, content_type="application/json", charset="utf-8")

    def _one(self, record: Record) -> web.Response:
        return web.json_response({"data": item(record, self.city.zone)})

    def _faced(self, handler: Handler) -> Handler:
        """With troubles before it, the key checked, mistakes as JSON, and the date of the simulated clock."""

        async def answer(request: web.Request) -> web.StreamResponse:
            if self.troubles.slow.is_on():
                await self._wait(self._slowness)
            response = self._hindrance(request) or await _judged(handler, request)
            response.headers["Date"] = format_datetime(self._clock.now().astimezone(UTC), usegmt=True)
            return response

        return answer

    def _hindrance(self, request: web.Request) -> web.Response | None:
        """Why the question is not even looked at."""
        if self.troubles.gone.is_on():
            if request.transport:
                request.transport.abort()
            return web.Response()
        if self.troubles.down.is_on():
            return _refusal(503, "The CRM is down.")
        if not hmac.compare_digest(request.headers.get(API_KEY, "").encode(errors="surrogateescape"), self._key):
            return _refusal(401, f"The header {API_KEY} is missing or wrong.")
        return None


def configuration(base_url: str, key: str, ticket_url: str = "") -> str:
    """The sections of config.toml that read this CRM; `base_url` is what `Crm.start` told."""
    return f"""\
[crm]
source = "rest"
ticket_url = {json.dumps(ticket_url)}
[crm.rest]
url = {json.dumps(f"{base_url}/complaints")}
headers = {{ {API_KEY} = {json.dumps(key, ensure_ascii=False)} }}
items = "data.items"
total = "data.total"
paging = {{ style = "page", param = "page", size_param = "limit", size = 100 }}
since_param = "updated_after"
since_format = "iso"
[crm.rest.fields]
ticket = "code"
created_at = "createdAt"
updated_at = "updatedAt"
status = "tstatus.name"
category = "complaintCategory.name"
channel = "channel.name"
unit = "unit.name"
area = "village.name"
district = "village.district.name"
city = "village.district.city.name"
lat = "lat"
lon = "lng"
address = "address"
responded_at = "respondedAt"
completed_at = "completedAt"
"""


async def _judged(handler: Handler, request: web.Request) -> web.StreamResponse:
    try:
        return await handler(request)
    except NotFound as error:
        return _refusal(404, str(error))
    except BadInput as error:
        return _refusal(400, str(error))


def _refusal(status: int, sentence: str) -> web.Response:
    refused: Json = {"error": {"message": sentence}}
    return web.json_response(refused, status=status)
