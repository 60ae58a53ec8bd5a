"""What becomes of a notice after a try: a decision on an error, pure. bot/telling/delivery.py writes it down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.errors import (
    BadConfiguration,
    DeliveryUnknown,
    DestinationLost,
    DestinationMoved,
    RateLimited,
    SiagaError,
    TryLater,
)
from monitor.model import NoticeState

_SHORTEST = timedelta(seconds=5)
_LONGEST = timedelta(minutes=5)
_DOUBLINGS = 10


@dataclass(frozen=True, slots=True)
class Outcome:
    """The state to record, why (in Indonesian, or the one word of a lost destination), and when to try again."""

    state: NoticeState
    reason: str | None = None
    retry_at: datetime | None = None
    message_id: int | None = None


def outcome_of(error: SiagaError, tries: int, now: datetime) -> Outcome:
    """What to record after the try number `tries` failed. Rate-limited means later, never failed."""
    if isinstance(error, TryLater):
        return _later(error, tries, now)
    if isinstance(error, DestinationMoved):
        return Outcome(NoticeState.PLANNED, "grup pindah ke id baru", now)
    if isinstance(error, DestinationLost):
        return Outcome(NoticeState.HELD, error.reason)
    if isinstance(error, BadConfiguration):  # the message is not at fault: it waits for the operator
        return Outcome(NoticeState.PLANNED, "bot ditolak Telegram", now + _LONGEST)
    return Outcome(NoticeState.REFUSED, str(error))


def _later(error: TryLater, tries: int, now: datetime) -> Outcome:
    if isinstance(error, RateLimited):
        return Outcome(NoticeState.PLANNED, "Telegram meminta menunggu", now + error.retry_after)
    if isinstance(error, DeliveryUnknown):
        return Outcome(NoticeState.AMBIGUOUS, "mungkin sudah sampai", now + backoff(tries))
    return Outcome(NoticeState.PLANNED, "Telegram belum terhubung", now + backoff(tries))


def backoff(tries: int) -> timedelta:
    """5 s after the first failure, twice as long after each further one, at most 5 minutes."""
    return min(_LONGEST, _SHORTEST * (1 << min(max(tries - 1, 0), _DOUBLINGS)))
