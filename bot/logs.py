"""Logging: one line each to stderr, in UTC, and never a secret."""

from __future__ import annotations

import logging
import re
import sys
import time
from collections.abc import Iterable

_TOKEN = re.compile(r"(?<!\d)\d{3,}:[A-Za-z0-9_-]{8,}")
_NOISY = ("httpx", "httpcore", "telegram", "apscheduler", "aiohttp.access", "alembic", "asyncio")


class _Discreet(logging.Formatter):
    """Replaces every configured secret, and whatever looks like a bot token, in the finished line."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__("%(asctime)sZ %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S")
        self._secrets = sorted((secret for secret in secrets if secret), key=len, reverse=True)

    def converter(self, seconds: float | None) -> time.struct_time:
        return time.gmtime(seconds)

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        for secret in self._secrets:
            line = line.replace(secret, "***")
        return _TOKEN.sub("***", line)


def configure_logging(secrets: Iterable[str] = (), *, level: int = logging.INFO) -> None:
    """Sends siaga's own lines to stderr; libraries speak only when they warn."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Discreet(secrets))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
