"""python-telegram-bot's exceptions become ours here, at the border, in one table.

Our messages are written here and hold only Telegram's own description of a refusal: what the library says of
a failed request may hold the address it called, and that address holds the token.

What may have been carried out is `DeliveryUnknown`: every answer that is not a plain yes or no (a broken
connection after the request left, a read timeout, any 5xx: the machine in front may fail after the one behind
it has posted the message). A repeat that says so is better than a silent double.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import timedelta

# Before the first RetryAfter is made: its retry_after is then a timedelta, and making one warns of nothing.
os.environ.setdefault("PTB_TIMEDELTA", "true")

import httpx
from telegram import error as telegram

from monitor.errors import (
    BadConfiguration,
    DeliveryUnknown,
    DestinationLost,
    DestinationMoved,
    NeverAgain,
    NotFound,
    OutsideUnreachable,
    RateLimited,
    SiagaError,
)

UNNAMED_WAIT = timedelta(seconds=30)  # a 429 that does not say how long

# No request left the machine.
_NEVER_LEFT = (
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ConnectError,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)

# What Telegram says (lower case) when a place can no longer be written to -> the one word for the ledger.
LOST_BY_WORDING = {
    "chat not found": "chat_not_found",
    "group chat was deactivated": "chat_deactivated",
    "message thread not found": "topic_gone",
    "topic_closed": "topic_closed",
    "topic_deleted": "topic_gone",
    "topic_id_invalid": "topic_gone",
    "not enough rights": "no_right_to_write",
    "have no rights to send": "no_right_to_write",
    "need administrator rights": "no_right_to_write",
    "chat_write_forbidden": "no_right_to_write",
    "chat_restricted": "no_right_to_write",
    "chat_send_plain_forbidden": "no_right_to_write",
    "user is deactivated": "user_deactivated",
    "user_deactivated": "user_deactivated",
    "user_is_blocked": "blocked",
    "peer_id_invalid": "chat_not_found",
    "bot was blocked": "blocked",
    "bot was kicked": "kicked",
    "bot is not a member": "not_a_member",
    "can't initiate conversation": "not_started",
    "bots can't send messages to bots": "is_a_bot",
}
TOPIC_REASONS = frozenset({"topic_gone", "topic_closed"})  # the rest of the chat is not concerned


class MessageRefused(NeverAgain):
    """Telegram will never take this message as it is."""


class NotModified(NeverAgain):
    """An edit that changes nothing."""


def translated(error: telegram.TelegramError) -> SiagaError:
    """Ours for theirs."""
    for theirs, ours in TABLE:
        if isinstance(error, theirs):
            return ours(error)
    return DeliveryUnknown("Telegram gave an answer that cannot be read; the message may have arrived.")


def _rate_limited(error: telegram.TelegramError) -> SiagaError:
    wait = getattr(error, "retry_after", UNNAMED_WAIT)
    wait = wait if isinstance(wait, timedelta) else timedelta(seconds=wait)
    return RateLimited(f"Telegram asks to wait {wait.total_seconds():.0f} seconds.", wait)


def _moved(error: telegram.TelegramError) -> SiagaError:
    new_chat_id = int(getattr(error, "new_chat_id"))  # noqa: B009 - the table only knows the common parent
    return DestinationMoved(f"The group became a supergroup with the id {new_chat_id}.", new_chat_id)


def _forbidden(error: telegram.TelegramError) -> SiagaError:
    reason = _lost_reason(error) or "forbidden"
    return DestinationLost(f"Telegram no longer lets the bot write there: {_words(error)}.", reason)


def _bad_request(error: telegram.TelegramError) -> SiagaError:
    words = _words(error)
    if "message is not modified" in words.lower():
        return NotModified("The message already says that.")
    if "message to edit not found" in words.lower():
        return NotFound("The message to change is gone.")
    reason = _lost_reason(error)
    if reason:
        return DestinationLost(f"Telegram cannot write there: {words}.", reason)
    return MessageRefused(f"Telegram refuses the message: {words}.")


def _timed_out(error: telegram.TelegramError) -> SiagaError:
    if isinstance(error.__cause__, _NEVER_LEFT):
        return OutsideUnreachable("Telegram could not be reached in time.")
    return DeliveryUnknown("Telegram did not answer in time; the message may have arrived.")


def _network(error: telegram.TelegramError) -> SiagaError:
    if isinstance(error.__cause__, _NEVER_LEFT):
        return OutsideUnreachable("No connection to Telegram could be made.")
    if error.message.startswith("Too Many Requests"):
        return _rate_limited(error)
    if "Too Large" in error.message:
        return MessageRefused("Telegram refuses the message: it is too large.")
    return DeliveryUnknown("The connection to Telegram broke; the message may have arrived.")


def _bad_token(_: telegram.TelegramError) -> SiagaError:
    return BadConfiguration("telegram.token: Telegram does not know this token; take the one @BotFather shows.")


def _bad_address(_: telegram.TelegramError) -> SiagaError:
    return BadConfiguration("telegram.base_url: nothing there answers as the Bot API does; correct the address.")


def _two_pollers(_: telegram.TelegramError) -> SiagaError:
    return BadConfiguration(
        "telegram.token: another program is reading this bot's messages; stop it, or use a bot of its own."
    )


def _unreadable(error: telegram.TelegramError) -> SiagaError:
    return MessageRefused(f"Telegram sent something siaga cannot read ({type(error).__name__}).")


# The first that fits wins: children before parents.
TABLE: tuple[tuple[type[telegram.TelegramError], Callable[[telegram.TelegramError], SiagaError]], ...] = (
    (telegram.RetryAfter, _rate_limited),
    (telegram.ChatMigrated, _moved),
    (telegram.Forbidden, _forbidden),
    (telegram.BadRequest, _bad_request),
    (telegram.TimedOut, _timed_out),
    (telegram.NetworkError, _network),
    (telegram.InvalidToken, _bad_token),
    (telegram.EndPointNotFound, _bad_address),
    (telegram.Conflict, _two_pollers),
    (telegram.PassportDecryptionError, _unreadable),
)


def _lost_reason(error: telegram.TelegramError) -> str | None:
    words = error.message.lower()
    return next((reason for wording, reason in LOST_BY_WORDING.items() if wording in words), None)


def _words(error: telegram.TelegramError) -> str:
    """Telegram's description without what it quotes: that may be ours."""
    return re.sub(r'"[^"]*"?', '"…"', error.message.split("\n")[0])[:120].rstrip(".")
