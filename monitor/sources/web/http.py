"""One question over HTTP, asked until it is answered or cannot be. Errors of aiohttp become ours here.

Answers are JSON unless a source brings a parser of its own.

No sentence repeats a query or a header: both may hold secrets.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from monitor.clock import Clock
from monitor.errors import BadConfiguration, BadInput, OutsideUnreachable, RateLimited, SiagaError
from monitor.flaws import Flaw
from monitor.sources.openings import looks_like_page, looks_marked_up
from monitor.sources.web.json_bodies import loads
from monitor.sources.web.site import Site

Pause = Callable[[timedelta], Awaitable[None]]
Parse = Callable[[bytes], Any]  # raises ValueError for what is not whole, BadInput for what is refused

_BACKOFF = timedelta(seconds=1)
_PATIENCE = timedelta(seconds=30)  # a longer wait that the server asks for is left to the next poll
_LONGEST_WAIT = timedelta(hours=24)  # nobody means more
_CONNECTING, _SILENCE = 10.0, 20.0  # seconds
_KEPT = 8 * 1024**2  # bytes of answers remembered for "not changed"
_CHUNK = 65_536
_SLACK = timedelta(seconds=2)  # the Date header counts whole seconds


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer. `asked_at`: just before the question. `missing`: it was a 404, and `body` is None."""

    body: Any
    url: str
    asked_at: datetime
    skew: timedelta = timedelta(0)
    link: str | None = None
    missing: bool = False


class _Again(Exception):
    """Worth another try; carries the error to raise when there is none left."""

    def __init__(self, error: SiagaError, wait: timedelta | None = None) -> None:
        super().__init__(str(error))
        self.error, self.wait = error, wait


@dataclass(frozen=True, slots=True)
class _Remembered:
    etag: str | None
    modified: str | None
    content: bytes


class Memory:
    """Answers that the server may call unchanged (304), the latest ones first."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, _Remembered] = OrderedDict()
        self._size = 0

    def conditions(self, key: str) -> dict[str, str]:
        kept = self._kept.get(key)
        if kept is None:
            return {}
        named = {"If-None-Match": kept.etag, "If-Modified-Since": kept.modified}
        return {name: value for name, value in named.items() if value}

    def content(self, key: str) -> bytes | None:
        kept = self._kept.get(key)
        return kept.content if kept else None

    def keep(self, key: str, headers: Mapping[str, str], content: bytes) -> None:
        self.forget(key)
        etag, modified = headers.get("ETag"), headers.get("Last-Modified")
        if (etag or modified) and len(content) <= _KEPT:
            self._kept[key] = _Remembered(etag, modified, content)
            self._size += len(content)
        while self._size > _KEPT:
            self.forget(next(iter(self._kept)))

    def forget(self, key: str) -> None:
        if (kept := self._kept.pop(key, None)) is not None:
            self._size -= len(kept.content)


class Fetcher:
    """Asks one API. Use it in an `async with`: it holds connections."""

    def __init__(
        self,
        plan: Site,
        clock: Clock,
        pause: Pause,
        memory: Memory,
        *,
        parse: Parse = loads,
        form: str = "JSON",
    ) -> None:
        self._plan, self._clock, self._pause, self._memory = plan, clock, pause, memory
        self._parse, self._form = parse, form
        self._where = place_of(plan.url)

    async def __aenter__(self) -> Fetcher:
        total = self._plan.timeout.total_seconds()
        self._session = aiohttp.ClientSession(
            headers={"Accept": f"application/{self._form.lower()}", "User-Agent": "siaga", **self._plan.headers},
            timeout=aiohttp.ClientTimeout(total=total, sock_connect=_CONNECTING, sock_read=min(total, _SILENCE)),
            cookie_jar=aiohttp.DummyCookieJar(),
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    async def pause(self, delay: timedelta) -> None:
        """Leaves the server alone for a while."""
        await self._pause(delay)

    async def get(self, url: str, params: Mapping[str, str]) -> Answer:
        """The answer, after as many tries as the plan allows. Raises TryLater, BadInput, BadConfiguration."""
        tries = 0
        while True:
            tries += 1
            try:
                return await self._try(url, params)
            except _Again as failure:
                wait = failure.wait or _BACKOFF * 2 ** (tries - 1)
                if tries >= self._plan.tries or wait > _PATIENCE:
                    raise failure.error from failure.__cause__
            await self._pause(wait)

    async def _try(self, url: str, params: Mapping[str, str]) -> Answer:
        key = f"{url} {sorted(params.items())}"
        asked_at = self._clock.now()
        try:
            async with self._session.get(
                url,
                params=params,
                headers=self._memory.conditions(key),
                allow_redirects=False,
                proxy=self._plan.proxy or None,
            ) as response:
                if response.status == 404:
                    return Answer(None, str(response.url), asked_at, missing=True)
                content = await self._content(response, key)
                skew = _skew(response.headers, asked_at, self._clock.now())
                link = str(response.links["next"]["url"]) if "next" in response.links else None
                answered_by = str(response.url)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise _Again(self._unreachable(error)) from error
        body = await self._parsed(content, key)
        return Answer(body, answered_by, asked_at, skew, link)

    async def _content(self, response: aiohttp.ClientResponse, key: str) -> bytes:
        if response.status == 304 and (kept := self._memory.content(key)) is not None:
            return kept
        self._refuse_status(response)
        parts, size = [], 0
        async for part in response.content.iter_chunked(_CHUNK):
            size += len(part)
            if size > self._plan.max_bytes:
                raise BadInput(
                    f"{self._where} answers with more than {self._plan.max_bytes} bytes: {self._plan.hints.size}.",
                    Flaw.BIG_ANSWER,
                )
            parts.append(part)
        content = b"".join(parts)
        self._memory.keep(key, response.headers, content)
        return content

    def _refuse_status(self, response: aiohttp.ClientResponse) -> None:
        status = response.status
        if status == 200:
            return
        if status in (429, 503) and (wait := retry_after(response.headers, self._clock.now())) is not None:
            sentence = f"{self._where} asks us to wait {wait.total_seconds():.0f} s (answer {status})."
            raise _Again(RateLimited(sentence, wait), wait)
        if status in (408, 425, 429) or status >= 500:
            raise _Again(OutsideUnreachable(f"{self._where} cannot answer now (answer {status})."))
        if status in (401, 403, 407):
            raise BadConfiguration(
                f"{self._where} refuses us (answer {status}): check {self._plan.hints.key}, and its rights."
            )
        if 300 <= status < 400:
            raise BadInput(
                f"{self._where} answers with a redirect, perhaps to a log-in page: "
                f"check {self._plan.hints.url} and {self._plan.hints.key}.",
                Flaw.LOGIN,
            )
        raise BadConfiguration(
            f"{self._where} does not understand the question (answer {status}): check {self._plan.hints.question}."
        )

    def _unreachable(self, error: BaseException) -> OutsideUnreachable:
        if isinstance(error, aiohttp.ClientSSLError):
            return OutsideUnreachable(f"{self._where} shows a certificate that is not trusted: have it renewed.")
        if isinstance(error, TimeoutError):
            return OutsideUnreachable(f"{self._where} did not answer in time.")
        if isinstance(error, aiohttp.ClientPayloadError):
            return OutsideUnreachable(f"{self._where} broke off in the middle of its answer.")
        return OutsideUnreachable(
            f"{self._where} cannot be reached: check the network and {self._plan.hints.url}."
        )

    async def _parsed(self, content: bytes, key: str) -> Any:
        try:
            return await asyncio.to_thread(self._parse, content)
        except (ValueError, RecursionError):
            self._memory.forget(key)
        if looks_like_page(content) if self._form == "XML" else looks_marked_up(content[:400]):
            raise BadInput(
                f"{self._where} answers with a web page instead of {self._form}, perhaps a log-in page: "
                f"check {self._plan.hints.url} and {self._plan.hints.key}.",
                Flaw.LOGIN,
            )
        said = f"{self._where} answers with something that is not whole {self._form}."
        raise _Again(BadInput(said, Flaw.BROKEN_ANSWER))


def place_of(url: str) -> str:
    """The host and path of an address: what an error may name."""
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{parts.hostname}{port}{parts.path}"


def retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """What Retry-After asks for, in seconds or as a date; None without one that can be read."""
    written = headers.get("Retry-After", "").strip()
    if written.isascii() and written.isdecimal():
        return min(timedelta(seconds=min(int(written), 10**6)), _LONGEST_WAIT)
    at = _http_date(written)
    return min(max(at - now, timedelta(0)), _LONGEST_WAIT) if at else None


def _skew(headers: Mapping[str, str], asked_at: datetime, answered_at: datetime) -> timedelta:
    """How far the server's clock is ahead (negative: behind); nought within what the network explains."""
    at = _http_date(headers.get("Date", ""))
    if at is None or "Age" in headers or asked_at - _SLACK <= at <= answered_at + _SLACK:
        return timedelta(0)
    return at - (asked_at if at < asked_at else answered_at)


def _http_date(written: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(written)
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
