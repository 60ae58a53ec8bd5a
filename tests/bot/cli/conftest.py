from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.cli import main
from monitor.clock import SteppedClock

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


@pytest.fixture
def place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Place:
    clock = SteppedClock(NOW)

    def typed(*words: object, env: dict[str, str]) -> Said:
        capsys.readouterr()
        code = main([str(word) for word in words], env=env, clock=clock)
        captured = capsys.readouterr()
        return Said(code, captured.out, captured.err)

    found = Place(tmp_path, clock, typed)
    found.configure("")
    return found
