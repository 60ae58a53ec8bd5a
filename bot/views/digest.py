"""The message of a slot: what is late, what will be, what else waits, and how fresh all that is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.views.freshness import data_moment, data_sentence, is_whole, old_data, partial_data
from bot.views.headings import headline, is_calm, section_heading
from bot.views.lines import Manner, line_html, unit_of
from bot.views.markup import NOTHING, Html, bold, clip, code, escape, fill, joined, plain, pre
from bot.views.names import DONE, ELSEWHERE, IN_PROCESS, NO_AREA, WARNING, slot_title
from bot.views.pages import Block, Frame, Item, page_of, paginate
from bot.views.tables import table_text
from bot.views.words import Local, number, span
from monitor.areas.directory import Level
from monitor.audience import is_waiting
from monitor.digest import Digest, Line, SectionKind
from monitor.model import DataAge, Page

_TITLE = 100
_FIRST_BELOW_TABLE = 5  # lines under a table: enough to start calling, the rest is a button away
_MOST_CALLED, _MOST_UNITS, _MOST_MISSING = 8, 3, 10


def digest_pages(digest: Digest, local: Local, *, shows_address: bool) -> tuple[Page, ...]:
    """The first page is what is sent, the others are behind its buttons. Every ticket is on exactly one."""
    if digest.is_empty:
        return (_empty(digest, local),)
    blocks = _blocks(digest, local, shows_address=shows_address)
    frame = Frame(
        head=_head(digest, local),
        running_head=joined(
            [_warnings(digest, local), bold(clip(digest.audience.title, _TITLE)), _occasion(digest, local)]
        ),
        foot=_foot(digest, blocks, local),
    )
    if _has_table(digest):
        frame = replace(frame, first_most=_FIRST_BELOW_TABLE)
    return paginate(frame, list(blocks.values()))


def repeat_label(page: Page) -> Page:
    """The same page, saying that it may be a second copy."""
    html = joined([Html("🔁 Kiriman ulang: mungkin sudah Anda terima."), Html(page.html)])
    return Page(html=str(html), text=plain(html), tickets=page.tickets)


def sign_of_life(audience_title: str, local: Local, now: datetime, data: DataAge) -> Page:
    """Tells a chat that heard nothing for a week that siaga still watches."""
    head = fill("👋 <b>siaga tetap berjaga · {title}</b>", title=clip(audience_title, _TITLE))
    if not is_whole(data):
        warning = joined([old_data(data, local, now), partial_data(data)])
        return page_of(joined([head, warning]))
    silence = "Bila tidak ada pesan pada jam pengecekan, tidak ada aduan terbuka yang tercatat."
    return page_of(joined([head, silence, data_sentence(data, local, now) + " /status untuk keadaan terbaru."]))


def _empty(digest: Digest, local: Local) -> Page:
    title = clip(digest.audience.title, _TITLE)
    occasion = _occasion(digest, local)
    if not is_whole(digest.data):
        first = fill("{mark} <b>Belum dapat dipastikan · {title}</b>", mark=WARNING, title=title)
        return page_of(joined([_warnings(digest, local), first, occasion]))
    first = fill("{mark} <b>Tidak ada aduan terbuka · {title}</b>", mark=DONE, title=title)
    return page_of(joined([first, occasion, _nihil(digest)]))


def _head(digest: Digest, local: Local) -> Html:
    first = joined([_warnings(digest, local), headline(digest, local, clip(digest.audience.title, _TITLE))])
    table = _table(digest, local)
    return joined(
        [joined([first, _occasion(digest, local)]), joined([table, _called(digest), _nihil(digest)])], "\n\n"
    )


def _warnings(digest: Digest, local: Local) -> Html:
    return joined([old_data(digest.data, local, digest.occasion.at), partial_data(digest.data)])


def _occasion(digest: Digest, local: Local) -> Html:
    """ "Pengecekan pagi, Sen 23 Nov 08.00 WIB · data 07.58"; below it that it comes late."""
    occasion = digest.occasion
    first = fill(
        "{slot}, {day} {clock} · {data}",
        slot=slot_title(clip(occasion.slot_name, 40)),
        day=local.day(occasion.slot_at),
        clock=local.clock(occasion.slot_at),
        data=data_moment(digest.data, local, occasion.at),
    )
    if not occasion.late:
        return first
    due, sent = (local.moment(instant, occasion.at) for instant in (occasion.slot_at, occasion.at))
    return joined([first, fill("⏱ Terlambat dikirim ({sent}), seharusnya {due}.", sent=sent, due=due)])


def _table(digest: Digest, local: Local) -> Html:
    level = digest.audience.table[0].level if digest.audience.table else Level.KELURAHAN
    text = table_text(digest.rows, level, local.hour(digest.occasion.next_slot_at))
    return pre(text) if text else NOTHING


def _called(digest: Digest) -> Html:
    """ "3 kelurahan perlu dihubungi: Cideng 2, Gelora 2, Kwitang 1" """
    if not digest.worst:
        return NOTHING
    named = [
        fill("<b>{name}</b> {n}", name=clip(row.title, 40), n=row.overdue) for row in digest.worst[:_MOST_CALLED]
    ]
    rest = len(digest.worst) - len(named)
    more = fill(", dan {rest} lagi di daftar", rest=rest) if rest else NOTHING
    names = joined(named, ", ")
    return fill("{n} kelurahan perlu dihubungi: {names}{more}", n=len(digest.worst), names=names, more=more)


def _nihil(digest: Digest) -> Html:
    told = []
    if is_whole(digest.data) and digest.audience.spans_many and digest.nihil:
        told.append(f"{number(digest.nihil)} kelurahan NIHIL")
    if digest.unplaced:
        told.append(f"{number(digest.unplaced)} aduan {NO_AREA}")
    return joined([joined(told, " · "), _missing(digest.missing)])


def _missing(tickets: Sequence[str]) -> Html:
    """ "2 aduan terbuka tidak tampak lagi di CRM: JK2611220412, JK2611220398; mohon diperiksa." """
    if not tickets:
        return NOTHING
    named = joined([code(clip(ticket, 40)) for ticket in tickets[:_MOST_MISSING]], ", ")
    rest = len(tickets) - _MOST_MISSING
    more = fill(", dan {rest} lainnya", rest=number(rest)) if rest > 0 else NOTHING
    return fill(
        "{n} aduan terbuka tidak tampak lagi di CRM: {named}{more}; mohon diperiksa.",
        n=number(len(tickets)),
        named=named,
        more=more,
    )


def _has_table(digest: Digest) -> bool:
    return any(row.waiting for row in digest.rows)


def _foot(digest: Digest, blocks: Mapping[SectionKind, Block], local: Local) -> tuple[Html | Block, ...]:
    """What is in process (also when all of that is urgent), what changed, what others hold."""
    in_process = blocks.get(SectionKind.IN_PROCESS, _in_process(digest, local))
    elsewhere = blocks.get(SectionKind.ELSEWHERE, NOTHING)
    return (in_process, _activity(digest, local), elsewhere)


def _in_process(digest: Digest, local: Local) -> Html:
    """ "Proses: 4, 1 lewat tenggat selesai, 2 belum mendesak"; where nothing else is told, what is due first."""
    if not digest.in_process:
        return NOTHING
    calm = digest.lines(SectionKind.IN_PROCESS)
    if is_calm(digest):
        return _first_due(calm[0], digest, local)
    late = sum(not is_waiting(line.complaint) for line in digest.lines(SectionKind.COMPLETION_OVERDUE))
    tails = [f", {number(late)} lewat tenggat selesai" if late else ""]
    if calm and len(calm) < digest.in_process:
        tails.append(f", {number(len(calm))} belum mendesak")
    return escape(f"{IN_PROCESS} Proses: {number(digest.in_process)}{''.join(tails)}")


def _first_due(line: Line, digest: Digest, local: Local) -> Html:
    at = digest.occasion.at
    if line.due_at is None:
        return escape("Belum ada tenggat selesai yang berjalan.")
    return escape(f"Tenggat selesai terdekat: {local.moment(line.due_at, at)} (sisa {span(line.due_at - at)}).")


def _elsewhere(digest: Digest) -> Html:
    """ "Ditangani unit lain: 4 (Sudin Bina Marga 2, ...)": the heading of the folded list below it."""
    lines = digest.lines(SectionKind.ELSEWHERE)
    if not lines:
        return NOTHING
    units = Counter(unit_of(line) for line in lines).most_common()
    named = [f"{unit} {number(count)}" for unit, count in units[:_MOST_UNITS]]
    if len(units) == 1:
        named = [units[0][0]]
    if len(units) > _MOST_UNITS:
        named.append(f"{len(units) - _MOST_UNITS} unit lagi")
    return escape(f"{ELSEWHERE} Ditangani unit lain: {number(len(lines))} ({', '.join(named)})")


def _activity(digest: Digest, local: Local) -> Html:
    """ "Sejak kemarin 15.00: 3 dijawab, 2 selesai, 2 baru." """
    activity, occasion = digest.activity, digest.occasion
    if activity is None or occasion.previous_at is None:
        return NOTHING
    counts = ((activity.answered, "dijawab"), (activity.completed, "selesai"), (activity.arrived, "baru"))
    told = ", ".join(f"{number(count)} {what}" for count, what in counts if count)
    since = local.moment(occasion.previous_at, occasion.at)
    return escape(f"Sejak {since}: {told or 'tidak ada perubahan'}.")


def _blocks(digest: Digest, local: Local, *, shows_address: bool) -> dict[SectionKind, Block]:
    """In the order of the sections. What is not urgent, or not theirs, is folded away."""
    manner = Manner(
        local=local,
        at=digest.occasion.at,
        shows_address=shows_address,
        spans_many=digest.audience.spans_many,
    )
    leads = {SectionKind.IN_PROCESS: _in_process(digest, local), SectionKind.ELSEWHERE: _elsewhere(digest)}
    styles = {
        SectionKind.IN_PROCESS: replace(manner, names_clock=True),
        SectionKind.ELSEWHERE: replace(manner, names_unit=True),
    }
    blocks: dict[SectionKind, Block] = {}
    start = 1
    for section in digest.sections:
        kind = section.kind
        lines = sorted(section.lines, key=unit_of) if kind is SectionKind.ELSEWHERE else section.lines
        blocks[kind] = Block(
            section_heading(section, digest.occasion, local),
            _items(lines, styles.get(kind, manner), start),
            folded=kind in leads,
            lead=leads.get(kind, NOTHING),
            later=kind is SectionKind.IN_PROCESS and _has_table(digest),
        )
        start += len(lines)
    return blocks


def _items(lines: list[Line] | tuple[Line, ...], manner: Manner, start: int) -> tuple[Item, ...]:
    return tuple(
        Item(line.complaint.ticket, line_html(number, line, manner)) for number, line in enumerate(lines, start)
    )
