"""/sandbox: what hands, scripts and a page use to see the chats, to speak in them and to make trouble."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from bot.sandbox import acts
from bot.sandbox.faults import Faults
from bot.sandbox.hands_input import (
    file_of,
    read_body,
    read_chat,
    read_fault,
    read_standing,
    read_topic_state,
)
from bot.sandbox.objects import Chat, Message
from bot.sandbox.world import World
from monitor.errors import BadInput, NotFound

TOAST_WAIT_SECONDS = 2.0
Json = dict[str, Any]
_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Hands:
    """The routes over one world. Answers are JSON; a mistake is 400 or 404 with `{"error": sentence}`."""

    def __init__(self, world: World, faults: Faults) -> None:
        self._world = world
        self._faults = faults

    def routes(self) -> list[web.RouteDef]:
        chat = "/sandbox/chats/{id}"
        return [
            web.get("/sandbox/chats", _guarded(self.list_chats)),
            web.post("/sandbox/chats", _guarded(self.add_chat)),
            web.get(f"{chat}/messages", _guarded(self.list_messages)),
            web.post(f"{chat}/messages", _guarded(self.say)),
            web.post(f"{chat}/press", _guarded(self.press)),
            web.post(f"{chat}/bot", _guarded(self.place_bot)),
            web.post(f"{chat}/topics", _guarded(self.set_topic)),
            web.post(f"{chat}/migrate", _guarded(self.migrate)),
            web.get("/sandbox/files/{file_id}", _guarded(self.download)),
            web.post("/sandbox/faults", _guarded(self.order_fault)),
            web.delete("/sandbox/faults", _guarded(self.clear_faults)),
            web.post("/sandbox/updates", _guarded(self.inject_update)),
        ]

    async def list_chats(self, request: web.Request) -> web.Response:  # noqa: ARG002
        return web.json_response([chat_row(chat) for chat in self._world.chats.values()])

    async def add_chat(self, request: web.Request) -> web.Response:
        chat = read_chat(self._world, await read_body(request))
        return web.json_response(chat_row(chat))

    async def list_messages(self, request: web.Request) -> web.Response:
        """Oldest first; `?after=ID` leaves out what was seen."""
        chat = self._chat(request)
        after = request.query.get("after", "0")
        if not (after.isascii() and after.isdecimal()) or len(after) > 15:
            raise BadInput("after must be a message id")
        rows = [message_row(message) for message in chat.messages.values() if message.id > int(after)]
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
        response = web.Response(body=file.content, content_type="application/octet-stream")
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    async def order_fault(self, request: web.Request) -> web.Response:
        self._faults.order(read_fault(await read_body(request)))
        return web.json_response({"standing": len(self._faults)})

    async def clear_faults(self, request: web.Request) -> web.Response:  # noqa: ARG002
        return web.json_response({"cleared": self._faults.clear()})

    async def inject_update(self, request: web.Request) -> web.Response:
        body = await read_body(request)
        update = self._world.updates.inject(body.values)
        self._world.bell.ring()
        return web.json_response({"update_id": update["update_id"]})

    def _chat(self, request: web.Request, or_private_of: int | None = None) -> Chat:
        written = request.match_info["id"]
        digits = written.removeprefix("-")
        if not (digits.isascii() and digits.isdecimal()) or len(digits) > 16:
            raise BadInput("a chat id is a whole number")
        chat_id = int(written)
        chat = self._world.chats.get(chat_id)
        if chat is None and chat_id == or_private_of:
            return acts.private_chat(self._world, chat_id)
        if chat is None:
            raise NotFound(f"chat {chat_id} does not exist; see GET /sandbox/chats")
        return chat


def chat_row(chat: Chat) -> Json:
    return {
        "id": chat.id,
        "title": chat.title,
        "type": chat.type.value,
        "is_forum": chat.is_forum,
        "topics": [
            {"id": topic.id, "name": topic.name, "state": topic.state.value} for topic in chat.topics.values()
        ],
        "members": [{"id": user_id, "status": standing} for user_id, standing in chat.members.items()],
        "bot": chat.bot.value,
        "migrated_to": chat.migrated_to,
    }


def message_row(message: Message) -> Json:
    """`from` is a user id (a chat's own id for an anonymous admin), `date` ISO 8601 with offset."""
    file = message.attachment
    return {
        "message_id": message.id,
        "date": message.date.isoformat(),
        "from": message.sender_chat or message.sender.id,
        "from_name": message.sender.first_name,
        "text": message.text,
        "html": message.html,
        "topic": message.topic,
        "buttons": [[_button_row(button) for button in row] for row in message.markup],
        "file": _file_row(file.file_id, file.name, file.mime_type, len(file.content)) if file else None,
        "edited": message.edited_at is not None,
        "pinned": message.pinned,
        "reply_to": message.reply_to,
        "service": next(iter(message.service), None),
    }


def _button_row(button: Json) -> Json:
    if "callback_data" in button:
        return {"text": button["text"], "data": button["callback_data"]}
    if "copy_text" in button:
        return {"text": button["text"], "copy": button["copy_text"]["text"]}
    return {"text": button["text"], "url": button["url"]}


def _file_row(file_id: str, name: str, mime_type: str, size: int) -> Json:
    return {"name": name, "mime_type": mime_type, "size": size, "url": f"/sandbox/files/{file_id}"}


def _guarded(handler: _Handler) -> _Handler:
    """Turns mistakes into JSON, and away what another site's page sends through somebody's browser."""

    async def guarded(request: web.Request) -> web.StreamResponse:
        origin = request.headers.get("Origin")
        if origin and urlsplit(origin).netloc != request.host:
            return web.json_response({"error": "this origin may not use the sandbox"}, status=403)
        try:
            return await handler(request)
        except NotFound as error:
            return web.json_response({"error": str(error)}, status=404)
        except BadInput as error:
            return web.json_response({"error": str(error)}, status=400)

    return guarded
