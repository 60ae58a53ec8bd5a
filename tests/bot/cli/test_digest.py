"""`siaga digest`: what would be sent, to whom."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .conftest import Place

CHATS = """
[[chats]]
id = -1001
area = "31.71"
[[chats]]
id = -1002
area = "Kel. Cideng"
topic = 7
[[chats]]
id = -1003
area = "Kel. Menteng"
[[chats]]
id = -1004
kind = "operator"
[[people]]
user_id = 41
name = "Koordinator"
areas = ["31.71.01"]
digest = true
"""
EXPORT = (
    "Nomor Tiket,Tanggal Laporan,Status,Kategori,Kelurahan\n"
    "JK1,2026-11-22 21:00,Menunggu,Sampah,Cideng\n"
    "JK2,2026-11-23 03:00,Menunggu,Jalan,Gambir\n"
)


@pytest.fixture
def stocked(place: Place) -> Place:
    place.configure(CHATS)
    place.stock(EXPORT, "2026-11-23T08:00")
    return place


def digests(place: Place, *words: str) -> list[dict[str, Any]]:
    said = place.siaga("digest", "--format", "json", *words)
    assert (said.code, said.err) == (0, "")
    found: list[dict[str, Any]] = json.loads(said.out)
    return found


def test_every_destination_with_something_open_is_written_to(stocked: Place) -> None:
    found = digests(stocked, "--slot", "pagi")
    assert [(one["destination"], one["chat_id"], one["topic"]) for one in found] == [
        ("Kota Jakarta Pusat", -1001, None),
        ("Kel. Cideng", -1002, 7),
        ("Koordinator", 41, None),
    ]
    assert found[1]["tickets"] == ["JK1"] and sorted(found[0]["tickets"]) == ["JK1", "JK2"]
    assert list(found[0]) == ["destination", "chat_id", "topic", "parts", "tickets"]
    assert "<b>" in found[1]["parts"][0]["html"] and "<b>" not in found[1]["parts"][0]["text"]
    assert "JK1" in found[1]["parts"][0]["text"]


def test_tickets_in_process_are_listed_too(stocked: Place) -> None:
    stocked.stock(EXPORT.replace("Menunggu,Sampah", "Proses,Sampah"), "2026-11-23T08:30")
    (told,) = digests(stocked, "--slot", "sore", "--chat", "-1002", "--at", "2026-11-23T15:00")
    assert told["tickets"] == ["JK1"]
    assert "1 aduan dalam proses" in told["parts"][0]["text"]


def test_one_chat_can_be_asked_for(stocked: Place) -> None:
    assert [one["chat_id"] for one in digests(stocked, "--slot", "sore", "--chat", "-1002")] == [-1002]
    assert digests(stocked, "--slot", "pagi", "--chat", "-1003") == []


def test_a_chat_with_nothing_open_is_written_to_when_wanted(stocked: Place) -> None:
    stocked.configure(CHATS.replace('area = "Kel. Menteng"', 'area = "Kel. Menteng"'))
    said = stocked.siaga("digest", "--slot", "pagi", "--format", "json", SIAGA_DIGEST__WHEN_EMPTY="say")
    assert -1003 in [one["chat_id"] for one in json.loads(said.out)]


def test_an_earlier_instant_is_as_things_stood(stocked: Place) -> None:
    found = digests(stocked, "--slot", "pagi", "--at", "2026-11-22T22:00", "--chat", "-1001")
    assert found[0]["tickets"] == ["JK1"]


def test_the_text_names_each_destination_and_nothing_is_sent(stocked: Place) -> None:
    said = stocked.siaga("digest", "--slot", "pagi")
    assert said.out.startswith("=== Kota Jakarta Pusat (chat -1001)\n")
    assert "=== Kel. Cideng (chat -1002, topic 7)\n" in said.out
    assert said.err == "3 of 4 destinations would be written to; nothing was sent.\n"


def test_an_unknown_slot_names_the_configured_ones(stocked: Place) -> None:
    said = stocked.siaga("digest", "--slot", "malam")
    assert said.code == 2 and "pagi, sore" in said.err


def test_an_unbound_chat_is_bad_news(stocked: Place) -> None:
    said = stocked.siaga("digest", "--slot", "pagi", "--chat", "-7")
    assert said.code == 1 and "nothing is bound to the chat -7" in said.err
