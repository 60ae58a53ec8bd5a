"""The first line of a digest and the headings of its sections: mark, what, how many, where."""

from __future__ import annotations

from datetime import timedelta

from bot.views.freshness import is_whole
from bot.views.markup import Html, fill
from bot.views.names import BEFORE_NEXT, ELSEWHERE, IN_PROCESS, LATE, WAITING
from bot.views.words import Local, number
from monitor.digest import Digest, Line, Occasion, Section, SectionKind
from monitor.model import ClockName

_MARKS = {
    SectionKind.RESPONSE_OVERDUE: LATE,
    SectionKind.RESPONSE_BEFORE_NEXT: BEFORE_NEXT,
    SectionKind.WAITING: WAITING,
    SectionKind.COMPLETION_OVERDUE: LATE,
    SectionKind.COMPLETION_BEFORE_NEXT: BEFORE_NEXT,
    SectionKind.IN_PROCESS: IN_PROCESS,
    SectionKind.ELSEWHERE: ELSEWHERE,
}
_HEADINGS = {
    SectionKind.RESPONSE_OVERDUE: "Terlambat dijawab",
    SectionKind.RESPONSE_BEFORE_NEXT: "Lewat batas jawab sebelum {next}",
    SectionKind.WAITING: "Wait lainnya",
    SectionKind.COMPLETION_OVERDUE: "Lewat tenggat selesai",
    SectionKind.COMPLETION_BEFORE_NEXT: "Lewat tenggat selesai sebelum {next}",
    SectionKind.IN_PROCESS: "Dalam proses, belum mendesak",
    SectionKind.ELSEWHERE: "Ditangani unit lain",
}
_HEADLINES = {
    SectionKind.RESPONSE_OVERDUE: "{n} aduan terlambat dijawab",
    SectionKind.COMPLETION_OVERDUE: "{n} aduan lewat tenggat selesai",
    SectionKind.RESPONSE_BEFORE_NEXT: "{n} aduan perlu dijawab sebelum {next}",
    SectionKind.COMPLETION_BEFORE_NEXT: "{n} aduan perlu selesai sebelum {next}",
    SectionKind.WAITING: "{n} aduan menunggu jawaban",
}


def headline(digest: Digest, local: Local, title: str) -> Html:
    """ "🔴 2 aduan terlambat dijawab · Kel. Cideng": of the most urgent kind there is."""
    until = local.before(digest.occasion.next_slot_at, digest.occasion.at)
    for kind, wording in _HEADLINES.items():
        if lines := digest.lines(kind):
            what = wording.format(n=number(len(lines)), next=until)
            return fill("{mark} <b>{what} · {title}</b>", mark=_MARKS[kind], what=what, title=title)
    if digest.in_process:
        mark, what = IN_PROCESS, _calm_words(digest)
    else:
        mark, what = ELSEWHERE, f"{number(len(digest.lines(SectionKind.ELSEWHERE)))} aduan ditangani unit lain"
    return fill("{mark} <b>{what} · {title}</b>", mark=mark, what=what, title=title)


def is_calm(digest: Digest) -> bool:
    """Whether all of theirs that is open is answered and not due before the next slot."""
    return len(digest.lines(SectionKind.IN_PROCESS)) == digest.in_process > 0 and not any(
        digest.lines(kind) for kind in _HEADLINES
    )


def _calm_words(digest: Digest) -> str:
    """That nothing waits is said only where it is certain."""
    count = number(digest.in_process)
    if is_whole(digest.data) and not digest.missing:
        return f"Tidak ada yang menunggu, {count} aduan dalam proses"
    return f"{count} aduan dalam proses"


def section_heading(section: Section, occasion: Occasion, local: Local) -> Html:
    """ "🔴 Terlambat dijawab: 2 (batas 6 jam)" """
    what = _HEADINGS[section.kind].format(next=local.before(occasion.next_slot_at, occasion.at))
    return fill(
        "{mark} <b>{what}: {n}</b>{limit}",
        mark=_MARKS[section.kind],
        what=what,
        n=number(len(section.lines)),
        limit=_limit(section.lines),
    )


def _limit(lines: tuple[Line, ...]) -> str:
    """ " (batas 6 jam)" when the same whole number of hours was given to all that owe an answer."""
    given = {
        line.due_at - line.complaint.created_at
        for line in lines
        if line.clock is ClockName.RESPONSE and line.due_at is not None
    }
    if len(given) != 1 or any(line.clock is not ClockName.RESPONSE for line in lines):
        return ""
    hours, rest = divmod(given.pop(), timedelta(hours=1))
    return f" (batas {hours} jam)" if hours > 0 and not rest else ""
