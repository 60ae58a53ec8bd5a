"""Reading what people type."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.typed import Typed, named_tickets, possible_tickets, read_command


@pytest.mark.parametrize(
    ("text", "name", "arguments", "addressed"),
    [
        ("/wait", "wait", "", False),
        ("/WAIT", "wait", "", False),
        ("  /wait  Cideng ", "wait", "Cideng", False),
        ("/wait@siaga_bot", "wait", "", True),
        ("/wait@Siaga_Bot Kel. Cideng", "wait", "Kel. Cideng", True),
        ("/aduan\nJK2611220412", "aduan", "JK2611220412", False),
    ],
)
def test_a_command_is_read(text: str, name: str, arguments: str, addressed: bool) -> None:
    assert read_command(text, "siaga_bot") == Typed(name, arguments, addressed)


@pytest.mark.parametrize(
    "text", ["wait", "", "/", "/ wait", "/wait@OtherBot", "/wait@siaga_bot2", "tolong /wait", "//wait", "/wait@"]
)
def test_what_is_no_command_of_ours_is_left_alone(text: str) -> None:
    assert read_command(text, "siaga_bot") is None


@pytest.mark.parametrize(
    "text",
    [
        "JK2611220412",
        "jk2611220412",
        "JK 2611220412",
        "jk 261122 0412",
        "JK-261122-0412",
        "Mohon dicek aduan JK2611220412, sudah dua hari.",
        "tiket:JK2611220412.",
        "(JK2611220412)",
    ],
)
def test_a_ticket_is_found_inside_pasted_text(text: str) -> None:
    assert named_tickets(text) == ("JK2611220412",)
    assert possible_tickets(text)[0] == "JK2611220412"


def test_words_without_a_ticket_name_none() -> None:
    assert named_tickets("Halo, ada 12 aduan di RT 05 RW 12 tanggal 2026") == ()


def test_a_ticket_of_another_shape_is_taken_as_it_stands() -> None:
    assert possible_tickets("101003456789") == ("101003456789",)
    assert "A/17-b" in possible_tickets("A/17-b")


@given(st.text(max_size=10_000))
def test_any_text_names_few_and_short_tickets(text: str) -> None:
    tickets = possible_tickets(text)
    assert len(tickets) <= 8
    assert all(0 < len(ticket) <= 64 for ticket in tickets)


def test_a_very_long_run_of_digits_is_read_quickly() -> None:
    assert named_tickets("JK" + "1" * 10_000) == ()
    assert named_tickets("A1 " * 5_000) == ()
