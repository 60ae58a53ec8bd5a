"""The way of a complaint from holder to holder, short enough for a phone."""

from __future__ import annotations

from datetime import datetime

from bot.views.freshness import data_moment, old_data, partial_data
from bot.views.lines import category_of, ticket_of
from bot.views.markup import NOTHING, Html, bold, clip, code, escape, fill, joined
from bot.views.names import ELSEWHERE, NO_AREA
from bot.views.pages import page_of
from bot.views.verdicts import verdict
from bot.views.words import Local, number, span
from monitor.audience import nearest_clock
from monitor.handovers import Holder, Length, Path, Stint
from monitor.model import ClockName, Complaint, DataAge, NearWindows, Page

_NAME = 60
_FIRST, _LAST = 1, 5  # of a long way its beginning and its end are shown
_MOST_TOTALS = 6
_CLOCKS = {ClockName.RESPONSE: "Respon:", ClockName.COMPLETION: "Penyelesaian:"}


def path_html(path: Path, area: str, now: datetime) -> Html:
    """ "Sudin A 3 j → Sudin B 1 h 2 j (sekarang)", and how long each had it in all when one had it twice.

    An arrow is a hand-over, so that they can be counted. `area`: what the area where it was made is called.
    """
    befores = (None, *path.stints)
    turns = [
        _link(before, stint) + _turn(stint, area, now) for before, stint in zip(befores, path.stints, strict=False)
    ]
    if len(turns) > _FIRST + _LAST + 1:
        left_out = number(len(turns) - _FIRST - _LAST)
        turns = [*turns[:_FIRST], f" → ({left_out} unit di antaranya)", *turns[-_LAST:]]
    return joined([escape("".join(turns)), _totals(path, area, now)])


def length_words(length: Length) -> str:
    """ "3 j 05 m"; "±3 j 05 m" when it is known closely; "1 j–7 j" when it is not."""
    least, most = span(length.least), span(length.most)
    if least == most:
        return most
    if length.most - length.least <= length.most / 10:
        return f"±{span((length.least + length.most) / 2)}"
    return f"{least}–{most}" if length.least else f"paling lama {most}"


def handovers_page(
    complaint: Complaint,
    path: Path,
    *,
    area_title: str | None,
    local: Local,
    now: datetime,
    near: NearWindows,
    data: DataAge,
) -> Page:
    """To both units and the city: this complaint goes back and forth. `path`: of the present episode."""
    area = area_title or clip(complaint.area or "", _NAME) or NO_AREA
    clock = nearest_clock(complaint)
    limit = joined([_CLOCKS[clock], verdict(clock, complaint, local, now, near)], " ") if clock else NOTHING
    often = number(path.handovers)
    head = fill("{mark} <b>Aduan sudah {n} kali berpindah unit, belum selesai</b>", mark=ELSEWHERE, n=often)
    what = fill(
        "{ticket} {category} · {area} · {age}",
        ticket=code(ticket_of(complaint)),
        category=category_of(complaint),
        area=area,
        age=data_moment(data, local, now),
    )
    ask = (
        "Mohon sepakati unit yang menangani sampai selesai, lalu catat di CRM. "
        "Bila batas kewenangan belum jelas, mohon koordinator kota menengahi."
    )
    html = joined(
        [
            joined([old_data(data, local, now), partial_data(data), head, what]),
            joined([joined([bold("Jalur:"), path_html(path, area, now)], " "), limit]),
            ask,
        ],
        "\n\n",
    )
    return page_of(html, (complaint.ticket,))


def _link(before: Stint | None, stint: Stint) -> str:
    """What stands between two turns. Where no unit had it yet, the first to take it is no hand-over."""
    if before is None:
        return ""
    has_moved = before.holder.unit is not None and before.holder.key != stint.holder.key
    if before.episode != stint.episode:
        return "; dibuka kembali → " if has_moved else "; dibuka kembali: "
    return " → " if has_moved else " (belum ada unit), lalu "


def _turn(stint: Stint, area: str, now: datetime) -> str:
    running = " (sekarang)" if stint.ended is None else ""
    return f"{_name(stint.holder, area)} {length_words(stint.length(now))}{running}"


def _totals(path: Path, area: str, now: datetime) -> str:
    held = path.held(now)
    if len(held) == len(path.stints):
        return ""
    longest = sorted(held, key=lambda one: one[1].most, reverse=True)
    named = [f"{_name(holder, area)} {length_words(length)}" for holder, length in longest[:_MOST_TOTALS]]
    if len(held) > _MOST_TOTALS:
        named.append(f"dan {number(len(held) - _MOST_TOTALS)} unit lain")
    return f"Jumlah per unit: {', '.join(named)}"


def _name(holder: Holder, area: str) -> str:
    return clip(holder.unit or area, _NAME)
