"""Buttons: what they hold, and that they stay within Telegram's limits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.border.keyboards import digest_turn, digest_turned, keyboard_for
from monitor.model import Page

URL = "https://crm.example.org/t/{ticket}?from=siaga"


def keyboard(
    *tickets: str, number: int = 1, of: int = 1, url: str = URL, text: str | None = None
) -> InlineKeyboardMarkup:
    page = Page(html="<b>x</b>", text="x", tickets=tickets)
    return keyboard_for(page, number=number, of=of, turn=digest_turn(7), ticket_url=url, whatsapp_text=text)


def labels(markup: InlineKeyboardMarkup) -> list[list[str]]:
    return [[button.text for button in row] for row in markup.inline_keyboard]


def button(markup: InlineKeyboardMarkup, label: str) -> InlineKeyboardButton:
    return next(button for row in markup.inline_keyboard for button in row if button.text == label)


def test_one_ticket_opens_in_the_crm_by_a_plain_verb() -> None:
    markup = keyboard("JK2611220412", text="halo")
    assert labels(markup) == [["Buka di CRM"], ["Salin tiket", "Teks untuk WhatsApp"]]
    assert button(markup, "Buka di CRM").url == "https://crm.example.org/t/JK2611220412?from=siaga"


def test_of_several_tickets_the_three_most_urgent_are_told_apart_by_their_last_digits() -> None:
    markup = keyboard("JK2611220412", "JK2611220398", "JK2611230007", "JK2611230009")
    assert labels(markup)[0] == ["CRM …0412", "CRM …0398", "CRM …0007"]
    copied = button(markup, "Salin tiket").copy_text
    assert copied is not None
    assert copied.text == "JK2611220412\nJK2611220398\nJK2611230007\nJK2611230009"


def test_a_ticket_with_odd_letters_stays_within_its_link() -> None:
    assert button(keyboard("A/1 ?#"), "Buka di CRM").url == "https://crm.example.org/t/A%2F1%20%3F%23?from=siaga"


def test_without_an_address_tickets_or_text_there_are_no_buttons() -> None:
    assert labels(keyboard("JK1", url="")) == [["Salin tiket"]]
    assert labels(keyboard()) == []


def test_what_does_not_fit_a_copy_button_is_said() -> None:
    markup = keyboard(*(f"JK26112{n:05}" for n in range(40)))
    copied = button(markup, "Salin 19 tiket teratas").copy_text
    assert copied is not None
    assert len(copied.text.split("\n")) == 19
    assert len(copied.text) <= 256


@pytest.mark.parametrize(
    ("number", "targets"),
    [(1, ["d:7:3", "d:7:1", "d:7:2"]), (2, ["d:7:1", "d:7:2", "d:7:3"]), (3, ["d:7:2", "d:7:3", "d:7:1"])],
)
def test_paging_goes_round(number: int, targets: list[str]) -> None:
    row = keyboard("JK1", number=number, of=3).inline_keyboard[-1]
    assert [press.text for press in row] == ["‹", f"{number}/3", "›"]
    assert [press.callback_data for press in row] == targets


@given(st.integers(0, 2**63 - 1), st.integers(1, 10_000))
def test_callback_data_is_short_and_read_back(notice_id: int, number: int) -> None:
    data = digest_turn(notice_id)(number)
    assert len(data.encode()) <= 64
    if notice_id < 10**18:
        assert digest_turned(data) == (notice_id, number)


@given(st.text(max_size=64) | st.from_regex(r"d:[^:]*:[^:]*", fullmatch=True))
def test_odd_callback_data_is_nobodys_page(data: str) -> None:
    turned = digest_turned(data)
    assert turned is None or digest_turn(turned[0])(turned[1]).split(":")[0] == "d"


@given(
    st.lists(st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=300), max_size=30),
    st.integers(1, 9),
)
def test_every_keyboard_keeps_the_limits(tickets: list[str], of: int) -> None:
    markup = keyboard(*tickets, of=of, text="halo")
    for row in markup.inline_keyboard:
        assert 1 <= len(row) <= 3
        for press in row:
            assert press.copy_text is None or 1 <= len(press.copy_text.text) <= 256
