"""The parameters of one call, whatever way they came: form, multipart, JSON or query."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from bot.sandbox.refusals import bad_request

_TRUE = {"true", "1", "yes", "t", "y"}


@dataclass(frozen=True)
class Upload:
    """A file that came with the call."""

    name: str
    mime_type: str
    content: bytes


def decoded(text: str) -> Any:
    """The JSON value of a text. Raises ValueError, also for what is JSON in name only: NaN, half a surrogate
    pair, nesting deeper than Python follows."""
    try:
        value = json.loads(text, parse_constant=_no_constant)
        json.dumps(value, ensure_ascii=False).encode()
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    return value


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


class Params:
    """Reads parameters by name and kind; raises Refused in Telegram's words."""

    def __init__(self, values: dict[str, Any], uploads: dict[str, Upload] | None = None) -> None:
        self._values = {name: value for name, value in values.items() if value is not None}
        self._uploads = uploads or {}

    def text(self, name: str, default: str = "") -> str:
        value = self._values.get(name, default)
        return value if isinstance(value, str) else json.dumps(value)

    def integer(self, name: str, default: int | None = None) -> int | None:
        value = self._values.get(name)
        if value is None or value == "":
            return default
        try:
            return int(str(value)) if not isinstance(value, bool) else default
        except ValueError:
            return default

    def flag(self, name: str) -> bool:
        return str(self._values.get(name, "")).strip().lower() in _TRUE

    def structure(self, name: str) -> Any:
        """The JSON value of a parameter, None when it was not given."""
        value = self._values.get(name)
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            return decoded(value)
        except ValueError as error:
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from error

    def upload(self, name: str) -> Upload | None:
        """The file uploaded for the parameter, directly or as `attach://...`."""
        value = self._values.get(name)
        if isinstance(value, str) and value.startswith("attach://"):
            return self._uploads.get(value.removeprefix("attach://"))
        return self._uploads.get(name)

    @property
    def chat_id(self) -> int | None:
        return self.integer("chat_id")

    @property
    def topic(self) -> int | None:
        return self.integer("message_thread_id") or None
