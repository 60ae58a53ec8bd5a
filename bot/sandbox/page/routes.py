"""What the page asks of the sandbox, beside the hands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Any

from aiohttp import web

from bot.sandbox.faults import Faults
from bot.sandbox.guard import guarded
from bot.sandbox.hands import chat_id_of, chat_of, whole_query
from bot.sandbox.hands_input import read_body
from bot.sandbox.page.cast import Player, Switch, TourStep, switch_row
from bot.sandbox.page.dial import dial, turn
from bot.sandbox.page.events import Events
from bot.sandbox.page.files import read_files, served
from bot.sandbox.page.menu import menu_of
from bot.sandbox.page.rows import shown_fault, shown_message
from bot.sandbox.world import World
from monitor.errors import NotFound

MAX_OLDER = 100
Json = dict[str, Any]


class Page:
    """The routes of the page over one world. Without players, everybody whom the world knows can be played.

    `hooks`: what steps of the tour wait for, by name; asked often, so they are quick and never raise.
    """

    def __init__(
        self,
        world: World,
        faults: Faults,
        players: Sequence[Player] = (),
        switches: Sequence[Switch] = (),
        tour: Sequence[TourStep] = (),
        hooks: Mapping[str, Callable[[], bool]] | None = None,
    ) -> None:
        self._world, self._faults = world, faults
        self._players, self._tour = tuple(players), tuple(tour)
        self._switches = {switch.name: switch for switch in switches}
        self._hooks = dict(hooks or {})
        self._files = read_files()
        self.events = Events(world, self._state)

    def routes(self) -> list[web.RouteDef]:
        chat = "/sandbox/chats/{id}"
        return [
            web.get("/page/{name}", guarded(self.show_file)),
            web.get("/", guarded(self.show_page)),
            web.get("/sandbox/players", guarded(self.list_players)),
            web.get("/sandbox/tour", guarded(self.list_steps)),
            web.post("/sandbox/tour/{step}", guarded(self.begin_step)),
            web.get("/sandbox/events", guarded(self.events.stream)),
            web.get(f"{chat}/commands", guarded(self.list_commands)),
            web.get(f"{chat}/history", guarded(self.list_older)),
            web.get("/sandbox/clock", guarded(self.show_clock)),
            web.post("/sandbox/clock", guarded(self.turn_clock)),
            web.get("/sandbox/faults", guarded(self.list_faults)),
            web.get("/sandbox/switches", guarded(self.list_switches)),
            web.post("/sandbox/switches/{name}", guarded(self.turn_switch)),
        ]

    async def show_page(self, request: web.Request) -> web.Response:
        return served(self._files, "index.html", request)

    async def show_file(self, request: web.Request) -> web.Response:
        return served(self._files, request.match_info["name"], request)

    async def list_players(self, request: web.Request) -> web.Response:  # noqa: ARG002
        people = [user for user in self._world.users.values() if not user.is_bot]
        players = self._players or [Player(user.id, user.first_name, "anggota") for user in people]
        return web.json_response([player.row() for player in players])

    async def list_steps(self, request: web.Request) -> web.Response:  # noqa: ARG002
        return web.json_response([step.row() for step in self._tour])

    async def begin_step(self, request: web.Request) -> web.Response:
        """The page shows that step (0 is the first)."""
        written = request.match_info["step"]
        number = (
            int(written) if written.isascii() and written.isdecimal() and len(written) < 4 else len(self._tour)
        )
        if number >= len(self._tour):
            raise NotFound("there is no such step; see GET /sandbox/tour")
        if begin := self._tour[number].begin:
            begin()
            self._world.bell.ring()
        return web.json_response({"begun": begin is not None})

    async def list_commands(self, request: web.Request) -> web.Response:
        """`?from=USER`: who would type."""
        chat_id, user_id = chat_id_of(request), whole_query(request, "from")
        chat = None if chat_id == user_id and chat_id not in self._world.chats else chat_of(self._world, request)
        return web.json_response(menu_of(self._world, chat, chat_id, user_id))

    async def list_older(self, request: web.Request) -> web.Response:
        """At most 100 messages before `?before=ID`, oldest first, in the shape of the events."""
        chat, before = chat_of(self._world, request), whole_query(request, "before")
        older = (message for message in reversed(chat.messages.values()) if message.id < before)
        found = list(islice(older, MAX_OLDER + 1))
        rows = [shown_message(message) for message in reversed(found[:MAX_OLDER])]
        return web.json_response({"messages": rows, "older": len(found) > MAX_OLDER})

    async def show_clock(self, request: web.Request) -> web.Response:  # noqa: ARG002
        return web.json_response(dial(self._world.clock))

    async def turn_clock(self, request: web.Request) -> web.Response:
        turn(self._world.clock, await read_body(request))
        self._world.bell.ring()
        return web.json_response(dial(self._world.clock))

    async def list_faults(self, request: web.Request) -> web.Response:  # noqa: ARG002
        return web.json_response(self._state()["faults"])

    async def list_switches(self, request: web.Request) -> web.Response:  # noqa: ARG002
        return web.json_response(self._state()["switches"])

    async def turn_switch(self, request: web.Request) -> web.Response:
        """`{"on": true}`"""
        switch = self._switches.get(request.match_info["name"])
        if switch is None:
            raise NotFound("there is no such switch; see GET /sandbox/switches")
        switch.set((await read_body(request)).flag("on"))
        self._world.bell.ring()
        return web.json_response(switch_row(switch))

    def _state(self) -> Json:
        return {
            "clock": dial(self._world.clock),
            "faults": [shown_fault(fault) for fault in self._faults.standing()],
            "switches": [switch_row(switch) for switch in self._switches.values()],
            "hooks": {name: bool(happened()) for name, happened in self._hooks.items()},
        }
