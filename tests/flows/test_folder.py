"""The watched folder as a whole: told once, killed anywhere, from the folder into the digest's data."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from conversation import COORDINATOR, NOW, OPERATORS
from dropped_files import HEADER, Files, as_csv
from little_world import Aduan
from outbox import MINUTE, Fate, Killed, MortalStore, Outbox, outbox
from telegram_html import judged

from bot.app import Service
from bot.config import build_parts, load_settings
from bot.folder.tries import MOST_TRIES
from bot.folder.watch import FolderWatch
from bot.folder.work import latest, take_folder_once
from bot.loops import breathe
from bot.sandbox import acts
from monitor.covers import parse_covers
from monitor.desk import Desk
from monitor.model import Stage, Wanted
from monitor.sources.files.folder import Folder
from monitor.sources.files.plan import FilesPlan
from monitor.sources.files.upload import open_upload
from storage import check

SECTIONS = """
[telegram]
token = "TOKEN"
base_url = "BOT"
[crm]
source = "files"
poll_every = "10s"
[[people]]
user_id = 44
name = "Koordinator"
role = "coordinator"
areas = ["31.71"]
digest = true
"""
ROWS = [Aduan("JK1"), Aduan("JK2"), Aduan("JK3")]


@dataclass
class Watched:
    """The outbox, a folder and its watch on one stepped clock."""

    box: Outbox
    files: Files
    plan: FilesPlan
    folder: Folder

    @property
    def watch(self) -> FolderWatch:
        return FolderWatch(self.box.desk, self.folder, 5 * MINUTE, breathe)

    def restart(self) -> None:
        self.folder = Folder(self.plan)

    async def live(self, for_: timedelta) -> None:
        """Looks at the begin, every ten minutes and at the end; then delivers what is to be told."""
        until = self.box.now + for_
        await self.look()
        while self.box.now < until:
            self.box.talk.clock.set(min(self.box.now + 10 * MINUTE, until))
            await self.look()
        await self.box.deliver()

    async def look(self) -> None:
        while await self.watch.step():
            pass

    def told(self, chat_id: int = OPERATORS) -> list[str]:
        return self.box.texts(chat_id)

    def names(self, place: str) -> list[str]:
        return sorted(path.name.partition("-")[2] for path in (self.folder.path / place).iterdir())

    async def stages(self) -> dict[str, Stage]:
        async with self.box.desk.store.reading() as tables:
            return {one.ticket: one.stage async for one, _ in tables.complaints.stream(Wanted())}


@pytest.fixture
async def watched(tmp_path: Path) -> AsyncIterator[Watched]:
    (tmp_path / "exports").mkdir()
    path = tmp_path / "config.toml"
    path.write_text('[crm]\nsource = "files"\n')
    plan = build_parts(load_settings(path, {})).watched
    assert plan is not None
    async with outbox(tmp_path) as box:
        files = Files(plan.folder, box.talk.clock)
        yield Watched(box, files, plan, Folder(plan))
        files.let_go()
        for message in box.talk.said(OPERATORS):
            judged(message.html)


# What is told


async def test_a_refused_file_is_told_once_with_its_reason(watched: Watched) -> None:
    watched.files.drop(b"<!DOCTYPE html><title>Masuk</title>", "masuk.csv")
    watched.files.drop(watched.files.table(ROWS), "baik.csv")
    await watched.live(5 * MINUTE)
    (told,) = watched.told()
    assert "ini halaman web, bukan tabel" in told and "-masuk.csv" in told
    assert watched.names("rejected") == ["masuk.csv", "masuk.csv.reason.txt"]
    assert watched.names("done") == ["baik.csv"] and set(await watched.stages()) == {"JK1", "JK2", "JK3"}


async def test_rows_that_were_not_taken_are_told_once_and_listed(watched: Watched) -> None:
    watched.files.drop([*watched.files.table(ROWS), ["=cmd()", "kemarin", "", "rahasia", "", ""]])
    await watched.live(5 * MINUTE)
    (told,) = watched.told()
    assert told.startswith("⚠️ 1 dari 4 baris ekspor tidak diambil")
    (listed,) = (watched.folder.path / "rejected").iterdir()
    assert listed.read_text("utf-8-sig") == "baris,tiket,sebab\n5,'=cmd(),waktu masuk tidak terbaca\n"
    assert watched.names("done") == ["ekspor.csv"]
    found = await latest(watched.box.desk)
    assert found is not None and found[0].endswith("-ekspor.csv")


async def test_a_folder_that_is_gone_is_told_when_it_is_lost_and_when_it_is_back(watched: Watched) -> None:
    away = watched.folder.path.with_name("lain")
    watched.folder.path.rename(away)
    await watched.look()
    assert watched.told() == []
    await watched.live(20 * MINUTE)
    (lost,) = watched.told()
    assert "Folder ekspor tidak bisa dibaca sejak 08.00" in lost
    watched.restart()
    away.rename(watched.folder.path)
    await watched.live(10 * MINUTE)
    assert watched.told()[1:] == [
        "✅ Folder ekspor terbaca kembali, setelah 20 m. Ekspor di dalamnya diambil sekarang."
    ]


async def test_a_folder_that_is_back_within_a_minute_is_not_told(watched: Watched) -> None:
    away = watched.folder.path.with_name("lain")
    watched.folder.path.rename(away)
    await watched.watch.step()
    away.rename(watched.folder.path)
    await watched.live(10 * MINUTE)
    assert watched.told() == []


async def test_a_file_that_stays_locked_is_told_once_and_stops_no_other(watched: Watched) -> None:
    watched.files.locked(ROWS)
    watched.files.drop(watched.files.table([Aduan("LAIN")]), "lain.csv")
    await watched.live(29 * MINUTE)
    assert watched.told() == [] and set(await watched.stages()) == {"LAIN"}
    await watched.live(20 * MINUTE)
    watched.restart()
    await watched.live(40 * MINUTE)
    (told,) = watched.told()
    assert "Berkas ekspor ekspor.csv belum bisa dibuka" in told
    watched.files.let_go()
    await watched.live(5 * MINUTE)
    assert len(await watched.stages()) == 4


async def test_a_file_that_nobody_can_work_on_stops_no_other(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    def poisoned(path: Path, *rest: object) -> object:
        if "racun" in path.name:
            raise RuntimeError("rahasia")
        return open_upload(path, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr("bot.folder.work.open_upload", poisoned)
    watched.files.drop(watched.files.table(ROWS), "a-racun.csv")
    watched.files.drop(watched.files.table(ROWS), "b.csv")
    await watched.live(MINUTE)
    (told,) = watched.told()
    assert "siaga gagal mengolahnya" in told and "rahasia" not in told
    assert watched.names("done") == ["b.csv"]


# Order and absence


async def test_an_older_export_that_comes_later_undoes_nothing(watched: Watched) -> None:
    old = watched.files.table([Aduan("JK1"), Aduan("LAMA")])
    watched.box.talk.clock.advance(2 * MINUTE)
    new = watched.files.table([Aduan("JK1", Stage.COMPLETE)])
    watched.files.drop(new, "baru.csv")
    await watched.live(MINUTE)
    watched.files.drop(old, "lama.csv")
    await watched.live(MINUTE)
    assert await watched.stages() == {"JK1": Stage.COMPLETE, "LAMA": Stage.WAIT}


async def test_a_complete_list_says_who_has_left_wait(watched: Watched) -> None:
    covers = "stage=wait area=31.71"
    assert parse_covers(covers, watched.box.desk.directory)
    watched.plan = replace(watched.plan, covers=covers)
    watched.restart()
    watched.files.drop(watched.files.table(ROWS))
    await watched.live(MINUTE)
    watched.files.drop([HEADER], "kosong.csv")
    await watched.live(MINUTE)
    assert set((await watched.stages()).values()) == {Stage.WAIT}, "an empty list does not say since when"
    assert "sejak kapan" in watched.told()[0]
    watched.files.drop([HEADER, ["JK1", "kemarin", "2026-11-23 08:00", "", "", ""]], "tak terbaca.csv")
    await watched.live(MINUTE)
    assert set((await watched.stages()).values()) == {Stage.WAIT}, "nor does a list that nobody can read"
    assert (await watched.box.desk.data_age(watched.box.now)).as_of == NOW
    watched.files.drop(watched.files.table(ROWS[:1]), "satu.csv")
    await watched.live(MINUTE)
    assert await watched.stages() == {"JK1": Stage.WAIT, "JK2": Stage.UNMAPPED, "JK3": Stage.UNMAPPED}


# Death


class MortalFolder(Folder):
    """A folder whose process may die before and after each of its moves."""

    fate: Fate

    def _claim(self, name: str, now: object) -> Path | None:
        self.fate.step()
        found = super()._claim(name, now)  # type: ignore[arg-type]
        self.fate.step()
        return found

    def put_rejects(self, path: Path) -> Path:
        found = super().put_rejects(path)
        self.fate.step()
        return found

    def put_away(self, path: Path, *, refused: str | None = None) -> Path:
        self.fate.step()
        found = super().put_away(path, refused=refused)
        self.fate.step()
        return found


async def _drained(desk: Desk, folder: Folder) -> None:
    while await take_folder_once(desk, folder, breathe):
        pass


@pytest.mark.parametrize("stride", [9, pytest.param(1, marks=pytest.mark.soak)])
async def test_killed_anywhere_it_comes_to_the_same_rows_and_words(watched: Watched, stride: int) -> None:
    desk, clock = watched.box.desk, watched.box.talk.clock
    outcomes, deaths = set(), 0
    while True:
        clock.advance(MINUTE)
        home = watched.folder.path.with_name(f"mati-{deaths}")
        home.mkdir()
        files, plan = Files(home, clock), replace(watched.plan, folder=home)
        files.drop([*files.table([Aduan(f"JK{deaths}")]), [f"X{deaths}", "kemarin", "", "", "", ""]])
        files.drop(b"<html>", "b.csv")
        before = await _queued(desk)
        fate, mortal = Fate(deaths + 1), MortalFolder(plan)
        mortal.fate = fate
        with suppress(Killed):
            await _drained(replace(desk, store=MortalStore(desk.store, fate)), mortal)
        await _drained(desk, Folder(plan))
        told = await _queued(desk) - before
        outcomes.add((await _history(desk, f"JK{deaths}"), told, *(_left(home, name) for name in PLACES)))
        if fate.passed <= deaths:
            break
        deaths += stride
    assert deaths > 40 and await check(desk.store) == []
    (outcome,) = outcomes
    assert outcome[1:] == (2, ("lock",), ("ekspor.csv",), ("b.csv", "b.csv.reason.txt", "ekspor.csv.rejects.csv"))


PLACES = (".reading", "done", "rejected")


async def _queued(desk: Desk) -> int:
    async with desk.store.reading() as tables:
        return await tables.notices.waiting()


def _left(home: Path, place: str) -> tuple[str, ...]:
    return tuple(sorted(path.name.partition("Z-")[2] or path.name for path in (home / place).iterdir()))


async def _history(desk: Desk, ticket: str) -> str:
    async with desk.store.reading() as tables:
        (found,) = await tables.complaints.find(ticket)
        facts = await tables.complaints.facts_of(found.id)
    return str((found.stage, found.area_code, [(fact.kind, fact.happened) for fact in facts]))


async def test_a_file_that_kills_siaga_again_and_again_is_refused_in_the_end(watched: Watched) -> None:
    watched.files.drop(watched.files.table(ROWS))
    desk, deaths = watched.box.desk, 0

    async def die() -> None:
        raise Killed

    for _ in range(MOST_TRIES + 3):
        try:
            taken = await take_folder_once(desk, Folder(watched.plan), die)
        except Killed:
            deaths += 1
        else:
            assert taken is None or taken.refusal is not None
    assert deaths == MOST_TRIES
    await watched.box.deliver()
    assert "siaga gagal mengolahnya" in watched.told()[0]
    assert watched.names("rejected") == ["ekspor.csv", "ekspor.csv.reason.txt"]


async def test_a_file_that_changes_while_it_is_merged_is_read_again(watched: Watched) -> None:
    watched.files.drop(watched.files.table(ROWS))

    async def write_on() -> None:
        (path,) = (watched.folder.path / ".reading").glob("2026*")
        path.write_bytes(path.read_bytes() + as_csv([watched.files.row(Aduan("JK4"))]))
        watched.files.finished(path)

    assert await take_folder_once(watched.box.desk, watched.folder, write_on) is None
    assert watched.names("done") == []
    await watched.live(2 * MINUTE)
    assert set(await watched.stages()) == {"JK1", "JK2", "JK3", "JK4"} and watched.names("done") == ["ekspor.csv"]


# The service


async def test_the_service_takes_the_folder_in_from_its_start(watched: Watched) -> None:
    box, path = watched.box, watched.folder.path.parent / "config.toml"
    path.write_text(SECTIONS.replace("TOKEN", box.talk.sandbox.token).replace("BOT", box.talk.sandbox.base_url))
    path.chmod(0o600)
    watched.files.drop(watched.files.table(ROWS))
    service = Service(load_settings(path, {}), box.desk.store, box.bot, box.talk.clock)
    running = asyncio.create_task(service.run())
    async with asyncio.timeout(20):
        while not watched.folder.path.joinpath("done").exists() or not watched.names("done"):
            await asyncio.wait([running], timeout=0.02)
    service.stop()
    await running
    age = await service.desk.data_age(box.now)
    assert (age.as_of, age.stale, service.desk.source) == (NOW, False, "berkas ekspor CRM")
    assert service.desk.stale_after == timedelta(hours=24)


async def test_coordinators_are_reminded_of_a_folder_that_stays_empty(watched: Watched) -> None:
    box, path = watched.box, watched.folder.path.parent / "config.toml"
    path.write_text(SECTIONS.replace("TOKEN", box.talk.sandbox.token).replace("BOT", box.talk.sandbox.base_url))
    path.chmod(0o600)
    service = Service(load_settings(path, {}), box.desk.store, box.bot, box.talk.clock)
    acts.private_chat(box.talk.sandbox.world, COORDINATOR).started = True
    async with box.desk.store.writing() as tables:
        await tables.destinations.revive(COORDINATOR, box.now)
    box.talk.clock.advance(timedelta(hours=6, minutes=40))
    running = asyncio.create_task(service.run())
    async with asyncio.timeout(20):
        while not box.texts(COORDINATOR):
            await asyncio.wait([running], timeout=0.02)
    service.stop()
    await running
    assert "Mohon kirim ekspor CRM ke sini sebelum 15.00 WIB" in box.texts(COORDINATOR)[0]
