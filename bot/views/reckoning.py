"""How the deadlines of a complaint were reckoned, line by line, to be checked with a pencil on a phone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bot.views.limit_words import limit_words
from bot.views.lines import category_of, ticket_of
from bot.views.markup import NOTHING, Html, clip, code, escape, fill, joined, tail
from bot.views.words import Local, number, span
from monitor.limits import LimitKind
from monitor.model import Complaint, Stage
from monitor.reckoning import ARRIVED, CLOSED, PAUSED, RESTARTED, WEEKEND, Span
from monitor.rules import DEFAULTS
from monitor.ruling import Ruling
from monitor.sla import ClockRuling, Explanation

_MOST_LINES = 40
_EDGE = 15  # lines kept on either side of what does not fit
_NAME = 60
_SECOND = timedelta(seconds=1)

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
_WHY = {
    ARRIVED: "hari masuk, tidak dihitung",
    RESTARTED: "hari mulai lagi, tidak dihitung",
    WEEKEND: "akhir pekan",
    CLOSED: "kantor tutup",
    PAUSED: "jam berhenti (menunggu validasi)",
}
_ASSUMPTIONS = {
    "sla.completion": "batas 7 hari, karena aturan resmi belum diisi",
    "sla.clock.validation": "jam tetap berjalan selama menunggu validasi",
    "sla.clock.returned": "TL ditolak tidak memulai jam dari awal",
    "sla.clock.handover": "pengalihan ke unit lain tidak memulai jam dari awal",
}


def reckoning_html(complaint: Complaint, ruling: Ruling, local: Local) -> Html:
    """`ruling` explains the complaint's own case."""
    found = ruling.explanation
    head = fill(
        "<b>Hitungan tenggat</b>\n{ticket} {category}\nMasuk {at}",
        ticket=code(ticket_of(complaint)),
        category=category_of(complaint),
        at=local.full(found.case.created_at),
    )
    if complaint.stage is Stage.DISMISSED:
        return joined([head, "Tanpa batas waktu, karena ditolak sebagai aduan."], "\n\n")
    response = _clock("Respon", "Batas", found.response, found.response_spans, found.response_due_at, local)
    frozen = "Dihitung dengan aturan saat bulannya dibekukan." if ruling.frozen else ""
    parts = [head, response, _completion(found, local), frozen, _recorded(ruling, local), _remarks(found)]
    return joined(parts, "\n\n")


def _recorded(ruling: Ruling, local: Local) -> Html:
    """The due times that stand, when these rules would give others: nobody may read two truths as one."""
    if ruling.recorded is None:
        return NOTHING
    response, completion = (
        local.full(due) if due else "tidak ada"
        for due in (ruling.recorded.response_at, ruling.recorded.completion_at)
    )
    return fill(
        "⚠️ Yang berlaku adalah tenggat yang tercatat, lain dari hitungan ini:\nrespon {response}\n"
        "penyelesaian {completion}",
        response=response,
        completion=completion,
    )


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
        start=start,
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
        return joined([head, escape(_rule(ruling))])
    told = paused or (local.full(due) if due is not None else "tidak ada")
    lines = _fitting(list(_lines(ruling.limit.kind, spans, local)))
    return joined(
        [
            head,
            escape(_KINDS[ruling.limit.kind].capitalize()),
            escape(start),
            tail("\n".join(lines)) if len(lines) > _EDGE else escape("\n".join(lines)),
            escape(_sum(ruling.limit.kind, spans)),
            fill("{end}: <b>{told}</b>", end=end, told=told),
            escape(_rule(ruling)),
        ]
    )


def _lines(kind: LimitKind, spans: Sequence[Span], local: Local) -> Iterator[str]:
    """What counted, and what lay between without counting; nights are left out where every day has one."""
    days = 0
    for one in spans:
        if kind is LimitKind.WORKING_HOURS and not one.counted and one.why == CLOSED:
            continue
        if not one.counted:
            stretch = (
                _days(one, local) if one.why != PAUSED or kind is LimitKind.WORKING_DAYS else _stretch(one, local)
            )
            yield f"({stretch}: {_WHY.get(one.why) or clip(one.why, _NAME)})"
        elif kind is LimitKind.WORKING_DAYS:
            days += 1
            yield f"{local.day(one.from_at)} · hari ke-{number(days)}"
        else:
            yield f"{_stretch(one, local)} · {_length(one.to_at - one.from_at)}"


def _sum(kind: LimitKind, spans: Sequence[Span]) -> str:
    """The total of what counted, where there is something to add up."""
    counted = [one.to_at - one.from_at for one in spans if one.counted]
    if kind is LimitKind.WORKING_DAYS:
        return f"Jumlah: {number(len(counted))} hari kerja"
    if len(counted) < 2:
        return ""
    total = sum(counted, timedelta())
    return f"Jumlah: {_hours(total) if kind is LimitKind.WORKING_HOURS else _length(total)}"


def _stretch(one: Span, local: Local) -> str:
    """ "Sen 23 Nov 07.30-16.00", "Sen 23 Nov 10.15 - Sen 30 Nov 10.15" """
    if local.day(one.from_at) == local.day(one.to_at) and one.to_at - one.from_at < timedelta(days=1):
        return f"{local.day(one.from_at)} {local.hour(one.from_at)}-{local.hour(one.to_at)}"
    return f"{local.day(one.from_at)} {local.hour(one.from_at)} - {local.day(one.to_at)} {local.hour(one.to_at)}"


def _days(one: Span, local: Local) -> str:
    """The days of a span: "Sab 28 Nov - Min 29 Nov". It ends at midnight, or within its last day."""
    first, last = local.day(one.from_at), local.day(one.to_at - _SECOND)
    return first if first == last else f"{first} - {last}"


def _length(length: timedelta) -> str:
    """ "8 j 30 m", "7 h"; to the second where it is not whole minutes."""
    seconds = int(length.total_seconds()) % 60
    if length < timedelta(minutes=1):
        return f"{seconds} d"
    days, rest = divmod(length, timedelta(days=1))
    parts = (f"{number(days)} h" if days else "", _hours(rest) if rest >= timedelta(minutes=1) else "")
    return " ".join(part for part in (*parts, f"{seconds} d" if seconds else "") if part)


def _hours(length: timedelta) -> str:
    """ "24 j", "8 j 30 m": never days, since a working day is none."""
    hours, minutes = divmod(length // timedelta(minutes=1), 60)
    return f"{number(hours)} j" + (f" {minutes:02} m" if minutes else "") if hours else span(length)


def _fitting(lines: list[str]) -> list[str]:
    if len(lines) <= _MOST_LINES:
        return lines
    left_out = number(len(lines) - 2 * _EDGE)
    between = f"... {left_out} baris tidak dimuat di sini; siaga deadline di server menampilkan semuanya ..."
    return [*lines[:_EDGE], between, *lines[-_EDGE:]]


def _rule(ruling: ClockRuling) -> str:
    """Which rule, and what it won against."""
    beaten = (_source(source).replace(" (asumsi)", "") for source in ruling.beat)
    beat = f"; mengalahkan {', '.join(beaten)}" if ruling.beat else ""
    return f"Aturan: {_source(ruling.source)}{beat}"


def _source(source: str) -> str:
    return clip(source.replace(DEFAULTS, "bawaan"), _NAME)


def _remarks(found: Explanation) -> Html:
    """What rests on assumptions, and where an instant is known as an interval only."""
    assumed = [_ASSUMPTIONS[key] for key in found.assumed if key in _ASSUMPTIONS]
    told = [f"Asumsi: {'; '.join(assumed)}."] if assumed else []
    if not found.stated and any(event.after < event.at for event in found.case.events):
        told.append(
            "Sebagian kejadian hanya diketahui rentang waktunya; dipakai yang paling longgar bagi petugas."
        )
    return escape("\n".join(told)) if told else NOTHING
