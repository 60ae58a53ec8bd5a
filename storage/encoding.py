"""Values to the JSON and the plain columns that rows keep, and back."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from hashlib import blake2b
from json.encoder import c_make_encoder, encode_basestring  # type: ignore[attr-defined]
from math import isfinite
from typing import Any

from monitor.clock_events import ClockEvent, ClockEventKind
from monitor.model import Doubt, Fact, FactKind, Moment, Observation, Page, Scope, Stage
from storage.instants import from_micros, to_micros, to_pair
from storage.tables.columns import storable

INSTANTS = frozenset(
    {"created_at", "changed_at", "responded_at", "completed_at", "due_at"}
    | {"restarted_at", "stated_due_at", "response_due_at", "completion_due_at", "missing_since"}
)
MOMENTS = frozenset({"stage_moment", "responded", "completed"})
_MADE_PLAIN: dict[type, Callable[[Any], object]] = {datetime: to_micros, Moment: to_pair}
ENUMS = {"stage": Stage, "doubt": Doubt}

# What an observation says, without when it was listed and which import it came with.
CONTENT = tuple(name for name in Observation.__slots__ if name not in ("system", "ticket", "listed_at", "mark"))


def encode_changes(changes: Mapping[str, object]) -> str:
    """`Fact.changes` as JSON: instants as microseconds, moments as pairs of them."""
    return _dump({name: _plain(value) for name, value in changes.items()})


def decode_changes(document: str) -> dict[str, object]:
    return {name: _value(name, plain) for name, plain in json.loads(document).items()}


def _plain(value: object) -> object:
    plain = _MADE_PLAIN.get(value.__class__)
    return plain(value) if plain else value


def _value(name: str, plain: Any) -> object:
    if plain is None:
        return None
    if name in INSTANTS:
        return from_micros(plain)
    if name in MOMENTS:
        return Moment(from_micros(plain[0]), from_micros(plain[1]))
    as_value = ENUMS.get(name)
    return as_value(plain) if as_value else plain


def encode_observation(seen: Observation) -> str:
    """What it says, as JSON: blanks left out. Texts become storable, numbers that are none are dropped."""
    content = {name: _plain(value) for name in CONTENT if (value := getattr(seen, name)) is not None}
    try:
        document = _dump(content)
        document.encode()
    except (ValueError, UnicodeEncodeError):
        return _dump(_cleaned(content))
    return _dump(_cleaned(content)) if "\\u0000" in document else document


def _cleaned(content: dict[str, object]) -> dict[str, object]:
    texts = {name: storable(value) if isinstance(value, str) else value for name, value in content.items()}
    return {name: value for name, value in texts.items() if not isinstance(value, float) or isfinite(value)}


def decode_observation(system: str, ticket: str, listed_at: int, document: str) -> Observation:
    content: dict[str, Any] = {name: _value(name, plain) for name, plain in json.loads(document).items()}
    return Observation(system=system, ticket=ticket, listed_at=from_micros(listed_at), **content)


def content_hash(document: str) -> bytes:
    """Equal for two observations of one ticket that say the same, whenever they were listed."""
    return blake2b(document.encode(), digest_size=16).digest()


def said_hash(seen: Observation, document: str) -> bytes:
    """What `complaints.seen_hash` keeps of a word; `document`: the word as JSON, looked at only without a mark."""
    if seen.mark is None:
        return content_hash(document)
    return seen.mark + (b"\0" if seen.changed_at is None else b"\1")


def fact_of(row: Any) -> Fact:
    """From a row of (id, complaint_id, kind, happened_after, happened_at, seen_at, source, changes), raw."""
    fact_id, complaint_id, kind, after, at, seen_at, source, changes = row
    return Fact(
        id=fact_id,
        complaint_id=complaint_id,
        kind=FactKind(kind),
        happened=Moment(from_micros(after), from_micros(at)),
        seen_at=from_micros(seen_at),
        source=source,
        changes=decode_changes(changes),
    )


def encode_dues(response: tuple[int | None, int | None], completion: tuple[int | None, int | None]) -> str:
    """`Fact.changes` of due times, each (old, new) in microseconds, as `encode_changes` writes them."""
    changed = []
    if response[0] != response[1]:
        changed.append(f'"response_due_at":{_number(response[1])}')
    if completion[0] != completion[1]:
        changed.append(f'"completion_due_at":{_number(completion[1])}')
    return f"{{{','.join(changed)}}}"


def _number(micros: int | None) -> str:
    return "null" if micros is None else str(micros)


def encode_clock_events(events: Sequence[ClockEvent]) -> str:
    return json.dumps(
        [[event.kind.value, to_micros(event.after), to_micros(event.at)] for event in events],
        separators=(",", ":"),
    )


def decode_clock_events(document: str) -> tuple[ClockEvent, ...]:
    return tuple(
        ClockEvent(ClockEventKind(kind), from_micros(after), from_micros(at))
        for kind, after, at in json.loads(document)
    )


def encode_scope(scope: Scope) -> str:
    return _dump({"areas": list(scope.areas), "unit": scope.unit, "everything": scope.everything})


def decode_scope(document: str) -> Scope:
    plain = json.loads(document)
    return Scope(areas=tuple(plain["areas"]), unit=plain["unit"], everything=plain["everything"])


def encode_pages(pages: tuple[Page, ...] | list[Page]) -> str:
    return json.dumps([[page.html, page.text, list(page.tickets)] for page in pages], separators=(",", ":"))


def decode_pages(document: str) -> tuple[Page, ...]:
    return tuple(Page(html, text, tuple(tickets)) for html, text, tickets in json.loads(document))


# What JSONEncoder.encode makes anew for each document, which takes as long as a short document itself.
_written = c_make_encoder(None, json.JSONEncoder().default, encode_basestring, None, ":", ",", False, False, False)


def _dump(plain: dict[str, object]) -> str:
    """Compact JSON. Raises ValueError for a number that is none."""
    return "".join(_written(plain, 0))
