"""/sandbox: what hands, scripts and a page use to see the chats, to speak in them and to make trouble."""

from __future__ import annotations

from aiohttp import web

from bot.sandbox import acts, downloads
from bot.sandbox.faults import Faults
from bot.sandbox.guard import guarded
from bot.sandbox.hands_input import (
    file_of,
    read_body,
    read_chat,
    read_fault,
    read_standing,
    read_topic_state,
)
from bot.sandbox.objects import Chat
from bot.sandbox.rows import chat_row, message_row
from bot.sandbox.world import World
from monitor.errors import BadInput, NotFound

TOAST_WAIT_SECONDS = 2.0


class Hands:
    """The routes over one world. Answers are JSON; a mistake is 400 or 404 with `{"error": sentence}`."""

    def __init__(self, world: World, faults: Faults) -> None:
        self._world = world
        self._faults = faults

    def routes(self) -> list[web.RouteDef]:
        chat = "/sandbox/chats/{id}"
        return [
            web.get("/sandbox/chats", guarded(self.list_chats)),
            web.post("/sandbox/chats", guarded(self.add_chat)),
            web.get(f"{chat}/messages", guarded(self.list_messages)),
            web.post(f"{chat}/messages", guarded(self.say)),
            web.post(f"{chat}/press", guarded(self.press)),
            web.post(f"{chat}/bot", guarded(self.place_bot)),
            web.post(f"{chat}/topics", guarded(self.set_topic)),
            web.post(f"{chat}/migrate", guarded(self.migrate)),
            web.get("/sandbox/files/{file_id}", guarded(self.download)),
            web.post("/sandbox/faults", guarded(self.order_fault)),
            web.delete("/sandbox/faults", guarded(self.clear_faults)),
            web.post("/sandbox/updates", guarded(self.inject_update)),
        ]

    async def list_chats(self, request: web.Request) -> web.Response:
        """All of them; `?as=USER` those which that person is in."""
        person = whole_query(request, "as") if "as" in request.query else None
        chats = [chat for chat in self._world.chats.values() if person is None or person in chat.members]
        return web.json_response([chat_row(chat) for chat in chats])

    async def add_chat(self, request: web.Request) -> web.Response:
        chat = read_chat(self._world, await read_body(request))
        return web.json_response(chat_row(chat))

    async def list_messages(self, request: web.Request) -> web.Response:
        """Oldest first; `?after=ID` leaves out what was seen."""
        chat = self._chat(request)
        after = whole_query(request, "after")
        rows = [message_row(message) for message in chat.messages.values() if message.id > after]
        return web.json_response(rows)

    async def say(self, request: web.Request) -> web.Response:
        body = await read_body(request)
        writer = body.whole("from")
        chat = self._chat(request, or_private_of=writer)
        if (changed := body.whole_or_none("edit")) is not None:
            message = acts.edit(self._world, chat, writer, changed, body.text("text"))
        else:
            text, topic = body.text("text", ""), body.whole_or_none("topic")
            reply_to = body.whole_or_none("reply_to")
            file = file_of(self._world, body)
            message = acts.say(self._world, chat, writer, text, topic=topic, file=file, reply_to=reply_to)
        return web.json_response(message_row(message))

    async def press(self, request: web.Request) -> web.Response:
        """Waits a short while for the toast; 202 when the bot has not answered by then."""
        body, chat = await read_body(request), self._chat(request)
        pressed = acts.press(self._world, chat, body.whole("from"), body.whole("message_id"), body.text("data"))
        try:
            answer = await self._world.bell.wait_until(lambda: pressed.answer, TOAST_WAIT_SECONDS)
        except TimeoutError:
            return web.json_response({"query_id": pressed.id, "answered": False}, status=202)
        return web.json_response({"query_id": pressed.id, "answered": True} | answer)

    async def place_bot(self, request: web.Request) -> web.Response:
        body, chat = await read_body(request), self._chat(request)
        acts.place_bot(self._world, chat, read_standing(body), body.whole_or_none("from"))
        return web.json_response(chat_row(chat))

    async def set_topic(self, request: web.Request) -> web.Response:
        body, chat = await read_body(request), self._chat(request)
        acts.set_topic(self._world, chat, body.whole("topic"), read_topic_state(body), body.text("name", ""))
        return web.json_response(chat_row(chat))

    async def migrate(self, request: web.Request) -> web.Response:
        body, chat = await read_body(request), self._chat(request)
        return web.json_response(chat_row(acts.migrate(self._world, chat, body.whole_or_none("new_id"))))

    async def download(self, request: web.Request) -> web.Response:
        file = self._world.files.get(request.match_info["file_id"])
        if file is None:
            raise NotFound("this file is not in the sandbox any more")
        return downloads.download(file)

    async def order_fault(self, request: web.Request) -> web.Response:
        self._faults.order(read_fault(await read_body(request)))
        self._world.bell.ring()
        return web.json_response({"standing": len(self._faults)})

    async def clear_faults(self, request: web.Request) -> web.Response:  # noqa: ARG002
        cleared = self._faults.clear()
        self._world.bell.ring()
        return web.json_response({"cleared": cleared})

    async def inject_update(self, request: web.Request) -> web.Response:
        body = await read_body(request)
        update = self._world.updates.inject(body.values)
        self._world.bell.ring()
        return web.json_response({"update_id": update["update_id"]})

    def _chat(self, request: web.Request, or_private_of: int | None = None) -> Chat:
        chat_id = chat_id_of(request)
        if chat_id not in self._world.chats and chat_id == or_private_of:
            return acts.private_chat(self._world, chat_id)
        return chat_of(self._world, request)


def chat_of(world: World, request: web.Request) -> Chat:
    """The chat named by the path. Raises BadInput or NotFound."""
    chat_id = chat_id_of(request)
    chat = world.chats.get(chat_id)
    if chat is None:
        raise NotFound(f"chat {chat_id} does not exist; see GET /sandbox/chats")
    return chat


def chat_id_of(request: web.Request) -> int:
    written = request.match_info["id"]
    digits = written.removeprefix("-")
    if not (digits.isascii() and digits.isdecimal()) or len(digits) > 16:
        raise BadInput("a chat id is a whole number")
    return int(written)


def whole_query(request: web.Request, name: str, default: int = 0) -> int:
    """A number of the query: a message or a person."""
    written = request.query.get(name, str(default))
    if not (written.isascii() and written.isdecimal()) or len(written) > 15:
        raise BadInput(f"{name} must be a whole number")
    return int(written)
