"""Every exception of the library becomes one of ours, and none of ours tells the token."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from telegram import error as theirs

from bot.border.telegram_errors import TABLE, MessageRefused, NotModified, translated
from monitor.errors import (
    BadConfiguration,
    DeliveryUnknown,
    DestinationLost,
    DestinationMoved,
    NotFound,
    OutsideUnreachable,
    RateLimited,
    SiagaError,
)

TOKEN = "123456:AAsecretsecretsecret"
ADDRESS = f"https://api.telegram.org/bot{TOKEN}/sendMessage"


def because(error: theirs.TelegramError, cause: Exception) -> theirs.TelegramError:
    error.__cause__ = cause
    return error


def test_no_exception_class_of_the_library_is_unmapped() -> None:
    known = {
        value
        for value in vars(theirs).values()
        if isinstance(value, type) and issubclass(value, theirs.TelegramError)
    }
    assert known - {mapped for mapped, _ in TABLE} == {theirs.TelegramError}


def test_no_row_of_the_table_hides_a_later_one() -> None:
    seen: list[type] = []
    for mapped, _ in TABLE:
        assert not any(issubclass(mapped, earlier) for earlier in seen), mapped
        seen.append(mapped)


@pytest.mark.parametrize(
    ("error", "ours"),
    [
        (theirs.RetryAfter(7), RateLimited),
        (theirs.NetworkError("Too Many Requests (429)"), RateLimited),
        (theirs.ChatMigrated(-100500), DestinationMoved),
        (theirs.InvalidToken(), BadConfiguration),
        (theirs.EndPointNotFound("Endpoint not found"), BadConfiguration),
        (theirs.Conflict("terminated by other getUpdates request"), BadConfiguration),
        (theirs.BadRequest("message is not modified: specified new message content"), NotModified),
        (theirs.BadRequest("Message to edit not found"), NotFound),
        (theirs.BadRequest("Can't parse entities: unexpected end of name token"), MessageRefused),
        (theirs.BadRequest("Query is too old and response timeout expired"), MessageRefused),
        (theirs.NetworkError("Request Entity Too Large (413)"), MessageRefused),
        (theirs.NetworkError("Bad Gateway"), DeliveryUnknown),
        (theirs.NetworkError("Internal Server Error (500)"), DeliveryUnknown),
        (theirs.TelegramError("Invalid server response"), DeliveryUnknown),
        (theirs.PassportDecryptionError("x"), MessageRefused),
        (because(theirs.TimedOut(), httpx.ConnectTimeout("")), OutsideUnreachable),
        (because(theirs.TimedOut("Pool timeout"), httpx.PoolTimeout("")), OutsideUnreachable),
        (because(theirs.TimedOut(), httpx.ReadTimeout("")), DeliveryUnknown),
        (because(theirs.TimedOut(), httpx.WriteTimeout("")), DeliveryUnknown),
        (theirs.TimedOut(), DeliveryUnknown),
        (because(theirs.NetworkError("x"), httpx.ConnectError("")), OutsideUnreachable),
        (because(theirs.NetworkError("x"), httpx.ProxyError("")), OutsideUnreachable),
        (because(theirs.NetworkError("x"), httpx.ReadError("")), DeliveryUnknown),
        (because(theirs.NetworkError("x"), httpx.RemoteProtocolError("")), DeliveryUnknown),
    ],
)
def test_what_becomes_of_an_error(error: theirs.TelegramError, ours: type[SiagaError]) -> None:
    assert type(translated(error)) is ours


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (theirs.Forbidden("Forbidden: bot was blocked by the user"), "blocked"),
        (theirs.Forbidden("Forbidden: bot was kicked from the supergroup chat"), "kicked"),
        (theirs.Forbidden("Forbidden: bot is not a member of the channel chat"), "not_a_member"),
        (theirs.Forbidden("Forbidden: bot can't initiate conversation with a user"), "not_started"),
        (theirs.Forbidden("Forbidden: user is deactivated"), "user_deactivated"),
        (theirs.Forbidden("Forbidden: something new"), "forbidden"),
        (theirs.BadRequest("Bad Request: chat not found"), "chat_not_found"),
        (theirs.BadRequest("Bad Request: message thread not found"), "topic_gone"),
        (theirs.BadRequest("Bad Request: TOPIC_DELETED"), "topic_gone"),
        (theirs.BadRequest("Bad Request: TOPIC_CLOSED"), "topic_closed"),
        (
            theirs.BadRequest("Bad Request: not enough rights to send text messages to the chat"),
            "no_right_to_write",
        ),
        (theirs.BadRequest("Bad Request: have no rights to send a message"), "no_right_to_write"),
        (theirs.BadRequest("Bad Request: CHAT_WRITE_FORBIDDEN"), "no_right_to_write"),
        (theirs.BadRequest("Bad Request: group chat was deactivated"), "chat_deactivated"),
    ],
)
def test_a_lost_destination_has_one_word_for_the_ledger(error: theirs.TelegramError, reason: str) -> None:
    lost = translated(error)
    assert isinstance(lost, DestinationLost)
    assert lost.reason == reason


def test_the_time_to_wait_and_the_new_id_are_kept() -> None:
    limited, moved = translated(theirs.RetryAfter(7200)), translated(theirs.ChatMigrated(-100500))
    assert isinstance(limited, RateLimited)
    assert limited.retry_after == timedelta(hours=2)
    assert isinstance(moved, DestinationMoved)
    assert moved.new_chat_id == -100500


def test_what_is_said_never_holds_the_token_or_the_message() -> None:
    quoting = theirs.BadRequest(f'Can\'t parse entities: unsupported start tag "{TOKEN}" at byte offset 7')
    wrapped = because(theirs.NetworkError(f"httpx.InvalidURL: {ADDRESS}"), httpx.ReadError(ADDRESS))
    unknown = theirs.TelegramError(ADDRESS)
    for error in (quoting, wrapped, unknown, theirs.InvalidToken(f"The token `{TOKEN}` was rejected")):
        assert TOKEN not in str(translated(error))
