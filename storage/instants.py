"""Instants as rows keep them: whole microseconds since 1970 in UTC, one BIGINT on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger
from sqlalchemy.types import TypeDecorator

from monitor.clock import as_utc
from monitor.model import Moment

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def to_micros(instant: datetime) -> int:
    """Microseconds since 1970. Raises TypeError for a naive one."""
    return (instant - EPOCH) // MICROSECOND


def to_pair(moment: Moment) -> tuple[int, int]:
    """Both ends of a moment."""
    at = to_micros(moment.at)
    return (at if moment.after is moment.at else to_micros(moment.after)), at


def from_micros(micros: int) -> datetime:
    """The aware instant, in UTC."""
    return EPOCH + timedelta(microseconds=micros)


class Instant(TypeDecorator[datetime]):
    """A column of instants. Refuses naive ones: a time without a zone is not an instant."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> int | None:  # noqa: ARG002
        return None if value is None else to_micros(as_utc(value))

    def process_result_value(self, value: int | None, dialect: Any) -> datetime | None:  # noqa: ARG002
        return None if value is None else from_micros(value)
