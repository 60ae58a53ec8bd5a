"""What becomes of a notice after a failed try."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.border.telegram_errors import MessageRefused
from bot.telling.outcomes import backoff, outcome_of
from monitor.errors import (
    BadConfiguration,
    DeliveryUnknown,
    DestinationLost,
    DestinationMoved,
    OutsideUnreachable,
    RateLimited,
    SiagaError,
)
from monitor.model import NoticeState

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("error", "state", "retry_in"),
    [
        (RateLimited("later", timedelta(hours=2)), NoticeState.PLANNED, timedelta(hours=2)),
        (OutsideUnreachable("no connection"), NoticeState.PLANNED, timedelta(seconds=10)),
        (DeliveryUnknown("no answer"), NoticeState.AMBIGUOUS, timedelta(seconds=10)),
        (DestinationMoved("moved", -1), NoticeState.PLANNED, timedelta(0)),
        (BadConfiguration("token"), NoticeState.PLANNED, timedelta(minutes=5)),
        (DestinationLost("kicked", "kicked"), NoticeState.HELD, None),
        (MessageRefused("bad markup"), NoticeState.REFUSED, None),
    ],
)
def test_each_error_has_its_outcome(error: SiagaError, state: NoticeState, retry_in: timedelta | None) -> None:
    outcome = outcome_of(error, 2, NOW)
    assert outcome.state is state
    assert outcome.retry_at == (None if retry_in is None else NOW + retry_in)
    assert outcome.reason


@given(st.integers(-5, 10**9))
def test_backoff_is_bounded_and_never_shrinks(tries: int) -> None:
    assert timedelta(seconds=5) <= backoff(tries) <= backoff(tries + 1) <= timedelta(minutes=5)
