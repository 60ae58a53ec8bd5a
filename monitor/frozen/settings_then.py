"""The settings of a frozen month as values, read once in a process: months share them, and reading takes long."""

from __future__ import annotations

import asyncio
import logging

from monitor.basis import Settled
from monitor.cutoff import FrozenMonth
from monitor.errors import BadConfiguration
from monitor.frozen.settings_text import KeptSettings, decode_settings, digest_of, encode_judging
from monitor.ports import Tables

_REMEMBERED = 24

log = logging.getLogger(__name__)
_known: dict[str, KeptSettings | None] = {}  # by digest: what it names never changes


async def settings_of(tables: Tables, frozen: FrozenMonth) -> KeptSettings | None:
    """Those that a month was frozen by; None = this release cannot read them."""
    if frozen.settings not in _known:
        document = await tables.cutoffs.settings(frozen.settings)
        if document is None:
            return None
        return await understood(document)
    return _known[frozen.settings]


async def judges_otherwise(kept: KeptSettings | None, today: Settled) -> bool:
    """Whether a month frozen by `kept` would be reckoned by other settings today, however each release writes
    them. Those that cannot be read are others."""
    return kept is None or await asyncio.to_thread(lambda: encode_judging(kept) != encode_judging(today))


async def understood(document: str) -> KeptSettings | None:
    """What a text of settings says; None = this release cannot read it. Off the event loop's thread."""
    digest = digest_of(document)
    if digest not in _known:
        found = await asyncio.to_thread(_read, document)
        while len(_known) >= _REMEMBERED:
            _known.pop(next(iter(_known)), None)
        _known[digest] = found
    return _known[digest]


def _read(document: str) -> KeptSettings | None:
    try:
        return decode_settings(document)
    except (BadConfiguration, ValueError, KeyError, TypeError) as error:
        log.warning("The settings %s, kept for frozen months, cannot be read: %s.", digest_of(document), error)
        return None
