"""What hands send, checked field by field. Raises BadInput with one sentence."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from aiohttp import web

from bot.sandbox.faults import Fault, FaultKind
from bot.sandbox.intake import read_form, read_object
from bot.sandbox.objects import Attachment, Chat, ChatType, Standing, TopicState
from bot.sandbox.params import Upload
from bot.sandbox.world import MAX_CHATS, World
from monitor.errors import BadInput

MAX_WHOLE = 2**53
MAX_NAME = 255
MAX_MEMBERS = 1000
_DEFAULT_MIME = "application/octet-stream"
Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True)
class Body:
    """The fields of a request of the hands."""

    values: dict[str, Any]
    uploads: dict[str, Upload] = field(default_factory=dict)

    def whole(self, name: str) -> int:
        value = self.whole_or_none(name)
        if value is None:
            raise BadInput(f"{name} is missing; give a whole number")
        return value

    def whole_or_none(self, name: str) -> int | None:
        value = self.values.get(name)
        if value is None:
            return None
        if isinstance(value, str) and len(value) <= 17:  # a form knows only text
            digits = value.removeprefix("-")
            value = int(value) if digits.isascii() and digits.isdecimal() else None
        if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= MAX_WHOLE:
            raise BadInput(f"{name} must be a whole number")
        return value

    def text(self, name: str, default: str | None = None) -> str:
        value = self.values.get(name, default)
        if not isinstance(value, str):
            raise BadInput(f"{name} must be a text")
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.values.get(name, default)
        if not isinstance(value, bool):
            raise BadInput(f"{name} must be true or false")
        return value

    def items(self, name: str) -> list[Any]:
        value = self.values.get(name, [])
        if not isinstance(value, list) or len(value) > MAX_MEMBERS:
            raise BadInput(f"{name} must be a list of at most {MAX_MEMBERS}")
        return value

    def choice(self, name: str, kinds: type[Choice], default: Choice | None = None) -> Choice:
        value = self.values.get(name, default)
        for kind in kinds:
            if value == kind.value:
                return kind
        raise BadInput(f"{name} must be one of {', '.join(kind.value for kind in kinds)}")


async def read_body(request: web.Request) -> Body:
    """A JSON object, or a multipart form with a file."""
    try:
        if request.content_type == "multipart/form-data":
            fields, uploads = await read_form(request)
            return Body(dict(fields), uploads)
        return Body(await read_object(request))
    except (ValueError, LookupError) as error:
        raise BadInput("the body must be a JSON object in UTF-8") from error
    except web.HTTPRequestEntityTooLarge as error:
        raise BadInput("the body is larger than the sandbox takes") from error


def read_chat(world: World, body: Body) -> Chat:
    """Makes a chat: `{"id", "title", "type", "is_forum", "topics", "members", "bot", "started"}`.

    `topics`: ids or {"id", "name"}; `members`: ids or {"id", "first_name", "username", "status"}.
    """
    chat_id, kind = body.whole("id"), body.choice("type", ChatType, ChatType.SUPERGROUP)
    title = body.text("title", "") or f"Chat {chat_id}"
    if (chat_id > 0) is not (kind is ChatType.PRIVATE) or chat_id == 0:
        raise BadInput("a private chat has its person's positive id, a group a negative one")
    if chat_id in world.chats:
        raise BadInput(f"chat {chat_id} exists already")
    if len(title) > MAX_NAME or len(world.chats) >= MAX_CHATS:
        raise BadInput(f"a title has at most {MAX_NAME} characters, the sandbox at most {MAX_CHATS} chats")
    started, bot = body.flag("started", True), body.choice("bot", Standing, Standing.MEMBER)
    if kind is ChatType.PRIVATE:
        return world.add_private(chat_id, title, started=started)
    is_forum, topics = body.flag("is_forum"), dict(_topic(item) for item in body.items("topics"))
    if (is_forum or topics) and kind is not ChatType.SUPERGROUP:
        raise BadInput("only a supergroup can be a forum with topics")
    members = _members(world, body)
    return world.add_group(chat_id, title, type=kind, is_forum=is_forum, topics=topics, members=members, bot=bot)


def _members(world: World, body: Body) -> dict[int, Standing]:
    people = [_member(item) for item in body.items("members")]
    for person in people:
        world.user(person.whole("id"), person.text("first_name", ""), person.values.get("username"))
    return {person.whole("id"): person.choice("status", Standing) for person in people}


def _topic(item: Any) -> tuple[int, str]:
    body = Body(item if isinstance(item, dict) else {"id": item})
    topic_id = body.whole("id")
    if topic_id < 2:
        raise BadInput("a topic's id is 2 or more; 1 is General")
    return topic_id, body.text("name", "")[:MAX_NAME] or f"Topik {topic_id}"


def _member(item: Any) -> Body:
    body = Body({"status": "member"} | (item if isinstance(item, dict) else {"id": item}))
    if body.whole("id") <= 0:
        raise BadInput("a member's id is a positive number")
    username = body.text("username") if body.values.get("username") is not None else ""
    if max(len(username), len(body.text("first_name", ""))) > MAX_NAME:
        raise BadInput(f"a name has at most {MAX_NAME} characters")
    body.choice("status", Standing)
    return body


def read_standing(body: Body) -> Standing:
    return body.choice("status", Standing)


def read_topic_state(body: Body) -> TopicState:
    return body.choice("state", TopicState, TopicState.OPEN)


def read_fault(body: Body) -> Fault:
    kind = body.values.get("kind")
    values = body.values | {"kind": str(kind) if isinstance(kind, int) else kind}
    checked = Body(values)
    times, retry_after = checked.whole_or_none("times"), checked.whole_or_none("retry_after")
    if (times is not None and times < 0) or (retry_after is not None and retry_after < 1):
        raise BadInput("times must be 0 or more (0 = until cleared), retry_after 1 or more seconds")
    return Fault(
        checked.choice("kind", FaultKind),
        method=checked.text("method") if checked.values.get("method") is not None else None,
        chat=checked.whole_or_none("chat"),
        retry_after=5 if retry_after is None else retry_after,
        new_id=checked.whole_or_none("new_id"),
        after_accept=checked.flag("after_accept"),
        times=1 if times is None else times,
        description=checked.text("description") if checked.values.get("description") is not None else None,
    )


def file_of(world: World, body: Body) -> Attachment | None:
    """The document sent: a multipart file, or `"file": {"name", "text" | "base64"}`."""
    if upload := body.uploads.get("file"):
        return _kept(world, upload.name, upload.mime_type, upload.content)
    given = body.values.get("file")
    if given is None:
        return None
    if not isinstance(given, dict):
        raise BadInput('file must be {"name", "text" or "base64"}, or come as a multipart file')
    described = Body(given)
    if "base64" in given:
        try:
            content = base64.b64decode(described.text("base64"), validate=True)
        except (binascii.Error, ValueError) as error:
            raise BadInput("file.base64 is not base64") from error
    else:
        content = described.text("text").encode()
    return _kept(world, described.text("name"), described.text("mime_type", _DEFAULT_MIME), content)


def _kept(world: World, name: str, mime_type: str, content: bytes) -> Attachment:
    if not content or not name or len(name) > MAX_NAME:
        raise BadInput(f"a file needs bytes and a name of at most {MAX_NAME} characters")
    return world.keep_file(name, mime_type[:MAX_NAME] or _DEFAULT_MIME, content, "document")
