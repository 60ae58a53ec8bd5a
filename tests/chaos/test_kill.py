"""kill -9 at random moments of a digest: every destination has its digest, and only what was in flight repeats."""

import asyncio
import random
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from chaos.victim import shared_clock

from bot.cli import main
from bot.sandbox import Sandbox
from bot.sandbox.objects import Message
from monitor.areas.directory import Directory, Level
from monitor.clock import AdjustableClock
from storage import open_store

JAKARTA = ZoneInfo("Asia/Jakarta")
TOKEN = "77:chaos"
VICTIM = Path(__file__).with_name("victim.py")
DELIVERERS = 4
SPEED = 30.0


class Scene:
    """A city of chats with one late complaint each, a slot just missed, and a process to be killed."""

    def __init__(self, folder: Path, chats: int) -> None:
        self.base = time.time()  # noqa: TID251
        self.clock: AdjustableClock = shared_clock(self.base, SPEED)
        self.config = folder / "config.toml"
        self.areas = Directory.load("builtin:jakarta").of_level(Level.KELURAHAN)[:chats]
        self.ids = [-1000 - number for number in range(chats)]
        self.sandbox = Sandbox(TOKEN, self.clock)
        self.kills = 0

    async def set_up(self) -> None:
        for chat_id, area in zip(self.ids, self.areas, strict=True):
            self.sandbox.world.add_group(chat_id, area.title)
        await self.sandbox.start()
        slot = self.clock.now().astimezone(JAKARTA) - timedelta(minutes=20)
        chats = "".join(
            f'[[chats]]\nid = {chat_id}\narea = "{area.code}"\n'
            for chat_id, area in zip(self.ids, self.areas, strict=True)
        )
        self.config.write_text(
            f'[telegram]\ntoken = "{TOKEN}"\nbase_url = "{self.sandbox.base_url}"\n'
            f'[digests]\nuji = "{slot:%H:%M}"\n[crm]\nstale_after = "90 days"\n{chats}'
        )
        self.config.chmod(0o600)
        await asyncio.to_thread(self._import)
        store = await open_store(f"sqlite:///{self.config.parent}/var/siaga.db", migrate=True)
        async with store.writing() as tables:  # the slot was missed, not before the first start
            await tables.ledger.started(self.clock.now() - timedelta(days=1))
        await store.close()

    def _import(self) -> None:
        arrived = datetime.now(JAKARTA) - timedelta(hours=20)  # noqa: TID251
        rows = [
            f"JK{number:010},{arrived:%Y-%m-%d %H:%M:%S},Menunggu,{area.code}"
            for number, area in enumerate(self.areas)
        ]
        export = self.config.with_name("export.csv")
        export.write_text("\n".join(["Nomor Tiket,Tanggal Laporan,Status,Kelurahan", *rows]))
        assert main(["--config", str(self.config), "import", str(export)]) == 0

    async def live_until(self, arrived: int) -> None:
        """Starts the service and kills it as soon as that many messages have arrived, or everybody is told."""
        victim = await asyncio.create_subprocess_exec(
            sys.executable,
            str(VICTIM),
            str(self.config),
            str(self.base),
            str(SPEED),
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            await self.sandbox.world.bell.wait_until(
                lambda: self.arrived() >= arrived or self.all_told() or None, 40
            )
        finally:
            victim.kill()
            await victim.wait()
        self.kills += 1

    def arrived(self) -> int:
        return sum(len(self.digests(chat_id)) for chat_id in self.ids)

    def digests(self, chat_id: int) -> list[Message]:
        chat = self.sandbox.world.chats[chat_id]
        return [message for message in chat.messages.values() if "Pengecekan uji" in message.text]

    def all_told(self) -> bool:
        return all(self.digests(chat_id) for chat_id in self.ids)


async def test_killed_at_random_moments_every_destination_has_its_digest(tmp_path: Path) -> None:
    await kill_until_told(Scene(tmp_path, chats=12), random.Random(9), at_a_time=(4, 6))


async def kill_until_told(scene: Scene, chance: random.Random, at_a_time: tuple[int, int]) -> None:
    """Kills the service after so many messages, again and again, until every chat has its digest."""
    await scene.set_up()
    try:
        while not scene.all_told():
            await scene.live_until(scene.arrived() + chance.randint(*at_a_time))
        check_doubles(scene)
    finally:
        await scene.sandbox.stop()


def check_doubles(scene: Scene) -> None:
    """What arrived twice says so, and there are no more of those than can have been in flight."""
    extra = [message for chat_id in scene.ids for message in scene.digests(chat_id)[1:]]
    assert all("Kiriman ulang" in message.text for message in extra)
    assert len(extra) <= scene.kills * DELIVERERS
    firsts = [scene.digests(chat_id)[0] for chat_id in scene.ids]
    assert all("terlambat" in message.text for message in firsts)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(20))
async def test_killed_again_and_again(tmp_path: Path, seed: int) -> None:
    await kill_until_told(Scene(tmp_path, chats=60), random.Random(seed), at_a_time=(1, 8))
