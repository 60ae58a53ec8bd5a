"""The demo in a terminal: every message as it appears, and a line typed is said to a group."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.demo.city import ADMIN, CHATS, COORDINATOR
from bot.sandbox import Sandbox, acts
from bot.sandbox.objects import Chat, Message
from monitor.clock import Clock
from monitor.errors import BadInput

_STDIN = 0
_WAIT = 3600.0

HELP = """\
Type a number and a line to say it in that chat as the kelurahan's admin, such as "3 /wait", or "1 /peringkat"
and "1 /rekap" in the city's; "3 #2" presses the 2nd button of its last message. Without a number the same chat
again. Ctrl-C ends.
"""


class Terminal:
    """Shows the talk of the sandbox's chats; reads lines in a thread, acts on the event loop."""

    def __init__(self, sandbox: Sandbox, clock: Clock, timezone: ZoneInfo) -> None:
        self._sandbox, self._clock, self._timezone = sandbox, clock, timezone
        self._chat_ids = [chat.id for chat in CHATS] + [COORDINATOR]
        self._current = 3
        self._shown: dict[tuple[int, int], datetime | None] = {}

    def open(self) -> None:
        """Says where things are and begins to listen. The end of the input is not the end of the demo."""
        now = self._clock.now().astimezone(self._timezone)
        self._write(f"\nsiaga demo, {now:%A %d %B %Y %H:%M}. Open {self._sandbox.origin} in a browser.\n{HELP}")
        for number, title in enumerate(self._titles(), 1):
            self._write(f"  {number}  {title}\n")
        self._write("\n")
        loop = asyncio.get_running_loop()
        threading.Thread(target=self._listen, args=(loop,), daemon=True).start()

    def begin(self) -> None:
        """The coordinator presses Start, as everybody must who wants to be written to in private."""
        acts.say(self._sandbox.world, self._sandbox.world.chats[COORDINATOR], COORDINATOR, "/start")

    async def show(self) -> None:
        """Prints what is new or edited, until cancelled."""
        while True:
            try:
                fresh = await self._sandbox.world.bell.wait_until(self._fresh, _WAIT)
            except TimeoutError:
                continue
            for chat, message in fresh:
                self._shown[chat.id, message.id] = message.edited_at
                self._write(self._drawn(chat, message))

    def _titles(self) -> list[str]:
        return [chat.title for chat in CHATS] + ["Koordinator kota (private)"]

    def _fresh(self) -> list[tuple[Chat, Message]] | None:
        """Messages not yet shown as they now stand; None when there are none."""
        found = [
            (chat, message)
            for chat in self._sandbox.world.chats.values()
            for message in chat.messages.values()
            if self._shown.get((chat.id, message.id), chat) != message.edited_at
        ]
        return found or None

    def _drawn(self, chat: Chat, message: Message) -> str:
        """A message with its buttons numbered."""
        at = (message.edited_at or message.date).astimezone(self._timezone)
        number = self._chat_ids.index(chat.id) + 1 if chat.id in self._chat_ids else "-"
        who = message.sender.first_name + (" (edited)" if message.edited_at else "")
        lines = [f"[{number}] {chat.title} · {at:%H.%M} · {who}"]
        lines += [f"    {line}" for line in (message.text or str(message.service)).splitlines()]
        buttons = [f"#{count} {button['text']}" for count, button in enumerate(message.buttons(), 1)]
        if buttons:
            lines.append("    " + "   ".join(f"[{button}]" for button in buttons))
        return "\n".join(lines) + "\n\n"

    def _listen(self, loop: asyncio.AbstractEventLoop) -> None:
        """Reads unbuffered: a thread that holds the lock of sys.stdin would trouble the end of the process."""
        rest = b""
        while chunk := os.read(_STDIN, 4096):
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                loop.call_soon_threadsafe(self._typed, line.decode(errors="replace").strip())

    def _typed(self, line: str) -> None:
        first, _, rest = line.partition(" ")
        try:
            if first.isdecimal():
                self._choose(first)
                line = rest.strip()
            if not line:
                return
            self._act(self._sandbox.world.chats[self._chat_ids[self._current - 1]], line)
        except BadInput as error:
            self._write(f"{error}.\n")

    def _choose(self, number: str) -> None:
        if not 1 <= int(number) <= len(self._chat_ids):
            raise BadInput(f"there is no chat {number}: the chats are 1 to {len(self._chat_ids)}")
        self._current = int(number)

    def _act(self, chat: Chat, line: str) -> None:
        speaker = chat.id if chat.is_private else ADMIN
        if line.startswith("#") and line[1:].isdecimal():
            self._press(chat, speaker, int(line[1:]))
        else:
            acts.say(self._sandbox.world, chat, speaker, line)

    def _press(self, chat: Chat, speaker: int, number: int) -> None:
        message = next((m for m in reversed(chat.messages.values()) if m.buttons()), None)
        buttons = message.buttons() if message else []
        if message is None or not 1 <= number <= len(buttons):
            raise BadInput(f"there is no button #{number} in that chat")
        button = buttons[number - 1]
        if "callback_data" in button:
            acts.press(self._sandbox.world, chat, speaker, message.id, button["callback_data"])
        else:
            self._write(f"{button.get('url') or button.get('copy_text', {}).get('text')}\n")

    def _write(self, text: str) -> None:
        sys.stdout.write(text)
        sys.stdout.flush()
