"""`siaga import` of a CSV as the operator runs it: `python -m benchmarks.bench_cli_import [ROWS]`.

Measures rows a second, the importing process's peak memory, and how long another writer (the bot) ever waits
meanwhile. Floor: the csv module and sqlite3.executemany of upserts of the same cells into a bare table.
"""

from __future__ import annotations

import asyncio
import csv
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.floor import Floor
from storage import open_store

HEADINGS = [
    "Nomor Tiket",
    "Tanggal Laporan",
    "Status",
    "Kategori",
    "Kanal",
    "Unit Kerja",
    "Kelurahan",
    "Kecamatan",
]
HEADINGS += ["Kota", "Alamat", "Lintang", "Bujur", "Tanggal Respon", "Tanggal Selesai"]
HEADINGS += [f"Kolom {number}" for number in range(11)]  # what exports carry besides
NEWEST = datetime(2026, 11, 23, 8, 0)
WRITE_EVERY = 0.05


def write_csv(path: Path, rows: int, *, changed: bool = False) -> None:
    """`changed`: a fiftieth of the rows say something else."""
    chance = random.Random(1)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        for number in chance.sample(range(rows), rows):
            arrived = NEWEST - timedelta(minutes=number % 500_000, seconds=number % 60)
            is_open = chance.random() < 0.02
            moments = ("", "") if is_open else (arrived + timedelta(hours=2), arrived + timedelta(hours=40))
            street = "Jl. Baru" if changed and number % 50 == 7 else "Jl. Contoh Raya"
            place = chance.choice((("Cideng", "Gambir"), ("Kwitang", "Senen"), ("Gelora", "Tanah Abang")))
            writer.writerow(
                [f"JK{number:010}", f"{arrived:%d/%m/%Y %H:%M:%S}", "Menunggu" if is_open else "Selesai"]
                + [chance.choice(("Sampah", "Jalan", "Pohon")), "JAKI", f"Kelurahan {place[0]}", *place]
                + [
                    "Jakarta Pusat",
                    f"{street} No. {number % 200}",
                    "-6.17",
                    "106.82",
                ]
                + [f"{moment:%d/%m/%Y %H:%M:%S}" if moment else "" for moment in moments]
                + ["keterangan lain"] * 11
            )


def records(path: Path) -> Iterator[list[str]]:
    """The bare cells of the file."""
    with path.open(newline="", encoding="utf-8") as file:
        reader = csv.reader(file)
        next(reader)
        yield from reader


async def import_beside_a_writer(folder: Path, path: Path) -> tuple[float, int, list[float]]:
    """Seconds, peak memory of the importer in MB, and what each write of another process waited."""
    waits: list[float] = []
    store = await open_store(f"sqlite:///{folder}/var/siaga.db", migrate=True)
    started = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "--config", str(folder / "config.toml"), "import", str(path)
    )
    try:
        while process.returncode is None:
            began = time.perf_counter()
            async with store.writing() as tables:
                await tables.ledger.set_note("bench", str(began))
            waits.append(time.perf_counter() - began)
            await asyncio.sleep(WRITE_EVERY)
        seconds = time.perf_counter() - started
    finally:
        await store.close()
    return seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024, waits


def main(rows: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "config.toml").write_text("")
        os.chdir(Path(__file__).resolve().parent.parent)
        write_csv(folder / "export.csv", rows)
        write_csv(folder / "changed.csv", rows, changed=True)
        floor = Floor(folder / "bare.db")
        for what, name in (("first", "export.csv"), ("unchanged", "export.csv"), ("2 % changed", "changed.csv")):
            bare = floor.take(records(folder / name)).wall
            seconds, peak, waits = asyncio.run(import_beside_a_writer(folder, folder / name))
            print(
                f"import {what}: {rows:,} rows in {seconds:.1f} s = {rows / seconds:,.0f} rows/s, "
                f"{bare / seconds:.2f} of bare csv + sqlite3; importer at most {peak} MB; "
                f"another writer waited at most {max(waits):.2f} s ({len(waits)} writes)",
                flush=True,
            )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
