"""How single values are written: times of day, durations, timezones, addresses. Each refusal states the rule."""

from __future__ import annotations

import re
from datetime import time, timedelta
from math import ceil
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, SecretStr

_DURATION = re.compile(r"(\d{1,6})\s*(s|m|h|d|seconds?|minutes?|hours?|days?)")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_RETENTION = re.compile(r"(\d{1,5})\s*(day|month|year)s?")
_DAYS = {"day": 1.0, "month": 30.4375, "year": 365.25}
LEAST_KEPT, _MOST_KEPT = timedelta(days=90), timedelta(days=36_525)
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})")
_TOKEN = re.compile(r"\d+:[\w-]+", re.ASCII)
_DATABASES = ("sqlite", "postgresql", "postgres")


def parse_duration(written: object) -> timedelta:
    """The duration of "90s", "30m", "2h" or "7 days". Raises ValueError stating the rule."""
    if isinstance(written, timedelta):
        return written
    match = _DURATION.fullmatch(written.strip().lower()) if isinstance(written, str) else None
    if match is None:
        raise ValueError('is not a duration: write a number and a unit, such as "30m", "24h" or "7 days"')
    return timedelta(**{_UNITS[match[2][0]]: int(match[1])})


def parse_retention(written: object) -> timedelta | None:
    """The time of "5 years", "18 months" or "400 days"; None for "none". Raises ValueError stating the rule."""
    if written is None or isinstance(written, timedelta):
        return written
    text = written.strip().lower() if isinstance(written, str) else ""
    if text == "none":
        return None
    match = _RETENTION.fullmatch(text)
    if match is None:
        raise ValueError('is not a time to keep things: write "5 years", "18 months", "400 days" or "none"')
    kept = timedelta(days=ceil(int(match[1]) * _DAYS[match[2]]))
    if not LEAST_KEPT <= kept <= _MOST_KEPT:
        raise ValueError(
            f'must be at least "{LEAST_KEPT.days} days", so that months can be frozen, and under a century'
        )
    return kept


def parse_clock_time(written: object) -> time:
    """The wall-clock time of "08:00". Raises ValueError stating the rule."""
    if isinstance(written, time):
        return written.replace(second=0, microsecond=0)
    match = _CLOCK.fullmatch(written.strip()) if isinstance(written, str) else None
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        raise ValueError('is not a time of day: write hours and minutes, such as "08:00"')
    return time(int(match[1]), int(match[2]))


def parse_timezone(written: object) -> ZoneInfo:
    """A name of the IANA list. Raises ValueError stating the rule."""
    if isinstance(written, ZoneInfo):
        return written
    try:
        return ZoneInfo(str(written) or "?")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError('is not a timezone: write a name such as "Asia/Jakarta"') from None


def _web_address(written: str) -> str:
    try:
        parts = urlsplit(written)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        valid = False
    if not valid or any(sign.isspace() for sign in written):
        raise ValueError("is not a web address: it must begin with http:// or https:// and name a host")
    return written.rstrip("/")


def _endpoint(written: str) -> str:
    _web_address(written)
    return written  # a slash at its end belongs to it


def _ticket_address(written: str) -> str:
    if written and "{ticket}" not in written:
        raise ValueError("must hold {ticket}, which is replaced by the ticket number")
    return _web_address(written) if written else written


def _proxy_address(written: SecretStr) -> SecretStr:
    if written.get_secret_value():
        _web_address(written.get_secret_value())
    return written


def bot_token(written: SecretStr) -> SecretStr:
    """The token as BotFather gives it. Raises ValueError without the token."""
    if not _TOKEN.fullmatch(written.get_secret_value()):
        raise ValueError("is not a bot token: copy the one from BotFather, digits, a colon and letters")
    return written


def database_address(written: SecretStr) -> SecretStr:
    """A URL of SQLite or PostgreSQL. Raises ValueError without the URL, which may hold a password."""
    scheme, mark, rest = written.get_secret_value().partition("://")
    if not mark or not rest.strip("/") or scheme.split("+")[0] not in _DATABASES:
        raise ValueError("must be sqlite:///FILE or postgresql://USER@HOST/DATABASE")
    return written


def within(least: int, most: int) -> AfterValidator:
    """Refuses numbers outside of these bounds."""

    def bounded(written: int) -> int:
        if not least <= written <= most:
            raise ValueError(f"must be a number from {least} to {most}")
        return written

    return AfterValidator(bounded)


def _several(written: object) -> object:
    return (written,) if isinstance(written, str) else written


Headings = Annotated[tuple[str, ...], BeforeValidator(_several)]
Duration = Annotated[timedelta, BeforeValidator(parse_duration)]
Retention = Annotated[timedelta | None, BeforeValidator(parse_retention)]
ClockTime = Annotated[time, BeforeValidator(parse_clock_time)]
Timezone = Annotated[ZoneInfo, BeforeValidator(parse_timezone)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
Endpoint = Annotated[str, AfterValidator(_endpoint)]
TicketAddress = Annotated[str, AfterValidator(_ticket_address)]
ProxyAddress = Annotated[SecretStr, AfterValidator(_proxy_address)]
Token = Annotated[SecretStr, AfterValidator(bot_token)]
DatabaseAddress = Annotated[SecretStr, AfterValidator(database_address)]
