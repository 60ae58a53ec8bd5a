"""The spans of a reckoning as lines that add up: to the second wherever one is not a whole minute."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bot.views.markup import clip
from bot.views.words import Local, number, span
from monitor.deadlines.limits import LimitKind
from monitor.deadlines.reckoning import ARRIVED, CLOSED, PAUSED, RESTARTED, WEEKEND, Span

EDGE = 15  # lines kept on either side of what does not fit
_MOST_LINES = 40
_NAME = 60
_MICROSECOND, _MINUTE = timedelta(microseconds=1), timedelta(minutes=1)

_WHY = {
    ARRIVED: "hari masuk, tidak dihitung",
    RESTARTED: "hari mulai lagi, tidak dihitung",
    WEEKEND: "akhir pekan",
    CLOSED: "kantor tutup",
    PAUSED: "jam berhenti (menunggu validasi)",
}


class Exact(Local):
    """Instants with all that they are known by: "23.59", "23.59.59", "23.59.59,5"."""

    def hour(self, instant: datetime) -> str:
        if not instant.second and not instant.microsecond:
            return super().hour(instant)
        return f"{super().hour(instant)}.{instant.second:02}{_fraction(instant.microsecond)}"


def span_lines(kind: LimitKind, spans: Sequence[Span], local: Local) -> list[str]:
    """What counted, and what lay between without counting; the middle of many is left out."""
    return _fitting(list(_lines(kind, spans, local)))


def _lines(kind: LimitKind, spans: Sequence[Span], local: Local) -> Iterator[str]:
    """Nights are left out where every day has one."""
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
            yield f"{_stretch(one, local)} · {_length(kind, one.to_at - one.from_at)}"


def sum_line(kind: LimitKind, spans: Sequence[Span]) -> str:
    """The total of what counted, where there is something to add up."""
    counted = [one.to_at - one.from_at for one in spans if one.counted]
    if kind is LimitKind.WORKING_DAYS:
        return f"Jumlah: {number(len(counted))} hari kerja"
    if len(counted) < 2:
        return ""
    total = sum(counted, timedelta())
    return f"Jumlah: {_length(kind, total)}"


def _stretch(one: Span, local: Local) -> str:
    return stretch_words(one.from_at, one.to_at, local)


def stretch_words(from_at: datetime, to_at: datetime, local: Local) -> str:
    """ "Sen 23 Nov 07.30-16.00", "Sen 23 Nov 10.15 - Sen 30 Nov 10.15" """
    if local.day(from_at) == local.day(to_at) and to_at - from_at < timedelta(days=1):
        return f"{local.day(from_at)} {local.hour(from_at)}-{local.hour(to_at)}"
    return f"{local.day(from_at)} {local.hour(from_at)} - {local.day(to_at)} {local.hour(to_at)}"


def _days(one: Span, local: Local) -> str:
    """The days of a span: "Sab 28 Nov - Min 29 Nov". It ends at midnight, or within its last day."""
    first, last = local.day(one.from_at), local.day(one.to_at - _MICROSECOND)
    return first if first == last else f"{first} - {last}"


def _length(kind: LimitKind, length: timedelta) -> str:
    """ "8 j 30 m", "24 j"; days only where the limit is in days: "7 hari", "6 hari 15 j 40 m"."""
    days, rest = divmod(length, timedelta(days=1)) if kind is LimitKind.DAYS else (0, length)
    return " ".join(part for part in (f"{number(days)} hari" if days else "", _hours(rest)) if part) or "0 d"


def _hours(length: timedelta) -> str:
    """ "24 j", "8 j 30 m", "8 j 30 d": never days, to the second where it is not whole minutes; "" for nothing."""
    minutes, rest = divmod(length, timedelta(minutes=1))
    seconds = f"{rest.seconds}{_fraction(rest.microseconds)} d"
    hours, minute = divmod(minutes, 60)
    whole = f"{number(hours)} j" + (f" {minute:02} m" if minute else "") if hours else span(minute * _MINUTE)
    return " ".join(part for part in (whole if minutes else "", seconds if rest else "") if part)


def _fraction(microsecond: int) -> str:
    """Of a second: ",5"."""
    return f",{microsecond:06}".rstrip("0").rstrip(",")


def _fitting(lines: list[str]) -> list[str]:
    if len(lines) <= _MOST_LINES:
        return lines
    left_out = number(len(lines) - 2 * EDGE)
    between = (
        f"... {left_out} baris tidak dimuat di sini; siaga deadline --ticket di server menampilkan semuanya ..."
    )
    return [*lines[:EDGE], between, *lines[-EDGE:]]
