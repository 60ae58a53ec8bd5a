"""What buttons carry can be read again, fits, and nothing else is believed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.button_data import (
    MOST_BYTES,
    AreaChoice,
    ComplaintChoice,
    DigestPage,
    ExportAct,
    ExportChoice,
    ListingPage,
    area_data,
    complaint_data,
    export_data,
    in_base_36,
    listing_data,
    read_choice,
)
from monitor.inquiry import Question

_INSTANTS = st.integers(0, 36**6 - 1).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@given(
    st.sampled_from(Question),
    st.sampled_from([None, "31.71", "31.71.01", "31.71.01.1004"]),
    _INSTANTS,
    st.none() | _INSTANTS,
    st.integers(1, 9999),
)
def test_a_page_of_an_answer_is_read_again(
    question: Question, area: str | None, at: datetime, data_at: datetime | None, page: int
) -> None:
    choice = ListingPage(question=question, area=area, at=at, data_at=data_at, page=page)
    written = listing_data(choice)
    assert len(written.encode()) <= MOST_BYTES
    assert read_choice(written) == choice


@given(st.integers(0, 36**12 - 1))
def test_a_complaint_is_read_again(number: int) -> None:
    assert int(in_base_36(number), 36) == number
    assert read_choice(complaint_data(ComplaintChoice(number))) == ComplaintChoice(number)


def test_choices_are_read_again() -> None:
    area = AreaChoice(Question.SOON, "31.71.01")
    assert read_choice(area_data(area)) == area
    assert read_choice(complaint_data(ComplaintChoice(812_733))) == ComplaintChoice(812_733)
    assert read_choice("d:17:3") == DigestPage(17, 3)


@pytest.mark.parametrize("act", [act for act in ExportAct if act is not ExportAct.COVERS])
def test_what_is_to_be_done_with_an_export_is_read_again(act: ExportAct) -> None:
    assert read_choice(export_data(ExportChoice(act, 36**7))) == ExportChoice(act, 36**7)


@given(st.integers(1, 36**12 - 1), st.integers(0, 9))
def test_what_an_export_covers_is_read_again(message_id: int, covers: int) -> None:
    choice = ExportChoice(ExportAct.COVERS, message_id, covers)
    assert read_choice(export_data(choice)) == choice


@pytest.mark.parametrize(
    "data",
    [
        "", "x", "l", "l:w:-", "l:w:-:zzzzzzzz:-:1", "l:x:-:a:-:1", "l:w:-:a:-:-1", "l:w:-:A:-:1", "w:w:",
        "w:w:a b", "a:", "a:-1", "a:1;drop", "d:1", "d:1:x", "d:-1:1", "d:١:١", "l:w:-:a:-:1\n", "a:" + "z" * 50,
        "x:t", "x:t:", "x:q:1", "x:t:-1", "x:10:1", "x:T:1",
    ],
)  # fmt: skip
def test_what_siaga_never_wrote_is_not_believed(data: str) -> None:
    assert read_choice(data) is None


@given(st.text(max_size=64))
def test_no_data_breaks_the_reading(data: str) -> None:
    read_choice(data)
