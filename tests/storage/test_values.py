"""Values survive the way to a row and back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from builders import NOW, complaint, observation
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Moment, Observation, Stage
from storage.encoding import (
    CONTENT,
    content_hash,
    decode_changes,
    decode_observation,
    encode_changes,
    encode_observation,
)
from storage.instants import Instant, from_micros, to_micros
from storage.rows import COLUMNS, RAW, complaint_of, complaint_row
from storage.tables.columns import storable

instants = st.datetimes(datetime(1, 1, 2), timezones=st.sampled_from([UTC, timezone(timedelta(hours=7))]))


@given(instants)
def test_an_instant_comes_back_to_the_microsecond(instant: datetime) -> None:
    assert from_micros(to_micros(instant)) == instant
    assert from_micros(to_micros(instant)).tzinfo is UTC


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no timezone"):
        Instant().process_bind_param(datetime(2026, 1, 1), None)
    with pytest.raises(TypeError):
        to_micros(datetime(2026, 1, 1))


texts = st.none() | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
maybe = st.none() | instants
observations = st.builds(
    Observation,
    system=st.just("crm"),
    ticket=st.just("A"),
    listed_at=instants,
    stage=st.none() | st.sampled_from(Stage),
    lat=st.none() | st.floats(allow_nan=False, allow_infinity=False),
    geotagged=st.none() | st.booleans(),
    **dict.fromkeys(("changed_at", "created_at", "responded_at", "completed_at", "due_at"), maybe),
    **dict.fromkeys(("status", "category", "channel", "unit", "area", "area_code", "address"), texts),
)


@given(observations)
def test_an_observation_comes_back_as_it_was(seen: Observation) -> None:
    document = encode_observation(seen)
    assert decode_observation("crm", "A", to_micros(seen.listed_at), document) == seen


@given(observations, instants)
def test_the_hash_does_not_know_when_it_was_listed(seen: Observation, listed_at: datetime) -> None:
    values = {name: getattr(seen, name) for name in CONTENT}
    other = Observation(system="crm", ticket="A", listed_at=listed_at, **values)
    assert content_hash(encode_observation(other)) == content_hash(encode_observation(seen))


def test_the_hash_knows_every_other_field() -> None:
    changed: dict[str, object] = {"stage": Stage.PROCESS, "geotagged": True, "lat": 1.0, "lon": 2.0}
    hashes = {content_hash(encode_observation(observation()))}
    for name in CONTENT:
        value = changed.get(name, NOW + timedelta(days=9) if name.endswith("_at") else "lain")
        hashes.add(content_hash(encode_observation(observation(**{name: value}))))
    assert len(hashes) == len(CONTENT) + 1


def test_the_changes_of_a_fact_come_back_as_they_were() -> None:
    changes = {
        "created_at": NOW,
        "stage": Stage.WAIT,
        "stage_moment": Moment(NOW - timedelta(hours=1), NOW),
        "responded": None,
        "restarted_at": NOW,
        "response_due_at": None,
        "handovers": 2,
        "lat": 0.1,
        "geotagged": False,
        "response_unseen": True,
        "category": "Éclairage 😀",
    }
    assert decode_changes(encode_changes(changes)) == changes


def test_a_complaint_comes_back_from_its_row() -> None:
    known = complaint(responded=Moment(NOW - timedelta(hours=1), NOW), geotagged=False, lat=-6.2, unit="Dinas X")
    row = complaint_row(known, b"", 0)
    assert len(row) == len(COLUMNS)
    assert complaint_of(row[: len(RAW)]) == known


@given(st.text())
def test_a_storable_text_can_be_written_and_is_storable_again(text: str) -> None:
    clean = storable(text)
    assert "\0" not in clean
    assert clean.encode().decode() == clean == storable(clean)
