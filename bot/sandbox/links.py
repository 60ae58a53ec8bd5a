"""Which addresses Telegram takes in links and buttons, and how it writes them.

Looser than RFC 3986 (`0.` is a host) and stricter than browsers (no host without a dot, so no `localhost`).
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass

_USER = re.compile(r"tg:(?://)?user/?\?([^#]*)", re.IGNORECASE | re.DOTALL)
_MAX_USER_ID = 2**40
_APPLICATION = re.compile(r"(tg|ton|tonsite):(?://)?(.*)", re.IGNORECASE | re.DOTALL)
_ADDRESS = re.compile(r"(?:([^:/?#@\[\]]*)://)?([^/?#]*)(.*)", re.DOTALL)
_PORT = re.compile(r"(.+):([^:\]@]*)", re.DOTALL)
_ALLOWED = r"[A-Za-z0-9.\-_!$,~*'();&+={colon}]|%[0-9A-Fa-f][0-9A-Fa-f]|[^\x00-\x7f]"
_HOST = re.compile(f"(?:{_ALLOWED.format(colon='')})+")
_OWNER = re.compile(f"(?:{_ALLOWED.format(colon=':')})*")
_APPLICATION_HOST = {"tg": re.compile("[a-z0-9_-]+"), "ton": re.compile("[a-z0-9_-]+")}
_TONSITE_HOST = re.compile("[a-z0-9_.-]+")
_BLANKS = " \t\r\n\0\v"


@dataclass(frozen=True)
class _Address:
    scheme: str
    owner: str
    host: str
    port: int
    rest: str

    @property
    def is_ipv6(self) -> bool:
        return self.host.startswith("[")

    def written(self) -> str:
        owner = f"{self.owner}@" if self.owner else ""
        port = f":{self.port}" if self.port else ""
        return f"{self.scheme}://{owner}{self.host}{port}{self.rest}"


def mentioned_user(address: str) -> int | None:
    """The person that `tg://user?id=N` names."""
    found = _USER.fullmatch(address.partition("#")[0])
    for parameter in found[1].split("&") if found else ():
        key, _, value = parameter.partition("=")
        if key.lower() == "id":
            known = re.fullmatch(r"0*([0-9]{1,13})", value)
            return int(known[1]) if known and 0 < int(known[1]) < _MAX_USER_ID else None
    return None


def usable_link(address: str) -> str | None:
    """The address as Telegram writes it, or None when it refuses it: http, https, tg and ton, hosts with a dot."""
    application = _APPLICATION.fullmatch(address)
    if application:
        return _application_link(application[1].lower(), application[2])
    parts = _parts(address)
    if parts is None or not ("." in parts.host or parts.is_ipv6):
        return None
    return parts.written()


def _application_link(kind: str, link: str) -> str | None:
    parts = _parts(link)
    if parts is None or link.lower().startswith("http://") or parts.scheme == "https":
        return None
    allowed = _APPLICATION_HOST.get(kind, _TONSITE_HOST)
    if parts.owner or parts.port or not allowed.fullmatch(parts.host):
        return None
    rest = parts.rest.removeprefix("/") if parts.rest.startswith("/?") else parts.rest
    return f"{kind}://{parts.host}{rest}"


def _parts(address: str) -> _Address | None:
    found = _ADDRESS.fullmatch(address)
    if found is None or (found[1] is not None and _lower(found[1]) not in ("http", "https")):
        return None
    place, port = _split_port(found[2])
    owner, _, host = place.rpartition("@")
    host = _lower(host)
    if port is None or not _is_host(host) or not (_OWNER.fullmatch(owner) or host.startswith("[")):
        return None
    return _Address(_lower(found[1] or "http"), owner, host, port, _escaped(found[3].rstrip(_BLANKS)))


def _split_port(authority: str) -> tuple[str, int | None]:
    """What stands before the port, and the port: 0 = not given, None = wrong."""
    found = _PORT.fullmatch(authority)
    if found is None:
        return authority, 0
    digits = found[2].lstrip("0")
    is_port = re.fullmatch("[0-9]{1,5}", digits) and int(digits) <= 65535
    return found[1], int(digits) if is_port else None


def _is_host(host: str) -> bool:
    if host.startswith("[") and host.endswith("]"):
        try:
            return "%" not in host and bool(ipaddress.IPv6Address(host[1:-1]))
        except ValueError:
            return False
    return host != "." and bool(_HOST.fullmatch(host))


def _escaped(rest: str) -> str:
    """Path, query and fragment, with a slash in front and blanks as %20."""
    rest = rest if rest.startswith("/") else f"/{rest}"
    return "".join(f"%{ord(c):02X}" if c <= " " else c for c in rest)


def _lower(text: str) -> str:
    return "".join(c.lower() if c.isascii() else c for c in text)
