"""Messages of a slot that came too late to be sent, and people who cannot be written to yet. For operators."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from bot.views.markup import NOTHING, Html, clip, fill, joined
from bot.views.names import WARNING, notice_kind
from bot.views.words import Local, number
from monitor.model import NoticeKind

_NAME = 40
_MOST_NAMES = 45  # of a message: a whole city; the log names all
_MOST_CAUSES = 5
_MOST_LINES = 10


def digests_expired(
    slot: str, slot_at: datetime, names_by_cause: Mapping[str, Sequence[str]], local: Local, now: datetime
) -> str:
    """`slot`: its name; `names_by_cause`: who was not told, under the reason why, in Indonesian."""
    return joined(
        [
            fill(
                "{mark} <b>{n} pesan pengecekan {slot} tidak terkirim</b> ({moment}).",
                mark=WARNING,
                n=number(sum(len(names) for names in names_by_cause.values())),
                slot=clip(slot.replace("_", " "), _NAME),
                moment=local.moment(slot_at, now),
            ),
            *_causes(names_by_cause),
            "Waktunya sudah lewat, jadi tidak dikirim lagi. Mohon kabari mereka; keadaan terbaru dapat ditanyakan "
            "dengan /wait dan /terlambat.",
        ]
    )


def notices_expired(kind: NoticeKind, untold: Sequence[tuple[str, str, str]]) -> str:
    """`untold`: what each was about, whom it was for, and why it was not sent, in Indonesian."""
    lines = [
        fill(
            "• {subject}: {name}. Sebab: {cause}",
            subject=clip(subject, _NAME),
            name=_named([name], 1),
            cause=clip(cause, 160),
        )
        for subject, name, cause in untold[:_MOST_LINES]
    ]
    rest = len(untold) - _MOST_LINES
    return joined(
        [
            fill(
                "{mark} <b>{n} {what} tidak terkirim</b>.",
                mark=WARNING,
                n=number(len(untold)),
                what=notice_kind(kind).lower(),
            ),
            *lines,
            fill("dan {rest} lagi (ada di log)", rest=number(rest)) if rest > 0 else NOTHING,
            "Waktunya sudah lewat, jadi tidak dikirim lagi. Mohon kabari mereka.",
        ]
    )


def _causes(names_by_cause: Mapping[str, Sequence[str]]) -> Iterator[Html]:
    room = _MOST_NAMES
    causes = list(names_by_cause.items())
    for cause, names in causes[:_MOST_CAUSES]:
        yield fill("• {names}. Sebab: {cause}", names=_named(names, room), cause=clip(cause, 160))
        room = max(room - len(names), 1)
    rest = sum(len(names) for _, names in causes[_MOST_CAUSES:])
    if rest:
        yield fill("• {rest} pesan lagi dengan sebab lain (ada di log)", rest=number(rest))


def not_started(names: Sequence[str]) -> str:
    """People of the configuration who have not opened the bot: Telegram forbids to write to them first."""
    return joined(
        [
            fill(
                "{mark} <b>{n} orang belum menekan Start</b>: {names}.",
                mark=WARNING,
                n=number(len(names)),
                names=_named(names, _MOST_NAMES),
            ),
            "Pesan pengecekan belum bisa dikirim kepada mereka. Mohon minta mereka membuka bot ini di Telegram "
            "dan menekan Start; sesudah itu pesan pengecekan berikutnya akan sampai.",
        ]
    )


def _named(names: Sequence[str], most: int) -> str:
    shown = [clip(name, _NAME) or "tanpa nama" for name in names[:most]]
    rest = len(names) - len(shown)
    return ", ".join([*shown, *([f"dan {number(rest)} lagi (ada di log)"] if rest else [])])
