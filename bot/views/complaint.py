"""The answer to /aduan: one complaint, how both its clocks stand, who holds it and what happened to it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import partial
from typing import assert_never

from bot.views.freshness import data_moment, old_data, partial_data
from bot.views.handovers import path_html
from bot.views.history import history_html
from bot.views.lines import category_of, ticket_of
from bot.views.markup import NOTHING, Html, bold, clip, code, escape, fill, joined, tail
from bot.views.names import LATE, NO_AREA, UNKNOWN, WARNING, stage_mark, stage_name
from bot.views.pages import page_of
from bot.views.verdicts import moment_words, verdict
from bot.views.words import Local, number
from monitor.audience import due_at
from monitor.cutoff import Span
from monitor.handovers import path_of
from monitor.model import ClockName, Complaint, DataAge, Doubt, Fact, NearWindows, Page, Stage

_NAME, _ADDRESS, _TEXT = 80, 200, 300
_BACK_AND_FORTH = 3  # hand-overs from which on it is called bolak-balik


def complaint_page(
    complaint: Complaint,
    facts: Sequence[Fact],
    *,
    area_title: str | None,
    local: Local,
    now: datetime,
    near: NearWindows,
    assumed: Collection[ClockName] = (),
    paused_since: datetime | None = None,
    shows_address: bool = True,
    shows_text: bool = False,
    data: DataAge | None = None,
    frozen: Span | None = None,
) -> Page:
    """`facts` in the order they were recorded. `assumed`: the clocks whose due times rest on assumptions.

    `paused_since`: the completion clock stands since then.
    `shows_text`: with what the citizen wrote. `data`: how old all this is; None leaves it out.
    `frozen`: the month that it counts in, if that is frozen.
    """
    clock_of = partial(_clock, complaint, local, now, near, assumed=assumed, paused_since=paused_since)
    clocks = joined([*map(clock_of, ClockName), _doubt(complaint)])
    html = joined(
        [
            _head(complaint, area_title, local, now, data),
            clocks,
            joined(
                [
                    _facts_of_life(complaint, area_title, local, now, shows_address=shows_address),
                    _way(complaint, facts, area_title, now),
                ]
            ),
            _text(complaint) if shows_text else NOTHING,
            history_html(facts, local, now, frozen),
        ],
        "\n\n",
    )
    return page_of(html, (complaint.ticket,))


def _head(complaint: Complaint, area_title: str | None, local: Local, now: datetime, data: DataAge | None) -> Html:
    """What is doubtful about all this, then which complaint it is and where it stands."""
    old = [old_data(data, local, now), partial_data(data)] if data else []
    stands = [_first_line(complaint, area_title, now), _stage_line(complaint, local, now, data)]
    return joined([joined([*old, _out_of_sight(complaint, local, now)]), *stands])


def no_such_ticket(ticket: str) -> str:
    """Also for tickets that this chat may not see: that they exist is not told."""
    return fill(
        "{mark} Tiket {ticket} tidak ditemukan untuk grup atau akun ini.\n"
        "Mohon periksa nomornya. Aduan baru terlihat setelah data CRM diperbarui; /status untuk umur data.",
        mark=UNKNOWN,
        ticket=code(clip(ticket, _NAME) or "?"),
    )


def several_systems(ticket: str, systems: Sequence[str]) -> str:
    """The buttons that follow name the systems."""
    return fill(
        "Tiket {ticket} ada di {n} sistem: {names}. Yang mana?",
        ticket=code(clip(ticket, _NAME) or "?"),
        n=len(systems),
        names=", ".join(clip(name, _NAME) for name in systems[:10]),
    )


def _first_line(complaint: Complaint, area_title: str | None, now: datetime) -> Html:
    late = any((due := due_at(complaint, clock)) is not None and due < now for clock in ClockName)
    return fill(
        "{mark} {ticket} <b>{category} · {where}</b>",
        mark=f"{LATE} terlambat:" if late else stage_mark(complaint.stage),
        ticket=code(ticket_of(complaint)),
        category=category_of(complaint),
        where=_where(complaint, area_title),
    )


def _where(complaint: Complaint, area_title: str | None) -> str:
    return clip(area_title or complaint.area or "", _NAME) or NO_AREA


def _stage_line(complaint: Complaint, local: Local, now: datetime, data: DataAge | None) -> Html:
    """ "Menunggu jawaban (wait) sejak 23.48 · data 07.58" """
    label = clip(complaint.status or "", _NAME)
    name = stage_name(complaint.stage)
    if complaint.stage is Stage.UNMAPPED and label:
        name = f"Status di CRM “{label}”, belum dikenal siaga"
    elif complaint.stage is Stage.UNMAPPED and complaint.responded is not None:
        name = "Tidak lagi berstatus wait, tahapnya belum diketahui"
    when = moment_words(complaint.stage_moment, local, now)
    since = f"{name}, {'sejak ' if complaint.stage_moment.is_exact else 'mulai '}{when}"
    return escape(f"{since} · {data_moment(data, local, now)}" if data else since)


def _doubt(complaint: Complaint) -> str:
    """Why its times are not measured by; "" when they are."""
    match complaint.doubt:
        case None:
            return ""
        case Doubt.FUTURE:
            what = "CRM mencatat waktu yang belum tiba"
        case Doubt.REVERSED:
            what = "CRM mencatat waktu jawab atau selesai sebelum waktu masuk"
        case _:
            assert_never(complaint.doubt)
    return f"{WARNING} {what}. Aduan ini tidak ikut dihitung dalam rata-rata."


def _out_of_sight(complaint: Complaint, local: Local, now: datetime) -> str:
    if complaint.missing_since is None or not complaint.stage.is_open:
        return ""
    since = local.moment(complaint.missing_since, now)
    return f"{WARNING} Tidak lagi tampak di CRM sejak {since}; keadaannya sekarang tidak diketahui."


def _clock(
    complaint: Complaint,
    local: Local,
    now: datetime,
    near: NearWindows,
    clock: ClockName,
    *,
    assumed: Collection[ClockName],
    paused_since: datetime | None,
) -> Html:
    name = "Respon" if clock is ClockName.RESPONSE else "Penyelesaian"
    told = verdict(clock, complaint, local, now, near)
    stands = clock is ClockName.COMPLETION and paused_since is not None and complaint.stage.is_open
    if stands and paused_since is not None:
        told = escape(f"jam berhenti sejak {local.moment(paused_since, now)} (menunggu validasi)")
    due = complaint.response_due_at if clock is ClockName.RESPONSE else complaint.completion_due_at
    return fill(
        "<b>{name}:</b> {verdict}{assumed}",
        name=name,
        verdict=told,
        assumed=" (asumsi)" if clock in assumed and (stands or due is not None) else "",
    )


def _facts_of_life(
    complaint: Complaint, area_title: str | None, local: Local, now: datetime, *, shows_address: bool
) -> Html:
    channel = clip(complaint.channel or "", _NAME)
    address = clip(complaint.address or "", _ADDRESS) if shows_address else ""
    return joined(
        [
            f"Masuk {local.moment(complaint.created_at, now)}" + (f" lewat {channel}" if channel else ""),
            f"Alamat: {address}" if address else "",
            _as_written(complaint, area_title),
            f"Unit: {clip(complaint.unit, _NAME)}" if complaint.unit else "",
            f"Prioritas: {clip(complaint.priority, _NAME)}" if complaint.priority else "",
        ]
    )


def _text(complaint: Complaint) -> Html:
    """What the citizen wrote, as far as it is kept."""
    written = clip(complaint.content or "", _TEXT)
    return joined([bold("Isi laporan"), tail(written)]) if written else NOTHING


def _as_written(complaint: Complaint, area_title: str | None) -> str:
    """The area as CRM names it, when siaga could not place it."""
    if area_title is not None or not complaint.area:
        return ""
    return f"{WARNING} Wilayah “{clip(complaint.area, _NAME)}” belum dikenal siaga"


def _way(complaint: Complaint, facts: Sequence[Fact], area_title: str | None, now: datetime) -> Html:
    """ "Berpindah 3 kali (bolak-balik): Sudin A 3 j → Sudin B 1 h 2 j → ..." """
    path = path_of(facts if complaint.handovers else ())
    if not path.in_all:  # what was recorded may have been another spelling of one office
        return NOTHING
    often = " (bolak-balik)" if path.in_all >= _BACK_AND_FORTH else ""
    head = fill("<b>Berpindah {n} kali{often}</b>", n=number(path.in_all), often=often)
    return joined([head, path_html(path, _where(complaint, area_title), now)], ": ")
