"""What happens in the chats, fetched from Telegram by long polling.

Each update is read on its own, so that one nobody can read is skipped instead of stopping everything. The offset
moves past an update once it was handled: a crash repeats an answer rather than losing a question.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from urllib.parse import urlencode

from telegram import Bot, Update
from telegram.error import Conflict, TelegramError

from bot.asking.lanes import Lanes
from bot.border.telegram_errors import translated
from monitor.errors import RateLimited

Receive = Callable[[Update], Awaitable[None]]
Pause = Callable[[timedelta], Awaitable[None]]

ALLOWED = ("message", "callback_query", "my_chat_member")
_BATCH = 100
_GLANCE = timedelta(milliseconds=300)  # between looks while an update is still being handled
_READING_MARGIN = timedelta(seconds=10)
_SHORTEST_BACKOFF = timedelta(seconds=1)
_LONGEST_BACKOFF = timedelta(seconds=60)

_log = logging.getLogger(__name__)


class Updates:
    """The polling. `receive` handles one update; `pause` is the loops' way to wait.

    `wait`: how long Telegram may hold an empty answer back. `patience`: what one update may take.
    """

    def __init__(
        self,
        bot: Bot,
        receive: Receive,
        pause: Pause,
        *,
        wait: timedelta = timedelta(seconds=25),
        patience: timedelta = timedelta(seconds=60),
    ) -> None:
        self._bot = bot
        self._receive = receive
        self._pause = pause
        self._wait = wait
        self._patience = patience
        self._lanes = Lanes()
        self._next: int | None = None  # above every update seen so far
        self._unfinished: set[int] = set()
        self._crowded = False
        self._ready = False
        self._trouble: str | None = None
        self._backoff = _SHORTEST_BACKOFF
        self.skipped = 0

    async def poll_once(self) -> bool:
        """Fetches what is new and hands it out, without waiting for the answers; whether there was anything.

        Trouble with Telegram is logged once and waited out here.
        """
        try:
            await self._prepare()
            batch = await self._fetch()
        except TelegramError as error:
            await self._wait_out(error)
            return False
        self._recovered()
        fresh = [raw for raw in batch if self._is_new(raw)]
        self._crowded = len(batch) >= _BATCH and not fresh
        for raw in fresh:
            self._take(raw)
        if not fresh and self._unfinished:
            await self._lanes.some_done(_GLANCE)
        return bool(fresh)

    async def finish(self, within: timedelta) -> None:
        """Lets answers under way go out and tells Telegram how far everything was handled."""
        await self._lanes.finish(within)
        if self._next is None or not self._ready:
            return
        try:
            await self._ask(self._offset(), 1, timedelta(0))
        except TelegramError as error:
            _log.info("the last updates were not confirmed and may be answered again (%s)", _kind(error))

    @property
    def is_reachable(self) -> bool:
        """Whether the latest poll reached Telegram."""
        return self._ready and self._trouble is None

    async def _prepare(self) -> None:
        """Learns the bot's own name; a webhook left behind by another set-up would refuse every poll."""
        if not self._ready:
            await self._bot.initialize()
            await self._bot.delete_webhook()
            self._ready = True

    async def _fetch(self) -> Sequence[Mapping[str, object]]:
        wait = timedelta(0) if self._unfinished else self._wait
        return await self._ask(self._offset(), _BATCH, wait)

    async def _ask(self, offset: int | None, limit: int, wait: timedelta) -> Sequence[Mapping[str, object]]:
        """Raw updates. `Bot.get_updates` would read them all at once and fail on the first odd one."""
        question = {"limit": limit, "timeout": int(wait.total_seconds()), "allowed_updates": json.dumps(ALLOWED)}
        if offset is not None:
            question["offset"] = offset
        url = f"{self._bot.base_url}/getUpdates?{urlencode(question)}"
        reading = (wait + _READING_MARGIN).total_seconds()
        answer = await self._bot.request.post(url, read_timeout=reading)
        return answer if isinstance(answer, list) else ()

    def _offset(self) -> int | None:
        """The oldest update not yet handled. When later ones fill a whole batch, it is given up for repeating."""
        if self._unfinished and not self._crowded:
            return min(self._unfinished)
        return self._next

    def _is_new(self, raw: Mapping[str, object]) -> bool:
        number = raw.get("update_id") if isinstance(raw, dict) else None
        return isinstance(number, int) and (self._next is None or number >= self._next)

    def _take(self, raw: Mapping[str, object]) -> None:
        number = int(str(raw["update_id"]))
        self._next = number + 1
        update = self._read(number, raw)
        if update is None:
            return
        chat_id = update.effective_chat.id if update.effective_chat else 0
        self._unfinished.add(number)
        if not self._lanes.put(chat_id, partial(self._handle, update)):
            self._unfinished.discard(number)
            _log.warning("chat %d asks faster than it can be answered: update %d is dropped", chat_id, number)

    def _read(self, number: int, raw: Mapping[str, object]) -> Update | None:
        try:
            return Update.de_json(dict(raw), self._bot)
        except Exception as error:  # noqa: BLE001 - whatever an odd update provokes, the next ones must be read
            self.skipped += 1
            _log.warning("update %d cannot be read and is skipped (%s)", number, _kind(error))
            return None

    async def _handle(self, update: Update) -> None:
        try:
            async with asyncio.timeout(self._patience.total_seconds()):
                await self._receive(update)
        except Exception as error:  # noqa: BLE001 - one update never stops the others; its text is not logged
            _log.error("update %d was not handled (%s)", update.update_id, _kind(error))
        self._unfinished.discard(update.update_id)

    async def _wait_out(self, error: TelegramError) -> None:
        kind = _kind(error)
        if self._trouble is None:
            hint = "another process polls this bot: stop it" if isinstance(error, Conflict) else "trying again"
            _log.warning("updates cannot be fetched from Telegram (%s); %s", kind, hint)
        self._trouble = kind
        asked = translated(error)
        backoff = max(self._backoff, asked.retry_after) if isinstance(asked, RateLimited) else self._backoff
        self._backoff = min(self._backoff * 2, _LONGEST_BACKOFF)
        await self._pause(min(backoff, _LONGEST_BACKOFF))

    def _recovered(self) -> None:
        if self._trouble is not None:
            _log.warning("updates come in again (it was %s)", self._trouble)
        self._trouble, self._backoff = None, _SHORTEST_BACKOFF


def _kind(error: Exception) -> str:
    return type(error).__name__
