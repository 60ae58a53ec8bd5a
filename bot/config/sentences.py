"""A refusal of pydantic as one plain sentence: where, key, value, rule. Secrets are never repeated."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from rapidfuzz import fuzz, process

_SECRET = {("telegram", "token"), ("telegram", "proxy"), ("storage", "url")} | {
    ("crm", "rest", "headers"),
    ("crm", "rest", "params"),
    ("crm", "rest", "proxy"),
    ("crm", "public", "proxy"),
    ("crm", "open311", "api_key"),
    ("crm", "open311", "proxy"),
}
_QUERY = re.compile(r"[?#].*", re.DOTALL)
_ACCOUNT = re.compile(r"//[^/@]*@")
_KINDS = {"[key]", "str", "int", "float", "bool"}  # pydantic's own words in a path: a name, one type of several
_LONGEST = 80  # characters of a value that are repeated
_ALIKE = 60  # per cent of shared letters from which a key is suggested
_RULES = {
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "string_type": "must be text in quotes",
    "list_type": "must be a list in square brackets",
    "tuple_type": "must be a list in square brackets",
    "dict_type": "must be a table",
    "model_type": "must be a table",
    "model_attributes_type": "must be a table",
    "string_too_short": "must not be empty",
    "too_short": "must hold at least one entry",
    "string_pattern_mismatch": "must be at most 20 letters and digits",
}

Keys = tuple[str | int, ...]


def sentence(error: ValidationError, root: type[BaseModel]) -> tuple[Keys, str]:
    """The first mistake: its key, and the sentence without its end and without where it stands."""
    mistake = error.errors(include_url=False)[0]
    keys = tuple(key for key in mistake["loc"] if key not in _KINDS)
    name = dotted(keys)
    if mistake["type"] == "extra_forbidden":
        return keys, _unknown(keys, root)
    if mistake["type"] == "missing":
        return keys, f"{name} is missing: {dotted(keys[:-1])} needs it"
    value = mistake["input"]
    if mistake["loc"][-1] == "[key]":
        return keys, f"{dotted(keys[:-1])}: the name {_written(value)} {_rule(mistake)}"
    if _is_secret(keys) or isinstance(value, dict | list | BaseModel):
        colon = ":" if isinstance(value, dict) and mistake["type"] == "value_error" else ""
        return keys, f"{name}{colon} {_rule(mistake)}"
    return keys, f"{name} = {_written(value)} {_rule(mistake)}"


def dotted(keys: Sequence[str | int]) -> str:
    """The key as people write it: `chats[2].topic` is the topic of the second [[chats]]."""
    name = ""
    for key in keys:
        name += f"[{key + 1}]" if isinstance(key, int) else f".{key}"
    return name.removeprefix(".")


def _rule(mistake: Mapping[str, Any]) -> str:
    kind = str(mistake["type"])
    if kind == "value_error":
        return str(mistake["ctx"]["error"])
    if kind == "literal_error":
        expected = str(mistake["ctx"]["expected"]).replace("'", '"')
        return f"must be {'one of ' if ' or ' in expected else ''}{expected}"
    if kind == "greater_than":
        return f"must be greater than {mistake['ctx']['gt']}"
    if kind.startswith("date"):
        return "must be a date such as 2026-01-31"
    return _RULES.get(kind) or f"is refused: {mistake['msg']}"


def _unknown(keys: Keys, root: type[BaseModel]) -> str:
    known = _known(keys[:-1], root)
    near = process.extractOne(str(keys[-1]), known, scorer=fuzz.ratio, score_cutoff=_ALIKE)
    if near:
        return f"there is no key {dotted(keys)}: did you mean {dotted((*keys[:-1], near[0]))}?"
    section = dotted(keys[:-1]) or "the file"
    return f"there is no key {dotted(keys)}: {section} knows {', '.join(known)}"


def _known(keys: Keys, root: type[BaseModel]) -> list[str]:
    """The keys of the table that `keys` leads to. List places and names of maps lead no further."""
    model = root
    for key in keys:
        fields = {field.alias or name: field for name, field in model.model_fields.items()}
        if isinstance(key, str) and key in fields:
            model = next(_models(fields[key].annotation), model)
    return [field.alias or name for name, field in model.model_fields.items()]


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)


def _is_secret(keys: Keys) -> bool:
    return any(keys == secret[: len(keys)] or keys[: len(secret)] == secret for secret in _SECRET)


def _written(value: object) -> str:
    """As it stands in the file; of an address neither account nor query, which may hold a secret."""
    if isinstance(value, str) and "://" in value:
        value = _ACCOUNT.sub("//…@", _QUERY.sub("?…", value))
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
