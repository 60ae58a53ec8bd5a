"""Who is in the demo: the chats of one city office, and the configuration that binds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.demo.crm import configuration as crm_configuration
from bot.sandbox.objects import ChatType, Standing
from bot.sandbox.page import Player
from bot.sandbox.world import World

TOKEN = "1:demo"  # noqa: S105 - opens nothing but the sandbox of this process
BEGINS_AT = "2026-11-23T07:58:00+07:00"  # a Monday morning, two minutes before the first digest
SEED = "demo"
CRM, OFFICE, CRM_KEY = "/crm", "/crm/lihat", "demo"

COORDINATOR, ADMIN, ONCALL, STRANGER = 21, 22, 23, 24


@dataclass(frozen=True, slots=True)
class DemoChat:
    """`binds`: what the chat, or each topic of a forum, hears, as `[[chats]]` says it. Empty = it is not bound.

    A basic group is what Telegram may turn into a supergroup under a new id.
    """

    id: int
    title: str
    binds: tuple[str, ...] = ()
    topics: Mapping[int, str] = field(default_factory=dict)
    is_basic: bool = False


CHATS = (
    DemoChat(-1001, "Pengelolaan CRM Jakarta Pusat", ('area = "31.71"',)),
    DemoChat(-1002, "CRM Kecamatan Gambir", ('area = "31.71.01"',)),
    DemoChat(-1003, "CRM Kelurahan Cideng", ('area = "31.71.01.1002"',)),
    DemoChat(-1004, "CRM Kelurahan Paseban", ('area = "Paseban"',), is_basic=True),
    DemoChat(
        -1008,
        "Forum CRM Jakarta Pusat",
        ('area = "31.71.04"\ntopic = 2', 'area = "31.71.06"\ntopic = 3'),
        {2: "Kecamatan Senen", 3: "Kecamatan Menteng"},
    ),
    DemoChat(-1005, "Piket Sudin Perhubungan", ('unit = "Sudin Perhubungan Jakarta Pusat"',)),
    DemoChat(-1006, "Operator siaga", ('kind = "operator"',)),
    DemoChat(-1007, "Grup lain"),
)
CITY, CIDENG = CHATS[0].id, CHATS[2].id
PLAYERS = (
    Player(ADMIN, "Admin kelurahan", "anggota grup"),
    Player(COORDINATOR, "Koordinator kota", "koordinator"),
    Player(ONCALL, "Petugas piket", "piket"),
    Player(STRANGER, "Orang luar", "bukan siapa-siapa"),
)


def begins_at() -> datetime:
    return datetime.fromisoformat(BEGINS_AT)


def configuration(origin: str) -> str:
    """The demo's config.toml; `origin`: where the sandbox and the simulated CRM answer."""
    bound = "".join(f"[[chats]]\nid = {chat.id}\n{words}\n" for chat in CHATS for words in chat.binds)
    return f"""\
[telegram]
token = "{TOKEN}"
base_url = "{origin}/bot"
{crm_configuration(origin + CRM, CRM_KEY, f"{origin}{OFFICE}/{{ticket}}")}
{bound}[[people]]
user_id = {COORDINATOR}
name = "Koordinator kota"
role = "coordinator"
areas = ["31.71"]
digest = true
[[people]]
user_id = {ONCALL}
name = "Petugas piket"
role = "oncall"
areas = ["31.71"]
[[people]]
user_id = {ADMIN}
name = "Admin kelurahan"
role = "viewer"
areas = ["31.71.01.1002"]
"""


def populate(world: World) -> None:
    """The chats as Telegram knows them."""
    for player in PLAYERS:
        world.add_private(player.id, player.name, started=player.id == COORDINATOR)
    members = {COORDINATOR: Standing.CREATOR, ADMIN: Standing.MEMBER, ONCALL: Standing.MEMBER}
    for chat in CHATS:
        kind = ChatType.GROUP if chat.is_basic else ChatType.SUPERGROUP
        world.add_group(chat.id, chat.title, type=kind, topics=dict(chat.topics), members=members)
