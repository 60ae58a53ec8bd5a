"""The answer to /status: is siaga awake, how old is what it knows, when does it speak next."""

from __future__ import annotations

from datetime import datetime

from bot.views.freshness import data_sentence, is_whole, old_data, partial_data
from bot.views.markup import Html, clip, escape, fill, joined
from bot.views.names import DONE, WARNING, slot_title
from bot.views.pages import page_of
from bot.views.words import Local, number
from monitor.model import DataAge, Page

_NAME = 100


def status_page(
    *,
    title: str | None,
    data: DataAge,
    queue: int,
    next_slot: tuple[str, datetime] | None,
    now: datetime,
    local: Local,
    source: str,
    open_count: int | None,
    unread: int = 0,
) -> Page:
    """`title` None = this chat is bound to no area. `queue`: messages to be sent. `source`: in Indonesian.

    `unread`: complaints of the source that cannot be read.
    """
    mark, state = (
        (DONE, "siaga berjalan") if is_whole(data) else (WARNING, "siaga berjalan, datanya perlu diperiksa")
    )
    where = f" · {clip(title, _NAME)}" if title else ""
    return page_of(
        joined(
            [
                fill("{mark} <b>{state}{where}</b>", mark=mark, state=state, where=where),
                _data(data, local, now),
                partial_data(data),
                fill("{mark} {n} aduan dari CRM tidak terbaca.", mark=WARNING, n=number(unread)) if unread else "",
                f"Sumber data: {clip(source, _NAME)}" if source else "",
                f"Aduan terbuka: {number(open_count)}" if open_count is not None else "",
                _next(next_slot, now, local),
                f"Pesan dalam antrean: {number(queue)}" if queue else "Semua pesan sudah terkirim.",
            ]
        )
    )


def _data(data: DataAge, local: Local, now: datetime) -> Html:
    return old_data(data, local, now) or escape(data_sentence(data, local, now))


def _next(next_slot: tuple[str, datetime] | None, now: datetime, local: Local) -> str:
    if next_slot is None:
        return ""
    name, at = next_slot
    zone = local.clock(at).rpartition(" ")[2]
    return f"Berikutnya: {slot_title(clip(name, 40)).lower()}, {local.moment(at, now)} {zone}"
