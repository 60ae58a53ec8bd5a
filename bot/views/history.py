"""What happened to a complaint, a line each, oldest first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.views.markup import NOTHING, Html, clip, fill, joined, tail
from bot.views.names import WARNING, fact_name, stage_name
from bot.views.rank_words import month_words
from bot.views.verdicts import moment_words
from bot.views.words import Local, number
from monitor.cutoff import Span
from monitor.model import Fact, FactKind, Stage
from monitor.period import Month

_MOST = 2_000  # code points of history: the rest of the page needs its room
_NAME = 60
_LATER = "setelah cut-off"
_EARLY = "sebelum waktu masuk, diragukan"

_DETAILS = {
    "created_at": "waktu masuk",
    "category": "kategori",
    "channel": "kanal",
    "area": "wilayah",
    "address": "alamat",
    "unit": "unit",
    "priority": "prioritas",
    "content": "isi laporan",
    "status": "status di CRM",
    "stated_due_at": "tenggat dari CRM",
}
_DUES = {"response_due_at": "jawab", "completion_due_at": "selesai"}


def history_html(facts: Sequence[Fact], local: Local, now: datetime, frozen: Span | None = None) -> Html:
    """The newest that fit, in a quote that opens when tapped; how many older ones are not shown is said.

    `frozen`: the month that it counts in, if that is frozen: what became known later is marked.
    """
    arrived_at = _arrived_at(facts)
    lines = [_marked(line, fact, frozen, arrived_at) for fact in facts if (line := _line(fact, local, now))]
    kept: list[str] = []
    room = _MOST
    for line in reversed(lines):
        room -= len(line) + 1
        if room < 0:
            break
        kept.insert(0, line)
    left_out = len(lines) - len(kept)
    if left_out:
        kept.insert(0, f"{number(left_out)} kejadian sebelumnya tidak dimuat di sini")
    if not lines:
        return NOTHING
    head = fill("<b>Riwayat: {n}</b>", n=number(len(lines)))
    return joined([head, _cut_off_note(facts, frozen, local, now), tail("\n".join(kept))])


def _marked(line: str, fact: Fact, frozen: Span | None, arrived_at: datetime | None) -> str:
    marks = [_LATER] if frozen and frozen.is_later(fact) else []
    if arrived_at and fact.happened.at < arrived_at and fact.happened.is_exact:
        marks.append(f"{WARNING} {_EARLY}")
    return " · ".join([line, *marks])


def _arrived_at(facts: Sequence[Fact]) -> datetime | None:
    """By the last word on it."""
    told = [fact.changes["created_at"] for fact in facts if "created_at" in fact.changes]
    return told[-1] if told and isinstance(told[-1], datetime) else None


def _cut_off_note(facts: Sequence[Fact], frozen: Span | None, local: Local, now: datetime) -> Html:
    if frozen is None or not any(map(frozen.is_later, facts)):
        return NOTHING
    month = month_words(frozen.month, Month.of(now.astimezone(local.zone).date()))
    return fill("Yang diketahui {later} tidak mengubah angka {month}.", later=_LATER, month=month)


def _line(fact: Fact, local: Local, now: datetime) -> str:
    what = _what(fact, local, now)
    return f"{moment_words(fact.happened, local, now)} · {what}" if what else ""


def _what(fact: Fact, local: Local, now: datetime) -> str:
    """ "dialihkan ke Sudin Bina Marga"; "" for what a reader need not know."""
    name = fact_name(fact.kind)
    match fact.kind:
        case FactKind.EVIDENCE:
            return ""
        case FactKind.DETAILS:
            named = ", ".join(word for field, word in _DETAILS.items() if field in fact.changes)
            return f"{name}: {named}" if named else ""
        case FactKind.DUE:
            dues = _dues(fact, local, now)
            return f"{name}: {dues}" if dues else ""
        case _:
            return name + _added(fact)


def _added(fact: Fact) -> str:
    """What the fact's own fields say of it."""
    stage = fact.changes.get("stage")
    if fact.kind is FactKind.HANDED_OVER:
        return f" ke {_text(fact, 'unit') or 'unit lain'}"
    if fact.kind is FactKind.ARRIVED:
        channel = _text(fact, "channel")
        return f" lewat {channel}" if channel else ""
    if fact.kind in (FactKind.STAGE, FactKind.RESPONDED, FactKind.REOPENED) and isinstance(stage, str):
        return f": {_stage(Stage(stage), _text(fact, 'status'))}"
    return ""


def _stage(stage: Stage, label: str) -> str:
    return f"“{label}” (belum dikenal siaga)" if stage is Stage.UNMAPPED and label else stage_name(stage)


def _dues(fact: Fact, local: Local, now: datetime) -> str:
    told = []
    for field, word in _DUES.items():
        if field in fact.changes:
            due = fact.changes[field]
            told.append(f"{word} {local.moment(due, now)}" if isinstance(due, datetime) else f"{word} tanpa batas")
    return ", ".join(told)


def _text(fact: Fact, field: str) -> str:
    return clip(str(fact.changes.get(field) or ""), _NAME)
