"""One little world of complaints, written down in each source's own way and served with any trouble wanted."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from aiohttp import web
from dashboard import Dashboard, dashboard, shown
from dropped_files import Files
from hostile_api import Api, api, cut, item, raw, status
from little_world import ARRIVED, BIG, LABELS, Aduan
from open311_server import City, as_xml, city, request

from monitor.clock import SteppedClock
from monitor.model import Stage


class OverHttp(Protocol):
    """Trouble that any server can make, whatever it speaks. `answer`: what it honestly lists."""

    content_type = "application/json"

    @abstractmethod
    def native(self, one: Aduan) -> Any: ...

    @abstractmethod
    def paged(self, pages: Sequence[Sequence[Any]]) -> Callable[[web.Request], Any]:
        """The honest answer, in these pages where the source knows pages."""

    @abstractmethod
    def endless(self, items: Sequence[Any]) -> Callable[[web.Request], Any]:
        """All of it again and again, whatever is asked."""

    @abstractmethod
    def serve(self, answer: Callable[[web.Request], Any]) -> None: ...

    def body(self, answer: Any) -> bytes:
        return web.json_response(answer).body  # type: ignore[return-value]

    def written(self, world: Iterable[Aduan]) -> list[Any]:
        return [self.native(one) for one in world]

    def shows(self, world: Iterable[Aduan]) -> None:
        self.serve(self.paged([self.written(world)]))

    def repeat(self) -> None:
        """The server says the same again anyway."""

    def heal(self, world: Iterable[Aduan]) -> None:
        self.shows(world)

    # Each makes one kind of trouble while the world is as given

    def slow_drip(self, _: Sequence[Aduan]) -> None:
        self.serve(_drip)

    def cut_in_the_middle(self, world: Sequence[Aduan]) -> None:
        honest = self.paged([self.written(world)])
        self.serve(lambda question: raw(self.body(honest(question))[:-30], self.content_type)(question))

    def broken_line(self, world: Sequence[Aduan]) -> None:
        honest = self.paged([self.written(world)])
        self.serve(lambda question: cut(self.body(honest(question)))(question))

    def error_then_fine(self, world: Sequence[Aduan]) -> None:
        self._first(status(500), world)

    def asked_to_wait(self, world: Sequence[Aduan]) -> None:
        self._first(status(429, Retry_After="7"), world)

    def asked_to_wait_long(self, _: Sequence[Aduan]) -> None:
        self.serve(status(429, Retry_After="1800"))

    def wrong_content_type(self, world: Sequence[Aduan]) -> None:
        honest = self.paged([self.written(world)])
        self.serve(lambda question: raw(self.body(honest(question)), "application/octet-stream")(question))

    def login_page(self, _: Sequence[Aduan]) -> None:
        self.serve(raw(b"<!DOCTYPE html><title>Masuk</title><form></form>", "text/html"))

    def hundred_megabytes(self, _: Sequence[Aduan]) -> None:
        self.serve(_hundred_megabytes)

    def lists_nothing(self, _: Sequence[Aduan]) -> None:
        self.serve(self.paged([[]]))

    def endless_paging(self, world: Sequence[Aduan]) -> None:
        self.serve(self.endless(self.written(world)))

    def duplicates(self, world: Sequence[Aduan]) -> None:
        items = self.written(world)
        self.serve(self.paged([items[:2], items[1:3], items[2:]]))

    def reordered(self, world: Sequence[Aduan]) -> None:
        items = self.written(world)
        self.serve(self.paged([items[2:][::-1], items[:2][::-1]]))

    def nulls(self, world: Sequence[Aduan]) -> None:
        self.serve(self.paged([self.written(Aduan(one.ticket, one.stage, bare=True) for one in world)]))

    def not_objects(self, world: Sequence[Aduan]) -> None:
        self.serve(self.paged([[*self.written(world), *self.junk]]))

    junk: Sequence[Any] = ("text", None, 7, [])

    def drift(self, world: Sequence[Aduan]) -> None:
        """The third complaint comes in a shape that nobody announced."""
        items = self.written(world)
        self.serve(self.paged([items[:2], [{"kode": "C", "dibuat": "2026-11-23"}], items[3:]]))

    def field_gone(self, world: Sequence[Aduan]) -> None:
        """No complaint says any more where it is."""
        items = [{name: say for name, say in one.items() if name != self.place} for one in self.written(world)]
        self.serve(self.paged([items]))

    place: str  # the member of an item that says where it is

    def _first(self, trouble: Callable[[web.Request], Any], world: Sequence[Aduan]) -> None:
        honest, asked = self.paged([self.written(world)]), [0]

        def answer(question: web.Request) -> Any:
            asked[0] += 1
            return trouble(question) if asked[0] == 1 else honest(question)

        self.serve(answer)


async def _drip(question: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(question)
    with suppress(ConnectionError):
        while True:
            await response.write(b" ")
            with suppress(TimeoutError):
                async with asyncio.timeout(0.02):
                    await asyncio.Event().wait()
    return response


async def _hundred_megabytes(question: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    await response.prepare(question)
    with suppress(ConnectionError):
        for _ in range(BIG // 1_000_000):
            await response.write(b" " * 1_000_000)
    return response


@dataclass
class Rest(OverHttp):
    server: Api

    name, place = "rest", "village"

    @property
    def clock(self) -> SteppedClock:
        return self.server.clock

    @property
    def section(self) -> str:
        fields = 'ticket = "code", created_at = "createdAt", status = "tstatus.name", category = "category.name"'
        return (
            f'[crm.rest]\nurl = "{self.server.url}"\nitems = "items"\n'
            'paging = { style = "cursor", param = "after", next = "next" }\n'
            f'fields = {{ {fields}, area = "village.name" }}\n'
        )

    def native(self, one: Aduan) -> Any:
        told = item(one.ticket, tstatus={"name": LABELS[one.stage]})
        return told | {"category": None, "village": None, "reporter": None} if one.bare else told

    def paged(self, pages: Sequence[Sequence[Any]]) -> Callable[[web.Request], Any]:
        def answer(question: web.Request) -> Any:
            number = int(question.query.get("after", "0"))
            return {"items": pages[number], "next": str(number + 1) if number + 1 < len(pages) else None}

        return answer

    def endless(self, items: Sequence[Any]) -> Callable[[web.Request], Any]:
        return lambda _: {"items": items, "next": "1"}

    def ending_in(self, world: Sequence[Aduan], **said: Any) -> None:
        """Two pages, the last of which says that of a next one."""
        items = self.written(world)
        first, last = {"items": items[:-1], "next": "1"}, {"items": items[-1:], **said}
        self.serve(lambda question: last if "after" in question.query else first)

    def cursor_gone(self, world: Sequence[Aduan]) -> None:
        self.ending_in(world)

    def cursor_an_object(self, world: Sequence[Aduan]) -> None:
        self.ending_in(world, next={"token": "2"})

    def full_last_page(self, world: Sequence[Aduan]) -> None:
        self.serve(self.paged([[one] for one in self.written(world)]))

    def serve(self, answer: Callable[[web.Request], Any]) -> None:
        self.server.says(answer)


@dataclass
class Public(OverHttp):
    server: Dashboard

    name, place = "public", "zone"

    @property
    def clock(self) -> SteppedClock:
        return self.server.clock

    @property
    def section(self) -> str:
        return f'[crm.public]\nbase_url = "{self.server.url}/"\ndays = 6\ndetail = false\n'

    def native(self, one: Aduan) -> Any:
        told = shown(one.ticket, tstatus={"name": LABELS[one.stage]})
        return told | dict.fromkeys(("content", "lat", "complaintCategory", "zone")) if one.bare else told

    def paged(self, pages: Sequence[Sequence[Any]]) -> Callable[[web.Request], Any]:
        return lambda _: [told for page in pages for told in page]

    def endless(self, items: Sequence[Any]) -> Callable[[web.Request], Any]:
        return lambda _: list(items) * 25

    def serve(self, answer: Callable[[web.Request], Any]) -> None:
        self.server.map = answer


@dataclass
class Open311(OverHttp):
    server: City
    form: str = "json"
    place = "extended_attributes"

    @property
    def name(self) -> str:
        return f"open311 in {self.form}"

    @property
    def clock(self) -> SteppedClock:
        return self.server.clock

    @property
    def section(self) -> str:
        return (
            f'[crm.open311]\nurl = "{self.server.url}"\nformat = "{self.form}"\ndays = 20\ncomplete = true\n'
            'fields = { area = "extended_attributes.ward" }\n'
        )

    @property
    def content_type(self) -> str:  # type: ignore[override]
        return f"application/{self.form}"

    @property
    def junk(self) -> Sequence[Any]:  # type: ignore[override]
        return OverHttp.junk if self.form == "json" else [{}, {}, {}, {}]

    def body(self, answer: Any) -> bytes:
        return as_xml(answer) if self.form == "xml" else super().body(answer)

    def native(self, one: Aduan) -> Any:
        told = request(
            one.ticket,
            status="open" if one.stage is Stage.WAIT else "closed",
            requested_datetime=ARRIVED.isoformat(),
            updated_datetime=None,
            expected_datetime=None,
            extended_attributes={"ward": "Cideng"},
        )
        left_out = ("service_name", "agency_responsible", "address", "lat", "long", "description", self.place)
        return told | dict.fromkeys(left_out) if one.bare else told

    def paged(self, pages: Sequence[Sequence[Any]]) -> Callable[[web.Request], Any]:
        def answer(question: web.Request) -> Any:
            number = int(question.query["page"])
            return pages[number - 1] if number <= len(pages) else []

        return answer

    def endless(self, items: Sequence[Any]) -> Callable[[web.Request], Any]:
        return lambda _: items

    def serve(self, answer: Callable[[web.Request], Any]) -> None:
        def spoken(question: web.Request) -> Any:
            said = answer(question)
            return raw(self.body(said), self.content_type)(question) if isinstance(said, list) else said

        self.server.answer = spoken


Driver = Rest | Public | Open311 | Files
NAMES = ("rest", "public", "open311", "open311 xml", "files")


@asynccontextmanager
async def driver(name: str, folder: Path, now: datetime) -> AsyncIterator[Driver]:
    if name == "rest":
        async with api(now) as served:
            yield Rest(served)
    elif name == "public":
        async with dashboard(now) as board:
            yield Public(board)
    elif name == "files":
        (folder / "exports").mkdir()
        files = Files(folder / "exports", SteppedClock(now))
        yield files
        files.let_go()
    else:
        async with city(now) as server:
            yield Open311(server, "xml" if name.endswith("xml") else "json")
