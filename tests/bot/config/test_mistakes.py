"""Every mistake of a configuration is one sentence: `bad/NAME.toml` has its own in NAME.txt beside it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.config import load_settings
from monitor.errors import BadConfiguration

BAD = Path(__file__).parents[2] / "data" / "config" / "bad"
FILES = sorted(BAD.glob("*.toml"))


def refusal(path: Path | None, **env: str) -> str:
    with pytest.raises(BadConfiguration) as caught:
        load_settings(path, env)
    return str(caught.value)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_mistake_is_told_in_its_sentence(path: Path) -> None:
    expected = path.with_suffix(".txt").read_text().strip()
    assert refusal(path).replace(str(BAD), "FOLDER") == expected


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_sentence_repeats_a_secret_or_breaks_the_line(path: Path) -> None:
    said = refusal(path)
    assert "secret" not in said and "\n" not in said
    assert said.endswith((".", "?")) and path.name in said


def test_every_mistake_has_its_sentence_and_no_sentence_is_left_over() -> None:
    sentences = {path.stem for path in BAD.glob("*.txt")} - {"no_token"}
    assert sentences == {path.stem for path in FILES} and len(FILES) > 50


def test_a_mistake_in_the_environment_names_the_variable() -> None:
    said = refusal(None, SIAGA_TELEGRAM__MESSAGES_PER_SECOND="many")
    assert said == (
        "Environment variable SIAGA_TELEGRAM__MESSAGES_PER_SECOND: "
        'telegram.messages_per_second = "many" must be a whole number.'
    )


def test_an_unknown_variable_is_refused_with_the_nearest_key() -> None:
    said = refusal(None, SIAGA_TELEGRM__TOKEN="123:secret")
    assert said == ("Environment variable SIAGA_TELEGRM__TOKEN: there is no key telegrm: did you mean telegram?")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SIAGA_TELEGRAM__TOKEN", "secret"),
        ("SIAGA_TELEGRAM__PROXY", "secret"),
        ("SIAGA_STORAGE__URL", "secret"),
        ("SIAGA_TELEGRAM", "secret"),
        ("SIAGA_STORAGE__URL", '{"secret": 1}'),
        ("SIAGA_CHATS", '[{"secret"'),
    ],
)
def test_a_wrong_secret_in_the_environment_is_never_repeated(name: str, value: str) -> None:
    said = refusal(None, **{name: value})
    assert name in said
    assert not re.search(r"\bsecret\b", said.replace("storage.url.secret", ""))


def test_a_variable_for_a_part_of_another_is_refused() -> None:
    said = refusal(None, SIAGA_CRM="x", SIAGA_CRM__SYSTEM="crm")
    assert said == "Environment variable SIAGA_CRM__SYSTEM sets a part of what another one sets whole."


def test_a_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    said = refusal(tmp_path / "config.toml")
    assert "copy config.example.toml to" in said and "--config" in said


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"\xff\xfe\x00\xd8")
    assert refusal(path) == f"{path} is not UTF-8 text: save it as UTF-8."


def test_a_folder_instead_of_a_file_is_refused(tmp_path: Path) -> None:
    assert "cannot be read" in refusal(tmp_path)
