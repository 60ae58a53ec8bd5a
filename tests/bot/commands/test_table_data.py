"""Buttons under ranks and recaps are read again, fit, and nothing else is believed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.button_data import MOST_BYTES, read_choice
from bot.commands.table_data import (
    PICTURE,
    WORKBOOK,
    RankChoice,
    RecapChoice,
    Shape,
    SwitchChoice,
    rank_data,
    recap_data,
    switch_data,
)
from monitor.period import Month, Period
from monitor.scores.holders import By

MONTHS = st.builds(Month, st.integers(2000, 2099), st.integers(1, 12))
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@given(st.sampled_from(By), MONTHS, st.integers(0, 99), st.booleans())
def test_a_rank_is_read_again(by: By, month: Month, page: int, is_picture: bool) -> None:
    choice = RankChoice(by, month, 0 if is_picture else page, is_picture)
    assert len(rank_data(choice).encode()) <= MOST_BYTES
    assert read_choice(rank_data(choice)) == choice


@given(st.booleans(), st.sampled_from(By), MONTHS)
def test_a_switch_is_read_again(is_open: bool, by: By, month: Month) -> None:
    choice = SwitchChoice(is_open, by, month)
    assert read_choice(switch_data(choice)) == choice


@given(
    st.sampled_from(Shape), st.tuples(DAYS, DAYS).map(sorted), st.integers(1, 999), st.sampled_from(["", "g", "x"])
)
def test_a_recap_is_read_again(shape: Shape, period: list[date], page: int, act: str) -> None:
    choice = RecapChoice(shape, Period(*period), 1 if act else page, act)
    assert len(recap_data(choice).encode()) <= MOST_BYTES
    assert read_choice(recap_data(choice)) == choice
    assert {PICTURE, WORKBOOK} == {"g", "x"}


@pytest.mark.parametrize(
    "data",
    [
        "r:z:202610:p0",
        "r:l:202613:p0",
        "r:l:202600:p0",
        "r:l:202610:p100",
        "r:l:202610:g ",
        "r:l:202610",
        "n:2:l:202610",
        "n:1:l:199912",
        "k:w:20261131:20261201:p1",  # no such day
        "k:w:20261101:20261001:p1",  # ends before it begins
        "k:w:20261101:20261130:q",
        "k:x:20261101:20261130:p1",
        "k:w:20261101:20261130:p٣",
    ],
)
def test_what_siaga_never_wrote_means_nothing(data: str) -> None:
    assert read_choice(data) is None
