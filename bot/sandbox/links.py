"""Which addresses Telegram takes in links and buttons."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_USER = re.compile(r"tg:(?://)?user/?\?id=([0-9]+)", re.IGNORECASE)
_APPLICATION = re.compile(r"(tg|ton|tonsite):(//)?[A-Za-z0-9_-]+([/?#].*)?", re.IGNORECASE | re.DOTALL)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_HOST = re.compile(r"[^\s/?#@:\"<>]+\.[^\s/?#@:\"<>]+")


def mentioned_user(address: str) -> int | None:
    """The person that `tg://user?id=N` names."""
    found = _USER.fullmatch(address)
    return int(found[1]) or None if found else None


def usable_link(address: str) -> str | None:
    """The address as Telegram keeps it, or None when it refuses it: only http, https and tg, hosts with a dot."""
    address = address.strip()
    if _APPLICATION.fullmatch(address):
        return address
    if not _SCHEME.match(address):
        address = f"http://{address}"
    if any(character.isspace() for character in address):
        return None
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not (_HOST.fullmatch(host) or ":" in host):
        return None
    return address if parts.path or parts.query or parts.fragment else f"{address}/"
