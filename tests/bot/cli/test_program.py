"""The command line as a whole: exit codes, sentences, help, a real process."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import program
from bot.cli.output import discreet
from bot.cli.parsing import instant
from bot.cli.program import exit_code, main
from monitor import errors
from monitor.errors import BadConfiguration, BadInput, NotFound, OutsideUnreachable, SiagaError, TryLater

ROOT = Path(__file__).parents[3]


def families(error: type[SiagaError]) -> list[type[SiagaError]]:
    return [error, *(one for below in error.__subclasses__() for one in families(below))]


def test_each_family_of_errors_has_its_exit_code() -> None:
    assert exit_code(BadConfiguration("x")) == 2
    assert exit_code(BadInput("x")) == 2
    assert exit_code(NotFound("x")) == 1
    assert exit_code(OutsideUnreachable("x")) == 3


def test_every_error_of_siaga_has_an_exit_code() -> None:
    for family in families(errors.SiagaError):
        code = exit_code(family.__new__(family))
        assert code == (3 if issubclass(family, TryLater) else code) and code in (1, 2, 3)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([], "siaga: the following arguments are required: COMMAND; see siaga --help."),
        (["import"], "siaga import: the following arguments are required: FILE; see siaga import --help."),
        (["list", "--sta", "wait"], "siaga: unrecognized arguments: --sta wait; see siaga --help."),
        (["db"], "siaga db: the following arguments are required: STEP; see siaga db --help."),
    ],
)
def test_a_slip_is_one_sentence_and_exit_2(
    words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words, env={}) == 2
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", sentence + "\n")


def test_a_wrong_choice_names_the_right_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "--state", "late"], env={}) == 2
    said = capsys.readouterr().err
    assert "late" in said and "overdue" in said and said.count("\n") == 1


@pytest.mark.parametrize("words", [["--help"], ["list", "--help"], ["db", "backup", "--help"], ["--version"]])
def test_help_and_version_need_no_configuration(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words, env={}) == 0
    captured = capsys.readouterr()
    assert "siaga" in captured.out and captured.err == ""


def test_without_a_configuration_the_way_to_one_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "config.toml"
    assert main(["--config", str(path), "list"], env={}) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"There is no configuration file {path}: copy config.example.toml")


def test_the_option_wins_over_the_environment(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["--config", str(tmp_path / "a.toml"), "list"], env={"SIAGA_CONFIG": str(tmp_path / "b.toml")})
    assert "a.toml" in capsys.readouterr().err


def _break(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def broken(*_: object) -> int:
        raise error

    monkeypatch.setattr(program, "_run", broken)


def test_an_unexpected_error_is_one_sentence_and_its_details_are_in_a_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    _break(monkeypatch, RuntimeError("calling https://api.telegram.org/bot123456:AAAAAAAAAAAAAAAA/getMe"))
    assert main(["list"], env={}) == 1
    said = capsys.readouterr().err
    (log,) = tmp_path.iterdir()
    assert said == (
        f"siaga met an error that it does not know (RuntimeError): the details are in {log}; please report it.\n"
    )
    assert "Traceback" in log.read_text() and "AAAAAAAA" not in log.read_text()
    assert log.stat().st_mode & 0o077 == 0


def test_debugging_shows_the_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _break(monkeypatch, RuntimeError("inside"))
    assert main(["list"], env={"SIAGA_DEBUG": "1"}) == 1
    assert "Traceback" in capsys.readouterr().err


def test_an_interruption_is_told_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _break(monkeypatch, KeyboardInterrupt())
    assert main(["list"], env={}) == 130
    assert capsys.readouterr().err == "Interrupted: what was finished is kept.\n"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("bot123456:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw says", "bot*** says"),
        ("postgresql://siaga:hunter2@db/siaga", "postgresql://siaga:***@db/siaga"),
        ("at 2026-11-23T08:00:00+07:00", "at 2026-11-23T08:00:00+07:00"),
        ("sqlite:///var/siaga.db", "sqlite:///var/siaga.db"),
    ],
)
def test_what_looks_like_a_secret_is_not_printed(text: str, shown: str) -> None:
    assert discreet(text) == shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-23T08:00", "2026-11-23T01:00:00+00:00"),
        ("2026-11-23 08:00:30", "2026-11-23T01:00:30+00:00"),
        ("2026-11-23T08:00Z", "2026-11-23T08:00:00+00:00"),
        ("2026-11-23T08:00+09:00", "2026-11-22T23:00:00+00:00"),
        ("2026-11-23", "2026-11-22T17:00:00+00:00"),
    ],
)
def test_instants_without_offset_are_local(text: str, expected: str) -> None:
    from zoneinfo import ZoneInfo

    assert instant(text, ZoneInfo("Asia/Jakarta"), "--at").isoformat() == expected


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13-01", "08:00", "0001-01-01T00:00+00:01x"])
def test_what_is_no_instant_is_refused(text: str) -> None:
    from zoneinfo import ZoneInfo

    with pytest.raises(BadConfiguration, match=r"--at: .* is not an instant"):
        instant(text, ZoneInfo("Asia/Jakarta"), "--at")


def shell(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )


def test_python_m_bot_is_siaga() -> None:
    done = shell("-m", "bot", "--version")
    assert done.returncode == 0 and re.fullmatch(r"siaga \d+\.\d+\.\d+\S*\n", done.stdout)


def test_the_process_ends_with_the_exit_code_and_no_traceback() -> None:
    done = shell("-m", "bot", "deadline", "Sampah", "soon", SIAGA_CONFIG="config.example.toml")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == 'CREATED: "soon" is not an instant; write it like 2026-11-23T08:00 or with an offset.\n'


def test_a_reader_that_had_enough_is_no_error() -> None:
    step = "import sys; from bot.cli import main; sys.exit(main(['--help']))"
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-c", step], cwd=ROOT, stdout=writing, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, "")


def loaded_by(*words: str) -> set[str]:
    step = (
        "import sys; from bot.cli import main; code = main(sys.argv[1:]); "
        "print(*sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr); sys.exit(code)"
    )
    done = shell("-c", step, *words)
    assert done.returncode == 0, done.stderr
    return set(done.stderr.splitlines()[-1].split())


def test_help_loads_no_heavy_library() -> None:
    assert loaded_by("--help").isdisjoint({"telegram", "apscheduler", "alembic", "sqlalchemy", "pydantic", "tqdm"})


def test_deadline_loads_no_database_and_no_telegram() -> None:
    words = ("--config", "config.example.toml", "deadline", "Sampah", "2026-11-23")
    assert loaded_by(*words).isdisjoint({"telegram", "apscheduler", "alembic", "sqlalchemy"})
