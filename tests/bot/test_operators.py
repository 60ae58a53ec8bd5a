"""What an import came across is told to the operator chat, once for each name."""

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from conversation import NOW, conversation, seen

from bot.cli import main
from bot.telling.operators import tell_findings
from bot.watching.gaps import tell_gaps
from monitor.areas.directory import Directory
from monitor.desk import Desk


async def planned(desk: Desk) -> list[str]:
    """The texts of all operator notices, oldest first."""
    async with desk.store.reading() as tables:
        found = [await tables.notices.find(number) for number in range(1, await tables.notices.waiting() + 1)]
    return [notice.text or "" for notice in found if notice]


async def find(desk: Desk, areas: Iterable[tuple[str, int]] = (), labels: Iterable[str] = ()) -> list[str]:
    await tell_findings(desk, list(areas), list(labels), NOW)
    return await planned(desk)


async def test_a_name_nobody_mapped_is_told_once_with_the_line_to_paste(tmp_path: Path) -> None:
    async with conversation(tmp_path) as talk:
        told = await find(talk.desk, areas=[("Petojo", 12), ("Antah Berantah", 3)])
        assert len(told) == 1
        assert "Petojo (12)" in told[0] and "Antah Berantah (3)" in told[0]
        assert ",Petojo" in told[0].split("<pre>")[1]
        assert "kode-baru,Antah Berantah,kelurahan,kode-kecamatan,,,," in told[0].split("<pre>")[2]
        assert await find(talk.desk, areas=[("Petojo", 99)]) == told


async def test_only_what_is_new_is_told_again(tmp_path: Path) -> None:
    async with conversation(tmp_path) as talk:
        await find(talk.desk, labels=["Diteruskan"])
        told = await find(talk.desk, labels=["Diteruskan", "Ditunda"])
        assert len(told) == 2
        assert "Ditunda" in told[1] and "Diteruskan" not in told[1]


async def test_nothing_found_is_nothing_told(tmp_path: Path) -> None:
    async with conversation(tmp_path) as talk:
        assert await find(talk.desk) == []


async def test_what_reaches_no_chat_is_told_once_a_week(tmp_path: Path) -> None:
    async with conversation(tmp_path) as talk:
        await talk.learn([seen("T1", "Tebet Barat"), seen("T2", "Tebet Barat"), seen("T3", "Cideng")])
        await tell_gaps(talk.desk, NOW)
        told = await planned(talk.desk)
        assert len(told) == 1 and "2 aduan terbuka" in told[0] and "Kel. Tebet Barat (2)" in told[0]
        await tell_gaps(talk.desk, NOW + timedelta(days=1))
        assert len(await planned(talk.desk)) == 1
        await tell_gaps(talk.desk, NOW + timedelta(days=7))
        assert len(await planned(talk.desk)) == 2


async def test_when_everything_reaches_somebody_nothing_is_told(tmp_path: Path) -> None:
    async with conversation(tmp_path) as talk:
        await talk.learn([seen("T3", "Cideng")])
        await tell_gaps(talk.desk, NOW)
        assert await planned(talk.desk) == []


def test_areas_in_force_can_be_taken_as_a_file_of_ones_own(tmp_path: Path, capsys) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "config.toml").write_text("")
    assert main(["--config", str(tmp_path / "config.toml"), "areas"]) == 0
    own = tmp_path / "areas.csv"
    own.write_text(capsys.readouterr().out)
    assert Directory.load(own).all() == Directory.load("builtin:jakarta").all()
