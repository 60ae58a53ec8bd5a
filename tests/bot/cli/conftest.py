from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import pytest

from bot.cli import main
from bot.sandbox import Sandbox
from monitor.clock import SteppedClock, SystemClock

NOW = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)  # 08.30 WIB, a Monday
EXAMPLE = Path(__file__).parents[3] / "config.example.toml"


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str


@dataclass
class Place:
    """A folder with a configuration, and a terminal in it."""

    folder: Path
    clock: SteppedClock
    _type: Callable[..., Said]

    def siaga(self, *words: object, **env: str) -> Said:
        return self._type(*words, env={"SIAGA_CONFIG": str(self.folder / "config.toml"), **env})

    def configure(self, more: str) -> None:
        """Adds to the example configuration."""
        path = self.folder / "config.toml"
        path.write_text(EXAMPLE.read_text() + more)
        path.chmod(0o600)

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text)
        return path

    def stock(self, export: str, as_of: str) -> None:
        """The database after the import of that export; made once, then copied."""
        database = self.folder / "var" / "siaga.db"
        if (export, as_of) not in _STOCKS:
            said = self.siaga(
                "import", self.write("export.csv", export), "--as-of", as_of, SIAGA_CRM__EXPORTS="complete"
            )
            assert said.code == 0, said.err
            _STOCKS[export, as_of] = database.read_bytes()
        database.parent.mkdir(exist_ok=True)
        database.write_bytes(_STOCKS[export, as_of])


_STOCKS: dict[tuple[str, str], bytes] = {}


@pytest.fixture
def place(bare_place: Place, migrated_file: Path) -> Place:
    """With an empty database, which is not what is tested: migrating takes longer than most commands."""
    (bare_place.folder / "var").mkdir(mode=0o700)
    shutil.copy(migrated_file, bare_place.folder / "var" / "siaga.db")
    return bare_place


@pytest.fixture
def bare_place(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    clock = SteppedClock(NOW)

    def typed(*words: object, env: dict[str, str]) -> Said:
        capsys.readouterr()
        code = main([str(word) for word in words], env=env, clock=clock)
        captured = capsys.readouterr()
        return Said(code, captured.out, captured.err)

    found = Place(tmp_path, clock, typed)
    found.configure("")
    return found


@dataclass
class Telegram:
    """The sandbox on a loop of its own: commands run theirs."""

    sandbox: Sandbox
    _loop: asyncio.AbstractEventLoop

    def configure(self, place: Place, more: str = "") -> None:
        """The configuration that speaks to this sandbox."""
        place.configure(more)
        path = place.folder / "config.toml"
        text = path.read_text().replace("https://api.telegram.org/bot", self.sandbox.base_url)
        path.write_text(text.replace("[telegram]\n", f'[telegram]\ntoken = "{self.sandbox.token}"\n'))

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self.sandbox.stop(), self._loop).result(5)


@pytest.fixture
def telegram() -> Iterator[Telegram]:
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever)
    thread.start()
    sandbox = Sandbox("123:abcdefghijkl", SystemClock())
    asyncio.run_coroutine_threadsafe(sandbox.start(), loop).result(5)
    found = Telegram(sandbox, loop)
    try:
        yield found
    finally:
        found.stop()
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()
