"""docs/reference.md, config.example.toml and the README say what the program does: no more, no less."""

from __future__ import annotations

import argparse
import re
import tomllib
from collections.abc import Iterator
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any, get_args, get_origin

import pytest
from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from bot.cli.commands import COMMANDS
from bot.cli.parsing import parser
from bot.cli.rank import FIELDS as RANK_FIELDS
from bot.cli.rows import FIELDS
from bot.config import load_settings
from bot.config.settings import Settings
from bot.config.words import parse_clock_time, parse_duration, parse_retention
from monitor.model import Stage, State
from monitor.sources.columns import FIELDS as COLUMN_FIELDS
from monitor.sources.labels import StatusLabels

ROOT = Path(__file__).parents[1]
REFERENCE = (ROOT / "docs" / "reference.md").read_text()
EXAMPLE = (ROOT / "config.example.toml").read_text()
README = (ROOT / "README.md").read_text()


def keys_of(model: type[BaseModel], above: str = "") -> Iterator[tuple[str, FieldInfo]]:
    """Every key with its field; the tables of `import.maps` are called NAME."""
    for name, field in model.model_fields.items():
        key = f"{above}{field.alias or name}"
        below = next(models_in(field.annotation), None)
        if below is None:
            yield key, field
            continue
        if get_origin(field.annotation) is not None:
            yield key, field
        yield from keys_of(below, f"{key}.NAME." if get_origin(field.annotation) is dict else f"{key}.")


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from models_in(part)


KEYS = dict(keys_of(Settings))


def documented_keys() -> dict[str, tuple[str, ...]]:
    table = REFERENCE.partition("## Configuration")[2].partition("## Stages")[0]
    rows = re.findall(r"^\| `([\w.]+)` \| (.+?) \| (.+?) \| (.*?) ?\|$", table, re.M)
    return {row[0]: row for row in rows}


def test_every_key_is_in_the_reference_and_no_other() -> None:
    assert list(documented_keys()) == list(KEYS)


def plain(value: Any) -> Any:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if hasattr(value, "key"):
        return value.key
    if isinstance(value, tuple):
        return [one.model_dump() if isinstance(one, BaseModel) else one for one in value]
    return value


@pytest.mark.parametrize("key", KEYS)
def test_the_reference_tells_the_default(key: str) -> None:
    said = documented_keys()[key][2]
    field = KEYS[key]
    default = field.get_default(call_default_factory=True)
    if default is PydanticUndefined:
        assert said == "required"
    elif default is None:
        assert said == "none" or said.startswith("that of")
    elif key == "calendar.hours":
        assert said == "Mon-Thu 07:30-16:00, Fri 07:30-16:30"
    else:
        read = tomllib.loads(f"value = {said.strip('`')}")["value"]
        assert comparable(read, default) == plain(default)


def comparable(read: Any, default: Any) -> Any:
    if isinstance(default, timedelta):
        return parse_retention(read) if "year" in read else parse_duration(read)
    if isinstance(default, time):
        return parse_clock_time(read)
    if isinstance(default, dict) and isinstance(next(iter(default.values()), None), time):
        return {name: parse_clock_time(value) for name, value in read.items()}
    if isinstance(read, list) and default and isinstance(default[0], BaseModel):
        return [type(default[0]).model_validate(one).model_dump() for one in read]
    return read


def uncommented() -> str:
    """The example with every commented key in force."""
    return re.sub(r"^#(?=[\w\"\[])", "", EXAMPLE, flags=re.M)


def without_rivals() -> str:
    """The same without keys that exclude another."""
    return re.sub(r"^(token_file|url_file|api_key_file) =.*$", "", uncommented(), flags=re.M)


def flat(table: dict[str, Any], above: str = "") -> Iterator[str]:
    for name, value in table.items():
        key = f"{above}{name}".replace("import.maps.boston", "import.maps.NAME")
        whole = key in KEYS
        if whole:
            yield key
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict) and (not whole or any(known.startswith(f"{key}.") for known in KEYS)):
                yield from flat(one, f"{key}.")
            elif not whole:
                yield key


def test_every_key_is_in_the_example_and_no_other() -> None:
    assert set(flat(tomllib.loads(uncommented()))) == set(KEYS)


def test_the_example_with_every_key_in_force_is_accepted(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(without_rivals())
    path.chmod(0o600)
    settings = load_settings(path, {})
    assert (
        len(settings.chats) == 3
        and settings.people[0].digest
        and settings.sla.rule[0].valid_to == date(2026, 12, 31)
    )


def test_the_values_of_the_example_are_the_defaults() -> None:
    example, defaults = load_settings(ROOT / "config.example.toml", {}), load_settings(None, {})
    assert example.model_dump() == defaults.model_dump()
    assert example.digests["pagi"] == time(8)


def test_every_line_of_the_example_that_sets_something_says_why() -> None:
    silent = [line for line in EXAMPLE.splitlines() if re.match(r"#?\w+ = ", line) and not re.search(r"\s#", line)]
    repeated = ("pagi", "sore", "#columns", "#hours", "#unit", "#id", "#kind", "#topic")
    assert [line for line in silent if not line.startswith(repeated)] == []


def commands() -> dict[str, argparse.ArgumentParser]:
    top = parser(COMMANDS)
    (below,) = (action for action in top._actions if isinstance(action, argparse._SubParsersAction))
    return dict(below.choices)


def options(command: argparse.ArgumentParser) -> set[str]:
    named = {option for action in command._actions for option in action.option_strings}
    return {option for option in named if option.startswith("--")} - {"--help"}


def section(name: str) -> str:
    found = re.search(rf"^### `siaga {name}\b.*?(?=^##)", REFERENCE, re.M | re.S)
    assert found, name
    return found[0]


def test_every_command_has_its_section_and_no_other() -> None:
    assert re.findall(r"^### `siaga (\w+)", REFERENCE, re.M) == list(commands())


@pytest.mark.parametrize("name", commands())
def test_every_option_is_in_the_reference_and_no_other(name: str) -> None:
    assert set(re.findall(r"--[a-z][a-z-]+", section(name))) - {"--config"} == options(commands()[name])


def test_every_step_of_db_is_in_the_reference() -> None:
    (steps,) = (a for a in commands()["db"]._actions if isinstance(a, argparse._SubParsersAction))
    assert re.findall(r"^\| `(\w+)", section("db"), re.M) == list(steps.choices)


def test_the_fields_of_list_are_in_the_reference() -> None:
    said = section("list").partition("carry these fields:")[2].partition(". `responded_at`")[0]
    assert tuple(re.findall(r"`(\w+)`", said)) == FIELDS


def test_the_fields_of_rank_are_in_the_reference() -> None:
    said = section("rank").partition("carry these fields:")[2].partition(". What each")[0]
    assert tuple(re.findall(r"`(\w+)`", said)) == RANK_FIELDS


def test_the_fields_of_a_column_map_are_in_the_reference() -> None:
    said = REFERENCE.partition("The fields of `columns`:")[2].partition("\n\n")[0]
    assert tuple(re.findall(r"`(\w+)`", said)) == COLUMN_FIELDS


def test_stages_and_their_labels_are_in_the_reference() -> None:
    table = REFERENCE.partition("## Stages")[2].partition("## States")[0]
    rows = re.findall(r"^\| `(\w+)` \| (.*?) ?\|", table, re.M)
    assert [name for name, _ in rows] == [stage.value for stage in Stage]
    for name, labels in rows:
        for label in filter(None, labels.split(", ")):
            assert StatusLabels().stage(label) == name


def test_states_are_in_the_reference() -> None:
    table = REFERENCE.partition("## States")[2]
    assert re.findall(r"^\| `(\w+)`", table, re.M) == [state.value for state in State]


def test_the_commands_and_options_of_the_readme_exist() -> None:
    known = commands()
    for name, rest in re.findall(r"siaga ([a-z]+)\b([^`\n]*)", README):
        if name in known:
            assert set(re.findall(r"--[a-z][a-z-]+", rest)) <= options(known[name]) | {"--config"}, name
    for typed in re.findall(r"`siaga (?:--config \S+ )?([a-z]+)", README):
        assert typed in known, typed


def test_the_chapters_that_the_readme_points_to_exist() -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
