"""Reading the configuration: sources together, then each value, then what the values mean together."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_settings import BaseSettings, InitSettingsSource, PydanticBaseSettingsSource

from bot.config.desk import build_parts
from bot.config.sections import DEFAULT_DIGESTS
from bot.config.sentences import sentence
from bot.config.settings import Settings
from bot.config.sources import (
    Warn,
    read_environment,
    read_toml,
    variable_for,
    warn_if_readable_by_all,
    with_secrets,
)
from monitor.errors import BadConfiguration


def _to_stderr(text: str) -> None:
    print(text, file=sys.stderr)  # noqa: T201 - a warning of the start, before there is a log


def load_settings(path: Path | None, env: Mapping[str, str], *, warn: Warn = _to_stderr) -> Settings:
    """The settings of a TOML file (None = defaults) with the environment on top.

    Raises BadConfiguration: one sentence naming key, value and rule of the first mistake. `warn` is told of
    secrets that every account can read.
    """
    tables = read_toml(path) if path else {}
    settings = with_secrets(_validated(tables, path, env).placed(path), warn)
    if path and _holds_secret(tables):
        warn_if_readable_by_all(path, "a secret", warn)
    try:
        build_parts(settings)
    except BadConfiguration as error:
        raise BadConfiguration(f"{path}: {error}" if path else str(error)) from error
    return settings


def _validated(tables: dict[str, Any], path: Path | None, env: Mapping[str, str]) -> Settings:
    variables = read_environment(env)
    if "digests" in variables and "digests" not in tables:
        # One variable moves one slot; only a table in the file replaces them all.
        variables["digests"] = {**DEFAULT_DIGESTS, **variables["digests"]}
    try:
        return _settings_class(variables, tables)()
    except ValidationError as error:
        keys, text = sentence(error, Settings)
        variable = variable_for(keys, env)
        where = f"Environment variable {variable}" if variable else path
        raise BadConfiguration(f"{where}: {text}".rstrip("?.") + ("?" if text.endswith("?") else ".")) from None


def _settings_class(*sources: dict[str, Any]) -> type[Settings]:
    """Settings that read these tables, the first one winning key by key."""

    class Loaded(Settings):
        @classmethod
        def settings_customise_sources(
            cls, settings_cls: type[BaseSettings], *_: PydanticBaseSettingsSource, **__: PydanticBaseSettingsSource
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            return tuple(InitSettingsSource(settings_cls, init_kwargs=tables) for tables in sources)

    return Loaded


def _holds_secret(tables: Mapping[str, Any]) -> bool:
    crm = tables.get("crm", {})
    headers = crm.get("rest", {}).get("headers", {})
    return (
        "token" in tables.get("telegram", {})
        or "@" in str(tables.get("storage", {}).get("url", ""))
        or any(not name.endswith("_file") for name in headers)
        or "api_key" in crm.get("open311", {})
    )
