"""Where settings come from: a TOML file, environment variables, files that hold one secret each."""

from __future__ import annotations

import json
import stat
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.config.crm_rest import FILE_SUFFIX, header_value
from bot.config.sections import Crm
from bot.config.settings import Settings
from bot.config.words import bot_token, database_address
from monitor.errors import BadConfiguration

PREFIX = "SIAGA_"
NOT_KEYS = ("SIAGA_CONFIG", "SIAGA_DEBUG")
Warn = Callable[[str], None]


def read_toml(path: Path) -> dict[str, Any]:
    """The file's tables. Raises BadConfiguration naming the line of a slip."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise BadConfiguration(
            f"There is no configuration file {path}: copy config.example.toml to {path} and edit it, "
            "or name another with --config."
        ) from None
    except OSError as error:
        raise BadConfiguration(f"{path} cannot be read ({error.strerror}): correct its path or rights.") from error
    except UnicodeDecodeError:
        raise BadConfiguration(f"{path} is not UTF-8 text: save it as UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise BadConfiguration(f"{path} is not valid TOML: {_uncapitalised(str(error))}.") from None


def read_environment(env: Mapping[str, str]) -> dict[str, Any]:
    """`SIAGA_SECTION__KEY` as nested tables; a value that begins with [ or { is JSON."""
    tables: dict[str, Any] = {}
    for name in sorted(env):
        if not name.startswith(PREFIX) or name in NOT_KEYS:
            continue
        *sections, key = name.removeprefix(PREFIX).lower().split("__")
        table = tables
        for section in sections:
            table = table.setdefault(section, {})
            if not isinstance(table, dict):
                raise BadConfiguration(f"Environment variable {name} sets a part of what another one sets whole.")
        table[key] = _value(name, env[name])
    return tables


def variable_for(keys: tuple[str | int, ...], env: Mapping[str, str]) -> str | None:
    """The environment variable that the key came from, if it did."""
    names = [str(key).upper() for key in keys]
    for length in range(len(names), 0, -1):
        name = PREFIX + "__".join(names[:length])
        if name in env:
            return name
    below = f"{PREFIX}{'__'.join(names)}__"
    return next((name for name in sorted(env) if name.startswith(below)), None)


def with_secrets(settings: Settings, warn: Warn) -> Settings:
    """The settings with the contents of the secret files in place. Raises BadConfiguration, never telling them."""
    telegram, storage = settings.telegram, settings.storage
    if telegram.token_file is not None:
        secret = _secret(settings, "telegram.token_file", telegram.token_file, bot_token, warn)
        telegram = telegram.model_copy(update={"token": secret})
    if storage.url_file is not None:
        secret = _secret(settings, "storage.url_file", storage.url_file, database_address, warn)
        storage = storage.model_copy(update={"url": secret})
    crm = _with_api_key(settings, _with_headers(settings, warn), warn)
    return settings.model_copy(update={"telegram": telegram, "storage": storage, "crm": crm})


def _with_headers(settings: Settings, warn: Warn) -> Crm:
    """A header NAME_file is replaced by NAME with what the file holds."""
    rest = settings.crm.rest
    if rest is None:
        return settings.crm
    headers = {}
    for name, value in rest.headers.items():
        if name.endswith(FILE_SUFFIX):
            path = value.get_secret_value()
            value = _secret(settings, f"crm.rest.headers.{name}", path, header_value, warn)
        headers[name.removesuffix(FILE_SUFFIX)] = value
    return settings.crm.model_copy(update={"rest": rest.model_copy(update={"headers": headers})})


def _with_api_key(settings: Settings, crm: Crm, warn: Warn) -> Crm:
    open311 = crm.open311
    if open311 is None or open311.api_key_file is None:
        return crm
    secret = _secret(settings, "crm.open311.api_key_file", open311.api_key_file, header_value, warn)
    return crm.model_copy(update={"open311": open311.model_copy(update={"api_key": secret})})


def warn_if_readable_by_all(path: Path, what: str, warn: Warn) -> None:
    """A secret that every account of the machine can read is told, not refused."""
    if path.stat().st_mode & stat.S_IROTH:
        warn(f"{path} holds {what} and is readable by every account of this machine: chmod 600 it.")


def _secret(
    settings: Settings, key: str, file: str, check: Callable[[SecretStr], SecretStr], warn: Warn
) -> SecretStr:
    path = Path(settings.beside(file))
    where = f"{settings.path or 'environment'}: {key} = {json.dumps(file)}"
    try:
        secret = check(SecretStr(path.read_text(encoding="utf-8-sig").strip()))
    except OSError as error:
        raise BadConfiguration(
            f"{where} cannot be read ({error.strerror}): correct the path or rights."
        ) from error
    except UnicodeDecodeError:
        raise BadConfiguration(f"{where} is not a text file.") from None
    except ValueError as error:
        raise BadConfiguration(f"{where}: what the file holds {error}.") from None
    warn_if_readable_by_all(path, "a secret", warn)
    return secret


def _value(name: str, written: str) -> Any:
    if not written.lstrip().startswith(("[", "{")):
        return written
    try:
        return json.loads(written)
    except ValueError:
        raise BadConfiguration(f"Environment variable {name} begins like JSON but is not valid JSON.") from None


def _uncapitalised(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
