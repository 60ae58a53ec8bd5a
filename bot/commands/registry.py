"""The commands: one table from which dispatch, menus and help all come."""

from __future__ import annotations

from bot.auth import Standing
from bot.commands.aduan import aduan
from bot.commands.bantuan import bantuan
from bot.commands.command import Command, Needs
from bot.commands.pedoman import pedoman
from bot.commands.peringkat import peringkat
from bot.commands.rekap import rekap
from bot.commands.segera import segera
from bot.commands.start import start
from bot.commands.status import status
from bot.commands.terlambat import terlambat
from bot.commands.wait import wait

START = Command(name="start", needs=Needs.NOTHING, handler=start, description="Mulai", in_menu=False)

COMMANDS = (
    Command(name="wait", arguments="[wilayah]", handler=wait, description="Aduan yang belum dijawab"),
    Command(
        name="terlambat",
        aliases=("lewat",),
        arguments="[wilayah]",
        handler=terlambat,
        description="Aduan yang sudah lewat batas",
    ),
    Command(
        name="segera",
        aliases=("tenggat",),
        arguments="[wilayah]",
        handler=segera,
        description="Aduan yang hampir lewat batas",
    ),
    Command(name="aduan", arguments="TIKET", handler=aduan, description="Satu aduan dan riwayatnya"),
    Command(
        name="peringkat",
        arguments="[kecamatan|kelurahan|unit] [bulan]",
        handler=peringkat,
        description="Urutan, nilai, dan ketepatan waktu satu bulan",
    ),
    Command(
        name="rekap",
        arguments="[periode]",
        handler=rekap,
        description="Berapa aduan masuk: per wilayah, kategori, kanal, unit, bulan",
    ),
    Command(
        name="pedoman",
        arguments="KATEGORI",
        handler=pedoman,
        description="Batas waktu, bobot, unit, dan kelengkapan satu kategori",
    ),
    Command(name="status", handler=status, description="Umur data, antrean kirim, pengecekan berikutnya"),
    Command(name="bantuan", needs=Needs.NOTHING, handler=bantuan, description="Daftar perintah"),
    START,
)

_BY_NAME = {name: command for command in COMMANDS for name in (command.name, *command.aliases)}


def command_named(name: str) -> Command | None:
    """The command of that name or alias, in lower case."""
    return _BY_NAME.get(name)


def usable_by(standing: Standing) -> tuple[Command, ...]:
    """What the asker may use, in the order of the table."""
    return tuple(command for command in COMMANDS if command.may_be_used(standing))
