"""Telegram's refusals, in Telegram's own words: python-telegram-bot decides by code, parameters and wording."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

_PREFIXES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    413: "Request Entity Too Large",
    429: "Too Many Requests",
    500: "Internal Server Error",
}


@dataclass(frozen=True)
class Refusal:
    """What Telegram answers instead of a result."""

    code: int
    description: str
    parameters: dict[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        answer: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        return answer | ({"parameters": self.parameters} if self.parameters else {})


class Refused(Exception):
    """Carries a `Refusal` out of a method."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.description)
        self.refusal = refusal


def refused(code: int, words: str = "", **parameters: int) -> Refused:
    """A refusal with Telegram's prefix for the code: `refused(400, "chat not found")`."""
    prefix = _PREFIXES[code]
    return Refused(Refusal(code, f"{prefix}: {words}" if words else prefix, parameters))


def bad_request(words: str) -> Refused:
    return refused(400, words)


def chat_not_found() -> Refused:
    return bad_request("chat not found")


def thread_not_found() -> Refused:
    return bad_request("message thread not found")


def topic_closed() -> Refused:
    return bad_request("TOPIC_CLOSED")


def never_started() -> Refused:
    return refused(403, "bot can't initiate conversation with a user")


def blocked() -> Refused:
    return refused(403, "bot was blocked by the user")


def kicked(chat_type: str) -> Refused:
    return refused(403, f"bot was kicked from the {chat_type} chat")


def not_a_member(chat_type: str) -> Refused:
    return refused(403, f"bot is not a member of the {chat_type} chat")


def no_right_to_write() -> Refused:
    return bad_request("not enough rights to send text messages to the chat")


def migrated(new_id: int) -> Refused:
    return refused(400, "group chat was upgraded to a supergroup chat", migrate_to_chat_id=new_id)


def too_many(retry_after: int) -> Refused:
    return refused(429, f"retry after {retry_after}", retry_after=retry_after)


def not_modified() -> Refused:
    return bad_request(
        "message is not modified: specified new message content and reply markup are exactly the same "
        "as a current content and reply markup of the message"
    )


def other_poller() -> Refused:
    return refused(409, "terminated by other getUpdates request; make sure that only one bot instance is running")


def webhook_is_active() -> Refused:
    return refused(
        409, "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
    )


def query_too_old() -> Refused:
    return bad_request("query is too old and response timeout expired or query ID is invalid")
