"""The sandbox's server: Telegram's Bot API on loopback, and the hands beside it."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import web

from bot.sandbox import acts, refusals
from bot.sandbox.faults import Fault, FaultKind, Faults
from bot.sandbox.hands import Hands
from bot.sandbox.intake import MAX_BODY_BYTES, read_params
from bot.sandbox.limits import Limits, Pace
from bot.sandbox.methods.registry import METHODS, Method
from bot.sandbox.objects import Message, User
from bot.sandbox.page import Page, Player, Switch, TourStep
from bot.sandbox.params import Params
from bot.sandbox.polling import Polling
from bot.sandbox.refusals import Refused, bad_request, refused
from bot.sandbox.world import World
from monitor.clock import Clock
from monitor.errors import BadInput

MAX_CALLS = 10_000
_GET_UPDATES = "getupdates"


@dataclass(frozen=True)
class Call:
    """One call that the bot made and what it was answered: 200, or the refusal's code; 0 = no answer."""

    at: datetime
    method: str
    chat_id: int | None
    code: int


class Sandbox:
    """A Bot API server for one bot. `world`, `faults` and `calls` are there to be used in the same process.

    >>> sandbox = Sandbox("123:abc", SystemClock())
    >>> base_url = await sandbox.start()   # for python-telegram-bot: Bot(token, base_url, base_file_url)
    """

    def __init__(
        self,
        token: str,
        clock: Clock,
        limits: Limits | None = None,
        *,
        username: str = "siaga_bot",
        name: str = "siaga",
        privacy: bool = True,
        routes: Sequence[web.AbstractRouteDef] = (),
        players: Sequence[Player] = (),
        switches: Sequence[Switch] = (),
        tour: Sequence[TourStep] = (),
        hooks: Mapping[str, Callable[[], bool]] | None = None,
    ) -> None:
        number = token.partition(":")[0]
        bot_id = int(number) if number.isdecimal() and number.isascii() else 123
        self.token = token
        self.world = World(clock, User(bot_id, name, username, is_bot=True), privacy=privacy)
        self.faults = Faults()
        self.calls: deque[Call] = deque(maxlen=MAX_CALLS)
        self.origin = ""
        self._pace = Pace(limits or Limits())
        self._polling = Polling(self.world)
        page = Page(self.world, self.faults, players, switches, tour, hooks)
        self._routes = [*routes, *Hands(self.world, self.faults).routes(), *page.routes()]
        self._runner: web.AppRunner | None = None

    @property
    def base_url(self) -> str:
        return f"{self.origin}/bot"

    @property
    def base_file_url(self) -> str:
        return f"{self.origin}/file/bot"

    def application(self) -> web.Application:
        """The Bot API, the routes given, the hands and the page; what is given comes first."""
        app = web.Application(client_max_size=MAX_BODY_BYTES)
        app.add_routes(
            [
                web.route("*", "/bot{token:[^/]+}/{method}", self._answer),
                web.get("/file/bot{token:[^/]+}/{path:.+}", self._serve_file),
            ]
        )
        app.add_routes(self._routes)
        return app

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> str:
        """Listens (port 0 = any free one) and tells the base URL for the bot."""
        self._runner = web.AppRunner(
            self.application(), handler_cancellation=True, shutdown_timeout=0.05, access_log=None
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        bound = self._runner.addresses[0]
        shown = f"[{bound[0]}]" if ":" in bound[0] else bound[0]
        self.origin = f"http://{shown}:{bound[1]}"
        return self.base_url

    async def stop(self) -> None:
        """Closes every connection, also the hanging ones."""
        if self._runner:
            runner, self._runner = self._runner, None
            await runner.cleanup()

    async def wait_for(self, chat_id: int, wanted: Callable[[Message], bool], timeout: float = 5.0) -> Message:  # noqa: ASYNC109
        """The first message of the bot in that chat that is wanted, now or within `timeout` real seconds."""

        def look() -> Message | None:
            chat = self.world.chats.get(chat_id)
            mine = (m for m in chat.messages.values() if m.sender.id == self.world.bot.id) if chat else iter(())
            return next(filter(wanted, mine), None)

        return await self.world.bell.wait_until(look, timeout)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        chat_id: int | None = None
        code = 0
        try:
            self._check_token(request.match_info["token"])
            params = await read_params(request)
            chat_id = params.chat_id
            result = await self._result(request, name.lower(), params)
            code = 200
            return web.json_response({"ok": True, "result": result})
        except Refused as error:
            code = error.refusal.code
            return web.json_response(error.refusal.as_json(), status=code)
        finally:
            self.calls.append(Call(self.world.now(), name, chat_id, code))

    def _check_token(self, token: str) -> None:
        if token != self.token:
            known_shape = token.partition(":")[0].isdecimal() and ":" in token
            raise refused(401 if known_shape else 404)

    async def _result(self, request: web.Request, name: str, params: Params) -> Any:
        if name != _GET_UPDATES and name not in METHODS:
            raise refused(404, "method not found")
        fault = self._take_fault(name, params)
        if fault and not fault.after_accept:
            await self._trouble(request, fault, params)
        if name == _GET_UPDATES:
            result: Any = await self._polling.get_updates(params)
        else:
            result = self._run(METHODS[name], params)
        if fault and fault.after_accept:
            await self._trouble(request, fault, params)
        return result

    def _take_fault(self, name: str, params: Params) -> Fault | None:
        fault = self.faults.take(name, params.chat_id, params.topic)
        if fault:
            self.world.bell.ring()  # the page shows what still stands
        return fault

    def _run(self, method: Method, params: Params) -> Any:
        chat = self.world.chats.get(params.chat_id or 0)
        if method.paced and chat:
            wait = self._pace.take(chat.id, not chat.is_private, self.world.now())
            if wait is not None:
                raise refusals.too_many(wait)
        return method.run(self.world, params)

    async def _trouble(self, request: web.Request, fault: Fault, params: Params) -> None:
        """Raises what the fault orders; a call that hangs or is cut ends when its connection does."""
        chat = self.world.chats.get(params.chat_id or 0)
        if fault.kind in (FaultKind.HANG, FaultKind.CUT):
            if fault.kind is FaultKind.CUT and request.transport:
                request.transport.close()
            await asyncio.Event().wait()
        if fault.kind is FaultKind.MIGRATE and chat:
            self._migrate(chat.id, fault.new_id)
        raise fault.refusal(chat.type if chat else "supergroup")

    def _migrate(self, chat_id: int, new_id: int | None) -> None:
        chat = self.world.chats[chat_id]
        try:
            new_id = chat.migrated_to or acts.migrate(self.world, chat, new_id).id
        except BadInput as error:
            raise bad_request(str(error)) from error
        raise refusals.migrated(new_id)

    async def _serve_file(self, request: web.Request) -> web.Response:
        try:
            self._check_token(request.match_info["token"])
            path = request.match_info["path"]
            file = next((file for file in self.world.files.values() if file.path == path), None)
            if file is None:
                raise refused(404)
        except Refused as error:
            return web.json_response(error.refusal.as_json(), status=error.refusal.code)
        return web.Response(body=file.content, content_type="application/octet-stream")
