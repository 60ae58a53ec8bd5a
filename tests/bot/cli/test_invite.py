"""`siaga invite`: a link that works once, of which only a hash is stored."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from hashlib import sha256

import pytest

from bot.config import load_settings
from monitor.model import Person, Role, Scope
from storage import open_store

from .conftest import NOW, Place, Telegram


async def accepted(place: Place, token: str, after: timedelta) -> Person | None:
    store = await open_store(load_settings(place.folder / "config.toml", {}).database_url, migrate=True)
    try:
        async with store.writing() as tables:
            return await tables.people.accept(sha256(token.encode()).hexdigest(), 77, NOW + after)
    finally:
        await store.close()


def invited(place: Place, *words: str) -> str:
    said = place.siaga("invite", *words)
    assert said.code == 0, said.err
    match = re.fullmatch(r"https://t\.me/siaga_bot\?start=([\w-]{20,64})\n", said.out)
    assert match and match[1] not in said.err
    return match[1]


def test_the_link_binds_a_person_to_what_was_named(place: Place, telegram: Telegram) -> None:
    telegram.configure(place)
    words = ("Petugas piket", "--area", "Kel. Cideng", "--area", "31.71.06", "--role", "oncall", "--digest")
    person = asyncio.run(accepted(place, invited(place, *words), timedelta(hours=47)))
    assert person is not None
    assert (person.name, person.role, person.digest) == ("Petugas piket", Role.ONCALL, True)
    assert person.scope == Scope(areas=("31.71.01.1002", "31.71.06"))


def test_a_unit_can_be_named_instead(place: Place, telegram: Telegram) -> None:
    telegram.configure(place)
    token = invited(place, "Petugas", "--unit", "Sudin Bina Marga", "--valid", "30m")
    person = asyncio.run(accepted(place, token, timedelta(minutes=29)))
    assert person is not None and person.scope == Scope(unit="Sudin Bina Marga")


def test_the_link_expires(place: Place, telegram: Telegram) -> None:
    telegram.configure(place)
    token = invited(place, "Petugas", "--area", "*", "--valid", "30m")
    assert asyncio.run(accepted(place, token, timedelta(minutes=31))) is None


def test_every_link_is_another(place: Place, telegram: Telegram) -> None:
    telegram.configure(place)
    assert invited(place, "A", "--area", "*") != invited(place, "A", "--area", "*")


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["Petugas"], "--area --unit is required"),
        (["Petugas", "--area", "31.71", "--unit", "X"], "not allowed with"),
        (["Petugas", "--area", "Gambir"], "--area = "),
        (["Petugas", "--area", "31.71", "--valid", "soon"], '--valid: "soon" is not a duration'),
        (["Petugas", "--area", "31.71", "--valid", "0h"], '--valid: "0h" is no time at all'),
        (["Petugas", "--area", "31.71", "--role", "boss"], "boss"),
        (["Petugas", "--area", "31.71"], "telegram.token is missing"),
    ],
)
def test_a_wrong_invitation_is_one_sentence(place: Place, words: list[str], part: str) -> None:
    said = place.siaga("invite", *words)
    assert (said.code, said.out) == (2, "")
    assert part in said.err and said.err.count("\n") == 1


def test_no_link_without_telegram(place: Place, telegram: Telegram) -> None:
    telegram.configure(place)
    telegram.stop()
    assert place.siaga("invite", "Petugas", "--area", "*").code == 3
