"""How the deadlines of a complaint were reckoned, line by line, to be checked with a pencil on a phone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.views.calendar import date_words
from bot.views.limit_words import limit_words
from bot.views.lines import category_of, ticket_of
from bot.views.markup import NOTHING, Html, code, escape, fill, joined, tail
from bot.views.reckoning_frozen import frozen_html, recorded_html
from bot.views.reckoning_lines import EDGE, Exact, span_lines, sum_line
from bot.views.reckoning_stops import stops_words
from bot.views.rule_words import rule_words
from bot.views.words import Local
from monitor.deadlines.explanation import CALENDAR, ClockRuling, Explanation
from monitor.deadlines.limits import LimitKind
from monitor.deadlines.reckoning import Span
from monitor.frozen.ruling import Ruling
from monitor.model import Complaint, Stage

_KINDS = {
    LimitKind.ELAPSED: "siang dan malam, hari libur juga",
    LimitKind.DAYS: "hari kalender, berakhir pada jam yang sama",
    LimitKind.WORKING_DAYS: "hari mulai dan hari libur tidak dihitung, berakhir saat kantor tutup",
    LimitKind.WORKING_HOURS: "hanya selama kantor buka",
}
_STARTS = {
    "": "saat aduan masuk",
    "reopened": "dimulai lagi saat dibuka kembali",
    "returned": "dimulai lagi saat TL ditolak",
    "handed over": "dimulai lagi saat dialihkan",
}
_ASSUMPTIONS = {
    "sla.completion": "batas 7 hari, karena aturan resmi belum diisi",
    "sla.clock.validation": "jam tetap berjalan selama menunggu validasi",
    "sla.clock.returned": "TL ditolak tidak memulai jam dari awal",
    "sla.clock.handover": "pengalihan ke unit lain tidak memulai jam dari awal",
}


def reckoning_html(complaint: Complaint, ruling: Ruling, local: Local) -> Html:
    """`ruling` explains the complaint's own case."""
    found, local = ruling.explanation, Exact(local.zone)
    head = fill(
        "<b>Hitungan tenggat</b>\n{ticket} {category}\nMasuk {at}",
        ticket=code(ticket_of(complaint)),
        category=category_of(complaint),
        at=local.full(found.case.created_at),
    )
    if complaint.stage is Stage.DISMISSED:
        return joined([head, "Tanpa batas waktu, karena ditolak sebagai aduan."], "\n\n")
    response = _clock("Respon", "Batas", found.response, found.response_spans, found.response_due_at, local)
    frozen, recorded = frozen_html(ruling, local), recorded_html(ruling, local)
    return joined([head, response, _completion(found, local), frozen, recorded, _remarks(found)], "\n\n")


def _completion(found: Explanation, local: Local) -> Html:
    if found.stated and found.completion_due_at is not None:
        return fill(
            "<b>Penyelesaian: tenggat dari CRM</b>\nTenggat: <b>{due}</b>\nAturan siaga tidak dipakai.",
            due=local.full(found.completion_due_at),
        )
    paused = ""
    if found.paused_since is not None:
        paused = f"belum ada, jam berhenti sejak {local.full(found.paused_since)} (menunggu validasi)"
    run = found.completion_run
    start = f"Mulai {local.full(run.start_at)}, {_STARTS[run.why]}" if run.why else ""
    return _clock(
        "Penyelesaian",
        "Tenggat",
        found.completion,
        found.spans,
        found.completion_due_at,
        local,
        start="\n".join(part for part in (start, stops_words(found, local)) if part),
        paused=paused,
    )


def _clock(
    name: str,
    end: str,
    ruling: ClockRuling,
    spans: Sequence[Span],
    due: datetime | None,
    local: Local,
    *,
    start: str = "",
    paused: str = "",
) -> Html:
    head = fill("<b>{name}: {limit}</b>", name=name, limit=limit_words(ruling.limit))
    if ruling.limit is None:
        return joined([head, escape(rule_words(ruling))])
    told = paused or (local.full(due) if due is not None else "tidak ada")
    lines = span_lines(ruling.limit.kind, spans, local)
    return joined(
        [
            head,
            escape(_KINDS[ruling.limit.kind].capitalize()),
            escape(start),
            tail("\n".join(lines)) if len(lines) > EDGE else escape("\n".join(lines)),
            escape(sum_line(ruling.limit.kind, spans)),
            fill("{end}: <b>{told}</b>", end=end, told=told),
            escape(rule_words(ruling)),
        ]
    )


def _remarks(found: Explanation) -> Html:
    """What rests on assumptions, and where an instant is known as an interval only."""
    assumed = list(_assumptions(found))
    told = [f"Asumsi: {'; '.join(assumed)}."] if assumed else []
    if not found.stated and any(event.after < event.at for event in found.case.events):
        told.append(
            "Sebagian kejadian hanya diketahui rentang waktunya; dipakai yang paling longgar bagi petugas."
        )
    return escape("\n".join(told)) if told else NOTHING


def _assumptions(found: Explanation) -> Iterator[str]:
    for key in dict.fromkeys((*found.assumed, *found.response_assumed)):
        if key in _ASSUMPTIONS:
            yield _ASSUMPTIONS[key]
        elif key == CALENDAR:
            yield f"kalender hari libur {_calendar_words(found)}"


def _calendar_words(found: Explanation) -> str:
    if found.known_until is None:
        return "belum berisi satu hari pun"
    if found.outruns_calendar:
        return f"baru diketahui sampai {date_words(found.known_until)}"
    years = [str(first) if first == last else f"{first}-{last}" for first, last in found.unknown_spans]
    return f"belum diketahui untuk {', '.join(years)}"
