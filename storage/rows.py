"""A complaint and its row: which columns there are, what is derived, and the value read back."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, type_coerce

from monitor.model import Complaint, Doubt, Fact, Moment, Stage
from monitor.scope import unit_key
from monitor.states import urgency
from storage.encoding import decode_clock_events, encode_changes, encode_clock_events
from storage.instants import Instant, from_micros, to_micros, to_pair
from storage.tables import complaints, facts
from storage.tables.columns import storable

# Columns that read back into a Complaint, in the order `complaint_of` takes them.
_KEYS = complaints.c.keys()
_HASH, _MISSING = _KEYS.index("seen_hash"), _KEYS.index("missing_since")
VALUES = (*_KEYS[:_HASH], *_KEYS[_MISSING:])
DERIVED = tuple(_KEYS[_HASH + 1 : _MISSING])
COLUMNS = (*VALUES, "seen_hash", *DERIVED)
_WHAT = slice(VALUES.index("category"), VALUES.index("lon") + 1)  # kept and read as they are
FACT_COLUMNS = ("complaint_id", "kind", "happened_after", "happened_at", "seen_at", "source", "changes")


_source = lru_cache(maxsize=64)(storable)  # a file's name may hold half a surrogate pair


def raw(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """The column as the driver gives it: instants as microseconds (decoding all of them at once is faster)."""
    return type_coerce(column, BigInteger).label(column.key) if isinstance(column.type, Instant) else column


RAW = [raw(complaints.c[name]) for name in VALUES]
RAW_FACTS = [raw(column) for column in facts.c]


@lru_cache(maxsize=4096)
def text_key(text: str | None) -> str | None:
    """Two labels are the same when they differ in case and blanks around only."""
    return text.strip().casefold() if text is not None else None


def ticket_key(ticket: str) -> str:
    """What makes two tickets the same (decisions: Identity): neither case nor how blanks are set apart counts."""
    if ticket.isascii() and ticket.isalnum():  # nearly all
        return ticket.lower()
    return " ".join(storable(ticket).split()).casefold()


def complaint_of(row: Any) -> Complaint:
    """From a row whose first columns are RAW."""
    (complaint_id, system, ticket, created, stage, status, stage_after, stage_at) = row[:8]
    (answer_after, answer_at, end_after, end_at, restarted, stated, response_due, completion_due) = row[8:16]
    geotagged = row[25]
    (handovers, unseen, source, holds, listed, missing, content, priority, events, doubt, shown) = row[26:37]
    return Complaint(
        id=complaint_id,
        system=system,
        ticket=ticket,
        created_at=from_micros(created),
        stage=Stage(stage),
        status=status,
        stage_moment=Moment(from_micros(stage_after), from_micros(stage_at)),
        responded=_moment(answer_after, answer_at),
        completed=_moment(end_after, end_at),
        restarted_at=_instant(restarted),
        stated_due_at=_instant(stated),
        response_due_at=_instant(response_due),
        completion_due_at=_instant(completion_due),
        **dict(zip(VALUES[_WHAT], row[_WHAT], strict=True)),
        geotagged=None if geotagged is None else bool(geotagged),
        content=content,
        priority=priority,
        doubt=Doubt(doubt) if doubt else None,
        handovers=handovers,
        response_unseen=bool(unseen),
        missing_since=_instant(missing),
        clock_events=decode_clock_events(events) if events else (),
        source=source,
        holds_at=from_micros(holds),
        listed_at=from_micros(listed),
        stage_listed_at=_instant(shown),
    )


def _instant(micros: int | None) -> Any:
    return None if micros is None else from_micros(micros)


def _moment(after: int | None, at: int | None) -> Moment | None:
    return None if after is None or at is None else Moment(from_micros(after), from_micros(at))


def _micros(instant: Any) -> int | None:
    return None if instant is None else to_micros(instant)


def _pair(moment: Moment | None) -> tuple[int | None, int | None]:
    return (None, None) if moment is None else to_pair(moment)


def complaint_row(complaint: Complaint, seen_hash: bytes | None, latest_at: int) -> tuple[object, ...]:
    """All of COLUMNS; `latest_at` in microseconds."""
    return (*_values(complaint), seen_hash, *_derived(complaint), latest_at)


def _values(complaint: Complaint) -> tuple[object, ...]:
    return (
        complaint.id,
        complaint.system,
        complaint.ticket,
        to_micros(complaint.created_at),
        complaint.stage.value,
        complaint.status,
        *_pair(complaint.stage_moment),
        *_pair(complaint.responded),
        *_pair(complaint.completed),
        _micros(complaint.restarted_at),
        _micros(complaint.stated_due_at),
        _micros(complaint.response_due_at),
        _micros(complaint.completion_due_at),
        complaint.category,
        complaint.channel,
        complaint.unit,
        complaint.unit_area_code,
        complaint.area,
        complaint.area_code,
        complaint.address,
        complaint.lat,
        complaint.lon,
        complaint.geotagged,
        complaint.handovers,
        complaint.response_unseen,
        _source(complaint.source),
        to_micros(complaint.holds_at),
        to_micros(complaint.listed_at),
        _micros(complaint.missing_since),
        complaint.content,
        complaint.priority,
        encode_clock_events(complaint.clock_events) if complaint.clock_events else None,
        complaint.doubt.value if complaint.doubt else None,
        _micros(complaint.stage_listed_at),
    )


def _derived(complaint: Complaint) -> tuple[object, ...]:
    """All of DERIVED but `latest_at`."""
    return (
        ticket_key(complaint.ticket),
        complaint.owner_code,
        unit_key(complaint.unit) if complaint.unit else None,
        text_key(complaint.category),
        text_key(complaint.channel),
        to_micros(urgency(complaint)),
    )


def fact_row(complaint_id: int, fact: Fact) -> tuple[object, ...]:
    """All of FACT_COLUMNS."""
    after, at = to_pair(fact.happened)
    changes = encode_changes(fact.changes)
    return complaint_id, fact.kind.value, after, at, to_micros(fact.seen_at), _source(fact.source), changes
