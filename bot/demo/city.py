"""Who is in the demo: the chats of one city office, and the configuration that binds them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from importlib.resources.abc import Traversable

from bot.sandbox.objects import Standing
from bot.sandbox.world import World

TOKEN = "1:demo"  # noqa: S105 - opens nothing but the sandbox of this process
BEGINS_AT = "2026-11-23T07:58:00+07:00"  # a Monday morning, two minutes before the first digest
SAMPLE = "sample_jakarta_pusat.csv"

COORDINATOR, ADMIN, STRANGER = 21, 22, 23


@dataclass(frozen=True, slots=True)
class DemoChat:
    """`binds`: the line of `[[chats]]` that says what the chat hears; None = nothing is bound to it."""

    id: int
    title: str
    binds: str | None


CHATS = (
    DemoChat(-1001, "Pengelolaan CRM Jakarta Pusat", 'area = "31.71"'),
    DemoChat(-1002, "CRM Kecamatan Gambir", 'area = "31.71.01"'),
    DemoChat(-1003, "CRM Kelurahan Cideng", 'area = "31.71.01.1002"'),
    DemoChat(-1004, "CRM Kelurahan Paseban", 'area = "Paseban"'),
    DemoChat(-1005, "Piket Sudin Perhubungan", 'unit = "Sudin Perhubungan Jakarta Pusat"'),
    DemoChat(-1006, "Operator siaga", 'kind = "operator"'),
    DemoChat(-1007, "Grup lain", None),
)
PEOPLE = {COORDINATOR: "Koordinator kota", ADMIN: "Admin kelurahan", STRANGER: "Orang lain"}


def begins_at() -> datetime:
    return datetime.fromisoformat(BEGINS_AT)


def sample() -> Traversable:
    """310 made-up complaints of Jakarta Pusat, in the shape of an officers' export."""
    return files("bot.demo").joinpath(SAMPLE)


def configuration(base_url: str) -> str:
    """The demo's config.toml."""
    bound = "".join(f"[[chats]]\nid = {chat.id}\n{chat.binds}\n" for chat in CHATS if chat.binds)
    return f"""\
[telegram]
token = "{TOKEN}"
base_url = "{base_url}"
[crm]
ticket_url = "https://crm.example/laporan/{{ticket}}"
{bound}[[people]]
user_id = {COORDINATOR}
name = "{PEOPLE[COORDINATOR]}"
role = "coordinator"
areas = ["31.71"]
digest = true
"""


def populate(world: World) -> None:
    """The chats as Telegram knows them."""
    for user_id, name in PEOPLE.items():
        world.add_private(user_id, name, started=user_id == COORDINATOR)
    members = {COORDINATOR: Standing.CREATOR, ADMIN: Standing.MEMBER}
    for chat in CHATS:
        world.add_group(chat.id, chat.title, members=members)
