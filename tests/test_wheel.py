"""The built wheel works from an empty directory: data files in, tests out."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's content as an installer would lay it out."""
    folder = tmp_path_factory.mktemp("wheel")
    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def siaga(unpacked: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SIAGA_")}
    return subprocess.run(
        [sys.executable, "-c", "import sys; from bot.cli import main; sys.exit(main())", *words],
        cwd=folder,
        env=environment | {"PYTHONPATH": str(unpacked), "PYTHONSAFEPATH": "1"},
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )


def test_wheel_holds_code_data_and_migrations_and_no_tests(unpacked: Path) -> None:
    tops = {path.name for path in unpacked.iterdir()}
    assert {name for name in tops if not name.endswith(".dist-info")} == {"bot", "monitor", "storage"}
    for needed in (
        "monitor/data/areas_jakarta.csv",
        "monitor/data/holidays_indonesia.csv",
        "bot/sandbox/page/static/index.html",
        "bot/pictures/fonts/Inter-Regular.otf",
        "bot/pictures/fonts/LICENSE",
    ):
        assert (unpacked / needed).is_file(), needed
    assert list((unpacked / "storage" / "migrations").rglob("0001*.py"))


def test_wheel_answers_from_an_empty_directory(unpacked: Path, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("")
    answer = siaga(unpacked, tmp_path, "deadline", "Sampah", "2026-11-23T08:00")
    assert answer.returncode == 0, answer.stderr
    assert "2026-11-23" in answer.stdout
    listing = siaga(unpacked, tmp_path, "list", "--format", "json")
    assert (listing.returncode, listing.stdout.strip()) == (0, "[]"), listing.stderr
    assert (tmp_path / "var" / "siaga.db").stat().st_mode & 0o077 == 0
