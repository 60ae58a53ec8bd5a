"""What changes, told live: one stream of Server-Sent Events per open page.

Each event is a JSON object. `hello` begins a world anew (the page forgets what it had), `change` brings chats and
messages as they now stand, `state` clock, faults and switches. An event's id says how far the page has read,
so that a page which reconnects gets what it missed, and everything when another process answers.
"""

from __future__ import annotations

import contextlib
import json
import secrets
from collections.abc import Callable
from typing import Any

from aiohttp import web

from bot.sandbox.objects import Chat, Message
from bot.sandbox.page.rows import shown_chat, shown_message
from bot.sandbox.world import World

MAX_QUIET_SECONDS = 10.0  # then the state is told again: the page's own clock may have drifted
RECENT = 200  # messages of a chat that a page is given at first; the others on demand
LOOK_SECONDS = 0.5  # hooks and the end of a rush ring no bell
Json = dict[str, Any]
_RECONNECT_MILLISECONDS = 1000
_HEADERS = {"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


class Events:
    """`state` gives what else the page shows; told when it differs in more than the time."""

    def __init__(self, world: World, state: Callable[[], Json]) -> None:
        self._world = world
        self._state = state
        self.world_id = secrets.token_hex(4)

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """`?after=ID` or the header Last-Event-ID: the id of the last event seen."""
        response = web.StreamResponse(headers=_HEADERS)
        await response.prepare(request)
        seen = self._seen(request.headers.get("Last-Event-ID") or request.query.get("after", ""))
        with contextlib.suppress(ConnectionError):  # the page was closed
            await response.write(f"retry: {_RECONNECT_MILLISECONDS}\n\n".encode())
            await self._tell(response, seen)
        return response

    async def _tell(self, response: web.StreamResponse, seen: int | None) -> None:
        if seen is None:
            bot = {
                "id": self._world.bot.id,
                "name": self._world.bot.first_name,
                "username": self._world.bot.username,
            }
            await response.write(self._event("hello", {"world": self.world_id, "bot": bot}, 0))
        revision, told, quiet = seen or 0, "", 0.0
        while True:
            now_at = self._world.revision
            if now_at > revision:
                await response.write(self._event("change", self.changes(revision), now_at))
                revision = now_at
            state = self._state()
            if (fingerprint := _fingerprint(state)) != told:
                await response.write(self._event("state", state, revision))
                told, quiet = fingerprint, 0.0
            with contextlib.suppress(TimeoutError):
                await self._world.bell.wait_until(self._news(revision, told), LOOK_SECONDS)
                continue
            quiet += LOOK_SECONDS
            told = "" if quiet >= MAX_QUIET_SECONDS else told

    def _news(self, revision: int, told: str) -> Callable[[], bool | None]:
        return lambda: self._world.revision > revision or _fingerprint(self._state()) != told or None

    def changes(self, after: int) -> Json:
        """Chats and messages changed after that revision; from 0 the recent messages of every chat.

        `older`: the chats of which there are more.
        """
        chats = [chat for chat in self._world.chats.values() if chat.revision > after]
        messages = [message for chat in chats for message in _changed(chat, after)]
        return {
            "chats": [shown_chat(chat) for chat in chats],
            "messages": [shown_message(message) for message in messages],
            "removed": [
                {"chat": chat.id, "message_id": message_id}
                for chat in chats
                for revision, message_id in chat.removed
                if revision > after > 0
            ],
            "older": [] if after else [chat.id for chat in chats if len(chat.messages) > RECENT],
        }

    def _seen(self, event_id: str) -> int | None:
        """The revision that a page of this world has seen; None = it knows nothing."""
        world_id, _, revision = event_id.partition("-")
        if world_id != self.world_id or not (revision.isascii() and revision.isdecimal()) or len(revision) > 15:
            return None
        return int(revision)

    def _event(self, name: str, content: Json, revision: int) -> bytes:
        return f"event: {name}\nid: {self.world_id}-{revision}\ndata: {json.dumps(content)}\n\n".encode()


def _changed(chat: Chat, after: int) -> list[Message]:
    if not after:
        return list(chat.messages.values())[-RECENT:]
    return [message for message in chat.messages.values() if message.revision > after]


def _fingerprint(state: Json) -> str:
    clock = state["clock"]
    steady = {key: value for key, value in clock.items() if key != "now" or not clock["speed"]}
    return json.dumps(state | {"clock": steady})
